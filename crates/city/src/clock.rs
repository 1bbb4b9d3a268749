//! What time it is, with two clocks that hold each other to the truth.
//!
//! The wall clock names the instant; a monotonic clock knows how much time went by.
//! Where the wall clock runs ahead of the other by more than [`Clock::PATIENCE`], it
//! was set wrong or right, which only a person knows: until somebody says so, nothing
//! is decided by silence, for silence cannot be taken back.

use alatau_core::time::Timestamp;

/// The wall clock jumped ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "AL-4413: the clock jumped ahead by {} seconds, to {to}; nothing is decided until it is set right, or the server is started again to go by it",
    by / 1_000_000
)]
pub struct Jump {
    /// Where to.
    pub to: Timestamp,
    /// By how many microseconds.
    pub by: i64,
}

/// Judges readings of the wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Wall clock and monotonic clock, when they were last believed.
    believed: Option<(i64, i64)>,
    /// The latest instant that was told.
    told: i64,
}

impl Clock {
    /// So far may the wall clock run ahead of the time that went by: five minutes.
    pub const PATIENCE: i64 = 300 * 1_000_000;

    /// The instant to go by: never before one that was told, so a clock that is set back
    /// stands until it is right again, or has caught up.
    ///
    /// `wall` is microseconds since 1970, `monotonic` microseconds since any fixed point.
    ///
    /// # Errors
    /// [`Jump`], as long as the wall clock is ahead.
    pub fn now(&mut self, wall: i64, monotonic: i64) -> Result<Timestamp, Jump> {
        if let Some((last_wall, last_monotonic)) = self.believed {
            let ahead = (wall - last_wall) - (monotonic - last_monotonic);
            if ahead > Clock::PATIENCE {
                return Err(Jump { to: Timestamp(wall), by: ahead });
            }
            if ahead < -Clock::PATIENCE {
                self.told = self.told.max(wall);
                return Ok(Timestamp(self.told));
            }
        }
        self.believed = Some((wall, monotonic));
        self.told = self.told.max(wall);
        Ok(Timestamp(self.told))
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
        assert_eq!(jump.by, 86_399 * SECOND);
        assert!(clock.now(86_401 * SECOND, 2 * SECOND).is_err(), "it is not believed by and by");
        assert_eq!(clock.now(3 * SECOND, 3 * SECOND), Ok(Timestamp(3 * SECOND)));
    }

    #[test]
    fn drift_is_followed() {
        let mut clock = Clock::default();
        for minute in 0..10_000 {
            clock.now(minute * 61 * SECOND, minute * 60 * SECOND).unwrap();
        }
    }
}
