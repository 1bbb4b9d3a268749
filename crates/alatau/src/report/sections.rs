//! The sections of the page, in reading order.

use super::chart;
use super::markup::Page;
use super::sentence::{ALATAU, FACADE, ORDINARY, Verdict, difference, headline_flips, nearest_flip, verdict, working_levers};
use super::table::Table;
use super::tables::{self, Room};
use super::words::{days, interval, name, parameter, reading, say, value};
use alatau_core::text::{Arg, Lang, Message, msg, text};
use alatau_twin::answer::{Answer, Cell, Difference, Interval, Lever};

/// A section writes itself.
pub type Section = fn(&mut Page, &Answer, Lang);

/// All sections below the headline.
pub const ALL: [Section; 14] =
    [columns, levers, flips, yardsticks, causes, cells, paper, basis, questions, rest, assumptions, cases, method, reproduce];

fn open(page: &mut Page, id: &str, title: Message, lead: Option<String>, lang: Lang) {
    page.open("section", &[("id", id)]);
    page.element("h2", &[], &say(lang, title));
    if let Some(lead) = lead {
        page.element("p", &[("class", "lead")], &lead);
    }
}

/// A table that scrolls inside its own box.
fn table(page: &mut Page, table: &Table) {
    page.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &table.title)]);
    page.open("table", &[]);
    page.element("caption", &[("class", "hidden")], &table.title);
    page.open("thead", &[]);
    page.open("tr", &[]);
    for (head, numeric) in table.heads.iter().zip(&table.numeric) {
        page.element("th", &[("scope", "col"), ("class", if *numeric { "number" } else { "words" })], head);
    }
    page.close();
    page.close();
    page.open("tbody", &[]);
    for row in &table.rows {
        page.open("tr", &[]);
        for (i, (cell, numeric)) in row.iter().zip(&table.numeric).enumerate() {
            let class = if *numeric { "number" } else { "words" };
            match i {
                0 => page.element("th", &[("scope", "row"), ("class", class)], cell),
                _ => page.element("td", &[("class", class)], cell),
            }
        }
        page.close();
    }
    page.close();
    page.close();
    page.close();
}

/// The numbers of a chart, folded away.
fn folded(page: &mut Page, content: &Table, lang: Lang) {
    page.open("details", &[]);
    page.element("summary", &[], &say(lang, msg::REPORT_TABLE));
    table(page, content);
    page.close();
}

fn note(page: &mut Page, text: &str) {
    page.element("p", &[("class", "note")], text);
}

/// Four key figures under the sentence.
pub fn tiles(page: &mut Page, answer: &Answer, lang: Lang) {
    page.open("div", &[("class", "tiles")]);
    let council = difference(answer, FACADE, ALATAU);
    if let Some(today) = difference(answer, ORDINARY, FACADE) {
        difference_tile(page, answer, msg::TILE_TODAY, today, lang);
    }
    if let Some(council) = council {
        difference_tile(page, answer, msg::TILE_COUNCIL, council, lang);
    }
    if let Some(council) = council.filter(|d| matches!(verdict(d), Verdict::Faster | Verdict::Slower)) {
        let levers = working_levers(council);
        if let Some(lever) = levers.first() {
            let size = |l: &Lever| format!("{} {}", days(lang, l.days.mean.abs()), interval(lang, l.days.low, l.days.high));
            let mut small = vec![size(lever)];
            small.extend(levers.get(1).map(|next| format!("{}: {}", name(lang, "lever", &next.id), size(next))));
            tile(page, msg::TILE_LEVER, &name(lang, "lever", &lever.id), &small, "", lang);
        }
        if headline_flips(answer).next().is_some() {
            match nearest_flip(answer) {
                Some((flip, at)) => {
                    let change = format!("{} → {}", value(lang, flip.now, &flip.unit), value(lang, at, &flip.unit));
                    tile(page, msg::TILE_FLIP, &change, &[parameter(lang, &flip.parameter, &flip.label)], "", lang);
                }
                None => {
                    let tried = text(lang, msg::TILE_FLIPS_TRIED, &[("n", (headline_flips(answer).count() as u32).into())]);
                    tile(page, msg::TILE_FLIP, &say(lang, msg::TILE_NO_FLIP), &[tried], "", lang);
                }
            }
        }
    }
    page.close();
}

