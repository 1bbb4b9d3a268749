//! `alatau calendar due`: when a term ends, and how that was counted.
//!
//! The calendar and the texts arrive as parameters; this file only reads what
//! was typed, asks the core, and lays the answer out.

pub mod command;

use alatau_core::time::explain::explain;
use alatau_core::time::{
    Calendar, CountedDay, Date, End, FirstDay, OutOfCalendar, Rounding, TermSpec, Timestamp, Unit, UnknownWord, Weekday, Why, Zone,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was asked.
#[derive(Clone, Debug, Default)]
pub struct DueQuery {
    /// `2026-11-02T15:42`, local time; the day alone means its first instant; `Z` or `+05:00` may follow.
    pub instant: String,
    /// `30 working-days`.
    pub length: String,
    /// What happens when the last day is a day off.
    pub end: End,
    /// Whether the day of the start counts.
    pub first_day: FirstDay,
    /// Where months end that have no such day.
    pub rounding: Rounding,
    /// Open questions that the calendar hangs on, and the reading taken.
    pub switches: BTreeMap<String, String>,
}

/// The answer; its JSON form is stable.
#[derive(Clone, Debug, Serialize)]
pub struct DueAnswer {
    /// The command, normalised.
    pub command: String,
    /// Id of the calendar.
    pub calendar: String,
    /// Zone whose midnights count.
    pub zone: String,
    /// The filing, in local time.
    pub filed: String,
    /// Day of registration, if it is not the day of the filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<Date>,
    /// Day of the start: registration.
    pub start: Date,
    /// Length and day-count rules.
    pub term: TermSpec,
    /// The due day.
    pub due: Date,
    /// The instant at which the term is over: 24:00 of the due day, for hours the end of the last.
    pub due_instant: String,
    /// The count leans on days that may still turn out otherwise.
    pub projected: bool,
    /// Readings of open questions.
    pub switches: BTreeMap<String, String>,
    /// Other readings that would give another due day.
    pub other_readings: Vec<OtherReading>,
    /// The count, day by day.
    pub days: Vec<CountedDay>,
}

/// A reading of an open question that would change the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherReading {
    /// The open question.
    pub switch: String,
    /// The reading.
    pub value: String,
    /// The due day under it.
    pub due: Date,
}

