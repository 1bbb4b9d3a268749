//! What templates call: messages, dates, lengths and links in one language.

use super::parts;
use super::views::{Citation, Clock, Document, Field, Length, Moment, Month, Recent, ThreePart};
use alatau_core::law::Grade;
use alatau_core::text::{Arg, Lang, Message, by_key, date, msg, number, percent, text};
use alatau_core::time::{Date, Unit, Why};
use askama::filters::Safe;

/// A language, as templates use it.
#[derive(Clone, Copy, Debug)]
pub struct Say(pub Lang);

/// What can be put into a message.
pub trait Put {
    /// A number chooses the plural form.
    fn number(&self) -> Option<f64> {
        None
    }
    /// How it is written.
    fn written(&self, lang: Lang) -> String;
}

impl<T: Put + ?Sized> Put for &T {
    fn number(&self) -> Option<f64> {
        (**self).number()
    }
    fn written(&self, lang: Lang) -> String {
        (**self).written(lang)
    }
}

impl Put for str {
    fn written(&self, _: Lang) -> String {
        self.to_string()
    }
}

impl Put for String {
    fn written(&self, _: Lang) -> String {
        self.clone()
    }
}

impl Put for Date {
    fn written(&self, lang: Lang) -> String {
        date(lang, *self)
    }
}

impl Put for Moment {
    fn written(&self, lang: Lang) -> String {
        Say(lang).moment(self)
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {
        $(impl Put for $type {
            fn number(&self) -> Option<f64> {
                Some(*self as f64)
            }
            fn written(&self, lang: Lang) -> String {
                number(lang, *self as f64)
            }
        })+
    };
}
numbers!(u16, u32, u64, usize, i32, f64);

impl Say {
    /// A message without variables.
    pub fn say(self, message: Message) -> String {
        text(self.0, message, &[])
    }

    /// A message with one variable.
    pub fn say1(self, message: Message, name: &str, value: impl Put) -> String {
        self.put(message, &[(name, &value)])
    }

    /// A message with two.
    pub fn say2(self, message: Message, a: &str, x: impl Put, b: &str, y: impl Put) -> String {
        self.put(message, &[(a, &x), (b, &y)])
    }

    fn put(self, message: Message, values: &[(&str, &dyn Put)]) -> String {
        let written: Vec<String> = values.iter().map(|(_, value)| value.written(self.0)).collect();
        let args: Vec<(&str, Arg)> = values
            .iter()
            .zip(&written)
            .map(|((name, value), written)| (*name, value.number().map_or(Arg::Text(written), Arg::Number)))
            .collect();
        text(self.0, message, &args)
    }

    /// A civil day.
    pub fn date(self, day: &Date) -> String {
        date(self.0, *day)
    }

    /// `November 2026`.
    pub fn month(self, month: &Month) -> String {
        let (year, number, _) = month.first.ymd();
        let name = by_key(self.0, &format!("portal-month-{number}")).unwrap_or_default();
        self.say2(msg::PORTAL_MONTH, "month", name, "year", year.to_string())
    }

    /// `2 November 2026, 14:05`.
    pub fn moment(self, at: &Moment) -> String {
        self.say2(msg::PORTAL_MOMENT, "day", at.day, "time", self.time(at))
    }

    /// `14:05`.
    pub fn time(self, at: &Moment) -> String {
        format!("{:02}:{:02}", at.minute / 60, at.minute % 60)
    }

    /// For machines: `2026-11-02T14:05`.
    pub fn stamp(self, at: &Moment) -> String {
        format!("{}T{}", at.day, self.time(at))
    }

    /// The last instant of a day belongs to that day: midnight is written as 24:00 of the day before.
    pub fn until(self, at: &Moment) -> String {
        match at.minute {
            0 => self.say2(msg::PORTAL_MOMENT, "day", at.day.plus(-1), "time", "24:00"),
            _ => self.moment(at),
        }
    }

    /// A number with one decimal place at most.
    pub fn number(self, value: impl Put) -> String {
        value.written(self.0)
    }

    /// `2.5 days`.
    pub fn days(self, value: &f64) -> String {
        self.say1(msg::DAYS, "days", value)
    }

    /// A share of one.
    pub fn share(self, value: &f64) -> String {
        percent(self.0, *value)
    }

    /// How long the cases took that ended lately.
    pub fn recent(self, recent: &Option<Recent>) -> String {
        let Some(Recent { cases, median_days, p90_days }) = recent else { return self.say(msg::PORTAL_NEED_MEASURED_NONE) };
        let (median, p90) = (self.days(median_days), self.days(p90_days));
        self.put(msg::PORTAL_NEED_MEASURED_TEXT, &[("n", cases), ("median", &median), ("p90", &p90)])
    }

    /// How often something was late: how many times, of how many, and the share of one.
    pub fn late(self, (late, of, share): &(u32, u32, f64)) -> String {
        self.put(msg::PORTAL_WORK_LATE, &[("late", late), ("of", of), ("share", &self.share(share))])
    }

    /// `10 working days`.
    pub fn length(self, length: &Length) -> String {
        self.count(&length.n, &length.unit)
    }

