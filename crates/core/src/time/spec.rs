//! A term as the law states it: how many of what, and how they are counted.
//!
//! ```
//! use alatau_core::time::{TermSpec, Unit};
//! let term: TermSpec = "30 working-days".parse().unwrap();
//! assert_eq!((term.length, term.unit), (30, Unit::WorkingDays));
//! ```

use std::fmt;
use std::str::FromStr;

/// What a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Unit {
    /// Days on which the calendar says people work.
    WorkingDays,
    /// All days.
    CalendarDays,
    /// To the same-numbered day of a later month.
    Months,
    /// To the same day of a later year.
    Years,
    /// Hours of the clock, from the instant of the start.
    Hours,
}

/// What happens when the last day is a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum End {
    /// The term ends on the next working day.
    #[default]
    NextWorkingDay,
    /// The term ends on the day off.
    Stays,
}

/// Whether the day of the start is day one or day zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum FirstDay {
    /// Day zero: counting begins with the next day.
    #[default]
    Excluded,
    /// Day one, if it is a day that the unit counts.
    Included,
}

/// Where a term of months ends if its month has no such day (31 January and one month).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Rounding {
    /// On the last day of that month.
    #[default]
    Down,
    /// On the first day of the next month.
    Up,
}

/// A statutory term: length and day-count rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TermSpec {
    /// How many units.
    pub length: u32,
    /// What is counted.
    pub unit: Unit,
    /// What happens when the last day is a day off.
    pub end: End,
    /// Whether the day of the start counts.
    #[serde(default)]
    pub first_day: FirstDay,
    /// Where months end that have no such day.
    #[serde(default)]
    pub rounding: Rounding,
}

impl TermSpec {
    /// A term with the usual rules: it ends on a working day, the day of the start is day zero, months round down.
    pub fn new(length: u32, unit: Unit) -> TermSpec {
        TermSpec { length, unit, end: End::NextWorkingDay, first_day: FirstDay::Excluded, rounding: Rounding::Down }
    }
}

/// A text that is none of the words of the law format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {what}; write {help}")]
pub struct UnknownWord {
    /// The text.
    pub text: String,
    /// What was looked for.
    pub what: &'static str,
    /// What would be right.
    pub help: &'static str,
}

/// The words of an enumeration, in the spelling of the law format.
macro_rules! words {
    ($type:ident, $what:literal, $help:literal, $($word:literal => $value:ident),+) => {
        impl $type {
            /// The word of the law format.
            pub fn word(self) -> &'static str {
                match self { $($type::$value => $word),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $type {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<$type, UnknownWord> {
                match text {
                    $($word => Ok($type::$value),)+
                    _ => Err(UnknownWord { text: text.to_string(), what: $what, help: $help }),
                }
            }
        }
    };
}

words!(Unit, "a unit of a term", "working-days, calendar-days, months, years or hours",
    "working-days" => WorkingDays, "calendar-days" => CalendarDays, "months" => Months, "years" => Years, "hours" => Hours);
words!(End, "a rule for the end of a term", "next-working-day or stays",
    "next-working-day" => NextWorkingDay, "stays" => Stays);
words!(FirstDay, "a rule for the first day of a term", "excluded or included",
    "excluded" => Excluded, "included" => Included);
words!(Rounding, "a rounding of months", "down or up", "down" => Down, "up" => Up);

/// `30 working-days`, with the usual rules; one of a unit may be written without the s.
impl FromStr for TermSpec {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<TermSpec, UnknownWord> {
        let bad = || UnknownWord {
            text: text.to_string(),
            what: "the length of a term",
            help: "a number and a unit, for example `30 working-days`",
        };
        let mut words = text.split_whitespace();
        let (Some(length), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(bad());
        };
        if !length.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let length: u32 = length.parse().map_err(|_| bad())?;
        let unit = if unit.ends_with('s') {
            unit.parse()?
        } else {
            format!("{unit}s").parse().map_err(|e| UnknownWord { text: unit.into(), ..e })?
        };
        Ok(TermSpec::new(length, unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_number_and_a_unit() {
        assert_eq!("1 month".parse(), Ok(TermSpec::new(1, Unit::Months)));
        assert_eq!("  15   working-days ".parse(), Ok(TermSpec::new(15, Unit::WorkingDays)));
        for text in ["", "15", "working-days", "-3 months", "+3 months", "1.5 months", "15 working days", "99999999999 hours"] {
            let error = text.parse::<TermSpec>().unwrap_err();
            assert!(error.to_string().contains("for example `30 working-days`"), "{text}: {error}");
        }
        assert_eq!(
            "3 fortnights".parse::<TermSpec>().unwrap_err().to_string(),
            "`fortnights` is not a unit of a term; write working-days, calendar-days, months, years or hours"
        );
        assert!("3 fortnight".parse::<TermSpec>().unwrap_err().to_string().starts_with("`fortnight` is not"));
    }

    #[test]
    fn every_word_reads_back() {
        for unit in [Unit::WorkingDays, Unit::CalendarDays, Unit::Months, Unit::Years, Unit::Hours] {
            assert_eq!(unit.word().parse(), Ok(unit));
            assert_eq!(serde_json::to_string(&unit).unwrap(), format!("\"{unit}\""));
        }
        assert_eq!("stays".parse(), Ok(End::Stays));
        assert_eq!("included".parse(), Ok(FirstDay::Included));
        assert_eq!("up".parse(), Ok(Rounding::Up));
    }
}
