//! Working days.
//!
//! A [`Calendar`] says of each day from its first year to its last whether
//! people work on it, why, and how sure that is. It belongs to whoever brings
//! it: Kazakhstan's comes from the law files, a log or a simulation brings its
//! own with [`Calendar::weekly`].
//!
//! Invariant: years follow each other without a gap, and a day outside them is
//! an error that names its year, never a guess. Adding any number of working
//! days takes two look-ups.
//!
//! ```
//! use alatau_core::time::{Calendar, Date, WeeklyPattern, Zone};
//! let calendar = Calendar::weekly("office", Zone::utc(), WeeklyPattern::FIVE_DAYS, 2026, 2027);
//! let friday: Date = "2026-10-30".parse().unwrap();
//! assert_eq!(calendar.add_working_days(friday, 1).unwrap().to_string(), "2026-11-02");
//! ```

use super::{BadCalendar, Date, DayRule, Timestamp, WeeklyPattern, YearData, Zone};
use std::collections::BTreeMap;

/// How sure it is whether a day is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Provenance {
    /// Nothing but the week was ever meant to be said of it.
    WeeklyPattern,
    /// Its year is published.
    Published,
    /// Its year is projected by the holiday rules.
    Projected,
    /// The moon decides, and has not yet.
    Estimated,
}

impl Provenance {
    /// The day may still turn out otherwise.
    pub fn is_uncertain(self) -> bool {
        matches!(self, Provenance::Projected | Provenance::Estimated)
    }
}

/// Why people work on a day or do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary working day.
    Workday,
    /// Off by the week.
    Weekend,
    /// Off by its name.
    Holiday,
    /// Off in place of another day.
    MovedDayOff,
    /// A day off by the week, worked in exchange for another.
    WorkedWeekend,
}

/// One day of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// The date.
    pub date: Date,
    /// People work on it.
    pub working: bool,
    /// Why.
    pub kind: DayKind,
    /// How sure that is.
    pub provenance: Provenance,
    /// What is celebrated; empty on an ordinary day.
    pub name: &'a str,
    /// The day that this one stands for.
    pub moved_from: Option<Date>,
}

/// A day of which the calendar says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "AL-1204: nobody says which days of {year} are worked in calendar `{calendar}`; it has {first} to {last}: \
     publish or project the year as `calendar.{calendar}.{year}` in law/acts"
)]
pub struct OutOfCalendar {
    /// Id of the calendar.
    pub calendar: String,
    /// The year that is missing.
    pub year: i32,
    /// First year that it has.
    pub first: i32,
    /// Last year that it has.
    pub last: i32,
}

/// Which days are worked, from the first day of its first year to the last of its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Name, for example `kz`.
    pub id: String,
    /// Zone whose midnights part the days.
    pub zone: Zone,
    first: Date,
    last: Date,
    weekly: Vec<WeeklyPattern>,
    closes: Vec<Option<i64>>,
    provenance: Vec<Provenance>,
    rules: BTreeMap<Date, DayRule>,
    /// Working days before day `first + i`; one entry more than there are days.
    worked_before: Vec<u32>,
    /// Days from `first` to the working day number `i`, from 0.
    nth_worked: Vec<u32>,
    /// Uncertain days before day `first + i`.
    uncertain_before: Vec<u32>,
}

impl Calendar {
    /// A calendar of years that follow each other, in any order.
    pub fn build(id: &str, zone: Zone, years: &[YearData]) -> Result<Calendar, BadCalendar> {
        let mut years: Vec<&YearData> = years.iter().collect();
        years.sort_by_key(|year| year.year);
        let (Some(first), Some(last)) = (years.first(), years.last()) else {
            return Err(BadCalendar::new(id, "is a calendar without years; give at least one `calendar.NAME.YEAR`"));
        };
        for pair in years.windows(2) {
            match pair[1].year - pair[0].year {
                1 => {}
                0 => return Err(BadCalendar::new(pair[0].year, format!("is given twice in calendar `{id}`"))),
                _ => return Err(BadCalendar::new(pair[0].year + 1, format!("is missing in calendar `{id}`: publish or project it"))),
            }
        }
        let mut calendar = Calendar::empty(id, zone, new_year(first.year), new_year(last.year + 1).plus(-1));
        for year in years {
            calendar.add_year(year, |date| match (year.estimated.contains(&date), year.projected) {
                (true, _) => Provenance::Estimated,
                (false, true) => Provenance::Projected,
                (false, false) => Provenance::Published,
            });
        }
        Ok(calendar)
    }

