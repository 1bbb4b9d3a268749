//! Sums of dates and due dates held against other programs.

use crate::time_support::{date, kazakhstan, table};
use alatau_core::time::explain::explain;
use alatau_core::time::{Calendar, Date, Rounding, TermSpec, Timestamp, WeeklyPattern, YearData, count};
use std::collections::BTreeMap;

/// `[0 years, 1 months, 0 days]` added to a date.
fn add_period(start: &str, period: &str, rounding: Rounding) -> String {
    let numbers: Vec<u32> = period.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let months = count::add_months(date(start), numbers[0] * 12 + numbers[1], rounding).unwrap();
    months.plus(numbers[2] as i32).to_string()
}

#[test]
fn sums_with_one_answer_agree_under_both_roundings() {
    let rows = table("dates-calc/exact_computations.csv", b';');
    assert_eq!(rows.len(), 19);
    for row in rows {
        for rounding in [Rounding::Down, Rounding::Up] {
            assert_eq!(add_period(&row[0], &row[1], rounding), row[2], "{row:?}");
        }
    }
}

#[test]
fn sums_without_one_answer_agree_under_each_rounding() {
    let rows = table("dates-calc/ambiguous_computations.csv", b';');
    assert_eq!(rows.len(), 11);
    for row in rows {
        assert_eq!(add_period(&row[0], &row[1], Rounding::Up), row[2], "{row:?}");
        assert_eq!(add_period(&row[0], &row[1], Rounding::Down), row[3], "{row:?}");
    }
}

#[test]
fn months_begin_and_end_where_they_should() {
    for row in table("dates-calc/first_last_day_of_month.csv", b';') {
        let day = date(&row[0]);
        assert_eq!((day.first_of_month().to_string().as_str(), day.last_of_month().to_string().as_str()), (&row[1], &row[2]));
    }
}

fn calendars() -> BTreeMap<String, Calendar> {
    crate::time_support::READINGS.iter().map(|reading| (reading.to_string(), kazakhstan(reading))).collect()
}

fn spec(term: &str, end: &str, first_day: &str, rounding: &str) -> TermSpec {
    let term: TermSpec = term.parse().unwrap();
    TermSpec { end: end.parse().unwrap(), first_day: first_day.parse().unwrap(), rounding: rounding.parse().unwrap(), ..term }
}

#[test]
fn six_hundred_due_dates_agree_with_an_independent_program() {
    let calendars = calendars();
    let rows = table("due_dates.csv", b',');
    assert!(rows.len() >= 500);
    for row in rows {
        let calendar = &calendars[&row[6]];
        let spec = spec(&format!("{} {}", &row[1], &row[2]), &row[3], &row[4], &row[5]);
        assert_eq!(count::leg_due(date(&row[0]), &spec, calendar).map(|day| day.to_string()), Ok(row[7].to_string()), "{row:?}");
        let explained = explain(calendar.zone.midnight(date(&row[0])), &spec, &[], calendar).unwrap();
        assert_eq!(explained.due.unwrap().day.to_string(), row[7], "day by day: {row:?}");
    }
}

#[test]
fn no_case_is_off_by_one() {
    let calendars = calendars();
    let rows = table("off_by_one.csv", b',');
    assert!(rows.len() >= 200, "{}", rows.len());
    for row in rows {
        let calendar = closing(&calendars[&row[7]], &row[2]);
        let (day, time) = row[1].split_once('T').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let micros = (hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()) * 60 * Timestamp::SECOND;
        let registered = calendar.register(calendar.zone.instant(date(day), micros)).unwrap();
        assert_eq!(registered.to_string(), row[8], "registered: {row:?}");
        let spec = spec(&row[3], &row[4], &row[5], &row[6]);
        assert_eq!(count::leg_due(registered, &spec, &calendar).map(|day| day.to_string()), Ok(row[9].to_string()), "{row:?}");
    }
}

/// The same calendar with a closing hour.
fn closing(calendar: &Calendar, closes: &str) -> Calendar {
    if closes.is_empty() {
        return calendar.clone();
    }
    let years: Vec<YearData> = (2024..=2027).map(|year| with_closing(calendar, year, closes)).collect();
    Calendar::build("kz", calendar.zone.clone(), &years).unwrap()
}

fn with_closing(calendar: &Calendar, year: i32, closes: &str) -> YearData {
    let mut rows = alatau_core::time::YearRows { year, weekly: "mon-fri".into(), closes: Some(closes.into()), ..Default::default() };
    for day in (1..=12).flat_map(|month| {
        let first = Date::from_ymd(year, month, 1).unwrap();
        (first.0..=first.last_of_month().0).map(Date)
    }) {
        let working = calendar.is_working(day).unwrap();
        if working != WeeklyPattern::FIVE_DAYS.works(day.weekday()) {
            rows.values.insert(day.to_string(), if working { "work" } else { "off" }.to_string());
        }
    }
    rows.read().unwrap()
}

/// Counted on paper, not by a program.
#[test]
fn due_dates_known_by_heart() {
    let calendar = kazakhstan("15-march");
    let cases = [
        ("2026-11-02", "30 working-days", "2026-12-14"),
        ("2026-11-02", "15 working-days", "2026-11-23"),
        ("2026-11-02", "1 months", "2026-12-02"),
        ("2026-11-02", "3 months", "2027-02-02"),
        ("2026-12-16", "1 calendar-days", "2026-12-17"),
        ("2026-12-15", "1 working-days", "2026-12-17"),
        ("2026-12-31", "1 working-days", "2027-01-05"),
        ("2026-12-31", "2 calendar-days", "2027-01-05"),
        ("2026-03-20", "1 working-days", "2026-03-26"),
        ("2026-05-08", "1 working-days", "2026-05-12"),
        ("2024-05-03", "1 working-days", "2024-05-04"),
        ("2024-05-07", "1 working-days", "2024-05-10"),
        ("2025-01-31", "1 months", "2025-02-28"),
        ("2026-11-02", "5 years", "2031-11-03"),
    ];
    for (start, term, due) in cases {
        let spec: TermSpec = term.parse().unwrap();
        assert_eq!(count::leg_due(date(start), &spec, &calendar).map(|day| day.to_string()).as_deref(), Ok(due), "{term} from {start}");
    }
}

#[test]
fn a_term_past_the_last_year_names_the_year_that_is_missing() {
    let calendar = kazakhstan("15-march");
    for term in [
        "30 working-days",
        "60 calendar-days",
        "3 months",
        "1 years",
        "2000 hours",
        "4000000000 years",
        "4000000000 hours",
        "4000000000 calendar-days",
    ] {
        let spec: TermSpec = term.parse().unwrap();
        let error = count::leg_due(date("2051-12-01"), &spec, &calendar).unwrap_err();
        assert!(error.to_string().contains(&format!("calendar.kz.{}", error.year)) && error.year >= 2052, "{term}: {error}");
    }
}
