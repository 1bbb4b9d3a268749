//! What time it is, with two clocks that hold each other to the truth.
//!
//! The wall clock names the instant; a monotonic clock knows how much time went by.
//! Where the wall clock runs ahead of the other by more than [`Clock::PATIENCE`], it
//! was set wrong or right, which only a person knows: until somebody says so, nothing
//! is decided by silence, for silence cannot be taken back. A start after an outage of
//! more than [`Clock::OUTAGE`] is such a jump, too: no monotonic clock knows of it.

use alatau_core::time::Timestamp;

/// The wall clock is further on than anybody but a person can say is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Jump {
    /// While the city was at work.
    #[error(
        "AL-4413: the clock jumped ahead by {} seconds, to {to}; nothing is decided until it is set right, or the server is started again with --clock-is-right",
        by / 1_000_000
    )]
    Ahead {
        /// Where to.
        to: Timestamp,
        /// By how many microseconds.
        by: i64,
    },
    /// While it was not.
    #[error(
        "AL-4413: the city was last at work at {since}, and the clock says {to}, {} days later; nothing is decided until the clock is set right, or the server is started again with --clock-is-right",
        by / 86_400_000_000
    )]
    Outage {
        /// When the city was at work last.
        since: Timestamp,
        /// What the clock says.
        to: Timestamp,
        /// How many microseconds later that is.
        by: i64,
    },
}

impl Jump {
    /// By how many microseconds the wall clock is further on.
    pub fn by(&self) -> i64 {
        let (Jump::Ahead { by, .. } | Jump::Outage { by, .. }) = self;
        *by
    }
}

/// Judges readings of the wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Wall clock and monotonic clock, when they were last believed.
    believed: Option<(i64, i64)>,
    /// The latest instant that was told, or at which the city was at work before it was started; 0: never.
    told: i64,
    /// Somebody said that the wall clock is right.
    is_right: bool,
}

impl Clock {
    /// So far may the wall clock run ahead of the time that went by: five minutes.
    pub const PATIENCE: i64 = 300 * 1_000_000;
    /// So long may a city have been out: 45 days.
    pub const OUTAGE: i64 = 45 * 86_400 * 1_000_000;

    /// The clock of a city that was last at work at an instant (0: never), as it is started. `is_right`: somebody says
    /// that the wall clock is right, however long that is ago.
    pub fn started(last: i64, is_right: bool) -> Clock {
        Clock { believed: None, told: last, is_right }
    }

    /// The instant to go by: never before one that was told, so a clock that is set back
    /// stands until it is right again, or has caught up.
    ///
    /// `wall` is microseconds since 1970, `monotonic` microseconds since any fixed point.
    ///
    /// # Errors
    /// [`Jump`], as long as the wall clock is ahead.
    pub fn now(&mut self, wall: i64, monotonic: i64) -> Result<Timestamp, Jump> {
        match self.believed {
            Some((last_wall, last_monotonic)) => {
                let ahead = (wall - last_wall) - (monotonic - last_monotonic);
                if ahead > Clock::PATIENCE {
                    return Err(Jump::Ahead { to: Timestamp(wall), by: ahead });
                }
                if ahead < -Clock::PATIENCE {
                    self.told = self.told.max(wall);
                    return Ok(Timestamp(self.told));
                }
            }
            // Set back while the city was out: once it is set right, that is no jump.
            None if self.behind(wall) > 0 => return Ok(Timestamp(self.told)),
            None if !self.is_right && self.told > 0 && wall - self.told > Clock::OUTAGE => {
                return Err(Jump::Outage { since: Timestamp(self.told), to: Timestamp(wall), by: wall - self.told });
            }
            None => {}
        }
        self.believed = Some((wall, monotonic));
        self.told = self.told.max(wall);
        Ok(Timestamp(self.told))
    }

