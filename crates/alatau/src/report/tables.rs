//! The tables of the answer, in the order in which they are read.

use super::table::Table;
use super::words::{days, interval, length, name, reading, say, share, value};
use alatau_core::text::{Arg, Lang, Message, exact, fixed, msg, number, text};
use alatau_twin::answer::{Answer, Causes, Column, Interval, Paper};

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

/// Rules by grade in one line: `reported 12, assumed 3`.
pub fn grades(paper: &Paper, lang: Lang) -> String {
    let said = paper.grades.iter().map(|(grade, n)| format!("{} {n}", name(lang, "grade", grade)));
    said.collect::<Vec<_>>().join(", ")
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
                (msg::HEAD_GRADES, false),
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
            grades(p, lang),
        ]);
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

/// Figures as rows, regimes as columns.
pub fn columns(title: String, columns: &[Column], lang: Lang) -> Table {
    let mut head = vec![(say(lang, msg::HEAD_MEASURE), false)];
    head.extend(columns.iter().map(|c| (name(lang, "column", &c.id), true)));
    let mut table = Table::new(title, head);
    type Read = fn(&Column) -> Interval;
    let rows: [(Message, bool, Read); 11] = [
        (msg::ROW_MEDIAN, true, |c| c.median_days),
        (msg::ROW_P90, true, |c| c.p90_days),
        (msg::ROW_STATUTORY, true, |c| c.statutory_days),
        (msg::ROW_EXTENDED, true, |c| c.extended_days),
        (msg::ROW_APPLICANT, true, |c| c.applicant_days),
        (msg::ROW_ON_TIME, false, |c| c.on_time),
        (msg::ROW_BY_SILENCE, false, |c| c.by_silence),
        (msg::ROW_APPROVED, false, |c| c.approved),
        (msg::ROW_HANDOFFS, true, |c| c.handoffs),
        (msg::ROW_UNFINISHED, false, |c| c.unfinished),
        (msg::ROW_LAW_CHANGED, false, |c| c.law_changed),
    ];
    for (heading, in_days, read) in rows {
        let mut cells = vec![say(lang, heading)];
        cells.extend(columns.iter().map(|c| if in_days { reading(lang, read(c)) } else { share(lang, read(c)) }));
        table.row(cells);
    }
    let mut busiest = vec![say(lang, msg::ROW_BUSIEST)];
    busiest.extend(columns.iter().map(|c| busiest_body(c, lang)));
    table.row(busiest);
    let mut cases = vec![say(lang, msg::ROW_CASES)];
    cases.extend(columns.iter().map(|c| number(lang, c.cases)));
    table.row(cases);
    table.with_note(say(lang, msg::COLUMNS_TABLE_NOTE))
}

fn busiest_body(column: &Column, lang: Lang) -> String {
    let busiest = column.busy.iter().max_by(|x, y| x.1.total_cmp(y.1));
    busiest.map_or("—".to_string(), |(body, busy)| {
        format!("{} {}", name(lang, "body", body), value(lang, (busy * 1000.0).round() / 1000.0, "share"))
    })
}

/// Mean days by cause, regimes as rows.
pub fn causes(columns: &[Column], lang: Lang) -> Table {
    let mut head = vec![(say(lang, msg::HEAD_REGIME), false)];
    head.extend(CAUSES.iter().map(|c| (name(lang, "cause", c), true)));
    let mut table = Table::new(say(lang, msg::CAUSES_TITLE), head);
    for column in columns {
        let mut cells = vec![name(lang, "column", &column.id)];
        cells.extend(CAUSES.iter().map(|c| fixed(lang, cause_days(&column.causes, c))));
        table.row(cells);
    }
    table.with_note(say(lang, msg::CAUSES_LEAD))
}

