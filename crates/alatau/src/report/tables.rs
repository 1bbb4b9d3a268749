//! The tables of the answer, in the order in which they are read.

use super::sentence::{ALATAU, FACADE, Verdict, difference, opposing_lever, verdict};
use super::table::Table;
use super::words::{bare, days, ends, interval, length, name, parameter, reading, say, share, unit_of, value};
use alatau_core::text::{Arg, Lang, Message, fixed, msg, number, percent, text};
use alatau_twin::answer::{Answer, Causes, Column, Difference, Interval, Lever, OpenQuestion, Paper};

/// The seven causes, in the order in which they are always shown.
pub const CAUSES: [&str; 7] = ["work", "queue", "off-hours", "batch", "applicant", "agency", "term"];

/// The days of one cause.
pub fn cause_days(causes: &Causes, cause: &str) -> f64 {
    match cause {
        "work" => causes.work,
        "queue" => causes.queue,
        "off-hours" => causes.off_hours,
        "batch" => causes.batch,
        "applicant" => causes.applicant,
        "agency" => causes.agency,
        _ => causes.term,
    }
}

/// Headings: message, numeric.
fn heads(lang: Lang, messages: &[(Message, bool)]) -> Vec<(String, bool)> {
    messages.iter().map(|(m, numeric)| (say(lang, *m), *numeric)).collect()
}

/// The order in which grades are shown, firmest first.
pub const GRADES: [&str; 6] = ["enacted", "measured", "reported", "bill", "proposed", "assumed"];

/// The class of the most headline cases for which paper paths exist; of equals the first.
pub fn shown_class(answer: &Answer) -> Option<&str> {
    let mix = &answer.mix;
    let levels = if mix.headline_levels.is_empty() { &mix.levels } else { &mix.headline_levels };
    let count = |class: &&str| levels.get(*class).copied().unwrap_or(0);
    answer.paper.iter().rev().map(|p| p.class.as_str()).max_by_key(count)
}

/// The paper paths of that class, one per regime.
pub fn shown_papers(answer: &Answer) -> Vec<&Paper> {
    let class = shown_class(answer).unwrap_or_default();
    answer.paper.iter().filter(|p| p.class == class).collect()
}

/// The grades that any paper path rests on, firmest first; unknown ones last.
pub fn used_grades(answer: &Answer) -> Vec<&str> {
    let mut used: Vec<&str> = answer.paper.iter().flat_map(|p| p.grades.keys()).map(String::as_str).collect();
    used.sort_by_key(|grade| (GRADES.iter().position(|g| g == grade).unwrap_or(GRADES.len()), *grade));
    used.dedup();
    used
}

/// What it rests on: rules by grade, for the class of the most cases.
pub fn basis(answer: &Answer, lang: Lang) -> Table {
    let grades = used_grades(answer);
    let mut head = vec![(say(lang, msg::HEAD_REGIME), false)];
    head.extend(grades.iter().map(|g| (name(lang, "grade", g), true)));
    let mut table = Table::new(say(lang, msg::BASIS_TITLE), head);
    for paper in shown_papers(answer) {
        let mut row = vec![name(lang, "column", &paper.id)];
        row.extend(grades.iter().map(|g| paper.grades.get(*g).map_or("—".to_string(), u32::to_string)));
        table.row(row);
    }
    table.with_note(say(lang, msg::BASIS_LEAD))
}

/// The law alone, one row per column and class.
pub fn paper(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::PAPER_TABLE_TITLE),
        heads(
            lang,
            &[
                (msg::HEAD_REGIME, false),
                (msg::HEAD_CLASS, false),
                (msg::HEAD_STEPS, true),
                (msg::HEAD_BODIES, true),
                (msg::HEAD_DOCUMENTS, true),
                (msg::HEAD_FEES, true),
                (msg::HEAD_HANDOFFS, true),
                (msg::HEAD_SHORTEST, true),
                (msg::HEAD_LONGEST, true),
                (msg::HEAD_ASSUMED_RULES, true),
            ],
        ),
    );
    for p in &answer.paper {
        table.row(vec![
            name(lang, "column", &p.id),
            name(lang, "class", &p.class),
            p.steps.to_string(),
            p.bodies.to_string(),
            p.documents.to_string(),
            p.fees.clone().unwrap_or_else(|| "—".to_string()),
            p.handoffs.to_string(),
            fixed(lang, p.shortest_days),
            fixed(lang, p.longest_days),
            p.grades.get("assumed").map_or("—".to_string(), u32::to_string),
        ]);
    }
    table.with_note(say(lang, msg::PAPER_TABLE_NOTE))
}

