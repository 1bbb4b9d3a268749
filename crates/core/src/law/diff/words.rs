//! Two texts compared word by word.

use serde::Serialize;

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// In both texts.
    Kept(String),
    /// Only in the first.
    Removed(String),
    /// Only in the second.
    Added(String),
}

/// Texts longer than this, multiplied, are not compared word by word (the table would take 64 MB).
const CELLS_MAX: usize = 16_000_000;

/// The runs of words by which `new` differs from `old`; a paragraph's end counts as a word.
///
/// ```
/// use alatau_core::law::diff::words::{Piece, compare};
/// let pieces = compare("within ten working days", "within five working days");
/// let kept = |text: &str| Piece::Kept(text.to_string());
/// assert_eq!(pieces, [kept("within"), Piece::Removed("ten".into()), Piece::Added("five".into()), kept("working days")]);
/// ```
pub fn compare(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut steps: Vec<(Step, &str)> = old[..start].iter().map(|word| (Step::Keep, *word)).collect();
    match old_middle.len().saturating_mul(new_middle.len()) <= CELLS_MAX {
        true => steps.extend(middle(old_middle, new_middle)),
        false => {
            steps.extend(old_middle.iter().map(|word| (Step::Remove, *word)));
            steps.extend(new_middle.iter().map(|word| (Step::Add, *word)));
        }
    }
    steps.extend(old[old.len() - end..].iter().map(|word| (Step::Keep, *word)));
    runs(&steps)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Keep,
    Remove,
    Add,
}

const PARAGRAPH: &str = "\n\n";

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (number, paragraph) in text.split(PARAGRAPH).enumerate() {
        if number > 0 {
            words.push(PARAGRAPH);
        }
        words.extend(paragraph.split_whitespace());
    }
    words
}

/// The longest common subsequence, removals before additions.
fn middle<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Step, &'t str)> {
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = match old[i] == new[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            steps.push((Step::Keep, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            steps.push((Step::Remove, old[i]));
            i += 1;
        } else {
            steps.push((Step::Add, new[j]));
            j += 1;
        }
    }
    steps
}

/// Words of one kind together; within one change all removals stand before all additions.
fn runs(steps: &[(Step, &str)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let keeps = steps[at].0 == Step::Keep;
        let end = steps[at..].iter().position(|(step, _)| (*step == Step::Keep) != keeps).map_or(steps.len(), |n| at + n);
        let of = |wanted: Step| {
            let words: Vec<&str> = steps[at..end].iter().filter(|(step, _)| *step == wanted).map(|(_, word)| *word).collect();
            words.join(" ").replace(" \n\n ", PARAGRAPH)
        };
        for (wanted, piece) in [(Step::Keep, Piece::Kept as fn(String) -> Piece), (Step::Remove, Piece::Removed), (Step::Add, Piece::Added)]
        {
            let text = of(wanted);
            if !text.is_empty() {
                pieces.push(piece(text));
            }
        }
        at = end;
    }
    pieces
}
