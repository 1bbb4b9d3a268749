//! Why a ruling cannot be explained: what is missing or stands where it may not.

/// A ruling that has no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The law has no single answer.
    #[error("AL-1204: `{slot}` has no single answer here on {day}; ask `alatau law explain` which rules there are")]
    NoAnswer {
        /// Slot.
        slot: String,
        /// Day of filing.
        day: crate::time::Date,
    },
    /// The certificate is wrong: no ruling may rely on it.
    #[error("{0}; ask the issuer for a certificate that the law bears out")]
    Certificate(crate::law::CertificateFault),
    /// A slot is answered by a rule of another form.
    #[error("AL-1102: `{slot}` is answered by {rule}, which is not {needed}")]
    WrongKind {
        /// Slot.
        slot: String,
        /// Version of the rule.
        rule: String,
        /// Form needed.
        needed: &'static str,
    },
    /// A procedure or table is not at hand.
    #[error("AL-1102: `{file}`, which {rule} names, is not at hand; add it to the law's folder")]
    NoFile {
        /// File.
        file: String,
        /// Version of the rule.
        rule: String,
    },
    /// The procedure has no such element, or one of another kind.
    #[error("AL-1102: `{element}` is not {needed} of `{procedure}`; it has: {known}")]
    NoElement {
        /// BPMN id.
        element: String,
        /// What it must be.
        needed: &'static str,
        /// File.
        procedure: String,
        /// Elements that would do.
        known: String,
    },
    /// A table cannot be asked so.
    #[error("{0}")]
    Table(#[from] crate::decision::dmn::Fault),
    /// A human ruling or answer without name or reason.
    #[error("AL-1502: {what} has no {missing}; a human who decides is named and gives a reason")]
    Unsigned {
        /// What.
        what: String,
        /// `name` or `reason`.
        missing: &'static str,
    },
    /// A judgement that nobody answered.
    #[error("AL-1502: `{slot}` is kept for a named human ({by}), and nobody answered it")]
    NotJudged {
        /// Slot.
        slot: String,
        /// Role.
        by: String,
    },
    /// A judgement's answer is not one of the law's, or was given by another role.
    #[error("AL-1502: `{slot}` is answered `{answer}` by {role}; the law asks {by} and knows the answers {known}")]
    WrongJudgement {
        /// Slot.
        slot: String,
        /// What was answered.
        answer: String,
        /// By which role.
        role: String,
        /// Role that the law asks.
        by: String,
        /// Answers that the law lists.
        known: String,
    },
    /// A value stands where only a human may answer.
    #[error("AL-1502: the fact `{fact}` is the answer to `{slot}`, which only a named human gives; state it as a judgement")]
    Computed {
        /// Fact.
        fact: String,
        /// Slot.
        slot: String,
    },
    /// A stored record that is none.
    #[error("this is no decision record of Alatau: {0}")]
    Damaged(String),
}