fn difference_tile(page: &mut Page, answer: &Answer, label: Message, d: &Difference, lang: Lang) {
    let size = days(lang, d.median_days.abs());
    let differs = |message| text(lang, message, &[("days", Arg::Text(&size))]);
    let (big, class, range) = match verdict(d) {
        Verdict::Faster => (differs(msg::TILE_FASTER), "faster", interval(lang, -d.high, -d.low)),
        Verdict::Slower => (differs(msg::TILE_SLOWER), "slower", interval(lang, d.low, d.high)),
        Verdict::NotShown => {
            (say(lang, msg::TILE_NOT_SHOWN), "", format!("{} {}", days(lang, d.median_days), interval(lang, d.low, d.high)))
        }
        Verdict::Same => (say(lang, msg::TILE_SAME), "", interval(lang, d.low, d.high)),
    };
    let mut small = vec![range];
    let median = |id: &str| answer.territories.iter().find(|c| c.id == id).map(|c| days(lang, c.median_days.mean));
    if let (Some(a), Some(b), false) = (median(&d.a), median(&d.b), verdict(d) == Verdict::Same) {
        small.push(text(lang, msg::TILE_INSTEAD, &[("a", Arg::Text(&a)), ("b", Arg::Text(&b))]));
    }
    if d.only_assumed && matches!(verdict(d), Verdict::Faster | Verdict::Slower) {
        small.push(say(lang, msg::TILE_ONLY_ASSUMED));
    }
    tile(page, label, &big, &small, class, lang);
}

fn tile(page: &mut Page, label: Message, big: &str, small: &[String], class: &str, lang: Lang) {
    page.open("div", &[("class", &format!("tile {class}"))]);
    page.element("span", &[("class", "tile-label")], &say(lang, label));
    page.element("strong", &[], big);
    for line in small {
        page.element("span", &[("class", "detail")], line);
    }
    page.close();
}

fn basis(page: &mut Page, answer: &Answer, lang: Lang) {
    open(page, "basis", msg::BASIS_TITLE, Some(say(lang, msg::BASIS_LEAD)), lang);
    page.open("div", &[("class", "bases")]);
    for paper in tables::shown_papers(answer) {
        page.open("div", &[("class", "basis")]);
        page.element("strong", &[], &name(lang, "column", &paper.id));
        page.open("p", &[("class", "badges")]);
        for grade in tables::used_grades(answer) {
            let Some(&count) = paper.grades.get(grade) else { continue };
            let rules = text(lang, msg::BASIS_RULES, &[("n", count.into())]);
            page.element(
                "span",
                &[("class", &format!("badge {}", badge_class(grade)))],
                &format!("{}: {rules}", name(lang, "grade", grade)),
            );
            page.text(" ");
        }
        page.close();
        page.close();
    }
    page.close();
    page.open("dl", &[("class", "hints")]);
    for grade in tables::used_grades(answer) {
        page.open("div", &[]);
        page.element("dt", &[("class", &format!("badge {}", badge_class(grade)))], &name(lang, "grade", grade));
        page.element("dd", &[], &name(lang, "grade", &format!("{grade}-hint")));
        page.close();
    }
    page.close();
    page.close();
}

fn badge_class(grade: &str) -> &'static str {
    match grade {
        "enacted" | "measured" => "firm",
        "reported" => "heard",
        "bill" | "proposed" => "draft",
        _ => "guess",
    }
}

fn columns(page: &mut Page, answer: &Answer, lang: Lang) {
    let lead = text(lang, msg::COLUMNS_LEAD, &[("replications", answer.replications.into())]);
    open(page, "days", msg::COLUMNS_TITLE, Some(lead), lang);
    chart::columns(page, &answer.territories, lang);
    page.element("h3", &[], &say(lang, msg::COLUMNS_TABLE));
    figures(page, &tables::columns(say(lang, msg::COLUMNS_TABLE), &answer.territories, Room::Page, lang));
    page.element("h3", &[], &say(lang, msg::DIFFERENCES_TITLE));
    figures(page, &tables::differences(answer, Room::Page, lang));
    page.close();
}

/// A table that is content itself, with its remark.
fn figures(page: &mut Page, content: &Table) {
    table(page, content);
    if let Some(remark) = &content.note {
        note(page, remark);
    }
}

fn causes(page: &mut Page, answer: &Answer, lang: Lang) {
    open(page, "causes", msg::CAUSES_TITLE, Some(say(lang, msg::CAUSES_LEAD)), lang);
    chart::causes(page, &answer.territories, lang);
    folded(page, &tables::causes(&answer.territories, Room::Page, lang), lang);
    page.close();
}

fn levers(page: &mut Page, answer: &Answer, lang: Lang) {
    let with_levers = answer.differences.iter().find(|d| !d.levers.is_empty());
    let lead = with_levers.map_or_else(|| say(lang, msg::LEVERS_NONE), |d| tables::levers_lead(answer, d, lang));
    open(page, "levers", msg::LEVERS_TITLE, Some(lead), lang);
    if let Some(difference) = with_levers {
        chart::levers(page, difference, lang);
        folded(page, &tables::levers(answer, lang), lang);
    }
    page.close();
}

