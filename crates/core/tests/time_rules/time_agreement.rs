//! The act held against other libraries and the published figures.

use crate::time_support::{READINGS, date, kazakhstan, table};
use alatau_core::time::{Calendar, Date, DayKind, Provenance};

fn worked(calendar: &Calendar, first: Date, last: Date) -> u32 {
    calendar.working_days_between(first.plus(-1), last).unwrap()
}

fn by_month(calendar: &Calendar, year: i32) -> Vec<u32> {
    let firsts = (1..=12).map(|month| Date::from_ymd(year, month, 1).unwrap());
    firsts.map(|first| worked(calendar, first, first.last_of_month())).collect()
}

#[test]
fn the_published_year_2026_has_246_working_days() {
    let calendar = kazakhstan("30-august");
    assert_eq!(by_month(&calendar, 2026), [19, 20, 18, 22, 17, 22, 22, 20, 22, 21, 21, 22]);
    assert_eq!(worked(&calendar, date("2026-01-01"), date("2026-12-31")), 246);
    let weekdays_off = [
        "01-01", "01-02", "01-07", "03-09", "03-23", "03-24", "03-25", "05-01", "05-07", "05-11", "05-27", "07-06", "08-31", "10-26",
        "12-16",
    ];
    let found: Vec<String> = (date("2026-01-01").0..=date("2026-12-31").0)
        .map(Date)
        .filter(|day| day.weekday() as usize <= 4 && !calendar.is_working(*day).unwrap())
        .map(|day| day.to_string()[5..].to_string())
        .collect();
    assert_eq!(found, weekdays_off);
}

#[test]
fn with_the_new_constitution_2026_has_247_working_days() {
    let calendar = kazakhstan("15-march");
    assert_eq!(worked(&calendar, date("2026-01-01"), date("2026-12-31")), 247);
    assert_eq!(calendar.day(date("2026-08-31")).unwrap().kind, DayKind::Workday);
    assert_eq!(calendar.day(date("2026-03-16")).unwrap().kind, DayKind::Workday);
}

#[test]
fn the_readings_differ_on_one_working_day_only() {
    let (new, old) = (kazakhstan("15-march"), kazakhstan("30-august"));
    let differing: Vec<String> = (new.first().0..=new.last().0)
        .map(Date)
        .filter(|day| new.is_working(*day) != old.is_working(*day))
        .map(|day| day.to_string())
        .collect();
    assert_eq!(differing, ["2026-08-31"]);
}

/// The libraries agree on 74 dates; where they do not, we follow the first, and here is each such day.
#[test]
fn every_holiday_of_the_other_libraries_is_answered_for() {
    let calendar = kazakhstan("15-march");
    let mut ours_against_second = Vec::new();
    for row in table("agreement.csv", b',') {
        let day = date(&row[0]);
        let named = !calendar.day(day).unwrap().name.is_empty();
        assert_eq!(named, &row[2] == "1", "python-holidays on {day}");
        if named != (&row[3] == "1") {
            ours_against_second.push(row[0].to_string());
        }
    }
    assert_eq!(ours_against_second, ["2024-05-08", "2025-01-03", "2026-03-15", "2026-03-16", "2026-03-25", "2027-03-24"]);
}

#[test]
fn exchanged_days_are_worked_weekends_and_moved_days_off() {
    let calendar = kazakhstan("15-march");
    for (worked, off) in [("2023-07-01", "2023-07-07"), ("2024-05-04", "2024-05-08"), ("2025-01-05", "2025-01-03")] {
        assert_eq!(calendar.day(date(worked)).unwrap().kind, DayKind::WorkedWeekend);
        let day = calendar.day(date(off)).unwrap();
        assert_eq!((day.kind, day.moved_from), (DayKind::MovedDayOff, Some(date(worked))));
    }
}

/// Kurban-ait aside, where the library uses an astronomical table and we the tabular calendar.
#[test]
fn projected_years_agree_with_the_rules_of_another_library() {
    for reading in READINGS {
        let calendar = kazakhstan(reading);
        let rows = table("kz-rule-2028-2051.csv", b',');
        let theirs = |day: Date| rows.iter().find(|row| date(&row[0]) == day);
        let mut differing = Vec::new();
        for day in (date("2028-01-01").0..=date("2051-12-31").0).map(Date) {
            let ours = calendar.day(day).unwrap();
            assert!(ours.provenance.is_uncertain());
            if ours.name.is_empty() == theirs(day).is_some() && ours.provenance != Provenance::Estimated {
                differing.push(day.to_string());
            }
        }
        assert_eq!(differing, Vec::<String>::new());
    }
}

#[test]
fn the_estimate_of_kurban_ait_is_at_most_a_day_off() {
    let calendar = kazakhstan("15-march");
    for row in table("kz-rule-2028-2051.csv", b',').iter().filter(|row| row[1].contains("Eid al-Adha")) {
        assert_eq!(calendar.day(date(&row[0])).unwrap().provenance, Provenance::Estimated, "{}", &row[0]);
    }
}

#[test]
fn every_year_from_2021_to_2051_is_there_and_no_other() {
    let calendar = kazakhstan("15-march");
    assert_eq!((calendar.first(), calendar.last()), (date("2021-01-01"), date("2051-12-31")));
    assert_eq!(calendar.day(date("2027-11-02")).unwrap().provenance, Provenance::Published);
    assert_eq!(calendar.day(date("2028-11-02")).unwrap().provenance, Provenance::Projected);
    assert_eq!(calendar.is_working(date("2052-01-01")).unwrap_err().year, 2052);
    assert_eq!(calendar.is_working(date("2020-12-31")).unwrap_err().year, 2020);
    assert_eq!(calendar.zone.name, "Asia/Almaty");
}
