//! A made-up answer. Every number is invented for the tests of the report; none
//! was computed, and none says anything about any city.

use alatau_core::time::Date;
use alatau_twin::answer::*;
use std::collections::BTreeMap;

fn around(mean: f64, half: f64) -> Interval {
    Interval { mean, low: mean - half, high: mean + half }
}

fn counted(pairs: &[(&str, u32)]) -> BTreeMap<String, u32> {
    pairs.iter().map(|(k, v)| (k.to_string(), *v)).collect()
}

/// Name, body, term, length, silence, grade, from, to.
type Step<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str, f64, f64);

fn step(given: Step) -> PaperStep {
    let (name, body, term, length, silence, grade, from_day, to_day) = given;
    let some = |s: &str| (!s.is_empty()).then(|| s.to_string());
    PaperStep {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.to_string(),
        body: body.to_string(),
        term: some(term),
        length: some(length),
        silence: some(silence),
        grade: some(grade),
        cites: vec!["permits-law:art-25".to_string(), "construction-code:art-68".to_string()],
        from_day,
        to_day,
    }
}

const OLD_WALK: [Step; 12] = [
    ("Application for initial materials", "applicant", "", "", "", "", 0.0, 0.0),
    ("Completeness check", "Architecture department", "term.decision.completeness", "2 working-days", "agreed", "reported", 0.0, 2.0),
    ("Technical conditions: electricity", "Power grid operator", "term.opinion", "5 working-days", "agreed", "reported", 2.0, 9.0),
    ("Technical conditions: water", "Water utility", "term.opinion", "5 working-days", "agreed", "reported", 2.0, 9.0),
    (
        "Planning assignment issued",
        "Architecture department",
        "term.decision.initial-materials",
        "6 working-days",
        "refused",
        "reported",
        9.0,
        17.0,
    ),
    ("Sketch filed", "applicant", "", "", "", "", 17.0, 17.0),
    ("Completeness check", "Architecture department", "term.decision.completeness", "2 working-days", "agreed", "reported", 17.0, 21.0),
    ("Sketch approved", "Architecture department", "term.decision.sketch", "10 working-days", "refused", "reported", 21.0, 35.0),
    ("Design documents filed", "applicant", "", "", "", "", 35.0, 35.0),
    ("Expert review of the design", "State Expertise", "term.decision.expertise", "30 working-days", "refused", "reported", 35.0, 79.0),
    ("Notice of the start of construction", "applicant", "", "", "", "", 79.0, 79.0),
    ("Entry in the register", "Construction control", "term.decision", "3 working-days", "approved", "assumed", 79.0, 84.0),
];

const NEW_WALK: [Step; 8] = [
    ("Application with the design", "applicant", "", "", "", "", 0.0, 0.0),
    ("Completeness check", "Alatau City Authority", "term.decision.completeness", "2 working-days", "agreed", "assumed", 0.0, 2.0),
    ("Technical conditions: electricity", "Power grid operator", "term.opinion", "5 working-days", "agreed", "reported", 2.0, 9.0),
    ("Technical conditions: water", "Water utility", "term.opinion", "5 working-days", "agreed", "reported", 2.0, 9.0),
    ("Sketch approved", "Alatau City Authority", "term.decision.sketch", "7 working-days", "approved", "assumed", 2.0, 11.0),
    (
        "Expert review of the design",
        "Alatau City Authority",
        "term.decision.expertise",
        "20 working-days",
        "approved",
        "assumed",
        9.0,
        37.0,
    ),
    ("Notice of the start of construction", "applicant", "", "", "", "", 37.0, 37.0),
    ("Entry in the register", "Alatau City Authority", "term.decision", "1 working-days", "approved", "assumed", 37.0, 38.0),
];

fn papers() -> Vec<Paper> {
    let mut papers = Vec::new();
    for (id, walk, documents, longest, grades) in [
        ("ordinary", &OLD_WALK[..], 14, 84.0, counted(&[("enacted", 4), ("reported", 13), ("assumed", 2)])),
        ("sez", &OLD_WALK[..], 15, 84.0, counted(&[("enacted", 4), ("reported", 15), ("assumed", 2)])),
        ("alatau-facade", &OLD_WALK[..], 14, 84.0, counted(&[("enacted", 5), ("reported", 13), ("bill", 1), ("assumed", 2)])),
        ("alatau", &NEW_WALK[..], 11, 38.0, counted(&[("enacted", 5), ("reported", 4), ("bill", 1), ("assumed", 12)])),
    ] {
        for class in ["level-1", "level-2", "level-3"] {
            papers.push(Paper {
                id: id.to_string(),
                class: class.to_string(),
                steps: walk.len() as u32,
                bodies: if id == "alatau" { 3 } else { 5 },
                documents,
                fees: None,
                handoffs: if id == "alatau" { 5 } else { 9 },
                shortest_days: 0.0,
                longest_days: longest,
                walk: walk.iter().copied().map(step).collect(),
                grades: grades.clone(),
            });
        }
    }
    papers
}

