//! Why a request was refused, in the shape of RFC 9457.

use alatau_core::case::Rejection;
use alatau_core::case::bind::BindError;
use alatau_core::register;
use alatau_core::text::{Arg, Lang, Message, msg, text};
use alatau_core::time::Date;

/// What kind of refusal it is; the shell turns it into a status of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The request cannot be read.
    Unreadable,
    /// Nobody signed in.
    NotSignedIn,
    /// Signed in, and not allowed.
    NotAllowed,
    /// There is no such thing, or the principal may not know of it.
    NotFound,
    /// It was erased.
    Gone,
    /// Somebody else was first.
    Conflict,
    /// The version that the request names is not the present one.
    Stale,
    /// The law, the procedure or the form refuses.
    Refused,
    /// Too much was sent.
    TooLarge,
    /// The store or the clock cannot be relied on now.
    Unavailable,
    /// Our fault.
    Fault,
}

/// A refusal. Nothing happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Problem {
    /// Kind.
    pub kind: Kind,
    /// Code of its page in `docs/errors`.
    pub code: &'static str,
    /// What, where, and what to do next.
    pub detail: String,
    /// What exactly, for people; nothing: what the code says is all.
    pub why: Option<Why>,
}

/// Why exactly, in any language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    message: Message,
    parts: Vec<(&'static str, Part)>,
}

/// What is put into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A name.
    Name(String),
    /// A number of things, or of a thing.
    Number(u64),
    /// A day.
    Day(Date),
}

impl Part {
    fn arg(&self) -> Arg<'_> {
        match self {
            Part::Name(said) => Arg::Text(said),
            Part::Number(number) => Arg::Number(*number as f64),
            Part::Day(day) => Arg::Date(*day),
        }
    }
}

impl From<&str> for Part {
    fn from(name: &str) -> Part {
        Part::Name(name.to_string())
    }
}

impl From<&String> for Part {
    fn from(name: &String) -> Part {
        Part::Name(name.clone())
    }
}

impl From<u64> for Part {
    fn from(number: u64) -> Part {
        Part::Number(number)
    }
}

impl From<usize> for Part {
    fn from(number: usize) -> Part {
        Part::Number(number as u64)
    }
}

impl From<Date> for Part {
    fn from(day: Date) -> Part {
        Part::Day(day)
    }
}

