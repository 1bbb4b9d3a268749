//! Lines of a terminal of 80 columns: wrapped words and tables.

/// Columns of a terminal.
pub const WIDTH: usize = 80;

/// The words of `text` in lines of at most 80 columns: the first after `first`, the others after `rest`.
/// A word that is longer than a line is broken after `/`, `#`, `@` or `;`, as the ids of the law are.
pub fn wrap(text: &str, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut has_words = false;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (number, part) in parts(word, WIDTH.saturating_sub(length(rest))).into_iter().enumerate() {
            let space = usize::from(has_words && number == 0);
            if has_words && length(&line) + space + length(part) > WIDTH {
                lines.push(std::mem::replace(&mut line, rest.to_string()));
            } else if space == 1 {
                line.push(' ');
            }
            line.push_str(part);
            has_words = true;
        }
    }
    lines.push(line);
    lines
}

/// A word in parts that fit into `width`, if it has places to break.
fn parts(word: &str, width: usize) -> Vec<&str> {
    if length(word) <= width {
        return vec![word];
    }
    word.split_inclusive(['/', '#', '@', ';']).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Rows of a table, each column as wide as its widest cell. Columns named in `left` stand to the left, the others to the right.
pub fn table(rows: &[Vec<String>], left: &[usize]) -> Vec<String> {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| length(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut lines = Vec::new();
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let padding = " ".repeat(widths[column] - length(cell));
            if left.contains(&column) { format!("{cell}{padding}") } else { format!("{padding}{cell}") }
        });
        lines.push(cells.collect::<Vec<_>>().join("  ").trim_end().to_string());
    }
    lines
}