    /// So many units.
    pub fn count(self, n: &u32, unit: &Unit) -> String {
        let message = match unit {
            Unit::WorkingDays => msg::LENGTH_WORKING_DAYS,
            Unit::CalendarDays => msg::LENGTH_CALENDAR_DAYS,
            Unit::Hours => msg::LENGTH_HOURS,
            Unit::Months => msg::LENGTH_MONTHS,
            Unit::Years => msg::LENGTH_YEARS,
        };
        self.say1(message, "n", n)
    }

    /// What is used or left of a term: months and years are counted in calendar days.
    pub fn part(self, n: &u32, unit: &Unit) -> String {
        match unit {
            Unit::Months | Unit::Years => self.count(n, &Unit::CalendarDays),
            _ => self.count(n, unit),
        }
    }

    /// `agreed`, in words. A word that the catalogue has not stands for itself.
    pub fn silence(self, yields: &str) -> String {
        by_key(self.0, &format!("silence-{yields}")).unwrap_or_else(|| yields.to_string())
    }

    /// How a case ended, in a word for a badge.
    pub fn outcome(self, outcome: &str) -> String {
        by_key(self.0, &format!("portal-outcome-{outcome}")).unwrap_or_else(|| outcome.to_string())
    }

    /// What silence means for whom it concerns, a whole sentence.
    pub fn meaning(self, yields: &str) -> String {
        by_key(self.0, &format!("portal-meaning-{yields}")).unwrap_or_else(|| self.silence(yields))
    }

    /// How well a provision is known.
    pub fn grade(self, grade: &Grade) -> String {
        by_key(self.0, &format!("grade-{grade}")).unwrap_or_else(|| grade.to_string())
    }

    /// What that means.
    pub fn grade_hint(self, grade: &Grade) -> String {
        by_key(self.0, &format!("grade-{grade}-hint")).unwrap_or_default()
    }

    /// Why a day counts or not.
    pub fn why(self, why: &Why) -> String {
        let message = match why {
            Why::StartDay => msg::CALENDAR_WHY_START_DAY,
            Why::Counted => msg::CALENDAR_WHY_COUNTED,
            Why::WorkedWeekend => msg::CALENDAR_WHY_WORKED_WEEKEND,
            Why::Weekend => msg::CALENDAR_WHY_WEEKEND,
            Why::Holiday => msg::CALENDAR_WHY_HOLIDAY,
            Why::MovedDayOff => msg::CALENDAR_WHY_MOVED_DAY_OFF,
            Why::Stopped => msg::CALENDAR_WHY_STOPPED,
            Why::Resumed => msg::CALENDAR_WHY_RESUMED,
            Why::RolledEnd => msg::CALENDAR_WHY_ROLLED_END,
        };
        self.say(message)
    }

    /// Day of the week.
    pub fn weekday(self, day: &Date) -> String {
        let name = format!("calendar-weekday-{:?}", day.weekday()).to_lowercase();
        by_key(self.0, &name).unwrap_or(name)
    }

    /// What is celebrated.
    pub fn holiday(self, name: &str) -> String {
        by_key(self.0, &format!("calendar-day-{name}")).unwrap_or_else(|| name.to_string())
    }

    /// A size of a file.
    pub fn bytes(self, bytes: &u64) -> String {
        match bytes {
            0..1_024 => self.say1(msg::PORTAL_BYTES, "n", bytes),
            1_024..1_048_576 => self.say1(msg::PORTAL_KIB, "n", number(self.0, *bytes as f64 / 1_024.0)),
            _ => self.say1(msg::PORTAL_MIB, "n", number(self.0, *bytes as f64 / 1_048_576.0)),
        }
    }

    /// A path of this site, in this language.
    pub fn href(self, path: &str) -> String {
        in_language(path, self.0)
    }

    /// The same path in another language.
    pub fn other(self, path: &str, lang: &Lang) -> String {
        in_language(path, *lang)
    }

    /// A list of provisions.
    pub fn cites(self, cites: &[Citation]) -> Safe<parts::Cites<'_>> {
        Safe(parts::Cites { t: self, cites })
    }

    /// A badge with a grade.
    pub fn badge(self, grade: &Grade) -> Safe<parts::Badge> {
        Safe(parts::Badge { t: self, grade: *grade })
    }

    /// A clock, with its count.
    pub fn clock(self, clock: &Clock) -> Safe<parts::Ticking<'_>> {
        Safe(parts::Ticking { t: self, clock })
    }

    /// The three parts of a time, together.
    pub fn three(self, time: &ThreePart) -> Safe<parts::Three> {
        Safe(parts::Three { t: self, time: *time })
    }

    /// A field of a form.
    pub fn field(self, field: &Field) -> Safe<parts::Input<'_>> {
        Safe(parts::Input { t: self, field })
    }

    /// A table of documents.
    pub fn documents(self, documents: &[Document]) -> Safe<parts::Papers<'_>> {
        Safe(parts::Papers { t: self, documents })
    }

    /// What is wrong with the fields of a form, above it.
    pub fn faults(self, fields: &[Field]) -> Safe<parts::Faults<'_>> {
        let faults = fields.iter().filter(|f| !f.error.is_empty()).map(|f| (f.name.as_str(), parts::fault(f))).collect();
        Safe(parts::Faults { t: self, faults })
    }
}

/// A path with the language as its last parameter.
pub fn in_language(path: &str, lang: Lang) -> String {
    let (path, fragment) = path.split_once('#').map_or((path, String::new()), |(path, part)| (path, format!("#{part}")));
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}lang={lang}{fragment}")
}
