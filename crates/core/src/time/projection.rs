//! Kazakhstan's days off by rule, for years nobody has published yet.
//!
//! The Law on holidays (No. 267-II of 13 December 2001) fixes the state
//! holidays; one that falls on a weekend moves to the next working day.
//! Orthodox Christmas and the first day of Kurban-ait are days off that do not
//! move. Kurban-ait follows the moon: here the tabular Islamic calendar gives
//! an estimate, and the day itself and both its neighbours are marked, since
//! the sighting may shift it by one. What the Government exchanges by decree
//! in some years cannot be foreseen and is not guessed.
//!
//! ```
//! use alatau_core::time::{Date, projection};
//! let year = projection::projected_year(2028);
//! let moved: Date = "2028-01-03".parse().unwrap();
//! assert_eq!(year.days[&moved].moved_from.unwrap().to_string(), "2028-01-01");
//! ```

use super::{Date, DayRule, WeeklyPattern, YearData};
use std::collections::{BTreeMap, BTreeSet};

/// A day off that returns every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearlyHoliday {
    /// Word of the message catalogue (`calendar-day-WORD`).
    pub name: &'static str,
    /// Month, from 1.
    pub month: u32,
    /// Day of the month.
    pub day: u32,
    /// First year of this form of the holiday, as far as we go back.
    pub since: i32,
    /// Last year.
    pub until: i32,
    /// Moves to the next working day from a weekend.
    pub moves: bool,
}

/// Word for the first day of Kurban-ait.
pub const KURBAN_AIT: &str = "kurban-ait";
/// Word for a day off or a working day that the Government exchanged for another.
pub const EXCHANGED: &str = "exchanged";
/// First year for which the rules hold.
pub const FIRST_YEAR: i32 = 2021;
/// Last year that we project: retention of revenue ends with 2050.
pub const LAST_YEAR: i32 = 2051;

const FOR_EVER: i32 = i32::MAX;

/// The holidays by date since 2021. Constitution Day has none in 2026: see
/// `docs/decisions/calendar-constitution-day.md`.
pub const HOLIDAYS: [YearlyHoliday; 17] = [
    state("new-year", 1, 1, FIRST_YEAR, FOR_EVER),
    state("new-year", 1, 2, FIRST_YEAR, FOR_EVER),
    YearlyHoliday { moves: false, ..state("christmas", 1, 7, FIRST_YEAR, FOR_EVER) },
    state("womens-day", 3, 8, FIRST_YEAR, FOR_EVER),
    state("constitution-day", 3, 15, 2027, FOR_EVER),
    state("nowruz", 3, 21, FIRST_YEAR, FOR_EVER),
    state("nowruz", 3, 22, FIRST_YEAR, FOR_EVER),
    state("nowruz", 3, 23, FIRST_YEAR, FOR_EVER),
    state("unity-day", 5, 1, FIRST_YEAR, FOR_EVER),
    state("defender-day", 5, 7, FIRST_YEAR, FOR_EVER),
    state("victory-day", 5, 9, FIRST_YEAR, FOR_EVER),
    state("capital-day", 7, 6, FIRST_YEAR, FOR_EVER),
    state("constitution-day", 8, 30, FIRST_YEAR, 2025),
    state("republic-day", 10, 25, 2022, FOR_EVER),
    state("first-president-day", 12, 1, FIRST_YEAR, 2021),
    state("independence-day", 12, 16, FIRST_YEAR, FOR_EVER),
    state("independence-day", 12, 17, FIRST_YEAR, 2021),
];

/// Constitution Day of 2026 under the reading that the old day still held that year.
pub const OLD_CONSTITUTION_DAY_2026: YearlyHoliday = state("constitution-day", 8, 30, 2026, 2026);

const fn state(name: &'static str, month: u32, day: u32, since: i32, until: i32) -> YearlyHoliday {
    YearlyHoliday { name, month, day, since, until, moves: true }
}

