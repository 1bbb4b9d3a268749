//! Officers' hours: when a body works, and how far a stretch of work reaches.

use alatau_core::time::{Calendar, Date, Timestamp};

/// Hours of one kind of day: microseconds after midnight, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayPattern {
    spans: Vec<(i64, i64)>,
    total: i64,
}

impl DayPattern {
    /// From spans within a day; they are sorted and must not overlap.
    pub fn new(mut spans: Vec<(i64, i64)>) -> DayPattern {
        spans.retain(|s| s.1 > s.0);
        spans.sort_unstable();
        let total = spans.iter().map(|s| s.1 - s.0).sum();
        DayPattern { spans, total }
    }
}

/// Working hours of a body: a pattern for each weekday, and the days of a
/// calendar on which nobody works (or somebody does, on a weekend).
#[derive(Clone, Debug)]
pub struct Hours {
    /// Local time is UTC plus this.
    offset: i64,
    /// Monday to Sunday, then: closed, and the hours of a working day.
    patterns: [DayPattern; 9],
    /// Pattern of each day from `first` on; beyond it the weekday's.
    days: Vec<u8>,
    /// How many days of the table before each are worked.
    worked_before: Vec<u32>,
    first: i32,
}

const CLOSED: u8 = 7;
const WORKED: u8 = 8;

impl Hours {
    /// Hours by weekday alone, in UTC.
    pub fn weekly(week: [DayPattern; 7]) -> Hours {
        let [a, b, c, d, e, f, g] = week;
        let worked = a.clone();
        Hours {
            offset: 0,
            patterns: [a, b, c, d, e, f, g, DayPattern::default(), worked],
            days: Vec::new(),
            worked_before: Vec::new(),
            first: 0,
        }
    }

    /// The hours of a working day, on the working days of a calendar.
    ///
    /// # Errors
    /// If the calendar does not cover `from` to `until`, or its zone changes its
    /// offset in between: the twin's clock must not run past what is known.
    pub fn on_calendar(day: DayPattern, calendar: &Calendar, from: Date, until: Date) -> Result<Hours, String> {
        let offset = calendar.zone.offset_seconds(calendar.zone.midnight(from));
        if offset != calendar.zone.offset_seconds(calendar.zone.midnight(until)) {
            return Err(format!("{} changes its offset between {from} and {until}; choose days on one side", calendar.zone.name));
        }
        let mut days = Vec::with_capacity((until.0 - from.0 + 1) as usize);
        for n in from.0..=until.0 {
            let working = calendar.is_working(Date(n)).map_err(|e| e.to_string())?;
            days.push(if working { WORKED } else { CLOSED });
        }
        let mut sum = 0;
        let before = |&pattern: &u8| {
            sum += u32::from(pattern == WORKED);
            sum - u32::from(pattern == WORKED)
        };
        let worked_before = days.iter().map(before).collect();
        let closed = DayPattern::default;
        let patterns = [closed(), closed(), closed(), closed(), closed(), closed(), closed(), closed(), day];
        Ok(Hours { offset: i64::from(offset) * Timestamp::SECOND, patterns, days, worked_before, first: from.0 })
    }

    #[inline]
    fn pattern(&self, day: i64) -> &DayPattern {
        let index = match self.days.get((day - i64::from(self.first)) as usize) {
            Some(&p) => p as usize,
            None => (day + 3).rem_euclid(7) as usize,
        };
        &self.patterns[index]
    }

    /// The instant at which `work` microseconds of working time, begun at `at`, are done.
    #[inline]
    pub fn advance(&self, at: Timestamp, work: i64) -> Timestamp {
        let local = at.0 + self.offset;
        let mut day = local.div_euclid(Timestamp::DAY);
        let mut time = local.rem_euclid(Timestamp::DAY);
        let mut left = work;
        let mut idle = 0;
        loop {
            let pattern = self.pattern(day);
            if time == 0 && left > pattern.total {
                left -= pattern.total;
            } else {
                for &(start, end) in &pattern.spans {
                    let from = time.max(start);
                    if from < end {
                        let span = end - from;
                        if left <= span {
                            return Timestamp(day * Timestamp::DAY + from + left - self.offset);
                        }
                        left -= span;
                    }
                }
            }
            idle = if pattern.total == 0 { idle + 1 } else { 0 };
            assert!(idle < 400, "hours that are open on some day of the year");
            day += 1;
            time = 0;
        }
    }

    /// When the stretch of open hours ends in which `at` lies; `at` itself if it lies in none.
    pub fn closes(&self, at: Timestamp) -> Timestamp {
        let day = self.day(at);
        let time = at.0 + self.offset - day * Timestamp::DAY;
        let spans = &self.pattern(day).spans;
        spans.iter().find(|s| s.0 <= time && time < s.1).map_or(at, |s| at.plus(s.1 - time))
    }