fn column(id: &str, median: f64, causes: [f64; 7]) -> Column {
    let [work, queue, off_hours, batch, applicant, agency, term] = causes;
    let share = |mean: f64| Interval { mean, low: mean - 0.02, high: mean + 0.02 };
    Column {
        id: id.to_string(),
        median_days: around(median, median * 0.11),
        p90_days: around(median * 1.9, median * 0.24),
        on_time: share(0.912),
        by_silence: share(0.043),
        approved: share(0.871),
        refused_once: share(0.164),
        handoffs: around(8.7, 0.4),
        unfinished: share(0.021),
        statutory_days: around(median * 0.71, 3.2),
        extended_days: around(1.3, 0.4),
        applicant_days: around(median * 0.27, 2.1),
        law_changed: Interval { mean: 0.061, low: 0.052, high: 0.07 },
        causes: Causes { work, queue, off_hours, batch, applicant, agency, term },
        busy: [("Architecture department".to_string(), 0.803), ("State Expertise".to_string(), 0.744)].into(),
        cases: 582.0,
    }
}

fn columns() -> Vec<Column> {
    vec![
        column("ordinary", 71.4, [6.1, 14.8, 17.3, 3.2, 19.6, 8.4, 4.9]),
        column("sez", 73.2, [6.1, 15.9, 17.9, 3.2, 20.1, 8.7, 5.0]),
        column("alatau-facade", 71.8, [6.1, 15.1, 17.4, 3.2, 19.6, 8.4, 4.9]),
        column("alatau", 33.2, [5.9, 4.1, 7.2, 0.0, 10.4, 5.6, 1.7]),
    ]
}

fn lever(id: &str, mean: f64, half: f64) -> Lever {
    Lever { id: id.to_string(), days: around(mean, half), grade: "assumed".to_string() }
}

fn levers() -> Vec<Lever> {
    vec![
        lever("fewer-steps", 3.1, 0.9),
        lever("merged-steps", 9.7, 2.4),
        lever("parallel-review", 7.2, 1.9),
        lever("shorter-terms", 14.6, 5.3),
        lever("silence", 2.2, 1.1),
        lever("one-lead-body", 4.3, 1.6),
        lever("staffing", -2.1, 3.3),
        lever("priority", 1.4, 0.8),
        lever("interaction", -1.8, 2.7),
    ]
}

/// A paired difference with its interval.
pub fn difference(a: &str, b: &str, days: f64, low: f64, high: f64) -> Difference {
    let levers = if b == "alatau" && a == "alatau-facade" { levers() } else { Vec::new() };
    Difference {
        a: a.to_string(),
        b: b.to_string(),
        median_days: days,
        middle_days: days - 0.4,
        low,
        high,
        error_low: days - 0.8,
        error_high: days + 0.8,
        only_assumed: b == "alatau",
        levers,
    }
}

/// The scenario names efforts; the rest the catalogue does.
fn label(parameter: &str) -> String {
    if parameter.starts_with("effort.") { "Work: expertise".to_string() } else { String::new() }
}

fn flip(parameter: &str, range: [f64; 3], at: Option<f64>, days: [f64; 2], unit: &str) -> Flip {
    let [low, now, high] = range;
    Flip {
        parameter: parameter.to_string(),
        label: label(parameter),
        grade: "assumed".to_string(),
        low,
        high,
        now,
        flips_at: at,
        days_at_low: days[0],
        days_at_high: days[1],
        unit: unit.to_string(),
        a: "alatau-facade".to_string(),
        b: "alatau".to_string(),
    }
}

fn cells() -> Vec<Cell> {
    let mut cells = Vec::new();
    for (load, scale) in [(0.6, 0.7), (0.8, 1.0), (0.9, 1.4)] {
        for (response, days, half) in [("first-come", -38.6, 11.2), ("earliest-deadline", -31.9, 9.1), ("fills-the-term", -6.3, 8.8)] {
            let days = days * scale;
            let days = if response == "fills-the-term" && load == 0.9 { 14.2 } else { days };
            let medians = [("ordinary", 71.4), ("sez", 73.2), ("alatau-facade", 71.8), ("alatau", 71.8 + days)];
            cells.push(Cell {
                load,
                response: response.to_string(),
                median_days: medians.iter().map(|(id, m)| (id.to_string(), *m)).collect(),
                difference: around(days, half),
            });
        }
    }
    cells
}

fn yardstick(id: &str, median: f64, p90: Option<f64>, cases: u32, censored: u32, source: &str) -> Yardstick {
    Yardstick { id: id.to_string(), median_days: median, p90_days: p90, cases, censored, source: source.to_string() }
}