/// Why a question has no answer. All of them end the program with 2: the input is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// The instant cannot be read.
    #[error("`{0}` is not an instant; write YYYY-MM-DDTHH:MM, for example 2026-11-02T15:42, or the day alone")]
    Instant(String),
    /// The term cannot be read.
    #[error(transparent)]
    Term(#[from] UnknownWord),
    /// The calendar does not reach so far.
    #[error(transparent)]
    Calendar(#[from] OutOfCalendar),
}

/// Reads the question, registers the filing and counts.
pub fn due(query: &DueQuery, calendar: &Calendar) -> Result<DueAnswer, DueError> {
    let filed = read_instant(&query.instant, &calendar.zone).ok_or_else(|| DueError::Instant(query.instant.clone()))?;
    let length: TermSpec = query.length.parse()?;
    let term = TermSpec { end: query.end, first_day: query.first_day, rounding: query.rounding, ..length };
    let filing_day = calendar.zone.date(filed);
    let start = calendar.register(filed)?;
    let starts = if start == filing_day { filed } else { calendar.zone.midnight(start) };
    let count = explain(starts, &term, &[], calendar)?;
    let due = count.due.expect("a clock that nobody stops runs to its end");
    let mut unsure = count.projected;
    for day in (filing_day.0..=start.0).map(Date) {
        unsure |= calendar.day(day)?.provenance.is_uncertain();
    }
    let filed = local(filed, &calendar.zone);
    Ok(DueAnswer {
        command: normalised(query, &filed, &term),
        calendar: calendar.id.clone(),
        zone: calendar.zone.name.clone(),
        filed,
        registered: (start != filing_day).then_some(start),
        start,
        term,
        due: due.day,
        due_instant: format!("{}{}", local(due.at, &calendar.zone), offset(due.at, &calendar.zone)),
        projected: unsure,
        switches: query.switches.clone(),
        other_readings: Vec::new(),
        days: count.days,
    })
}

impl DueAnswer {
    /// Notes what the same question gives with the calendar of another reading, if that is another day.
    pub fn compare_reading(&mut self, query: &DueQuery, switch: &str, value: &str, calendar: &Calendar) -> Result<(), DueError> {
        let other = due(query, calendar)?;
        if other.due_instant != self.due_instant {
            self.other_readings.push(OtherReading { switch: switch.to_string(), value: value.to_string(), due: other.due });
        }
        Ok(())
    }
}

/// Looks up a text of the message catalogue: key, and variables by name.
pub type Say<'a> = &'a dyn Fn(&str, &[(&str, String)]) -> String;

/// The answer for people: due day, rules, the count day by day, what it hangs on.
pub fn render(answer: &DueAnswer, say: Say<'_>) -> String {
    let mut text = String::new();
    let mut line = |sentence: String| writeln!(text, "{sentence}").expect("a String takes all");
    let weekday = |day: Date| weekday(day.weekday(), say);
    let (day, zone) = (answer.due.to_string(), answer.zone.clone());
    let mut variables = vec![("day", day), ("weekday", weekday(answer.due)), ("zone", zone)];
    let midnight = answer.due_instant.contains("T00:00:00");
    if !midnight {
        variables.push(("time", answer.due_instant[11..16].to_string()));
    }
    line(say(if midnight { "calendar-due" } else { "calendar-due-hours" }, &variables));
    line(String::new());
    let start = vec![("day", answer.start.to_string()), ("weekday", weekday(answer.start))];
    match answer.registered {
        Some(_) => line(say("calendar-registered", &[start, vec![("filed", answer.filed.clone())]].concat())),
        None => line(say("calendar-start", &start)),
    }
    let term = &answer.term;
    line(say(&format!("calendar-length-{}", term.unit), &[("length", term.length.to_string())]));
    line(say(&format!("calendar-end-{}", term.end), &[]));
    line(say(&format!("calendar-first-day-{}", term.first_day), &[]));
    if matches!(term.unit, Unit::Months | Unit::Years) {
        line(say(&format!("calendar-rounding-{}", term.rounding), &[]));
    }
    line(String::new());
    table(answer, say).into_iter().for_each(&mut line);
    if answer.projected {
        line(format!("\n{}", say("calendar-projected", &[])));
    }
    for (switch, value) in &answer.switches {
        line(format!("\n{}", say("calendar-reading", &[("switch", switch.clone()), ("value", value.clone())])));
    }
    for other in &answer.other_readings {
        let variables = [("switch", other.switch.clone()), ("value", other.value.clone()), ("day", other.due.to_string())];
        line(say("calendar-reading-differs", &variables));
    }
    text
}

/// Days that a terminal shows before and after the gap.
const SHOWN: usize = 40;

/// One line a day; of a long count the beginning and the end.
fn table(answer: &DueAnswer, say: Say<'_>) -> Vec<String> {
    let width = Weekday::ALL.iter().map(|day| weekday(*day, say).chars().count()).max().unwrap_or(0);
    let number_width = answer.days.iter().filter_map(|day| day.counted).max().unwrap_or(0).to_string().len();
    let hidden = answer.days.len().saturating_sub(2 * SHOWN);
    let mut lines = Vec::new();
    for (index, day) in answer.days.iter().enumerate() {
        if hidden > 0 && index == SHOWN {
            lines.push(say("calendar-omitted", &[("days", hidden.to_string())]));
        }
        if hidden > 0 && (SHOWN..SHOWN + hidden).contains(&index) {
            continue;
        }
        let name = weekday(day.weekday, say);
        let padding = " ".repeat(width - name.chars().count());
        let number = day.counted.map_or(String::new(), |n| n.to_string());
        let mut line = format!("{}  {name}{padding}  {number:>number_width$}  {}", day.date, why(day, say));
        if day.projected {
            write!(line, " ({})", say("calendar-mark-projected", &[])).expect("a String takes all");
        }
        if day.date == answer.due {
            write!(line, "  <- {}", say("calendar-mark-due", &[])).expect("a String takes all");
        }
        lines.push(line);
    }
    lines
}

/// "moved day off: Nauryz, in place of 2026-03-21".
fn why(day: &CountedDay, say: Say<'_>) -> String {
    let mut text = say(&format!("calendar-why-{}", word(day.why)), &[]);
    if !day.name.is_empty() && !matches!(day.why, Why::Stopped | Why::Resumed) {
        text = say("calendar-named", &[("why", text), ("name", name_of_day(&day.name, say))]);
    }
    match day.moved_from {
        Some(from) => say("calendar-in-place-of", &[("why", text), ("day", from.to_string())]),
        None => text,
    }
}

/// Words that the catalogue translates; a calendar of another country brings its own names, shown as they stand.
const NAMES: [&str; 14] = [
    "new-year",
    "christmas",
    "womens-day",
    "constitution-day",
    "nowruz",
    "unity-day",
    "defender-day",
    "victory-day",
    "capital-day",
    "republic-day",
    "first-president-day",
    "independence-day",
    "kurban-ait",
    "exchanged",
];

fn name_of_day(name: &str, say: Say<'_>) -> String {
    match NAMES.contains(&name) {
        true => say(&format!("calendar-day-{name}"), &[]),
        false => name.to_string(),
    }
}

fn word(why: Why) -> &'static str {
    match why {
        Why::StartDay => "start-day",
        Why::Counted => "counted",
        Why::WorkedWeekend => "worked-weekend",
        Why::Weekend => "weekend",
        Why::Holiday => "holiday",
        Why::MovedDayOff => "moved-day-off",
        Why::Stopped => "stopped",
        Why::Resumed => "resumed",
        Why::RolledEnd => "rolled-end",
    }
}

