//! Words on a drawing: how wide they are, in which lines, and where they disturb least.

use alatau_core::procedure::bpmn::{Bounds, Point};

/// Height of a line, in sizes of the letters.
pub const LEADING: f64 = 1.25;

/// Width of a text in a sans-serif face, a little more than most of them need.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(letter).sum::<f64>() * size
}

fn letter(c: char) -> f64 {
    match c {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'l' | 'j' | 'I' | 'і' | 'І' => 0.29,
        'f' | 't' | 'r' | '-' | '(' | ')' | '[' | ']' | '/' | '"' => 0.38,
        'm' | 'w' | 'M' | 'W' | 'ж' | 'ш' | 'щ' | 'ю' | 'ф' | 'ы' | 'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ф' | 'Ы' | 'М' | '@' | '%' => {
            0.87
        }
        _ if c >= '\u{1100}' && !('\u{2000}'..'\u{2100}').contains(&c) => 1.02,
        _ if c.is_uppercase() => 0.7,
        _ => 0.57,
    }
}

/// A text in lines of at most `max`; a word that is wider is broken.
pub fn wrap(text: &str, max: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let space = if line.is_empty() { "" } else { " " };
            if width(&line, size) + width(space, size) + width(word, size) <= max {
                line.push_str(space);
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                if !line.is_empty() && width(&line, size) + letter(c) * size > max {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// A line as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Words.
    pub text: String,
    /// Size of the letters.
    pub size: f64,
    /// Whether it says something beside the name.
    pub aside: bool,
}

/// A name and what is said beside it, made to fit into a box: first in smaller letters,
/// then by leaving words out.
pub fn fit(name: &str, asides: &[String], max: f64, height: f64) -> Vec<Line> {
    let sizes = [12.0, 11.0, 10.0, 9.0];
    // Smaller letters rather than a broken word.
    let is_whole = |size: &f64| name.split_whitespace().all(|word| width(word, *size) <= max);
    for size in sizes.into_iter().filter(is_whole).chain(sizes) {
        let lines = lines(name, asides, max, size);
        if total(&lines) <= height {
            return lines;
        }
    }
    // Names before asides; of both, what the box holds.
    let few: Vec<String> = asides.iter().map(|aside| shortened(aside, max, 8.0)).collect();
    let room = height - few.len() as f64 * 8.0 * LEADING;
    let mut named = lines(name, &[], max, 9.0);
    let most = ((room / (9.0 * LEADING)).floor() as usize).max(1);
    if named.len() > most {
        named.truncate(most);
        if let Some(last) = named.last_mut() {
            last.text = shortened(&format!("{}…", last.text), max, last.size);
        }
    }
    named.extend(few.into_iter().map(|text| Line { text, size: 8.0, aside: true }));
    while named.len() > 1 && total(&named) > height {
        named.pop();
    }
    named
}

fn lines(name: &str, asides: &[String], max: f64, size: f64) -> Vec<Line> {
    let small = (size - 2.0).max(8.0);
    let line = |text, size, aside| Line { text, size, aside };
    let mut all: Vec<Line> = wrap(name, max, size).into_iter().map(|text| line(text, size, false)).collect();
    for aside in asides {
        all.extend(wrap(aside, max, small).into_iter().map(|text| line(text, small, true)));
    }
    all
}

/// Height of lines under each other.
pub fn total(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.size * LEADING).sum()
}

/// The text, or its beginning with three dots.
pub fn shortened(text: &str, max: f64, size: f64) -> String {
    if width(text, size) <= max {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.trim_end_matches('…').chars() {
        if width(&kept, size) + letter(c) * size + letter('…') * size > max {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// What labels must keep clear of.
#[derive(Default)]
pub struct Room {
    /// Shapes.
    pub solids: Vec<Bounds>,
    /// Lines.
    pub lines: Vec<(Point, Point)>,
    /// Labels that have their place.
    pub placed: Vec<Bounds>,
}

impl Room {
    /// The first of the places that disturbs least; it is taken from then on.
    pub fn place(&mut self, places: &[Bounds]) -> Bounds {
        let mut best = (f64::MAX, Bounds::default());
        for (number, place) in places.iter().enumerate() {
            let cost = self.cost(place) + number as f64 * 6.0;
            if cost < best.0 {
                best = (cost, *place);
            }
        }
        self.placed.push(best.1);
        best.1
    }

    fn cost(&self, place: &Bounds) -> f64 {
        let solids: f64 = self.solids.iter().map(|other| overlap(place, other)).sum();
        let placed: f64 = self.placed.iter().map(|other| overlap(place, other)).sum();
        let crossed = self.lines.iter().filter(|line| crosses(place, **line)).count();
        solids * 4.0 + placed * 6.0 + crossed as f64 * 60.0
    }
}

pub fn overlap(a: &Bounds, b: &Bounds) -> f64 {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    if across > 0.0 && down > 0.0 { across * down } else { 0.0 }
}

/// Whether a line passes through a box.
fn crosses(place: &Bounds, (a, b): (Point, Point)) -> bool {
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (start, delta, low, high) in [(a.x, b.x - a.x, place.x, place.x + place.width), (a.y, b.y - a.y, place.y, place.y + place.height)] {
        if delta.abs() < 1e-9 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (one, other) = ((low - start) / delta, (high - start) / delta);
        from = from.max(one.min(other));
        to = to.min(one.max(other));
    }
    from <= to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_within_the_box() {
        let lines = fit("Check the completeness of all documents that were filed", &["Department of architecture".into()], 80.0, 60.0);
        assert!(total(&lines) <= 60.0 && lines.iter().all(|line| width(&line.text, line.size) <= 80.0), "{lines:?}");
    }

    #[test]
    fn a_label_goes_where_nothing_is() {
        let free = Bounds { x: 100.0, y: 0.0, width: 10.0, height: 10.0 };
        let taken = Bounds { x: 0.0, ..free };
        let mut room = Room { solids: vec![taken], ..Room::default() };
        assert_eq!(room.place(&[taken, free]), free);
        assert_eq!(room.place(&[free, Bounds { y: 50.0, ..free }]).y, 50.0);
    }

    #[test]
    fn a_line_beside_a_box_does_not_cross_it() {
        let place = Bounds { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        let line = |x1, y1, x2, y2| (Point { x: x1, y: y1 }, Point { x: x2, y: y2 });
        assert!(crosses(&place, line(-5.0, 5.0, 15.0, 5.0)));
        assert!(!crosses(&place, line(-5.0, 11.0, 15.0, 11.0)));
        assert!(!crosses(&place, line(20.0, 0.0, 20.0, 10.0)));
    }
}
