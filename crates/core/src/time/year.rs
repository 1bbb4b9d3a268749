//! One year of a calendar, as data: the weekly pattern and the days that differ.
//!
//! [`YearRows`] is the text as a law file gives it, [`YearData`] its checked form.

use super::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Days of the week on which people work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyPattern([bool; 7]);

impl WeeklyPattern {
    /// Monday to Friday.
    pub const FIVE_DAYS: WeeklyPattern = WeeklyPattern([true, true, true, true, true, false, false]);
    /// Every day of the week.
    pub const EVERY_DAY: WeeklyPattern = WeeklyPattern([true; 7]);

    /// A pattern of the days given.
    pub fn of(days: &[Weekday]) -> WeeklyPattern {
        let mut pattern = [false; 7];
        for &day in days {
            pattern[day as usize] = true;
        }
        WeeklyPattern(pattern)
    }

    /// Whether people work on this day of the week.
    pub fn works(self, day: Weekday) -> bool {
        self.0[day as usize]
    }
}

const SHORT_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `mon-fri`, or `mon-thu, sat`.
impl FromStr for WeeklyPattern {
    type Err = BadCalendar;

    fn from_str(text: &str) -> Result<WeeklyPattern, BadCalendar> {
        let bad = || BadCalendar::new(text, "is not a weekly pattern; write for example `mon-fri` or `mon-thu, sat`");
        let day = |word: &str| SHORT_NAMES.iter().position(|name| *name == word.trim()).ok_or_else(bad);
        let mut pattern = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (day(first)?, day(last)?);
            if first > last {
                return Err(bad());
            }
            pattern[first..=last].fill(true);
        }
        Ok(WeeklyPattern(pattern))
    }
}

/// What is said of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRule {
    /// People work on it.
    pub working: bool,
    /// Name of the holiday: a word of the message catalogue or plain text; empty if nothing is celebrated.
    pub name: String,
    /// The day that this one stands for: a holiday on a weekend, or the day exchanged for it.
    pub moved_from: Option<Date>,
}

/// One year of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearData {
    /// The year.
    pub year: i32,
    /// Working days of an ordinary week.
    pub weekly: WeeklyPattern,
    /// Days that differ from the week, or have a name.
    pub days: BTreeMap<Date, DayRule>,
    /// Days that may turn out otherwise, because the moon decides.
    pub estimated: BTreeSet<Date>,
    /// The year is not published, only projected by rule.
    pub projected: bool,
    /// Closing hour, in microseconds since midnight; a later filing is registered next day.
    pub closes: Option<i64>,
}

impl YearData {
    /// A year in which only the week says who works.
    pub fn weekly(year: i32, weekly: WeeklyPattern) -> YearData {
        YearData { year, weekly, days: BTreeMap::new(), estimated: BTreeSet::new(), projected: false, closes: None }
    }
}

/// The same year as texts, as a rule of a law file gives it (`calendar.NAME.YEAR`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearRows {
    /// The year.
    pub year: i32,
    /// Key `weekly`: `mon-fri`.
    pub weekly: String,
    /// Key `values`: day to `off` or `work`.
    pub values: BTreeMap<String, String>,
    /// Key `names`: day to the name of what is celebrated.
    pub names: BTreeMap<String, String>,
    /// Key `moved`: day to the day that it stands for.
    pub moved: BTreeMap<String, String>,
    /// Key `estimated`: days that may turn out otherwise.
    pub estimated: Vec<String>,
    /// Key `closes`: `18:30`.
    pub closes: Option<String>,
    /// The rule is graded `assumed`.
    pub projected: bool,
}

/// Calendar data that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("AL-1001: `{what}` {why}")]
pub struct BadCalendar {
    /// The text or year at fault.
    pub what: String,
    /// What is wrong and what to do.
    pub why: String,
}

impl BadCalendar {
    pub(super) fn new(what: impl ToString, why: impl Into<String>) -> BadCalendar {
        BadCalendar { what: what.to_string(), why: why.into() }
    }
}

