//! Why a request was refused, in the shape of RFC 9457.

use alatau_core::case::Rejection;
use alatau_core::case::bind::BindError;
use alatau_core::register;

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
}

impl Problem {
    /// A refusal with its code.
    pub fn new(kind: Kind, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem { kind, code, detail: detail.into() }
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
        Problem::new(kind, "AL-4408", rejection.to_string())
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
                Problem::new(kind, code, said.split_once(": ").map_or(said.as_str(), |(_, detail)| detail))
            }
        }
    }
}

impl From<BindError> for Problem {
    fn from(error: BindError) -> Problem {
        Problem::new(Kind::Refused, "AL-4414", error.to_string())
    }
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