/// A figure of the paper answer.
type Count = fn(&Paper) -> u32;

/// The law alone in few lines: the figures of the class of the most cases, and the longest
/// way of every class; regimes as columns.
pub fn paper_short(answer: &Answer, lang: Lang) -> Table {
    let shown = shown_papers(answer);
    let mut head = vec![(say(lang, msg::HEAD_MEASURE), false)];
    head.extend(shown.iter().map(|p| (Room::Terminal.column(lang, &p.id), true)));
    let mut table = Table::new(say(lang, msg::PAPER_TABLE_TITLE), head);
    let class = shown_class(answer).map(|c| name(lang, "class", c)).unwrap_or_default();
    let rows: [(Message, Count); 4] = [
        (msg::HEAD_STEPS, |p| p.steps),
        (msg::HEAD_BODIES, |p| p.bodies),
        (msg::HEAD_DOCUMENTS, |p| p.documents),
        (msg::HEAD_HANDOFFS, |p| p.handoffs),
    ];
    for (heading, read) in rows {
        let mut cells = vec![format!("{}, {class}", say(lang, heading))];
        cells.extend(shown.iter().map(|p| read(p).to_string()));
        table.row(cells);
    }
    let mut classes: Vec<&str> = answer.paper.iter().map(|p| p.class.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    for class in classes {
        let mut cells = vec![format!("{}, {}", say(lang, msg::HEAD_LONGEST), name(lang, "class", class))];
        let of_class = |id: &str| answer.paper.iter().find(|p| p.id == id && p.class == class);
        cells.extend(shown.iter().map(|p| of_class(&p.id).map_or("—".to_string(), |p| fixed(lang, p.longest_days))));
        table.row(cells);
    }
    table.with_note(say(lang, msg::PAPER_TABLE_NOTE))
}

/// The steps of one path on paper.
pub fn walk(paper: &Paper, lang: Lang) -> Table {
    let title = [("column", name(lang, "column", &paper.id)), ("class", name(lang, "class", &paper.class))];
    let args: Vec<(&str, Arg)> = title.iter().map(|(k, v)| (*k, Arg::Text(v))).collect();
    let mut table = Table::new(
        text(lang, msg::PAPER_STEPS_TITLE, &args),
        heads(
            lang,
            &[
                (msg::HEAD_STEP, false),
                (msg::HEAD_BODY, false),
                (msg::HEAD_TERM, false),
                (msg::HEAD_ON_SILENCE, false),
                (msg::HEAD_FROM_DAY, true),
                (msg::HEAD_TO_DAY, true),
                (msg::HEAD_GRADE, false),
                (msg::HEAD_CITES, false),
            ],
        ),
    );
    let dash = || "—".to_string();
    for (i, step) in paper.walk.iter().enumerate() {
        table.row(vec![
            format!("{}. {}", i + 1, step.name),
            name(lang, "body", &step.body),
            step.length.as_deref().map(|l| length(lang, l)).unwrap_or_else(dash),
            step.silence.as_deref().map(|s| name(lang, "silence", s)).unwrap_or_else(dash),
            fixed(lang, step.from_day),
            fixed(lang, step.to_day),
            step.grade.as_deref().map(|g| name(lang, "grade", g)).unwrap_or_else(dash),
            step.cites.join(", "),
        ]);
    }
    table
}

/// How much room a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A page: an interval beside every figure.
    Page,
    /// A terminal: short names, intervals of the first two figures on lines of their own.
    Terminal,
    /// The same, with the first figures only.
    Brief,
}