fn paper(page: &mut Page, answer: &Answer, lang: Lang) {
    let shown = tables::shown_papers(answer);
    let class = tables::shown_class(answer).map(|c| name(lang, "class", c)).unwrap_or_default();
    open(page, "paper", msg::PAPER_TITLE, Some(text(lang, msg::PAPER_LEAD, &[("class", Arg::Text(&class))])), lang);
    chart::paper(page, &shown, lang);
    for paper in shown {
        let walk = tables::walk(paper, lang);
        page.open("details", &[]);
        page.element("summary", &[], &walk.title);
        table(page, &walk);
        page.close();
    }
    page.element("h3", &[], &say(lang, msg::PAPER_TABLE_TITLE));
    figures(page, &tables::paper(answer, lang));
    page.close();
}

fn cells(page: &mut Page, answer: &Answer, lang: Lang) {
    if answer.cells.is_empty() {
        return;
    }
    open(page, "cells", msg::CELLS_TITLE, Some(say(lang, msg::CELLS_LEAD)), lang);
    let mut responses: Vec<&String> = Vec::new();
    let mut loads: Vec<f64> = Vec::new();
    for cell in &answer.cells {
        if !responses.contains(&&cell.response) {
            responses.push(&cell.response);
        }
        if !loads.contains(&cell.load) {
            loads.push(cell.load);
        }
    }
    let largest = answer.cells.iter().map(|c| c.difference.mean.abs()).fold(0.0, f64::max);
    page.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &say(lang, msg::CELLS_TITLE))]);
    page.open("table", &[("class", "heat")]);
    page.open("thead", &[]);
    page.open("tr", &[]);
    page.element("th", &[("scope", "col")], &say(lang, msg::HEAD_RESPONSE));
    for load in &loads {
        page.element("th", &[("scope", "col")], &text(lang, msg::LOAD_BUSY, &[("load", Arg::Percent(*load))]));
    }
    page.close();
    page.close();
    page.open("tbody", &[]);
    for response in responses {
        page.open("tr", &[]);
        page.element("th", &[("scope", "row")], &name(lang, "response", response));
        for load in &loads {
            match answer.cells.iter().find(|c| c.response == *response && c.load == *load) {
                Some(cell) => heat(page, cell, largest, cell.load == answer.load && cell.response == answer.response, lang),
                None => page.element("td", &[], "—"),
            }
        }
        page.close();
    }
    page.close();
    page.close();
    page.close();
    folded(page, &tables::cells(answer, Room::Page, lang), lang);
    page.close();
}

fn heat(page: &mut Page, cell: &Cell, largest: f64, is_main: bool, lang: Lang) {
    let Interval { mean, low, high } = cell.difference;
    let stands_for = Difference { median_days: mean, low, high, ..nothing() };
    let strength = if largest > 0.0 { ((mean.abs() / largest) * 4.0).ceil().clamp(1.0, 4.0) } else { 1.0 };
    let tone = match verdict(&stands_for) {
        Verdict::Faster => format!("cool{strength}"),
        Verdict::Slower => format!("warm{strength}"),
        Verdict::NotShown | Verdict::Same => "grey".to_string(),
    };
    let class = if is_main { format!("{tone} main") } else { tone };
    page.open("td", &[("class", &class)]);
    page.element("strong", &[], &days(lang, mean));
    if low != high {
        page.element("span", &[("class", "detail")], &interval(lang, low, high));
    }
    if is_main {
        page.element("span", &[("class", "detail")], &say(lang, msg::CELL_MAIN));
    }
    page.close();
}

/// A difference of nothing, to be filled.
fn nothing() -> Difference {
    Difference {
        a: String::new(),
        b: String::new(),
        median_days: 0.0,
        middle_days: 0.0,
        low: 0.0,
        high: 0.0,
        error_low: 0.0,
        error_high: 0.0,
        only_assumed: false,
        levers: Vec::new(),
    }
}