    /// The first open instant at or after `at`.
    #[inline]
    pub fn next_open(&self, at: Timestamp) -> Timestamp {
        let local = at.0 + self.offset;
        let today = local.div_euclid(Timestamp::DAY);
        let mut time = local.rem_euclid(Timestamp::DAY);
        for day in today..today + 400 {
            for &(start, end) in &self.pattern(day).spans {
                if time < end {
                    return Timestamp(day * Timestamp::DAY + time.max(start) - self.offset);
                }
            }
            time = 0;
        }
        Timestamp::NEVER
    }

    /// The last open instant before or at `at`.
    pub fn last_open_before(&self, at: Timestamp) -> Timestamp {
        let local = at.0 + self.offset;
        let today = local.div_euclid(Timestamp::DAY);
        let mut time = local.rem_euclid(Timestamp::DAY);
        for day in (today - 400..=today).rev() {
            for &(start, end) in self.pattern(day).spans.iter().rev() {
                if time > start {
                    return Timestamp(day * Timestamp::DAY + time.min(end) - self.offset);
                }
            }
            time = Timestamp::DAY;
        }
        Timestamp::MIN
    }

    /// The first open instant on a sitting day at or after `at`: every `interval`-th
    /// working day, counted from the first day of the table.
    pub fn next_sitting(&self, at: Timestamp, interval: u32) -> Timestamp {
        let mut open = self.next_open(at);
        for _ in 0..400 {
            let day = self.day(open);
            let index = (day - i64::from(self.first)) as usize;
            // Beyond the table, and where the week alone says who works: by the day's number.
            let ordinal = self.worked_before.get(index).copied().unwrap_or(index as u32);
            if ordinal % interval == 0 {
                return open;
            }
            open = self.next_open(self.next_midnight(open));
        }
        open
    }

    /// Local day number.
    pub fn day(&self, at: Timestamp) -> i64 {
        (at.0 + self.offset).div_euclid(Timestamp::DAY)
    }

    /// The next local midnight.
    pub fn next_midnight(&self, at: Timestamp) -> Timestamp {
        Timestamp((self.day(at) + 1) * Timestamp::DAY - self.offset)
    }

    /// Working microseconds in `[from, to)`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let (from, to) = (from.0 + self.offset, to.0 + self.offset);
        let mut sum = 0;
        for day in from.div_euclid(Timestamp::DAY)..=to.div_euclid(Timestamp::DAY) {
            let base = day * Timestamp::DAY;
            for &(start, end) in &self.pattern(day).spans {
                sum += ((base + end).min(to) - (base + start).max(from)).max(0);
            }
        }
        sum
    }

    /// Working microseconds of a day that is worked: the longest pattern.
    pub fn full_day(&self) -> i64 {
        self.patterns.iter().map(|p| p.total).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> Hours {
        let h = Timestamp::HOUR;
        let day = || DayPattern::new(vec![(9 * h, 13 * h), (14 * h, 18 * h)]);
        Hours::weekly([day(), day(), day(), day(), day(), DayPattern::default(), DayPattern::default()])
    }

    /// 1970-01-05 was a Monday.
    fn monday(hour: i64) -> Timestamp {
        Timestamp(4 * Timestamp::DAY + hour * Timestamp::HOUR)
    }

    #[test]
    fn work_pauses_at_lunch_at_night_and_at_the_weekend() {
        let h = Timestamp::HOUR;
        assert_eq!(office().advance(monday(9), 4 * h), monday(13));
        assert_eq!(office().advance(monday(9), 4 * h + 1), Timestamp(monday(14).0 + 1));
        assert_eq!(office().advance(monday(12), 8 * h), monday(24 + 12));
        assert_eq!(office().advance(monday(4 * 24 + 17), 2 * h), monday(7 * 24 + 10));
        assert_eq!(office().advance(monday(0), 41 * h), monday(7 * 24 + 10));
    }

    #[test]
    fn time_between_undoes_advance() {
        let hours = office();
        for start in 0..200 {
            for work in 1..60 {
                let from = monday(start);
                let to = hours.advance(from, work * Timestamp::HOUR / 2);
                assert_eq!(hours.between(from, to), work * Timestamp::HOUR / 2);
                assert!(hours.next_open(from) < to);
                let left = hours.closes(from).0 - from.0;
                assert_eq!(left > 0, hours.next_open(from) == from);
                assert_eq!(hours.advance(from, left.max(1)), Timestamp(hours.next_open(from).0 + left.max(1)));
            }
        }
    }
}