    /// A calendar of the week alone, for logs and simulations that bring no holidays.
    pub fn weekly(id: &str, zone: Zone, weekly: WeeklyPattern, first_year: i32, last_year: i32) -> Calendar {
        assert!(first_year <= last_year, "a calendar has at least one year");
        let mut calendar = Calendar::empty(id, zone, new_year(first_year), new_year(last_year + 1).plus(-1));
        for year in first_year..=last_year {
            calendar.add_year(&YearData::weekly(year, weekly), |_| Provenance::WeeklyPattern);
        }
        calendar
    }

    fn empty(id: &str, zone: Zone, first: Date, last: Date) -> Calendar {
        Calendar {
            id: id.to_string(),
            zone,
            first,
            last,
            weekly: Vec::new(),
            closes: Vec::new(),
            provenance: Vec::new(),
            rules: BTreeMap::new(),
            worked_before: vec![0],
            nth_worked: Vec::new(),
            uncertain_before: vec![0],
        }
    }

    fn add_year(&mut self, year: &YearData, provenance: impl Fn(Date) -> Provenance) {
        self.weekly.push(year.weekly);
        self.closes.push(year.closes);
        self.rules.extend(year.days.iter().map(|(date, rule)| (*date, rule.clone())));
        let mut date = new_year(year.year);
        while date < new_year(year.year + 1) {
            let working = year.days.get(&date).map_or_else(|| year.weekly.works(date.weekday()), |rule| rule.working);
            if working {
                self.nth_worked.push((date.0 - self.first.0) as u32);
            }
            let provenance = provenance(date);
            self.provenance.push(provenance);
            self.worked_before.push(self.nth_worked.len() as u32);
            let uncertain = self.uncertain_before[self.uncertain_before.len() - 1];
            self.uncertain_before.push(uncertain + u32::from(provenance.is_uncertain()));
            date = date.plus(1);
        }
    }

    /// First day of which the calendar speaks.
    pub fn first(&self) -> Date {
        self.first
    }

    /// Last day of which the calendar speaks.
    pub fn last(&self) -> Date {
        self.last
    }