impl YearRows {
    /// Checks the texts.
    pub fn read(&self) -> Result<YearData, BadCalendar> {
        let weekly: WeeklyPattern = self.weekly.parse()?;
        let mut days = BTreeMap::new();
        for (day, word) in &self.values {
            let working = match word.as_str() {
                "off" => false,
                "work" => true,
                _ => return Err(BadCalendar::new(word, format!("stands for {day}; a day is `off` or `work`"))),
            };
            let name = self.names.get(day).cloned().unwrap_or_default();
            let moved_from = self.moved.get(day).map(|from| read_date(from)).transpose()?;
            days.insert(self.own_date(day)?, DayRule { working, name, moved_from });
        }
        for day in self.names.keys().chain(self.moved.keys()) {
            if !self.values.contains_key(day) {
                return Err(BadCalendar::new(day, "has a name or an exchanged day, but `values` does not say `off` or `work` of it"));
            }
        }
        let estimated = self.estimated.iter().map(|day| self.own_date(day)).collect::<Result<_, _>>()?;
        let closes = self.closes.as_deref().map(read_hour).transpose()?;
        Ok(YearData { year: self.year, weekly, days, estimated, projected: self.projected, closes })
    }

    fn own_date(&self, text: &str) -> Result<Date, BadCalendar> {
        let date = read_date(text)?;
        if date.year() != self.year {
            return Err(BadCalendar::new(text, format!("stands in the calendar of {}; move it to its own year", self.year)));
        }
        Ok(date)
    }
}

fn read_date(text: &str) -> Result<Date, BadCalendar> {
    text.parse().map_err(|_| BadCalendar::new(text, "is not a day; write YYYY-MM-DD, for example 2026-11-02"))
}

/// `18:30` as microseconds since midnight; `24:00` is the end of the day.
pub(super) fn read_hour(text: &str) -> Result<i64, BadCalendar> {
    let bad = || BadCalendar::new(text, "is not an hour of the day; write HH:MM, for example 18:30");
    let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
    let number = |part: &str| match part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) {
        true => part.parse::<i64>().map_err(|_| bad()),
        false => Err(bad()),
    };
    let minutes = number(hour)? * 60 + number(minute)?;
    if number(minute)? > 59 || minutes > 24 * 60 {
        return Err(bad());
    }
    Ok(minutes * 60 * super::Timestamp::SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> YearRows {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect::<BTreeMap<_, _>>();
        YearRows {
            year: 2026,
            weekly: "mon-fri".into(),
            values: map(&[("2026-03-08", "off"), ("2026-03-09", "off")]),
            names: map(&[("2026-03-09", "womens-day")]),
            moved: map(&[("2026-03-09", "2026-03-08")]),
            closes: Some("18:30".into()),
            ..YearRows::default()
        }
    }

    #[test]
    fn rows_become_a_year() {
        let year = rows().read().unwrap();
        let ninth = Date::from_ymd(2026, 3, 9).unwrap();
        assert_eq!(year.days[&ninth], DayRule { working: false, name: "womens-day".into(), moved_from: Some(ninth.plus(-1)) });
        assert_eq!(year.closes, Some(66_600 * 1_000_000));
        assert!(year.weekly.works(Weekday::Friday) && !year.weekly.works(Weekday::Saturday));
    }

    #[test]
    fn a_slip_is_named() {
        let broken = |change: fn(&mut YearRows)| {
            let mut rows = rows();
            change(&mut rows);
            rows.read().unwrap_err().to_string()
        };
        assert!(broken(|r| r.weekly = "monday".into()).contains("`monday` is not a weekly pattern"));
        assert!(broken(|r| r.weekly = "fri-mon".into()).contains("fri-mon"));
        assert!(broken(|r| drop(r.values.insert("2026-05-01".into(), "free".into()))).contains("`free` stands for 2026-05-01"));
        assert!(broken(|r| drop(r.values.insert("2025-05-01".into(), "off".into()))).contains("calendar of 2026"));
        assert!(broken(|r| drop(r.values.insert("2026-02-30".into(), "off".into()))).contains("2026-02-30"));
        assert!(broken(|r| drop(r.names.insert("2026-05-01".into(), "unity-day".into()))).contains("`values` does not say"));
        assert!(broken(|r| r.closes = Some("25:00".into())).contains("25:00"));
        assert!(broken(|r| r.closes = Some("8:00".into())).contains("HH:MM"));
    }
}