fn assumption(parameter: &str, value: [f64; 3], unit: &str, basis: &str) -> Assumption {
    let [low, value, high] = value;
    Assumption {
        parameter: parameter.to_string(),
        label: label(parameter),
        value,
        low,
        high,
        unit: unit.to_string(),
        grade: "assumed".to_string(),
        basis: basis.to_string(),
    }
}

fn lever_question(switch: &str, value: &str) -> OpenQuestion {
    OpenQuestion {
        switch: switch.to_string(),
        question: format!("Does the act switch {switch}?"),
        value: value.to_string(),
        by_column: BTreeMap::new(),
        ask: "Council for the Development of Alatau".to_string(),
    }
}

fn mix() -> Mix {
    Mix {
        records: 2960,
        headline: 582,
        rest: 1893,
        levels: counted(&[("level-1", 61), ("level-2", 407), ("level-3", 1614)]),
        headline_levels: counted(&[("level-1", 61), ("level-2", 407), ("level-3", 114)]),
        incomplete: 97,
        no_permit: counted(&[("Residential improvement", 371), ("Demolition <small> & \"other\"", 58)]),
        not_in_sez: counted(&[("Single family", 56)]),
    }
}

fn questions() -> Vec<OpenQuestion> {
    vec![
        OpenQuestion {
            switch: "council-acts".to_string(),
            question: "Has the Council adopted acts on building permits?".to_string(),
            value: "none".to_string(),
            by_column: [("ordinary", "none"), ("alatau-facade", "none"), ("alatau", "adopted")]
                .map(|(column, value)| (column.to_string(), value.to_string()))
                .into(),
            ask: "Council for the Development of Alatau".to_string(),
        },
        OpenQuestion {
            switch: "council-act-over-later-law".to_string(),
            question: "Does an act of the Council prevail over a later ordinary law?".to_string(),
            value: "yes".to_string(),
            by_column: BTreeMap::new(),
            ask: "Ministry of Justice; Constitutional Court".to_string(),
        },
        lever_question("council-silence", "on"),
        lever_question("council-priority", "off"),
        lever_question("council-fewer-steps", "on"),
    ]
}

/// The made-up answer.
pub fn answer() -> Answer {
    Answer {
        service: "building-permit".to_string(),
        cases: 582,
        replications: 240,
        seed: 7,
        law: "9f2c41d07a5be86613c0aa5fd8f1b7e2c94d60a1372be58f04cd9916e7ab3c52".to_string(),
        command: "alatau compare building-permit --from 2026-11-02 --replications 240 --seed 7".to_string(),
        from: Date::from_ymd(2026, 11, 2).expect("a day of the calendar"),
        load: 0.8,
        response: "first-come".to_string(),
        paper: papers(),
        territories: columns(),
        rest: columns(),
        differences: vec![
            difference("alatau-facade", "alatau", -38.6, -49.8, -27.4),
            difference("ordinary", "alatau-facade", 0.4, -1.7, 2.5),
            difference("ordinary", "sez", 1.8, 0.6, 3.1),
            difference("ordinary", "alatau", -38.2, -49.1, -27.3),
        ],
        cells: cells(),
        flips: vec![
            flip("staffing.alatau", [0.5, 1.0, 1.5], Some(0.62), [21.3, -44.1], "times"),
            flip("effort.review", [2.0, 6.0, 16.0], Some(14.5), [-45.2, 4.4], "hours"),
            flip("term.decision", [15.0, 20.0, 30.0], None, [-43.3, -24.7], "working-days"),
            flip("incomplete.share", [0.1, 0.3, 0.55], None, [-40.9, -31.5], "share"),
            flip("agency.answers-late", [0.05, 0.2, 0.4], None, [-39.4, -36.0], "share"),
        ],
        staffing_break_even: Some(0.62),
        yardsticks: vec![
            yardstick("calgary-applied-to-issued", 22.0, Some(93.0), 2960, 131, "City of Calgary Open Data, Building Permits"),
            yardstick("bpic15-1", 61.0, None, 1199, 0, "BPI Challenge 2015, municipality 1"),
            yardstick("bpic15-2", 108.0, None, 832, 0, "BPI Challenge 2015, municipality 2"),
            yardstick("bpic15-3", 38.0, None, 1409, 0, "BPI Challenge 2015, municipality 3"),
        ],
        mix: mix(),
        questions: questions(),
        assumptions: vec![
            assumption(
                "staffing.alatau",
                [0.5, 1.0, 1.5],
                "times",
                "As many officers per application as elsewhere; nobody has published a staffing plan.",
            ),
            assumption("effort.review", [2.0, 6.0, 16.0], "hours", "Orders of magnitude named by practitioners."),
            assumption("term.decision", [15.0, 20.0, 30.0], "working-days", "Half of the present term <b>at most</b>."),
            assumption("absence", [0.05, 0.085, 0.12], "share", "Annual leave and illness of civil servants."),
        ],
        projected_days: true,
        unknown: vec!["connection to the heat network".to_string()],
        stopped_early: false,
    }
}
