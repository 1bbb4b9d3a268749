//! The answer as plain text, at most a hundred characters wide.

use super::sentence::sentence;
use super::table::Table;
use super::tables::{self, Room};
use super::words::{name, say, value};
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::Answer;

/// No line is wider.
const WIDTH: usize = 100;
/// Between two columns of a table.
const GAP: usize = 2;

/// The whole answer for a terminal: the essentials first, then what stands behind them.
pub fn terminal(answer: &Answer, lang: Lang) -> String {
    let mut out = String::new();
    heading(&mut out, &format!("{} {}", say(lang, msg::REPORT_TITLE), tables::subtitle(answer, lang)));
    paragraph(&mut out, &sentence(answer, lang), 0);
    out.push('\n');
    for warning in tables::chance(answer, lang).into_iter().chain(tables::warnings(answer, lang)) {
        paragraph(&mut out, &format!("! {warning}"), 2);
    }
    table(&mut out, &tables::columns(say(lang, msg::COLUMNS_TITLE), &answer.territories, Room::Terminal, lang));
    table(&mut out, &tables::levers(answer, lang));
    table(&mut out, &tables::flips(answer, Room::Terminal, lang));
    if let Some(said) = tables::spread(answer, lang) {
        heading(&mut out, &say(lang, msg::YARDSTICKS_TITLE));
        paragraph(&mut out, &said, 0);
    }
    table(&mut out, &tables::causes(&answer.territories, Room::Terminal, lang));
    table(&mut out, &tables::cells(answer, Room::Terminal, lang));
    table(&mut out, &tables::paper_short(answer, lang));
    table(&mut out, &tables::differences(answer, Room::Terminal, lang));
    table(&mut out, &tables::basis(answer, lang));
    table(&mut out, &tables::questions(answer, Room::Terminal, lang));
    if !answer.rest.is_empty() {
        table(&mut out, &tables::columns(say(lang, msg::REST_TITLE), &answer.rest, Room::Brief, lang));
    }
    reproduce(&mut out, answer, lang);
    heading(&mut out, &say(lang, msg::NEXT_TITLE));
    for (why, command) in tables::next(answer, lang) {
        paragraph(&mut out, &format!("{why}:"), 0);
        out.push_str(&format!("    {command}\n"));
    }
    out
}

fn reproduce(out: &mut String, answer: &Answer, lang: Lang) {
    heading(out, &say(lang, msg::REPRODUCE_TITLE));
    paragraph(out, &format!("{}: {}", say(lang, msg::REPRODUCE_COMMAND), answer.command), 2);
    paragraph(out, &format!("{}: {}", say(lang, msg::REPRODUCE_SEED), answer.seed), 2);
    paragraph(out, &format!("{}: {}", say(lang, msg::REPRODUCE_LAW), answer.law), 2);
    let load = value(lang, answer.load, "share");
    paragraph(
        out,
        &format!("{}: {load}. {}: {}", say(lang, msg::HEAD_LOAD), say(lang, msg::HEAD_RESPONSE), name(lang, "response", &answer.response)),
        2,
    );
}

fn heading(out: &mut String, title: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    let lines = wrap(title, WIDTH);
    let width = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str(&"─".repeat(width));
    out.push('\n');
}

/// Wrapped text; all lines but the first are indented.
fn paragraph(out: &mut String, text: &str, indent: usize) {
    for (i, line) in wrap(text, WIDTH - indent).into_iter().enumerate() {
        if i > 0 {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(&line);
        out.push('\n');
    }
}

fn table(out: &mut String, table: &Table) {
    heading(out, &table.title);
    if !table.rows.is_empty() {
        let widths = widths(table);
        line(out, &table.heads, &table.numeric, &widths);
        let rule: usize = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
        out.push_str(&"┄".repeat(rule));
        out.push('\n');
        for row in &table.rows {
            line(out, row, &table.numeric, &widths);
        }
    }
    if let Some(note) = &table.note {
        paragraph(out, note, 0);
    }
}

/// The width of each column: as wide as its widest cell if all fit, else the
/// widest give way, but no word is broken before every column is at its longest word.
fn widths(table: &Table) -> Vec<usize> {
    let cells = |i: usize| std::iter::once(&table.heads[i]).chain(table.rows.iter().map(move |r| &r[i]));
    let count = table.heads.len();
    let mut widths: Vec<usize> = (0..count).map(|i| cells(i).map(|c| c.chars().count()).max().unwrap_or(0)).collect();
    let words: Vec<usize> =
        (0..count).map(|i| cells(i).flat_map(|c| c.split(' ')).map(|w| w.chars().count()).max().unwrap_or(0).max(1)).collect();
    let room = WIDTH - GAP * (count - 1);
    for floor in [words.as_slice(), vec![4; count].as_slice()] {
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = (0..count).filter(|&i| widths[i] > floor[i]).max_by_key(|&i| widths[i]) else { break };
            widths[widest] -= 1;
        }
    }
    widths
}

/// One row of a table, on as many lines as its tallest cell needs.
fn line(out: &mut String, cells: &[String], numeric: &[bool], widths: &[usize]) {
    let wrapped: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for i in 0..height {
        let mut written = String::new();
        for (column, lines) in wrapped.iter().enumerate() {
            let text = lines.get(i).map_or("", String::as_str);
            let pad = widths[column].saturating_sub(text.chars().count());
            if numeric[column] {
                written.push_str(&" ".repeat(pad));
                written.push_str(text);
            } else {
                written.push_str(text);
                written.push_str(&" ".repeat(pad));
            }
            written.push_str(&" ".repeat(GAP));
        }
        out.push_str(written.trim_end());
        out.push('\n');
    }
}

/// Text in lines of at most `width` characters, broken at spaces; a word that is
/// too long is cut. What is not printable becomes a space.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in clean.split(' ').filter(|w| !w.is_empty()) {
        let mut rest: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + rest.len() > width {
            lines.push(String::new());
            used = 0;
        }
        if used > 0 {
            lines.last_mut().expect("there is always a line").push(' ');
            used += 1;
        }
        while rest.len() > width {
            let tail = rest.split_off(width);
            lines.last_mut().expect("there is always a line").extend(rest);
            lines.push(String::new());
            rest = tail;
        }
        used += rest.len();
        lines.last_mut().expect("there is always a line").extend(rest);
    }
    lines
}