impl Room {
    /// The name of a regime.
    pub fn column(self, lang: Lang, id: &str) -> String {
        let short = (self != Room::Page).then(|| name(lang, "short", id)).filter(|short| short != id);
        short.unwrap_or_else(|| name(lang, "column", id))
    }
}

type Read = fn(&Column) -> Interval;

/// The figures in days and those that are shares, in the order in which they are read.
const FIGURES: [(Message, bool, Read); 12] = [
    (msg::ROW_MEDIAN, true, |c| c.median_days),
    (msg::ROW_P90, true, |c| c.p90_days),
    (msg::ROW_STATUTORY, true, |c| c.statutory_days),
    (msg::ROW_EXTENDED, true, |c| c.extended_days),
    (msg::ROW_APPLICANT, true, |c| c.applicant_days),
    (msg::ROW_ON_TIME, false, |c| c.on_time),
    (msg::ROW_BY_SILENCE, false, |c| c.by_silence),
    (msg::ROW_REFUSED_ONCE, false, |c| c.refused_once),
    (msg::ROW_APPROVED, false, |c| c.approved),
    (msg::ROW_HANDOFFS, true, |c| c.handoffs),
    (msg::ROW_UNFINISHED, false, |c| c.unfinished),
    (msg::ROW_LAW_CHANGED, false, |c| c.law_changed),
];

/// Figures as rows, regimes as columns. A regime in which no such case exists has no figures.
pub fn columns(title: String, columns: &[Column], room: Room, lang: Lang) -> Table {
    let mut head = vec![(say(lang, msg::HEAD_MEASURE), false)];
    head.extend(columns.iter().map(|c| (room.column(lang, &c.id), true)));
    let mut table = Table::new(title, head);
    let dash = |c: &Column, said: &dyn Fn(&Column) -> String| if exists(c) { said(c) } else { "—".to_string() };
    let mut row = |heading: Message, said: &dyn Fn(&Column) -> String| {
        let mut cells = vec![say(lang, heading)];
        cells.extend(columns.iter().map(|c| dash(c, said)));
        table.row(cells);
    };
    let brief = [msg::ROW_MEDIAN, msg::ROW_P90, msg::ROW_BY_SILENCE, msg::ROW_REFUSED_ONCE, msg::ROW_APPROVED, msg::ROW_UNFINISHED];
    let figures = FIGURES.into_iter().filter(|(heading, ..)| room != Room::Brief || brief.contains(heading));
    for (i, (heading, in_days, read)) in figures.enumerate() {
        row(heading, &|c| match (room, in_days) {
            (Room::Page, true) => reading(lang, read(c)),
            (Room::Page, false) => share(lang, read(c)),
            (_, true) => fixed(lang, read(c).mean),
            (_, false) => percent(lang, read(c).mean),
        });
        if room != Room::Page && i < 2 {
            row(msg::ROW_INTERVAL, &|c| ends(lang, read(c)));
        }
    }
    if room == Room::Page {
        row(msg::ROW_BUSIEST, &|c| busiest_body(c, lang));
    }
    let mut cases = vec![say(lang, msg::ROW_CASES)];
    cases.extend(columns.iter().map(|c| number(lang, c.cases)));
    table.row(cases);
    table.with_note(columns_notes(columns, lang).join(" "))
}

/// Whether any case of the table can exist in this regime.
pub fn exists(column: &Column) -> bool {
    column.cases > 0.0
}

/// What must be known to read the figures of regimes.
pub fn columns_notes(columns: &[Column], lang: Lang) -> Vec<String> {
    let mut notes = vec![say(lang, msg::COLUMNS_TABLE_NOTE), say(lang, msg::COLUMNS_REFUSED_NOTE)];
    let most = columns.iter().map(|c| c.cases).fold(0.0, f64::max);
    for column in columns.iter().filter(|c| c.cases < most) {
        let called = name(lang, "column", &column.id);
        notes.push(if exists(column) {
            let (some, all) = (number(lang, column.cases), number(lang, most));
            text(lang, msg::COLUMNS_FEWER, &[("column", Arg::Text(&called)), ("cases", Arg::Text(&some)), ("all", Arg::Text(&all))])
        } else {
            text(lang, msg::COLUMNS_NONE, &[("column", Arg::Text(&called))])
        });
    }
    notes
}

