//! Instants, and the zone that gives them a civil date.

use super::Date;
use std::fmt;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Earlier than any instant that is ever meant.
    pub const MIN: Timestamp = Timestamp(i64::MIN);
    /// Later than any instant that is ever meant: "never".
    pub const NEVER: Timestamp = Timestamp(i64::MAX);
    /// Microseconds in a second.
    pub const SECOND: i64 = 1_000_000;
    /// Microseconds in an hour.
    pub const HOUR: i64 = 3_600 * Timestamp::SECOND;
    /// Microseconds in a civil day without a change of offset.
    pub const DAY: i64 = 24 * Timestamp::HOUR;

    /// The instant `micros` later.
    pub fn plus(self, micros: i64) -> Timestamp {
        Timestamp(self.0 + micros)
    }
}

/// `2026-11-02T10:42:00Z`, with six decimals where they are not zero.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Date(self.0.div_euclid(Timestamp::DAY) as i32);
        let micros = self.0.rem_euclid(Timestamp::DAY);
        let seconds = micros / Timestamp::SECOND;
        write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        match micros % Timestamp::SECOND {
            0 => f.write_str("Z"),
            fraction => write!(f, ".{fraction:06}Z"),
        }
    }
}

/// Offsets of local time from UTC, as a list of changes.
///
/// Invariant: `changes` is sorted by instant and begins at [`Timestamp::MIN`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// IANA name, or `UTC`.
    pub name: String,
    /// From this instant on, local time is UTC plus this many seconds.
    changes: Vec<(Timestamp, i32)>,
}

impl Zone {
    /// Universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".into(), changes: vec![(Timestamp::MIN, 0)] }
    }

    /// A zone from its changes; the first must stand at [`Timestamp::MIN`].
    pub fn from_changes(name: &str, changes: Vec<(Timestamp, i32)>) -> Zone {
        assert!(changes.first().is_some_and(|c| c.0 == Timestamp::MIN) && changes.is_sorted());
        Zone { name: name.into(), changes }
    }

    /// Seconds that local time is ahead of UTC at `at`.
    pub fn offset_seconds(&self, at: Timestamp) -> i32 {
        match self.changes.iter().rposition(|c| c.0 <= at) {
            Some(i) => self.changes[i].1,
            None => 0,
        }
    }

    /// The civil date at `at`.
    pub fn date(&self, at: Timestamp) -> Date {
        let local = at.0 + i64::from(self.offset_seconds(at)) * Timestamp::SECOND;
        Date(local.div_euclid(Timestamp::DAY) as i32)
    }

    /// Microseconds since local midnight, as a clock on the wall shows them.
    pub fn time_of_day(&self, at: Timestamp) -> i64 {
        (at.0 + i64::from(self.offset_seconds(at)) * Timestamp::SECOND).rem_euclid(Timestamp::DAY)
    }

    /// The instant at which a clock on the wall shows `micros` since midnight
    /// of `date`. Where clocks are set back and show it twice, the first; where
    /// they skip it, the instant of the skip.
    pub fn instant(&self, date: Date, micros: i64) -> Timestamp {
        let local = i64::from(date.0) * Timestamp::DAY + micros;
        let shown = self.changes.iter().filter_map(|&(_, offset)| {
            let candidate = Timestamp(local - i64::from(offset) * Timestamp::SECOND);
            (self.offset_seconds(candidate) == offset).then_some(candidate)
        });
        let skipped = || {
            let after = self.changes.iter().find(|c| c.0 != Timestamp::MIN && c.0.0 + i64::from(c.1) * Timestamp::SECOND > local);
            after.map_or(Timestamp(local), |c| c.0)
        };
        shown.min().unwrap_or_else(skipped)
    }

    /// 00:00 of `date`; where clocks skip it, the first instant of the day.
    pub fn midnight(&self, date: Date) -> Timestamp {
        let local = i64::from(date.0) * Timestamp::DAY;
        // The offset in force at the instant that the later candidate names.
        let mut best = Timestamp(local - i64::from(self.changes[0].1) * Timestamp::SECOND);
        for &(from, offset) in &self.changes[1..] {
            let candidate = Timestamp(local - i64::from(offset) * Timestamp::SECOND);
            if candidate >= from {
                best = candidate;
            } else if best >= from {
                best = from;
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asia/Almaty moved from +06 to +05 at 2024-03-01T00:00 local.
    fn almaty() -> Zone {
        let change = Timestamp(i64::from(Date::from_ymd(2024, 2, 29).unwrap().0) * Timestamp::DAY + 18 * Timestamp::HOUR);
        Zone::from_changes("Asia/Almaty", vec![(Timestamp::MIN, 6 * 3600), (change, 5 * 3600)])
    }

    #[test]
    fn an_hour_shown_twice_means_the_first_and_a_skipped_one_the_skip() {
        let zone = almaty();
        let leap_day = Date::from_ymd(2024, 2, 29).unwrap();
        let half_past_23 = 23 * Timestamp::HOUR + Timestamp::HOUR / 2;
        assert_eq!(zone.instant(leap_day, half_past_23).to_string(), "2024-02-29T17:30:00Z");
        assert_eq!(zone.instant(leap_day.plus(1), 0), zone.midnight(leap_day.plus(1)));
        assert_eq!(zone.time_of_day(zone.instant(leap_day.plus(3), half_past_23)), half_past_23);

        let change = Timestamp(0);
        let ahead = Zone::from_changes("Test/Ahead", vec![(Timestamp::MIN, 0), (change, 3600)]);
        assert_eq!(ahead.instant(Date(0), Timestamp::HOUR / 2), change);
        assert_eq!(ahead.instant(Date(0), Timestamp::HOUR), change);
    }

    #[test]
    fn a_date_begins_at_its_midnight_and_not_a_microsecond_before() {
        let zone = almaty();
        for n in 19_700..19_900 {
            let start = zone.midnight(Date(n));
            assert_eq!(zone.date(start), Date(n));
            assert_eq!(zone.date(start.plus(-1)), Date(n - 1), "{}", Date(n));
        }
    }
}
