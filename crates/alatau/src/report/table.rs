//! A table without a medium: the terminal and the page render the same one.

/// A table of finished texts.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Headings, one per column; the first column names the row.
    pub heads: Vec<String>,
    /// Which columns hold numbers and stand to the right.
    pub numeric: Vec<bool>,
    /// Rows, as many cells as headings.
    pub rows: Vec<Vec<String>>,
    /// A remark below it.
    pub note: Option<String>,
}

impl Table {
    /// An empty table; `heads` come with whether the column is numeric.
    pub fn new(title: String, heads: Vec<(String, bool)>) -> Table {
        let (heads, numeric) = heads.into_iter().unzip();
        Table { title, heads, numeric, rows: Vec::new(), note: None }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.heads.len(), "{}", self.title);
        self.rows.push(cells);
    }

    /// The table with a remark below it.
    pub fn with_note(self, note: String) -> Table {
        Table { note: Some(note), ..self }
    }
}