fn busiest_body(column: &Column, lang: Lang) -> String {
    let busiest = column.busy.iter().max_by(|x, y| x.1.total_cmp(y.1));
    busiest.map_or("—".to_string(), |(body, busy)| {
        format!("{} {}", name(lang, "body", body), value(lang, (busy * 1000.0).round() / 1000.0, "share"))
    })
}

/// Mean days by cause, regimes as rows.
pub fn causes(columns: &[Column], room: Room, lang: Lang) -> Table {
    let mut head = vec![(say(lang, msg::HEAD_REGIME), false)];
    head.extend(CAUSES.iter().map(|c| (name(lang, "cause", c), true)));
    let mut table = Table::new(say(lang, msg::CAUSES_TITLE), head);
    for column in columns {
        let mut cells = vec![room.column(lang, &column.id)];
        cells.extend(CAUSES.iter().map(|c| fixed(lang, cause_days(&column.causes, c))));
        table.row(cells);
    }
    table.with_note(say(lang, msg::CAUSES_LEAD))
}

/// Paired differences, each with the simulation error beside it.
pub fn differences(answer: &Answer, room: Room, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::DIFFERENCES_TITLE),
        heads(
            lang,
            &[
                (msg::HEAD_PAIR, false),
                (msg::HEAD_DIFFERENCE, true),
                (msg::HEAD_INTERVAL, true),
                (msg::HEAD_ERROR, true),
                (msg::HEAD_ONLY_ASSUMED, false),
            ],
        ),
    );
    for d in &answer.differences {
        let assumed = match (verdict(d), d.only_assumed) {
            (Verdict::Same, _) => "—".to_string(),
            (_, true) => say(lang, msg::YES),
            (_, false) => say(lang, msg::NO),
        };
        let (a, b) = (room.column(lang, &d.a), room.column(lang, &d.b));
        let pair = if room == Room::Page { msg::PAIR } else { msg::PAIR_SHORT };
        table.row(vec![
            text(lang, pair, &[("a", Arg::Text(&a)), ("b", Arg::Text(&b))]),
            fixed(lang, d.median_days),
            interval(lang, d.low, d.high),
            interval(lang, d.error_low, d.error_high),
            assumed,
        ]);
    }
    table.with_note(say(lang, msg::DIFFERENCES_NOTE))
}

/// `b` against `a`, in words.
pub fn pair(lang: Lang, a: &str, b: &str) -> String {
    let (a, b) = (name(lang, "column", a), name(lang, "column", b));
    text(lang, msg::PAIR, &[("a", Arg::Text(&a)), ("b", Arg::Text(&b))])
}

/// What each lever of the headline difference is worth; the sum is the difference.
pub fn levers(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::LEVERS_TITLE),
        heads(lang, &[(msg::HEAD_LEVER, false), (msg::HEAD_DAYS_SAVED, true), (msg::HEAD_INTERVAL, true), (msg::HEAD_GRADE, false)]),
    );
    let Some(difference) = answer.differences.iter().find(|d| !d.levers.is_empty()) else {
        return table.with_note(say(lang, msg::LEVERS_NONE));
    };
    for lever in ranked(difference) {
        table.row(vec![
            name(lang, "lever", &lever.id),
            fixed(lang, lever.days.mean),
            interval(lang, lever.days.low, lever.days.high),
            name(lang, "grade", &lever.grade),
        ]);
    }
    let (low, high) = (-difference.high, -difference.low);
    table.row(vec![say(lang, msg::LEVERS_SUM), fixed(lang, -difference.median_days), interval(lang, low, high), String::new()]);
    table.with_note(levers_lead(answer, difference, lang))
}