fn flips(page: &mut Page, answer: &Answer, lang: Lang) {
    let lead = if answer.flips.is_empty() { msg::FLIPS_NONE } else { msg::FLIPS_LEAD };
    open(page, "flips", msg::FLIPS_TITLE, Some(say(lang, lead)), lang);
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for flip in &answer.flips {
        if !pairs.contains(&(flip.a.as_str(), flip.b.as_str())) {
            pairs.push((&flip.a, &flip.b));
        }
    }
    for (a, b) in &pairs {
        let of_pair: Vec<_> = answer.flips.iter().filter(|f| f.a == *a && f.b == *b).collect();
        page.element("h3", &[], &tables::pair(lang, a, b));
        chart::flips(page, &of_pair, lang);
    }
    if let Some(said) = tables::break_even(answer, lang) {
        page.element("p", &[("class", "lead")], &said);
    }
    if !answer.flips.is_empty() {
        folded(page, &tables::flips(answer, Room::Page, lang), lang);
    }
    page.close();
}

fn yardsticks(page: &mut Page, answer: &Answer, lang: Lang) {
    if answer.yardsticks.is_empty() {
        return;
    }
    open(page, "yardsticks", msg::YARDSTICKS_TITLE, Some(say(lang, msg::YARDSTICKS_LEAD)), lang);
    if let Some(said) = tables::spread(answer, lang) {
        page.element("p", &[("class", "callout")], &said);
    }
    chart::yardsticks(page, &answer.yardsticks, lang);
    folded(page, &tables::yardsticks(answer, lang), lang);
    page.close();
}

fn rest(page: &mut Page, answer: &Answer, lang: Lang) {
    if answer.rest.is_empty() {
        return;
    }
    open(page, "rest", msg::REST_TITLE, Some(say(lang, msg::REST_LEAD)), lang);
    page.open("ul", &[("class", "plain")]);
    for column in &answer.rest {
        let median = if tables::exists(column) { reading(lang, column.median_days) } else { "—".to_string() };
        page.open("li", &[]);
        page.element("strong", &[], &name(lang, "column", &column.id));
        page.text(&format!(" · {}: {median}", say(lang, msg::ROW_MEDIAN)));
        page.close();
    }
    page.close();
    for said in tables::columns_notes(&answer.rest, lang).iter().skip(2) {
        note(page, said);
    }
    folded(page, &tables::columns(say(lang, msg::REST_TITLE), &answer.rest, Room::Page, lang), lang);
    page.close();
}

fn assumptions(page: &mut Page, answer: &Answer, lang: Lang) {
    open(page, "assumptions", msg::ASSUMPTIONS_TITLE, Some(say(lang, msg::ASSUMPTIONS_LEAD)), lang);
    let assumed = tables::assumptions(answer, lang);
    page.open("details", &[]);
    page.element("summary", &[], &text(lang, msg::ASSUMPTIONS_ALL, &[("n", (assumed.rows.len() as u32).into())]));
    table(page, &assumed);
    page.close();
    page.close();
}

fn questions(page: &mut Page, answer: &Answer, lang: Lang) {
    let lead = if answer.questions.is_empty() { msg::QUESTIONS_NONE } else { msg::QUESTIONS_LEAD };
    open(page, "questions", msg::QUESTIONS_TITLE, Some(say(lang, lead)), lang);
    if !answer.questions.is_empty() {
        table(page, &tables::questions(answer, Room::Page, lang));
    }
    page.close();
}

fn cases(page: &mut Page, answer: &Answer, lang: Lang) {
    let lead = text(lang, msg::CASES_LEAD, &[("records", answer.mix.records.into())]);
    open(page, "cases", msg::CASES_TITLE, Some(lead), lang);
    figures(page, &tables::cases(answer, lang));
    page.close();
}

fn method(page: &mut Page, answer: &Answer, lang: Lang) {
    open(page, "method", msg::METHOD_TITLE, None, lang);
    page.open("ol", &[]);
    for line in tables::method(answer, lang) {
        page.element("li", &[], &line);
    }
    page.close();
    page.close();
}

fn reproduce(page: &mut Page, answer: &Answer, lang: Lang) {
    open(page, "reproduce", msg::REPRODUCE_TITLE, Some(say(lang, msg::REPRODUCE_LEAD)), lang);
    page.open("dl", &[("class", "commands")]);
    for (heading, said) in [
        (msg::REPRODUCE_COMMAND, answer.command.clone()),
        (msg::REPRODUCE_SEED, answer.seed.to_string()),
        (msg::REPRODUCE_LAW, answer.law.clone()),
    ] {
        page.element("dt", &[], &say(lang, heading));
        page.open("dd", &[]);
        page.element("code", &[], &said);
        page.close();
    }
    page.close();
    page.element("h3", &[], &say(lang, msg::NEXT_TITLE));
    page.open("dl", &[("class", "commands")]);
    for (why, command) in tables::next(answer, lang) {
        page.element("dt", &[], &why);
        page.open("dd", &[]);
        page.element("code", &[], &command);
        page.close();
    }
    page.close();
    page.close();
}
