//! The message catalogue: every text that people see, in Kazakh, Russian and English.
//!
//! The texts are Fluent files, one folder per language, read into the program
//! when it is built. The build stops if a text is missing in a language, if its
//! variables differ, or if a plural form is missing; a constant of [`msg`] that
//! nobody wrote does not compile. So at run time every message exists.
//!
//! ```
//! use alatau_core::text::{Arg, Lang, msg, text};
//! let said = text(Lang::Ru, msg::DAYS, &[("days", Arg::Number(2.5))]);
//! assert_eq!(said, "2,5 дня");
//! ```

#[cfg(test)]
mod check;
mod format;

pub use format::{date, exact, fixed, number, percent, rounded};

use crate::time::Date;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Kazakh, the state language.
    Kk,
    /// Russian.
    Ru,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Kazakh, Russian, English.
    pub const ALL: [Lang; 3] = [Lang::Kk, Lang::Ru, Lang::En];

    /// The code of BCP 47: `kk`, `ru`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Kk => "kk",
            Lang::Ru => "ru",
            Lang::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why a text names no language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language of the program; write kk, ru or en")]
pub struct NotALanguage(pub String);

impl FromStr for Lang {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Lang, NotALanguage> {
        Lang::ALL.into_iter().find(|lang| lang.code() == text).ok_or_else(|| NotALanguage(text.to_string()))
    }
}

/// A message of the catalogue; the constants of [`msg`] are all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    key: &'static str,
    variables: &'static [&'static str],
}

impl Message {
    /// The key as the Fluent files write it.
    pub fn key(self) -> &'static str {
        self.key
    }

    /// The variables that must be given, sorted.
    pub fn variables(self) -> &'static [&'static str] {
        self.variables
    }

    /// All messages, sorted by key.
    pub fn all() -> &'static [Message] {
        MESSAGES
    }

    /// The message with this key, for keys made at run time (`cause-` and a cause).
    pub fn find(key: &str) -> Option<Message> {
        MESSAGES.binary_search_by(|m| m.key.cmp(key)).ok().map(|i| MESSAGES[i])
    }
}

/// What is put in the place of a variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Written with one decimal place at most; chooses the plural form.
    Number(f64),
    /// A parameter, with three decimal places at most; chooses the plural form.
    Exact(f64),
    /// A share of one, written as a percentage.
    Percent(f64),
    /// A civil day.
    Date(Date),
    /// As it stands: names, numbers of documents, years.
    Text(&'a str),
}

impl From<f64> for Arg<'_> {
    fn from(value: f64) -> Self {
        Arg::Number(value)
    }
}

impl From<u32> for Arg<'_> {
    fn from(value: u32) -> Self {
        Arg::Number(f64::from(value))
    }
}

impl From<Date> for Arg<'_> {
    fn from(value: Date) -> Self {
        Arg::Date(value)
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Arg::Text(value)
    }
}

/// What `message` says in `lang`. Each variable of the message must be given.
pub fn text(lang: Lang, message: Message, args: &[(&str, Arg)]) -> String {
    for variable in message.variables {
        assert!(args.iter().any(|(name, _)| name == variable), "message `{}` needs `{variable}`", message.key);
    }
    let mut given = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        let value: FluentValue = match *arg {
            Arg::Number(value) => FluentValue::from(rounded(value)),
            Arg::Exact(value) => FluentValue::from((value * 1000.0).round() / 1000.0),
            Arg::Percent(share) => FluentValue::from(percent(lang, share)),
            Arg::Date(day) => FluentValue::from(date(lang, day)),
            Arg::Text(text) => FluentValue::from(text),
        };
        given.set(*name, value);
    }
    let bundle = bundle(lang);
    let pattern = bundle.get_message(message.key).and_then(|m| m.value()).expect("the build checked that every message is written");
    let mut faults = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&given), &mut faults).into_owned();
    assert!(faults.is_empty(), "message `{}` in {lang}: {faults:?}", message.key);
    said
}

/// What the message with this key says, if there is one and it needs no variable.
pub fn by_key(lang: Lang, key: &str) -> Option<String> {
    Message::find(key).filter(|m| m.variables.is_empty()).map(|m| text(lang, m, &[]))
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 3] = [const { OnceLock::new() }; 3];
    BUNDLES[lang as usize].get_or_init(|| {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.code().parse().expect("kk, ru and en are language tags")]);
        // Every language of the catalogue runs from left to right.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Kk => |value, _| written(Lang::Kk, value),
            Lang::Ru => |value, _| written(Lang::Ru, value),
            Lang::En => |value, _| written(Lang::En, value),
        }));
        for (_, source) in SOURCES.iter().filter(|(code, _)| *code == lang.code()) {
            let resource = FluentResource::try_new(source.to_string()).expect("the build parsed every file");
            bundle.add_resource(resource).expect("the build refused keys written twice");
        }
        bundle
    })
}

fn written(lang: Lang, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(n) => Some(exact(lang, n.value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