/// The levers as they are shown: what saves most on top, the interaction last.
pub fn ranked(difference: &Difference) -> Vec<&Lever> {
    let mut levers: Vec<&Lever> = difference.levers.iter().collect();
    levers.sort_by(|x, y| (x.id == "interaction").cmp(&(y.id == "interaction")).then(y.days.mean.total_cmp(&x.days.mean)));
    levers
}

/// How to read the levers, and why one may work against the whole.
pub fn levers_lead(answer: &Answer, difference: &Difference, lang: Lang) -> String {
    let mut said = say(lang, msg::LEVERS_LEAD);
    let Some(against) = opposing_lever(difference).filter(|_| verdict(difference) == Verdict::Faster) else { return said };
    let lever = text(lang, msg::QUOTED, &[("text", Arg::Text(&name(lang, "lever", &against.id)))]);
    said = format!("{said} {}", text(lang, msg::LEVERS_AGAINST, &[("lever", Arg::Text(&lever))]));
    let column = |id: &str| answer.territories.iter().find(|c| c.id == id);
    if let (Some(a), Some(b)) = (column(&difference.a), column(&difference.b)) {
        // Silence that refuses sends a file back; a shorter term makes silence speak more often.
        if against.id == "shorter-terms" && a.refused_once.mean > b.refused_once.mean {
            let (without, with) = (percent(lang, a.refused_once.mean), percent(lang, b.refused_once.mean));
            let why = text(lang, msg::LEVERS_SILENCE_REFUSES, &[("without", Arg::Text(&without)), ("with", Arg::Text(&with))]);
            said = format!("{said} {why}");
        }
    }
    said
}

/// The interval of the simulation error alone, of the headline difference, in one sentence.
pub fn chance(answer: &Answer, lang: Lang) -> Option<String> {
    let d = difference(answer, FACADE, ALATAU).filter(|d| verdict(d) != Verdict::Same)?;
    let (range, middle) = match verdict(d) {
        Verdict::Faster => (interval(lang, -d.error_high, -d.error_low), -d.middle_days),
        _ => (interval(lang, d.error_low, d.error_high), d.middle_days),
    };
    let middle = days(lang, middle);
    Some(text(lang, msg::CHANCE_ALONE, &[("interval", Arg::Text(&range)), ("middle", Arg::Text(&middle))]))
}

/// Load by response: medians of every regime and the difference.
pub fn cells(answer: &Answer, room: Room, lang: Lang) -> Table {
    let ids: Vec<&String> = answer.territories.iter().map(|c| &c.id).collect();
    let mut head = vec![(say(lang, msg::HEAD_LOAD), true), (say(lang, msg::HEAD_RESPONSE), false)];
    head.extend(ids.iter().map(|id| (room.column(lang, id), true)));
    head.push((say(lang, msg::HEAD_DIFFERENCE), true));
    let mut table = Table::new(say(lang, msg::CELLS_TABLE_TITLE), head);
    for cell in &answer.cells {
        let mut row = vec![value(lang, cell.load, "share"), name(lang, "response", &cell.response)];
        row.extend(ids.iter().map(|id| cell.median_days.get(*id).map_or("—".to_string(), |m| fixed(lang, *m))));
        row.push(reading(lang, cell.difference));
        table.row(row);
    }
    table
}