/// Paired differences, each with the simulation error beside it.
pub fn differences(answer: &Answer, lang: Lang) -> Table {
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
        table.row(vec![
            pair(lang, &d.a, &d.b),
            fixed(lang, d.median_days),
            interval(lang, d.low, d.high),
            interval(lang, d.error_low, d.error_high),
            say(lang, if d.only_assumed { msg::YES } else { msg::NO }),
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
    for lever in &difference.levers {
        table.row(vec![
            name(lang, "lever", &lever.id),
            fixed(lang, lever.days.mean),
            interval(lang, lever.days.low, lever.days.high),
            name(lang, "grade", &lever.grade),
        ]);
    }
    let (low, high) = (-difference.high, -difference.low);
    table.row(vec![say(lang, msg::LEVERS_SUM), fixed(lang, -difference.median_days), interval(lang, low, high), String::new()]);
    table.with_note(say(lang, msg::LEVERS_LEAD))
}

/// Load by response: medians of every regime and the difference.
pub fn cells(answer: &Answer, lang: Lang) -> Table {
    let ids: Vec<&String> = answer.territories.iter().map(|c| &c.id).collect();
    let mut head = vec![(say(lang, msg::HEAD_LOAD), true), (say(lang, msg::HEAD_RESPONSE), false)];
    head.extend(ids.iter().map(|id| (name(lang, "column", id), true)));
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

/// The smallest changes that turn an order.
pub fn flips(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::FLIPS_TITLE),
        heads(
            lang,
            &[
                (msg::HEAD_PARAMETER, false),
                (msg::HEAD_PAIR, false),
                (msg::HEAD_NOW, true),
                (msg::HEAD_RANGE, true),
                (msg::HEAD_TURNS_AT, true),
                (msg::HEAD_DAYS_AT_LOW, true),
                (msg::HEAD_DAYS_AT_HIGH, true),
                (msg::HEAD_GRADE, false),
            ],
        ),
    );
    for f in &answer.flips {
        table.row(vec![
            name(lang, "parameter", &f.parameter),
            pair(lang, &f.a, &f.b),
            value(lang, f.now, &f.unit),
            format!("{} – {}", value(lang, f.low, &f.unit), value(lang, f.high, &f.unit)),
            f.flips_at.map_or("—".to_string(), |at| value(lang, at, &f.unit)),
            fixed(lang, f.days_at_low),
            fixed(lang, f.days_at_high),
            name(lang, "grade", &f.grade),
        ]);
    }
    table.with_note(break_even(answer, lang))
}

/// The staffing at which the special regime stops being faster.
pub fn break_even(answer: &Answer, lang: Lang) -> String {
    match answer.staffing_break_even {
        Some(times) => text(lang, msg::BREAK_EVEN, &[("times", Arg::Text(&value(lang, times, "times")))]),
        None => say(lang, msg::BREAK_EVEN_NONE),
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

/// The open questions and who could answer them.
pub fn questions(answer: &Answer, lang: Lang) -> Table {
    let mut table = Table::new(
        say(lang, msg::QUESTIONS_TITLE),
        heads(lang, &[(msg::HEAD_QUESTION, false), (msg::HEAD_USED, false), (msg::HEAD_ASK, false)]),
    );
    for q in &answer.questions {
        table.row(vec![q.question.clone(), format!("{} = {}", q.switch, q.value), q.ask.clone()]);
    }
    if answer.questions.is_empty() {
        table.with_note(say(lang, msg::QUESTIONS_NONE))
    } else {
        table.with_note(say(lang, msg::QUESTIONS_LEAD))
    }
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
            name(lang, "parameter", &a.parameter),
            value(lang, a.value, &a.unit),
            format!("{} – {}", exact(lang, a.low), exact(lang, a.high)),
            name(lang, "grade", &a.grade),
            a.basis.clone(),
        ]);
        if matches!(a.unit.as_str(), "share" | "times")
            && let Some(row) = table.rows.last_mut()
        {
            row[2] = format!("{} – {}", value(lang, a.low, &a.unit), value(lang, a.high, &a.unit));
        }
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
    if let Some(question) = answer.questions.first() {
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