fn weekday(day: Weekday, say: Say<'_>) -> String {
    let word = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][day as usize];
    say(&format!("calendar-weekday-{word}"), &[])
}

/// The same question in one spelling: every rule written out.
fn normalised(query: &DueQuery, filed: &str, term: &TermSpec) -> String {
    let mut text = format!("calendar due {filed} \"{} {}\" --end {} --first-day {}", term.length, term.unit, term.end, term.first_day);
    if matches!(term.unit, Unit::Months | Unit::Years) {
        write!(text, " --rounding {}", term.rounding).expect("a String takes all");
    }
    for (switch, value) in &query.switches {
        write!(text, " --switch {switch}={value}").expect("a String takes all");
    }
    text
}

/// `2026-11-02T15:42`, with seconds or not, with an offset or not; or the day alone.
pub(crate) fn read_instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    let text = text.trim();
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        return text.parse::<Date>().ok().map(|day| zone.midnight(day));
    };
    let day: Date = day.parse().ok()?;
    let split = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (time, offset) = time.split_at(split);
    let micros = read_time(time)?;
    let as_utc = Timestamp(i64::from(day.0) * Timestamp::DAY + micros);
    match offset.chars().next() {
        None => Some(zone.instant(day, micros)),
        Some('Z') => (offset.len() == 1).then_some(as_utc),
        Some(sign) => {
            let ahead = read_time(&offset[1..]).filter(|_| offset.len() == 6)?;
            Some(as_utc.plus(if sign == '+' { -ahead } else { ahead }))
        }
    }
}

/// `15:42` or `15:42:07`, in microseconds since midnight.
fn read_time(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|part| part.len() != 2 || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().map(|part| part.parse().unwrap_or(99)).collect();
    let seconds = numbers.get(2).copied().unwrap_or(0);
    let exists = numbers[0] < 24 && numbers[1] < 60 && seconds < 60;
    exists.then(|| (numbers[0] * 3_600 + numbers[1] * 60 + seconds) * Timestamp::SECOND)
}