/// The smallest changes that turn an order. The pair is named where there is more than one.
pub fn flips(answer: &Answer, room: Room, lang: Lang) -> Table {
    let several = answer.flips.windows(2).any(|two| (&two[0].a, &two[0].b) != (&two[1].a, &two[1].b));
    let mut head = heads(
        lang,
        &[
            (msg::HEAD_PARAMETER, false),
            (msg::HEAD_NOW, true),
            (msg::HEAD_RANGE, true),
            (msg::HEAD_TURNS_AT, true),
            (msg::HEAD_DAYS_AT_LOW, true),
            (msg::HEAD_DAYS_AT_HIGH, true),
        ],
    );
    if room == Room::Page {
        head.push((say(lang, msg::HEAD_GRADE), false));
    }
    if several {
        head.push((say(lang, msg::HEAD_PAIR), false));
    }
    let title = match answer.flips.first() {
        Some(flip) if !several => format!("{}: {}", say(lang, msg::FLIPS_TITLE), pair(lang, &flip.a, &flip.b)),
        _ => say(lang, msg::FLIPS_TITLE),
    };
    let mut table = Table::new(title, head);
    for f in &answer.flips {
        let mut row = vec![
            parameter(lang, &f.parameter, &f.label),
            value(lang, f.now, &f.unit),
            range(lang, f.low, f.high, &f.unit),
            f.flips_at.map_or("—".to_string(), |at| value(lang, at, &f.unit)),
            fixed(lang, f.days_at_low),
            fixed(lang, f.days_at_high),
        ];
        if room == Room::Page {
            row.push(name(lang, "grade", &f.grade));
        }
        if several {
            row.push(pair(lang, &f.a, &f.b));
        }
        table.row(row);
    }
    Table { note: break_even(answer, lang), ..table }
}

/// `15 – 30`, or `50% – 150%`.
fn range(lang: Lang, low: f64, high: f64, unit: &str) -> String {
    format!("{} – {}", bare(lang, low, unit), bare(lang, high, unit))
}

/// The staffing at which the special regime stops being faster; nothing where it is not faster.
pub fn break_even(answer: &Answer, lang: Lang) -> Option<String> {
    let is_faster = difference(answer, FACADE, ALATAU).is_some_and(|d| verdict(d) == Verdict::Faster);
    match answer.staffing_break_even {
        _ if !is_faster => None,
        Some(times) => Some(text(lang, msg::BREAK_EVEN, &[("times", Arg::Text(&value(lang, times, "times")))])),
        None => Some(say(lang, msg::BREAK_EVEN_NONE)),
    }
}

/// Real figures beside ours.
pub fn yardsticks(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::YARDSTICKS_TITLE),
        heads(
            lang,
            &[
                (msg::HEAD_YARDSTICK, false),
                (msg::HEAD_MEDIAN, true),
                (msg::HEAD_P90, true),
                (msg::HEAD_CASES, true),
                (msg::HEAD_CENSORED, true),
                (msg::HEAD_SOURCE, false),
            ],
        ),
    );
    for y in &answer.yardsticks {
        table.row(vec![
            name(lang, "yardstick", &y.id),
            fixed(lang, y.median_days),
            y.p90_days.map_or("—".to_string(), |d| fixed(lang, d)),
            if y.cases == 0 { "—".to_string() } else { number(lang, f64::from(y.cases)) },
            if y.cases == 0 { "—".to_string() } else { number(lang, f64::from(y.censored)) },
            y.source.clone(),
        ]);
    }
    table
}

/// What the Dutch municipalities say about the size of the difference that is shown.
pub fn spread(answer: &Answer, lang: Lang) -> Option<String> {
    let dutch: Vec<f64> = answer.yardsticks.iter().filter(|y| y.id.starts_with("bpic15")).map(|y| y.median_days).collect();
    if dutch.len() < 2 {
        return None;
    }
    let low = dutch.iter().copied().fold(f64::INFINITY, f64::min);
    let high = dutch.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let medians = dutch.iter().map(|m| number(lang, *m)).collect::<Vec<_>>().join(", ");
    let spread = days(lang, high - low);
    let args = [("n", Arg::Number(dutch.len() as f64)), ("medians", Arg::Text(&medians)), ("spread", Arg::Text(&spread))];
    let said = text(lang, msg::YARDSTICKS_SPREAD, &args);
    let claimed = difference(answer, FACADE, ALATAU).filter(|d| matches!(verdict(d), Verdict::Faster | Verdict::Slower));
    let Some(d) = claimed else { return Some(said) };
    let message = if d.low.abs().min(d.high.abs()) > high - low {
        msg::YARDSTICKS_BEATS
    } else if d.median_days.abs() > high - low {
        msg::YARDSTICKS_BEATS_IN_PART
    } else {
        msg::YARDSTICKS_DOES_NOT_BEAT
    };
    let size = days(lang, d.median_days.abs());
    Some(format!("{said} {}", text(lang, message, &[("days", Arg::Text(&size))])))
}