/// The days off of `year`: the holidays among `holidays`, the days of Kurban-ait given, and what moves.
pub fn days_off(year: i32, holidays: &[YearlyHoliday], kurban_ait: &[Date]) -> BTreeMap<Date, DayRule> {
    let mut days: BTreeMap<Date, DayRule> = BTreeMap::new();
    let off = |name: &str, moved_from| DayRule { working: false, name: name.to_string(), moved_from };
    for &date in kurban_ait {
        days.insert(date, off(KURBAN_AIT, None));
    }
    let mut of_the_year: Vec<(Date, &YearlyHoliday)> = Vec::new();
    for holiday in holidays.iter().filter(|holiday| (holiday.since..=holiday.until).contains(&year)) {
        let date = Date::from_ymd(year, holiday.month, holiday.day).expect("the table holds days of every year");
        of_the_year.push((date, holiday));
        days.insert(date, off(holiday.name, None));
    }
    of_the_year.sort_by_key(|(date, _)| *date);
    for (date, holiday) in of_the_year {
        if holiday.moves && is_weekend(date) {
            let mut next = date.plus(1);
            while is_weekend(next) || days.contains_key(&next) {
                next = next.plus(1);
            }
            days.insert(next, off(holiday.name, Some(date)));
        }
    }
    days
}

/// A year as the rules project it, with Kurban-ait and its neighbours marked as estimated.
pub fn projected_year(year: i32) -> YearData {
    let own = |date: &Date| date.year() == year;
    let aits: Vec<Date> = (year - 1..=year + 1).flat_map(kurban_ait).collect();
    let estimated: BTreeSet<Date> = aits.iter().flat_map(|ait| [ait.plus(-1), *ait, ait.plus(1)]).filter(own).collect();
    let aits: Vec<Date> = aits.into_iter().filter(own).collect();
    let days = days_off(year, &HOLIDAYS, &aits);
    YearData { year, weekly: WeeklyPattern::FIVE_DAYS, days, estimated, projected: true, closes: None }
}

/// The first day of Kurban-ait (10 Dhu al-Hijja) in a civil year, by the tabular
/// Islamic calendar: twice in some years, since the lunar year is 11 days shorter.
pub fn kurban_ait(year: i32) -> Vec<Date> {
    let lunar = (year - 622) * 33 / 32;
    (lunar - 1..=lunar + 2).map(tenth_of_dhu_al_hijja).filter(|date| date.year() == year).collect()
}

/// Eleven months of 30 and 29 days in turn, and nine days, after the lunar new
/// year; eleven leap years in thirty.
fn tenth_of_dhu_al_hijja(lunar_year: i32) -> Date {
    let epoch = Date::from_ymd(622, 7, 19).expect("16 July 622 of the Julian calendar is a day");
    let new_year = 354 * (lunar_year - 1) + (3 + 11 * lunar_year).div_euclid(30);
    epoch.plus(new_year + 325 + 9)
}

fn is_weekend(date: Date) -> bool {
    !WeeklyPattern::FIVE_DAYS.works(date.weekday())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kurban_aits(year: i32) -> Vec<String> {
        kurban_ait(year).iter().map(Date::to_string).collect()
    }

    #[test]
    fn kurban_ait_wanders_through_the_year_and_comes_twice_in_2039() {
        assert_eq!(kurban_aits(2026), ["2026-05-27"]);
        assert_eq!(kurban_ait(2039).len(), 2);
        let all: Vec<Date> = (2021..=2060).flat_map(kurban_ait).collect();
        assert!(all.windows(2).all(|pair| [354, 355].contains(&(pair[1].0 - pair[0].0))), "{all:?}");
    }

    #[test]
    fn a_holiday_on_a_weekend_moves_past_the_holidays_that_follow_it() {
        let days = projected_year(2028).days;
        let from = |text: &str| days[&text.parse::<Date>().unwrap()].moved_from.map(|date| date.to_string());
        assert_eq!(from("2028-01-03").as_deref(), Some("2028-01-01"));
        assert_eq!(from("2028-01-04").as_deref(), Some("2028-01-02"));
        assert_eq!(from("2028-05-08").as_deref(), Some("2028-05-07"));
        assert_eq!(from("2028-05-09"), None);
    }

    #[test]
    fn christmas_and_kurban_ait_do_not_move() {
        for year in 2027..=LAST_YEAR {
            let data = projected_year(year);
            assert!(data.days.values().all(|rule| rule.moved_from.is_none() || !["christmas", KURBAN_AIT].contains(&rule.name.as_str())));
            assert!(data.estimated.len() >= 2 && data.projected);
        }
    }
}