/// `2026-11-02T15:42:00`, as a clock on the wall shows it.
fn local(at: Timestamp, zone: &Zone) -> String {
    let seconds = zone.time_of_day(at) / Timestamp::SECOND;
    format!("{}T{:02}:{:02}:{:02}", zone.date(at), seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `+05:00`.
fn offset(at: Timestamp, zone: &Zone) -> String {
    let seconds = zone.offset_seconds(at);
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3_600, seconds.abs() / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alatau_core::time::{WeeklyPattern, YearData, projection};

    /// Two years by the holiday rules, the second marked as projected.
    fn calendar() -> Calendar {
        let aits = projection::kurban_ait(2026);
        let days = projection::days_off(2026, &projection::HOLIDAYS, &aits);
        let published = YearData { days, ..YearData::weekly(2026, WeeklyPattern::FIVE_DAYS) };
        Calendar::build("kz", Zone::almaty(), &[published, projection::projected_year(2027)]).unwrap()
    }

    fn ask(instant: &str, length: &str) -> Result<DueAnswer, DueError> {
        due(&DueQuery { instant: instant.into(), length: length.into(), ..DueQuery::default() }, &calendar())
    }

    const CATALOGUES: [&str; 3] = [
        include_str!("../../core/src/text/ftl/en/calendar.ftl"),
        include_str!("../../core/src/text/ftl/ru/calendar.ftl"),
        include_str!("../../core/src/text/ftl/kk/calendar.ftl"),
    ];

    /// A catalogue read the plain way: a message a line.
    fn say_from(catalogue: &'static str) -> impl Fn(&str, &[(&str, String)]) -> String {
        move |key, variables| {
            let found = catalogue.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
            let mut text = found.unwrap_or_else(|| panic!("no message {key}")).to_string();
            for (name, value) in variables {
                let place = format!("{{ ${name} }}");
                assert!(text.contains(&place), "{key} has no {name}");
                text = text.replace(&place, value);
            }
            assert!(!text.contains("{ $"), "{key}: {text}");
            text
        }
    }

    #[test]
    fn the_example_of_the_manual_is_due_on_14_december() {
        let answer = ask("2026-11-02T15:42", "30 working-days").unwrap();
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json["due"], "2026-12-14");
        assert_eq!(json["due_instant"], "2026-12-15T00:00:00+05:00");
        assert_eq!(json["start"], "2026-11-02");
        assert_eq!(json["projected"], false);
        assert_eq!(json["days"][1]["counted"], 1);
        assert_eq!(json["days"][1]["why"], "counted");
        assert_eq!(json["days"][1]["weekday"], "tuesday");
        assert!(json.get("registered").is_none());
        assert_eq!(json["term"]["unit"], "working-days");
        assert_eq!(json["command"], "calendar due 2026-11-02T15:42:00 \"30 working-days\" --end next-working-day --first-day excluded");
    }

    #[test]
    fn what_is_filed_on_sunday_starts_on_monday() {
        let answer = ask("2026-11-01T12:00", "1 working-days").unwrap();
        assert_eq!(answer.registered, "2026-11-02".parse().ok());
        assert_eq!(answer.due.to_string(), "2026-11-03");
        let hours = ask("2026-11-01T12:00", "24 hours").unwrap();
        assert_eq!((hours.due.to_string(), hours.due_instant.as_str()), ("2026-11-02".to_string(), "2026-11-03T00:00:00+05:00"));
    }

    #[test]
    fn hours_end_to_the_minute() {
        let answer = ask("2026-11-02T15:42", "24 hours").unwrap();
        assert_eq!(answer.due_instant, "2026-11-03T15:42:00+05:00");
        assert!(render(&answer, &say_from(CATALOGUES[0])).starts_with("Due 2026-11-03, Tuesday: until 15:42 (Asia/Almaty)\n"));
    }

    #[test]
    fn a_count_over_unpublished_days_says_so() {
        assert!(!ask("2026-12-01", "5 working-days").unwrap().projected);
        let answer = ask("2026-12-28", "10 working-days").unwrap();
        assert!(answer.projected);
        assert!(!ask("2026-01-12", "2 months").unwrap().projected);
    }

    #[test]
    fn every_text_is_there_in_three_languages() {
        for catalogue in CATALOGUES {
            let say = say_from(catalogue);
            for (instant, length) in
                [("2026-11-01", "1 hour"), ("2026-03-06T10:00", "30 calendar-days"), ("2026-12-31", "9 months"), ("2026-01-03", "1 years")]
            {
                let mut answer = ask(instant, length).unwrap();
                answer.switches.insert("constitution-day-2026".into(), "15-march".into());
                answer.other_readings.push(OtherReading { switch: "s".into(), value: "v".into(), due: answer.due });
                assert!(render(&answer, &say).lines().count() > 7);
            }
            for name in NAMES {
                name_of_day(name, &say);
            }
            for why in ["start-day", "counted", "worked-weekend", "weekend", "holiday", "moved-day-off", "stopped", "resumed", "rolled-end"]
            {
                say(&format!("calendar-why-{why}"), &[]);
            }
        }
    }

    #[test]
    fn the_table_shows_why_each_day_counts_or_not() {
        let answer = ask("2026-03-20T10:00", "1 working-days").unwrap();
        let text = render(&answer, &say_from(CATALOGUES[0]));
        for line in [
            "2026-03-20  Friday        start, day zero",
            "2026-03-21  Saturday      holiday: Nauryz",
            "2026-03-24  Tuesday       moved day off: Nauryz, in place of 2026-03-21",
            "2026-03-26  Thursday   1  counts  <- due",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_reading_that_changes_nothing_is_not_mentioned() {
        let calendar = calendar();
        let five = Calendar::weekly("week", Zone::almaty(), WeeklyPattern::FIVE_DAYS, 2026, 2027);
        for (instant, mentioned) in [("2026-11-02", 0), ("2026-12-14", 1)] {
            let query = DueQuery { instant: instant.into(), length: "3 working-days".into(), ..DueQuery::default() };
            let mut answer = due(&query, &calendar).unwrap();
            answer.compare_reading(&query, "no-holidays", "yes", &five).unwrap();
            assert_eq!(answer.other_readings.len(), mentioned, "{instant}");
        }
    }

    #[test]
    fn an_instant_is_local_unless_it_says_otherwise() {
        let zone = Zone::almaty();
        let read = |text: &str| read_instant(text, &zone).map(|at| at.to_string());
        assert_eq!(read("2026-11-02T15:42").as_deref(), Some("2026-11-02T10:42:00Z"));
        assert_eq!(read("2026-11-02 15:42:07").as_deref(), Some("2026-11-02T10:42:07Z"));
        assert_eq!(read("2026-11-02T10:42Z").as_deref(), Some("2026-11-02T10:42:00Z"));
        assert_eq!(read("2026-11-02T09:42-01:00").as_deref(), Some("2026-11-02T10:42:00Z"));
        assert_eq!(read("2026-11-02").as_deref(), Some("2026-11-01T19:00:00Z"));
        for text in [
            "",
            "today",
            "2026-11-31",
            "2026-11-02T",
            "2026-11-02T24:00",
            "2026-11-02T9:00",
            "2026-11-02T09:00+5",
            "2026-11-02T09:60",
            "2026-11-02T09:00Zulu",
            "2026-11-02T09:00+05:00:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn wrong_input_is_named() {
        let message = |instant, length| ask(instant, length).unwrap_err().to_string();
        assert!(message("yesterday", "30 working-days").starts_with("`yesterday` is not an instant"));
        assert!(message("2026-11-02", "soon").contains("`30 working-days`"));
        assert!(message("2027-12-01", "60 working-days").starts_with("AL-1204: nobody says which days of 2028 are worked"));
    }
}