impl Why {
    /// A message with all its parts.
    pub fn new<const N: usize>(message: Message, parts: [(&'static str, Part); N]) -> Why {
        Why { message, parts: parts.into() }
    }

    /// In a language.
    pub fn said(&self, lang: Lang) -> String {
        let args: Vec<(&str, Arg<'_>)> = self.parts.iter().map(|(name, part)| (*name, part.arg())).collect();
        text(lang, self.message, &args)
    }
}

impl Problem {
    /// A refusal with its code.
    pub fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { kind, code, detail: detail.into(), why: None }
    }

    /// And why exactly.
    pub fn why<const N: usize>(self, message: Message, parts: [(&'static str, Part); N]) -> Problem {
        Problem { why: Some(Why::new(message, parts)), ..self }
    }

    pub(crate) fn not_found(what: &str) -> Problem {
        Problem::new(Kind::NotFound, "AL-4402", format!("there is no {what}, or you may not see it"))
    }

    pub(crate) fn fault(detail: impl Into<String>) -> Problem {
        Problem::new(Kind::Fault, "AL-4400", detail)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Problem {
        let kind = match rejection {
            Rejection::NoSuchActivity { .. } | Rejection::CaseClosed | Rejection::SilenceHasSpoken { .. } => Kind::Conflict,
            _ => Kind::Refused,
        };
        Problem { why: why_rejected(&rejection), ..Problem::new(kind, "AL-4408", rejection.to_string()) }
    }
}

impl From<register::Refusal> for Problem {
    fn from(refusal: register::Refusal) -> Problem {
        match refusal {
            register::Refusal::Case(rejection) => rejection.into(),
            register::Refusal::Register(rejection) => {
                use register::Rejection::{Amount, Full, Held, NoQuota};
                let (kind, code) = match &rejection {
                    Held { .. } => (Kind::Conflict, "AL-4301"),
                    Full { .. } => (Kind::Conflict, "AL-4302"),
                    NoQuota { .. } => (Kind::Refused, "AL-4303"),
                    Amount { .. } => (Kind::Refused, "AL-4304"),
                };
                let said = rejection.to_string();
                let problem = Problem::new(kind, code, said.split_once(": ").map_or(said.as_str(), |(_, detail)| detail));
                match &rejection {
                    Held { thing, holder } => problem.why(msg::WHY_HELD, [("name", (&thing.name).into()), ("case", (*holder).into())]),
                    Full { quota, wanted, left, limit } => problem.why(
                        msg::WHY_QUOTA_FULL,
                        [("name", quota.into()), ("wanted", (*wanted).into()), ("left", (*left).into()), ("limit", (*limit).into())],
                    ),
                    NoQuota { quota } => problem.why(msg::WHY_NO_QUOTA, [("name", quota.into())]),
                    Amount { thing, amount } => {
                        problem.why(msg::WHY_AMOUNT, [("name", (&thing.name).into()), ("wanted", (*amount).into())])
                    }
                }
            }
        }
    }
}

impl From<BindError> for Problem {
    fn from(error: BindError) -> Problem {
        let problem = Problem::new(Kind::Refused, "AL-4414", error.to_string());
        match &error {
            BindError::NotOffered { offered_in, .. } if !offered_in.is_empty() => {
                problem.why(msg::WHY_NOT_OFFERED, [("places", (&offered_in.join(", ")).into())])
            }
            BindError::NoAnswer { slot, date, .. } => problem.why(msg::WHY_UNANSWERED, [("slot", slot.into()), ("day", (*date).into())]),
            _ => problem,
        }
    }
}

/// What people meet of the kernel's refusals; the others are faults of a procedure.
fn why_rejected(rejection: &Rejection) -> Option<Why> {
    Some(match rejection {
        Rejection::CaseClosed => Why::new(msg::WHY_CASE_CLOSED, []),
        Rejection::SilenceHasSpoken { .. } => Why::new(msg::WHY_SILENCE_SPOKE, []),
        Rejection::NoSuchActivity { .. } => Why::new(msg::WHY_NOT_OPEN, []),
        Rejection::WrongCommand { ruling: true, .. } => Why::new(msg::WHY_RULES, []),
        Rejection::WrongCommand { ruling: false, .. } => Why::new(msg::WHY_DOES_NOT_RULE, []),
        Rejection::GroundsMissing => Why::new(msg::WHY_NO_GROUNDS, []),
        Rejection::AgainstCertificate { provision, .. } => Why::new(msg::WHY_KEPT_PROVISION, [("provision", provision.into())]),
        Rejection::Undecided { fact, .. } => Why::new(msg::WHY_UNDECIDED, [("fact", fact.into())]),
        Rejection::NoExtension { again: true } => Why::new(msg::WHY_NO_FURTHER_EXTENSION, []),
        Rejection::NoExtension { again: false } => Why::new(msg::WHY_NO_EXTENSION, []),
        Rejection::ExtensionBeyondCap { end, cap } => Why::new(msg::WHY_EXTENSION_LONG, [("end", (*end).into()), ("cap", (*cap).into())]),
        _ => return None,
    })
}

impl From<alatau_store::Fault> for Problem {
    fn from(fault: alatau_store::Fault) -> Problem {
        use alatau_store::Fault::{Conflict, Number, Taken};
        if matches!(fault, Conflict { .. } | Number { .. } | Taken { .. }) {
            return Problem::new(Kind::Conflict, "AL-4412", fault.to_string());
        }
        let again = "send the same request again in a few minutes; with the same `Idempotency-Key` it is done once";
        Problem::new(Kind::Unavailable, "AL-4412", format!("{fault}; {again}"))
    }
}
