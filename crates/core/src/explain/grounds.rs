//! The reason of a ruling as one text, and its parts again.
//!
//! ```
//! use alatau_core::explain::{Parted, join};
//! let cites = ["permits-law#refusal".to_string(), "construction-rules#sketch".to_string()];
//! let reasons = ["It leaves the plot\non its north side.", "It is two floors too high."];
//! let text = join(cites.iter().map(String::as_str).zip(reasons), ["One (16)", "Two (17)"]);
//! assert_eq!(text.lines().nth(1), Some("  on its north side."));
//! let parted = Parted::of(&text, &cites);
//! assert_eq!((parted.grounds, parted.by), (reasons.map(String::from).to_vec(), Some("One (16); Two (17)")));
//! ```

/// The parts of a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parted<'r> {
    /// What is said of no ground.
    pub rest: String,
    /// Why each ground applies, in their order; empty where nothing is said.
    pub grounds: Vec<String>,
    /// Who wrote and who confirmed.
    pub by: Option<&'r str>,
}

/// Grounds with their reasons, who wrote and who confirmed. A line that goes on is indented, so that none of it
/// looks like the next ground.
pub fn join<'g>(grounds: impl IntoIterator<Item = (&'g str, &'g str)>, [by, second]: [&str; 2]) -> String {
    let line = |(provision, reason): (&str, &str)| format!("{provision}: {}\n", reason.trim().replace('\n', "\n  "));
    let lines: String = grounds.into_iter().map(line).collect();
    format!("{lines}({by}; {second})")
}

impl Parted<'_> {
    /// The parts of a reason with these grounds. Each begins with a line that names it; a text that names none is all rest.
    pub fn of<'r>(reason: &'r str, cites: &[String]) -> Parted<'r> {
        let mut lines: Vec<&str> = reason.lines().collect();
        let signed = lines.last().and_then(|line| line.strip_prefix('(')?.strip_suffix(')')).filter(|both| both.contains("; "));
        if signed.is_some() {
            lines.pop();
        }
        let mut parted = Parted { rest: String::new(), grounds: vec![String::new(); cites.len()], by: signed };
        let (mut next, mut part) = (0, &mut parted.rest);
        for line in lines {
            let begins = |number: usize| Some((number, line.strip_prefix(cites[number].as_str())?.strip_prefix(": ")?));
            match (next..cites.len()).find_map(begins) {
                Some((number, text)) => {
                    next = number + 1;
                    part = &mut parted.grounds[number];
                    part.push_str(text);
                }
                None => {
                    part.push_str(if part.is_empty() { "" } else { "\n" });
                    part.push_str(line.strip_prefix("  ").unwrap_or(line));
                }
            }
        }
        parted
    }

    /// All that is said, in one line.
    pub fn plain(&self) -> String {
        let parts = self.grounds.iter().chain([&self.rest]).flat_map(|part| part.split_whitespace());
        parts.collect::<Vec<_>>().join(" ")
    }
}
