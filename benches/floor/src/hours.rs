//! Office hours that repeat every week, and work that pauses outside them.
//!
//! Time is in whole microseconds from a Monday at 00:00.

const SECOND: u64 = 1_000_000;
const HOUR: u64 = 3_600 * SECOND;
const DAY: u64 = 24 * HOUR;
const WORKING_DAYS: u64 = 5;

/// Monday to Friday, one or two stretches a day: `morning` opens at `opens`, `pause` follows it, then `afternoon`.
#[derive(Clone, Copy)]
pub struct Hours {
    opens: u64,
    morning: u64,
    pause: u64,
    afternoon: u64,
}

pub const CLERKS: Hours = Hours { opens: 9 * HOUR, morning: 9 * HOUR, pause: 0, afternoon: 0 };
pub const EXPERTS: Hours = Hours { opens: 9 * HOUR, morning: 4 * HOUR, pause: HOUR, afternoon: 4 * HOUR };
pub const LEADS: Hours = Hours { opens: 10 * HOUR, morning: 6 * HOUR, pause: 0, afternoon: 0 };

impl Hours {
    const fn per_day(self) -> u64 {
        self.morning + self.afternoon
    }

    /// Working time of a day that has passed at `in_day`.
    #[inline(always)]
    fn passed(self, in_day: u64) -> u64 {
        let morning = in_day.saturating_sub(self.opens).min(self.morning);
        let afternoon = in_day.saturating_sub(self.opens + self.morning + self.pause).min(self.afternoon);
        morning + afternoon
    }

    /// The instant at which work of this length is done, if it begins at `now` or at the next opening.
    ///
    /// Inlined at each call with constant hours, so that no division remains.
    #[inline(always)]
    pub fn finish(self, now: u64, work: u64) -> u64 {
        let day = now / DAY;
        let in_day = now % DAY;
        let weekday = day % 7;
        let passed = if weekday < WORKING_DAYS { self.passed(in_day) } else { 0 };
        let total = weekday.min(WORKING_DAYS) * self.per_day() + passed + work;
        let per_week = WORKING_DAYS * self.per_day();
        let week = day / 7 + total / per_week;
        let rest = total % per_week;
        let working_day = rest / self.per_day();
        let offset = rest % self.per_day();
        let pause = if offset >= self.morning { self.pause } else { 0 };
        (week * 7 + working_day) * DAY + self.opens + offset + pause
    }

    /// Working time from the beginning until `now`.
    pub fn elapsed(self, now: u64) -> u64 {
        let day = now / DAY;
        let passed = if day % 7 < WORKING_DAYS { self.passed(now % DAY) } else { 0 };
        (day / 7 * WORKING_DAYS + (day % 7).min(WORKING_DAYS)) * self.per_day() + passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONDAY: u64 = 7 * DAY;

    #[test]
    fn work_pauses_at_noon_overnight_and_at_the_weekend() {
        let check = |hours: Hours, now: u64, work: u64, expected: u64| assert_eq!(hours.finish(MONDAY + now, work), MONDAY + expected);
        check(EXPERTS, 12 * HOUR, HOUR / 2, 12 * HOUR + HOUR / 2);
        check(EXPERTS, 12 * HOUR, 2 * HOUR, 15 * HOUR);
        check(EXPERTS, 13 * HOUR + HOUR / 2, HOUR, 15 * HOUR);
        check(CLERKS, 17 * HOUR, 2 * HOUR, DAY + 10 * HOUR);
        check(CLERKS, 20 * HOUR, HOUR, DAY + 10 * HOUR);
        check(LEADS, 4 * DAY + 15 * HOUR, 2 * HOUR, 7 * DAY + 11 * HOUR);
        check(LEADS, 5 * DAY + 12 * HOUR, HOUR, 7 * DAY + 11 * HOUR);
        check(CLERKS, 0, 46 * HOUR, 7 * DAY + 10 * HOUR);
    }

    #[test]
    fn what_finish_adds_elapsed_counts() {
        for hours in [CLERKS, EXPERTS, LEADS] {
            for step in 0..2_000 {
                let (now, work) = (step * 7_919 * SECOND, step * 131 * SECOND + 1);
                assert_eq!(hours.elapsed(hours.finish(now, work)), hours.elapsed(now) + work);
            }
        }
    }
}