    /// All that is said of `date`.
    pub fn day(&self, date: Date) -> Result<Day<'_>, OutOfCalendar> {
        let index = self.index(date)?;
        let working = self.worked_before[index + 1] > self.worked_before[index];
        let rule = self.rules.get(&date);
        let by_week = self.weekly[(date.year() - self.first.year()) as usize].works(date.weekday());
        let moved_from = rule.and_then(|rule| rule.moved_from);
        let kind = match (working, by_week) {
            (true, true) => DayKind::Workday,
            (true, false) => DayKind::WorkedWeekend,
            (false, _) if moved_from.is_some() => DayKind::MovedDayOff,
            (false, _) if rule.is_some_and(|rule| !rule.name.is_empty()) => DayKind::Holiday,
            (false, true) => DayKind::Holiday,
            (false, false) => DayKind::Weekend,
        };
        let name = rule.map_or("", |rule| rule.name.as_str());
        Ok(Day { date, working, kind, provenance: self.provenance[index], name, moved_from })
    }

    /// Whether people work on `date`.
    pub fn is_working(&self, date: Date) -> Result<bool, OutOfCalendar> {
        let index = self.index(date)?;
        Ok(self.worked_before[index + 1] > self.worked_before[index])
    }

    /// The `n`-th working day after `from`; `from` itself for none.
    pub fn add_working_days(&self, from: Date, n: u32) -> Result<Date, OutOfCalendar> {
        let through = self.worked_through(from)?;
        if n == 0 {
            return Ok(from);
        }
        let number = u64::from(through) + u64::from(n) - 1;
        match self.nth_worked.get(number as usize) {
            Some(&offset) => Ok(self.first.plus(offset as i32)),
            None => Err(self.out_of(self.last.plus(1))),
        }
    }

    /// The first working day on or after `date`.
    pub fn working_day_from(&self, date: Date) -> Result<Date, OutOfCalendar> {
        match self.is_working(date)? {
            true => Ok(date),
            false => self.add_working_days(date, 1),
        }
    }

    /// Working days after `since`, up to and including `until`; none if `until` is not later.
    pub fn working_days_between(&self, since: Date, until: Date) -> Result<u32, OutOfCalendar> {
        Ok(self.worked_through(until)?.saturating_sub(self.worked_through(since)?))
    }

    /// Whether a day after `since`, up to and including `until`, may still turn out otherwise.
    pub fn is_uncertain_between(&self, since: Date, until: Date) -> Result<bool, OutOfCalendar> {
        let before = |date: Date| self.index(date).map(|index| self.uncertain_before[index + 1]);
        Ok(before(until)? > before(since)?)
    }

    /// The day on which what was filed at `at` is registered: the first working
    /// day on or after it; after the closing hour, the next one.
    pub fn register(&self, at: Timestamp) -> Result<Date, OutOfCalendar> {
        let date = self.zone.date(at);
        let year = self.index(date).map(|_| (date.year() - self.first.year()) as usize)?;
        let late = self.closes[year].is_some_and(|closes| self.zone.time_of_day(at) > closes);
        self.working_day_from(date.plus(i32::from(late)))
    }

    /// 24:00 of `day`: at it, silence has spoken.
    pub fn due_instant(&self, day: Date) -> Timestamp {
        self.zone.midnight(day.plus(1))
    }

    fn worked_through(&self, date: Date) -> Result<u32, OutOfCalendar> {
        match date.plus(1) == self.first {
            true => Ok(0),
            false => Ok(self.worked_before[self.index(date)? + 1]),
        }
    }

    fn index(&self, date: Date) -> Result<usize, OutOfCalendar> {
        match self.first <= date && date <= self.last {
            true => Ok((date.0 - self.first.0) as usize),
            false => Err(self.out_of(date)),
        }
    }

    /// The error for `date`, which lies outside.
    pub(super) fn out_of(&self, date: Date) -> OutOfCalendar {
        OutOfCalendar { calendar: self.id.clone(), year: date.year(), first: self.first.year(), last: self.last.year() }
    }
}