    /// By how many microseconds a reading of the wall clock is behind what was told, if by more than [`Clock::PATIENCE`];
    /// otherwise 0. So long time stands.
    pub fn behind(&self, wall: i64) -> i64 {
        let behind = self.told - wall;
        if behind > Clock::PATIENCE { behind } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn a_clock_that_is_set_back_stands_until_it_has_caught_up() {
        let mut clock = Clock::default();
        assert_eq!(clock.now(1_000 * SECOND, 0), Ok(Timestamp(1_000 * SECOND)));
        assert_eq!(clock.now(400 * SECOND, SECOND), Ok(Timestamp(1_000 * SECOND)));
        assert_eq!(clock.now(1_001 * SECOND, 602 * SECOND), Ok(Timestamp(1_001 * SECOND)));
    }

    #[test]
    fn a_clock_that_was_set_back_by_mistake_and_is_set_right_goes_on() {
        let mut clock = Clock::default();
        clock.now(1_000_000 * SECOND, 0).unwrap();
        assert_eq!(clock.now(900_000 * SECOND, SECOND), Ok(Timestamp(1_000_000 * SECOND)));
        assert_eq!(clock.now(1_000_060 * SECOND, 60 * SECOND), Ok(Timestamp(1_000_060 * SECOND)));
    }

    #[test]
    fn a_clock_that_jumps_ahead_decides_nothing_until_it_is_right_again() {
        let mut clock = Clock::default();
        clock.now(0, 0).unwrap();
        let jump = clock.now(86_400 * SECOND, SECOND).unwrap_err();
        assert_eq!(jump.by(), 86_399 * SECOND);
        assert!(clock.now(86_401 * SECOND, 2 * SECOND).is_err(), "it is not believed by and by");
        assert_eq!(clock.now(3 * SECOND, 3 * SECOND), Ok(Timestamp(3 * SECOND)));
    }

    #[test]
    fn a_clock_that_is_set_back_is_told_to_be_behind() {
        let mut clock = Clock::default();
        clock.now(1_000_000 * SECOND, 0).unwrap();
        assert_eq!(clock.behind(1_000_000 * SECOND - Clock::PATIENCE), 0);
        clock.now(900_000 * SECOND, SECOND).unwrap();
        assert_eq!(clock.behind(900_000 * SECOND), 100_000 * SECOND);
    }

    const DAY: i64 = 86_400 * SECOND;

    #[test]
    fn a_long_outage_is_believed_only_if_somebody_says_so() {
        let last = 20_000 * DAY;
        for (later, is_right, is_believed) in [(45, false, true), (46, false, false), (46, true, true), (30_000, false, false)] {
            let told = Clock::started(last, is_right).now(last + later * DAY, 0);
            assert_eq!(told.is_ok(), is_believed, "{later} days later, {is_right}");
        }
        let mut clock = Clock::started(last, false);
        let jump = clock.now(last + 400 * DAY, 0).unwrap_err();
        assert!(jump.to_string().contains("400 days later"), "{jump}");
        // It is set right: no restart is needed.
        assert_eq!(clock.now(last + DAY, SECOND), Ok(Timestamp(last + DAY)));
        assert!(Clock::started(0, false).now(last, 0).is_ok(), "a new city was never at work");
    }

    #[test]
    fn a_start_with_a_clock_that_is_behind_stands_until_it_is_right_and_goes_on() {
        let last = 20_000 * DAY;
        let mut clock = Clock::started(last, false);
        assert_eq!(clock.now(last - 100 * DAY, 0), Ok(Timestamp(last)));
        assert_eq!(clock.behind(last - 100 * DAY), 100 * DAY);
        assert_eq!(clock.now(last + DAY, SECOND), Ok(Timestamp(last + DAY)), "to be set right is no jump");
        assert!(clock.now(last + 3 * DAY, 2 * SECOND).is_err());
    }

    #[test]
    fn drift_is_followed() {
        let mut clock = Clock::default();
        for minute in 0..10_000 {
            clock.now(minute * 61 * SECOND, minute * 60 * SECOND).unwrap();
        }
    }
}
