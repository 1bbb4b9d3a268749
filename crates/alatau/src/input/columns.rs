//! The header: which delimiter, which column stands where, and which is missing.

use super::text::Text;
use alatau_core::source::Diagnostic;

/// The columns that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Column {
    Number,
    Status,
    Applied,
    Issued,
    Completed,
    Kind,
    Class,
    ClassGroup,
    ClassMapped,
    Work,
    Units,
    Cost,
    Area,
}

/// Their names in the file, in the order of [`Column`].
const NAMES: [&str; 13] = [
    "permitnum",
    "statuscurrent",
    "applieddate",
    "issueddate",
    "completeddate",
    "permittype",
    "permitclass",
    "permitclassgroup",
    "permitclassmapped",
    "workclass",
    "housingunits",
    "estprojectcost",
    "totalsqft",
];

/// Delimiters that are tried, the usual one first.
const DELIMITERS: [(u8, &str); 4] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar")];

/// Where each column stands in a line.
#[derive(Debug)]
pub struct Columns([usize; NAMES.len()]);

impl Column {
    /// The column's name in the file.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

impl Columns {
    /// The place of a column in a line.
    pub fn index(&self, column: Column) -> usize {
        self.0[column as usize]
    }

    /// Reads the header that begins at byte `start`; one error for each column that is missing or stands twice.
    pub fn find(text: &Text<'_>, delimiter: u8, start: usize, header: &csv::StringRecord) -> Result<Columns, Vec<Diagnostic>> {
        let found: Vec<String> = header.iter().map(normal).collect();
        let mut errors = Vec::new();
        let mut places = [0; NAMES.len()];
        for (place, name) in places.iter_mut().zip(NAMES) {
            let mut here = found.iter().enumerate().filter(|(_, other)| *other == name).map(|(index, _)| index);
            match (here.next(), here.next()) {
                (Some(index), None) => *place = index,
                (Some(_), Some(second)) => {
                    let at = text.field_start(start, delimiter, second);
                    let help = "give one of the two another name";
                    errors.push(text.error("AL-3004", at, format!("the column `{name}` stands twice in the header"), help));
                }
                (None, _) => errors.push(missing(text, delimiter, start, &found, name)),
            }
        }
        if errors.is_empty() { Ok(Columns(places)) } else { Err(errors) }
    }
}

fn missing(text: &Text<'_>, delimiter: u8, start: usize, found: &[String], name: &str) -> Diagnostic {
    let unknown = found.iter().enumerate().filter(|(_, other)| !NAMES.contains(&other.as_str()));
    let near = unknown.map(|(index, other)| (distance(name, other), index)).min().filter(|(edits, _)| *edits <= name.len().div_ceil(3));
    match near {
        Some((_, index)) => {
            let at = text.field_start(start, delimiter, index);
            let message = format!("no column is called `{name}`; did you mean `{}`?", found[index]);
            text.error("AL-3004", at, message, format!("rename `{}` to `{name}`", found[index]))
        }
        None => {
            let help = format!("add it, with empty fields where the value is unknown; the columns are {}", NAMES.join(", "));
            text.error("AL-3004", start, format!("no column is called `{name}`"), help)
        }
    }
}

/// A header's name without case, blanks, underscores, hyphens and byte order mark: `Permit_Num` is `permitnum`.
pub fn normal(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{FEFF}')).flat_map(char::to_lowercase).collect()
}

/// The delimiter under which the first line names the most columns; a warning if it is not the comma.
pub fn delimiter(text: &Text<'_>, warnings: &mut Vec<Diagnostic>) -> u8 {
    let start = text.skip_line_ends(0);
    let line = text.all[start..].split(['\r', '\n']).next().unwrap_or("");
    let known = |delimiter: u8| {
        let names = line.split(char::from(delimiter)).map(|name| normal(name.trim().trim_matches('"')));
        names.filter(|name| NAMES.contains(&name.as_str())).count()
    };
    let mut best = DELIMITERS[0];
    for candidate in DELIMITERS {
        if known(candidate.0) > known(best.0) {
            best = candidate;
        }
    }
    let (delimiter, word) = best;
    if delimiter != b',' {
        let message = format!("the fields are separated by a {word}; the file was read so");
        warnings.push(text.error("AL-3003", start, message, "nothing needs to be done if the figures look right").warning());
    }
    delimiter
}

/// Least number of letters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