/// The open questions and who could answer them; what the assumed act contains is one line.
pub fn questions(answer: &Answer, room: Room, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::QUESTIONS_TITLE),
        heads(lang, &[(msg::HEAD_QUESTION, false), (msg::HEAD_USED, false), (msg::HEAD_ASK, false)]),
    );
    let (levers, open): (Vec<&OpenQuestion>, Vec<&OpenQuestion>) = answer.questions.iter().partition(|q| lever_of(answer, q).is_some());
    for q in open {
        table.row(vec![q.question.clone(), used(q, room, lang), q.ask.clone()]);
    }
    if let Some(first) = levers.first() {
        let list = |on: bool| {
            let chosen = levers.iter().filter(|q| (q.value == "on") == on).filter_map(|q| lever_of(answer, q));
            chosen.map(|id| name(lang, "lever", id)).collect::<Vec<_>>().join(", ")
        };
        let (with, without) = (list(true), list(false));
        let mut said = if with.is_empty() { String::new() } else { text(lang, msg::QUESTIONS_ACT_WITH, &[("levers", Arg::Text(&with))]) };
        if !without.is_empty() {
            said = format!("{said} {}", text(lang, msg::QUESTIONS_ACT_WITHOUT, &[("levers", Arg::Text(&without))]));
        }
        table.row(vec![say(lang, msg::QUESTIONS_ACT), said.trim().to_string(), first.ask.clone()]);
    }
    if answer.questions.is_empty() {
        table.with_note(say(lang, msg::QUESTIONS_NONE))
    } else {
        table.with_note(say(lang, msg::QUESTIONS_LEAD))
    }
}

/// The lever that the switch turns: `council-silence` turns `silence`.
fn lever_of<'a>(answer: &'a Answer, question: &OpenQuestion) -> Option<&'a str> {
    let id = question.switch.strip_prefix("council-")?;
    let mut levers = answer.differences.iter().flat_map(|d| &d.levers);
    levers.find(|l| l.id == id).map(|l| l.id.as_str())
}