fn new_year(year: i32) -> Date {
    Date::from_ymd(year, 1, 1).expect("every year has a first of January")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn two_years() -> Calendar {
        let mut second = YearData::weekly(2027, WeeklyPattern::FIVE_DAYS);
        second.projected = true;
        second.closes = Some(18 * Timestamp::HOUR);
        let rule = |working, name: &str, moved_from| DayRule { working, name: name.into(), moved_from };
        second.days.insert(date("2027-01-01"), rule(false, "new-year", None));
        second.days.insert(date("2027-01-04"), rule(false, "new-year", Some(date("2027-01-02"))));
        second.days.insert(date("2027-01-09"), rule(true, "", Some(date("2027-01-04"))));
        second.estimated.insert(date("2027-05-16"));
        let first = YearData::weekly(2026, WeeklyPattern::FIVE_DAYS);
        Calendar::build("test", Zone::almaty(), &[second, first]).unwrap()
    }

    #[test]
    fn a_day_says_why_and_how_sure() {
        let calendar = two_years();
        let kind = |text: &str| calendar.day(date(text)).map(|day| (day.kind, day.provenance, day.working)).unwrap();
        assert_eq!(kind("2026-12-31"), (DayKind::Workday, Provenance::Published, true));
        assert_eq!(kind("2027-01-01"), (DayKind::Holiday, Provenance::Projected, false));
        assert_eq!(kind("2027-01-02"), (DayKind::Weekend, Provenance::Projected, false));
        assert_eq!(kind("2027-01-04"), (DayKind::MovedDayOff, Provenance::Projected, false));
        assert_eq!(kind("2027-01-09"), (DayKind::WorkedWeekend, Provenance::Projected, true));
        assert_eq!(kind("2027-05-16"), (DayKind::Weekend, Provenance::Estimated, false));
    }

    #[test]
    fn adding_agrees_with_walking() {
        let calendar = two_years();
        for start in calendar.first().0..=calendar.last().0 - 60 {
            let (mut day, mut count) = (Date(start), 0);
            assert_eq!(calendar.add_working_days(day, 0), Ok(day));
            while day < Date(start + 50) {
                day = day.plus(1);
                count += u32::from(calendar.is_working(day).unwrap());
                assert_eq!(calendar.working_days_between(Date(start), day), Ok(count));
                if calendar.is_working(day).unwrap() {
                    assert_eq!(calendar.add_working_days(Date(start), count), Ok(day));
                }
            }
        }
    }

    #[test]
    fn a_year_that_nobody_gave_is_named() {
        let calendar = two_years();
        let error = calendar.add_working_days(date("2027-12-20"), 30).unwrap_err();
        assert!(error.to_string().starts_with("AL-1204: nobody says which days of 2028 are worked in calendar `test`"), "{error}");
        assert_eq!(calendar.is_working(date("2025-12-31")).unwrap_err().year, 2025);
        assert_eq!(calendar.add_working_days(date("2027-12-20"), u32::MAX).unwrap_err().year, 2028);
        assert_eq!(calendar.register(calendar.zone.midnight(date("2031-01-05"))).unwrap_err().year, 2031);
    }

    #[test]
    fn years_follow_each_other() {
        let year = |n| YearData::weekly(n, WeeklyPattern::FIVE_DAYS);
        let build = |years: &[YearData]| Calendar::build("test", Zone::utc(), years).map(|_| ()).map_err(|e| e.to_string());
        assert!(build(&[]).unwrap_err().contains("without years"));
        assert!(build(&[year(2026), year(2026)]).unwrap_err().contains("`2026` is given twice"));
        assert!(build(&[year(2026), year(2029)]).unwrap_err().contains("`2027` is missing"));
    }

    #[test]
    fn a_filing_is_registered_on_a_working_day_before_closing() {
        let calendar = two_years();
        let registered = |day: &str, hour: i64, micros: i64| {
            calendar.register(calendar.zone.instant(date(day), hour * Timestamp::HOUR).plus(micros)).unwrap()
        };
        assert_eq!(registered("2026-11-01", 12, 0), date("2026-11-02"));
        assert_eq!(registered("2026-11-02", 23, 3_599_999_999), date("2026-11-02"));
        assert_eq!(registered("2027-02-05", 18, 0), date("2027-02-05"));
        assert_eq!(registered("2027-02-05", 18, 1), date("2027-02-08"));
        assert_eq!(registered("2027-01-01", 9, 0), date("2027-01-05"));
    }

    #[test]
    fn uncertain_days_show_on_the_way() {
        let calendar = two_years();
        assert_eq!(calendar.is_uncertain_between(date("2026-11-01"), date("2026-12-31")), Ok(false));
        assert_eq!(calendar.is_uncertain_between(date("2026-12-31"), date("2027-01-01")), Ok(true));
        let weekly = Calendar::weekly("sim", Zone::utc(), WeeklyPattern::EVERY_DAY, 2026, 2168);
        assert_eq!(weekly.is_uncertain_between(weekly.first(), weekly.last()), Ok(false));
        assert_eq!(weekly.add_working_days(weekly.first(), 50_000), Ok(weekly.first().plus(50_000)));
    }

    #[test]
    fn a_day_is_due_at_its_last_midnight() {
        assert_eq!(two_years().due_instant(date("2026-12-14")).to_string(), "2026-12-14T19:00:00Z");
    }
}