/// `silence-in-sector-terms = refused`, or each value with the regimes that use it.
fn used(question: &OpenQuestion, room: Room, lang: Lang) -> String {
    let mut values: Vec<&String> = question.by_column.values().collect();
    values.sort();
    values.dedup();
    if values.len() < 2 {
        return format!("{} = {}", question.switch, question.value);
    }
    values.sort_by_key(|v| **v != question.value);
    let said = values.into_iter().map(|value| {
        let columns = question.by_column.iter().filter(|(_, v)| *v == value);
        let columns: Vec<String> = columns.map(|(id, _)| room.column(lang, id)).collect();
        format!("{} = {value}: {}", question.switch, columns.join(", "))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// Every assumed number with its range.
pub fn assumptions(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::ASSUMPTIONS_TITLE),
        heads(
            lang,
            &[
                (msg::HEAD_PARAMETER, false),
                (msg::HEAD_VALUE, true),
                (msg::HEAD_RANGE, true),
                (msg::HEAD_GRADE, false),
                (msg::HEAD_BASIS, false),
            ],
        ),
    );
    for a in &answer.assumptions {
        table.row(vec![
            parameter(lang, &a.parameter, &a.label),
            value(lang, a.value, unit_of(&a.parameter, &a.unit)),
            range(lang, a.low, a.high, unit_of(&a.parameter, &a.unit)),
            name(lang, "grade", &a.grade),
            a.basis.clone(),
        ]);
    }
    table.with_note(say(lang, msg::ASSUMPTIONS_LEAD))
}

/// What became of the shipped records.
pub fn cases(answer: &Answer, lang: Lang) -> Table {
    let mix = &answer.mix;
    let mut table = Table::new(say(lang, msg::CASES_TITLE), heads(lang, &[(msg::HEAD_WHAT, false), (msg::HEAD_COUNT, true)]));
    let mut add = |what: String, count: u32| table.row(vec![what, number(lang, f64::from(count))]);
    add(say(lang, msg::CASES_RECORDS), mix.records);
    add(say(lang, msg::CASES_HEADLINE), mix.headline);
    add(say(lang, msg::CASES_REST), mix.rest);
    for (class, count) in &mix.levels {
        add(text(lang, msg::CASES_LEVEL, &[("class", Arg::Text(&name(lang, "class", class)))]), *count);
    }
    add(say(lang, msg::CASES_INCOMPLETE), mix.incomplete);
    for (kind, count) in &mix.no_permit {
        add(text(lang, msg::CASES_NO_PERMIT, &[("kind", Arg::Text(kind))]), *count);
    }
    for (kind, count) in &mix.not_in_sez {
        add(text(lang, msg::CASES_NOT_IN_SEZ, &[("kind", Arg::Text(kind))]), *count);
    }
    table.with_note(say(lang, msg::CASES_CREDIT))
}

/// Things that weaken the answer, one sentence each.
pub fn warnings(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut warnings = vec![say(lang, msg::WARNING_UNMEASURED)];
    if answer.stopped_early {
        warnings.push(say(lang, msg::WARNING_STOPPED_EARLY));
    }
    if answer.projected_days {
        warnings.push(say(lang, msg::WARNING_PROJECTED_DAYS));
    }
    warnings.extend(answer.unknown.iter().map(|what| text(lang, msg::WARNING_UNKNOWN, &[("what", Arg::Text(what))])));
    warnings
}

/// The ten lines on how it was computed.
pub fn method(answer: &Answer, lang: Lang) -> Vec<String> {
    let response = name(lang, "response", &answer.response);
    let args: [(&str, Arg); 5] = [
        ("replications", answer.replications.into()),
        ("cases", answer.cases.into()),
        ("from", answer.from.into()),
        ("load", Arg::Percent(answer.load)),
        ("response", Arg::Text(&response)),
    ];
    let lines = [
        msg::METHOD_1,
        msg::METHOD_2,
        msg::METHOD_3,
        msg::METHOD_4,
        msg::METHOD_5,
        msg::METHOD_6,
        msg::METHOD_7,
        msg::METHOD_8,
        msg::METHOD_9,
        msg::METHOD_10,
    ];
    lines.iter().map(|line| text(lang, *line, &args)).collect()
}

/// What to try next: a reason and a command.
pub fn next(answer: &Answer, lang: Lang) -> Vec<(String, String)> {
    let explain = format!("alatau law explain {} --in alatau --on {}", answer.service, answer.from);
    let mut next = vec![(say(lang, msg::NEXT_EXPLAIN), explain)];
    next.push((say(lang, msg::NEXT_CASES), format!("alatau compare {} --cases FILE.csv --report FILE.html", answer.service)));
    if let Some(question) = answer.questions.iter().find(|q| q.by_column.is_empty() && lever_of(answer, q).is_none()) {
        next.push((say(lang, msg::NEXT_QUESTION), format!("alatau compare {} --switch {}=VALUE", answer.service, question.switch)));
    }
    next.push((say(lang, msg::NEXT_CHECK), "alatau law check".to_string()));
    next
}

/// The line under the title: what was compared, since when.
pub fn subtitle(answer: &Answer, lang: Lang) -> String {
    let service = name(lang, "service", &answer.service);
    text(lang, msg::REPORT_SUBTITLE, &[("service", Arg::Text(&service)), ("cases", answer.cases.into()), ("from", answer.from.into())])
}

/// Mean of the three clocks of a column, kept apart.
pub fn clocks(column: &Column, lang: Lang) -> String {
    let said = [column.statutory_days, column.extended_days, column.applicant_days].map(|i| days(lang, i.mean));
    text(
        lang,
        msg::COLUMNS_CLOCKS,
        &[("statutory", Arg::Text(&said[0])), ("extended", Arg::Text(&said[1])), ("applicant", Arg::Text(&said[2]))],
    )
}
