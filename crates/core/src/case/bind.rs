//! From the law to a rulebook: every slot that a procedure names is resolved for
//! one question, and bound to its net.

use super::event::Yields;
use super::rulebook::{ExtensionRule, Rulebook, StopRule, TermRule};
use crate::decision::Value;
use crate::law::{self, Answer, CoveredSlot, Day, Kind, Law, Literal, Question, Resolution, Rule, RuleNumber};
use crate::procedure::{Clock, Net};
use crate::time::projection::{FIRST_YEAR, LAST_YEAR};
use crate::time::{Calendar, Date, TermSpec, Zone};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why no rulebook could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// The service does not exist here.
    #[error("`{service}` is not offered here; it is offered in: {}", offered_in.join(", "))]
    NotOffered {
        /// Slot.
        service: String,
        /// Places.
        offered_in: Vec<String>,
    },
    /// Nobody answers a slot that the procedure names.
    #[error("AL-1204: nobody answers `{slot}` in {place} on {date}; the law does {had}")]
    NoAnswer {
        /// Slot.
        slot: String,
        /// Territories asked about.
        place: String,
        /// Day asked about.
        date: Date,
        /// When and where it does.
        had: String,
    },
    /// A rule is not of the form that its slot needs.
    #[error("`{slot}` is answered by {rule}, which is not {needed}")]
    WrongKind {
        /// Slot.
        slot: String,
        /// Version of the rule.
        rule: String,
        /// Form needed.
        needed: &'static str,
    },
    /// The service names a procedure that is not there.
    #[error("the procedure `{file}` is not in law/procedures; add it, or name another in {rule}")]
    NoProcedure {
        /// File.
        file: String,
        /// Version of the rule.
        rule: String,
    },
    /// A term names an event that no element of the procedure marks.
    #[error("{rule} counts from, or stops on, `{event}`, which no element of `{procedure}` marks")]
    NoEvent {
        /// Version of the rule.
        rule: String,
        /// Legal event.
        event: String,
        /// Process.
        procedure: String,
    },
    /// A stop that nothing in the procedure can end.
    #[error("AL-1401: {rule} stops on `{on}` until `{until}`, which no element of `{procedure}` marks: the clock would never run again")]
    EndlessStop {
        /// Version of the rule.
        rule: String,
        /// Legal event that stops it.
        on: String,
        /// Legal event that would end the stop, or nothing.
        until: String,
        /// Process.
        procedure: String,
    },
    /// The certificate is wrong: no command may rely on it.
    #[error("{0}; the command is refused")]
    Certificate(law::CertificateFault),
    /// The case was under another certificate, or another choice was made in it.
    #[error("the {what} of this case was fixed when it was first bound; ask with the same one")]
    Changed {
        /// `certificate`, or `choice`.
        what: &'static str,
    },
    /// The calendar cannot be built.
    #[error("calendar `{name}`: {why}")]
    Calendar {
        /// Name.
        name: String,
        /// Why.
        why: String,
    },
}

/// A rulebook, and what it was bound from.
#[derive(Clone)]
pub struct Bound {
    /// What the kernel walks.
    pub rulebook: Rulebook,
    /// Slots asked, with their answers.
    pub answers: BTreeMap<String, Answer>,
    /// File of the procedure.
    pub procedure: String,
    /// Body of each node, by id; empty for the applicant.
    pub bodies: Vec<String>,
    /// Each slot of the certificate: whether and why its version is used.
    pub covered: Vec<CoveredSlot>,
}

/// Binds the procedure of `service` for one question.
///
/// # Errors
/// [`BindError`]: a slot without an answer is an error, never a fall-back.
pub fn bind(
    law: &Law,
    procedures: &BTreeMap<String, Arc<Net>>,
    service: &str,
    question: &Question,
    calendar: &Arc<Calendar>,
) -> Result<Bound, BindError> {
    if let Some(certificate) = &question.certificate
        && let Some(fault) = law.verify(certificate, question.known).into_iter().find(|fault| !fault.leaves_the_record_sound())
    {
        return Err(BindError::Certificate(fault));
    }
    let mut binder = Binder { law, question, asked: law.ask(question), answers: BTreeMap::new() };
    let rule = binder.rule(service)?;
    let Kind::Service(offer) = &rule.kind else { return Err(binder.wrong(service, rule, "a service")) };
    let file = offer.procedure.clone().unwrap_or_default();
    let missing = || BindError::NoProcedure { file: file.clone(), rule: rule.version() };
    let net = procedures.get(&file).ok_or_else(missing)?.clone();
    let mut rulebook = Rulebook::bare(net.clone());
    for (name, slot) in &net.uses {
        let value = binder.parameter(slot, &net)?;
        if let Some(fact) = net.fact(name) {
            rulebook.given[fact as usize] = value;
        }
    }
    for slot in &net.terms {
        let term = binder.term(slot, &net)?;
        rulebook.terms.push(vec![term]);
    }
    let bodies = binder.bodies(&net)?;
    let covered = law.covered(question);
    let barred = barred(law, &covered, &binder.answers);
    rulebook.citations = citations(&net, &rulebook, &barred);
    rulebook.barred = barred.iter().filter_map(|provision| rulebook.citations.binary_search(provision).ok()).map(|n| n as u16).collect();
    rulebook.certificate = question.certificate.as_ref().map(|certificate| certificate.hash());
    rulebook.choices = question.choices.clone();
    rulebook.calendar = Some(calendar.clone());
    rulebook.valid_until = binder.answers.values().filter_map(|a| a.next_change).min().unwrap_or(Date::MAX);
    rulebook.hash = hash(law, &net, &binder.answers, &rulebook);
    Ok(Bound { rulebook, answers: binder.answers, procedure: file, bodies, covered })
}

/// The rulebook of the day on which the law changed, for a case under way: its
/// running clocks keep the versions that started them.
///
/// # Errors
/// [`BindError::Changed`]: a case under a certificate stays under it, and a choice is made once.
pub fn succeed(before: &Rulebook, after: Bound) -> Result<Bound, BindError> {
    let mut after = after;
    if before.certificate.is_some() && before.certificate != after.rulebook.certificate {
        return Err(BindError::Changed { what: "certificate" });
    }
    if before.choices.iter().any(|(slot, word)| after.rulebook.choices.get(slot) != Some(word)) {
        return Err(BindError::Changed { what: "choice" });
    }
    for (versions, new) in before.terms.iter().zip(&mut after.rulebook.terms) {
        let mut all = versions.clone();
        let same = |a: &TermRule, b: &TermRule| a.provision == b.provision && a.spec == b.spec && a.yields == b.yields && a.from == b.from;
        if let (Some(newest), Some(last)) = (new.pop(), versions.last())
            && !same(last, &newest)
        {
            all.push(newest);
        }
        *new = all;
    }
    Ok(after)
}

struct Binder<'l> {
    law: &'l Law,
    question: &'l Question,
    asked: law::Asked<'l>,
    answers: BTreeMap<String, Answer>,
}

impl<'l> Binder<'l> {
    fn rule(&mut self, slot: &str) -> Result<&'l Rule, BindError> {
        if let Some(answer) = self.answers.get(slot) {
            return Ok(&self.law.rules[answer.rule]);
        }
        match self.asked.resolve(slot) {
            Resolution::Answer(answer) => {
                let rule = answer.rule;
                self.answers.insert(slot.to_string(), answer);
                Ok(&self.law.rules[rule])
            }
            Resolution::NotOffered { offered_in, .. } => Err(BindError::NotOffered { service: slot.to_string(), offered_in }),
            Resolution::NoRule { had, .. } => {
                let spans: Vec<String> = had.iter().map(|h| format!("from {} in {}", h.from, place(&h.territories))).collect();
                let had = if spans.is_empty() { "nowhere; write a rule for it".to_string() } else { spans.join("; ") };
                Err(self.no_answer(slot, had))
            }
            Resolution::Undetermined { why, .. } => Err(self.no_answer(slot, format!("not decide: {}", in_words(&why, self.law)))),
        }
    }

    fn no_answer(&self, slot: &str, had: String) -> BindError {
        let places: Vec<String> = self.question.places.iter().cloned().collect();
        BindError::NoAnswer { slot: slot.to_string(), place: place(&places), date: self.question.day(Day::Filed), had }
    }

    fn wrong(&self, slot: &str, rule: &Rule, needed: &'static str) -> BindError {
        BindError::WrongKind { slot: slot.to_string(), rule: rule.version(), needed }
    }

    fn parameter(&mut self, slot: &str, net: &Net) -> Result<Value, BindError> {
        let rule = self.rule(slot)?;
        let Kind::Parameter(parameter) = &rule.kind else { return Err(self.wrong(slot, rule, "a parameter")) };
        let value = parameter.value_for(self.question.class.as_deref()).ok_or_else(|| self.wrong(slot, rule, "a value for this class"))?;
        Ok(match value {
            Literal::Truth(truth) => Value::bool(*truth),
            Literal::Integer(number) => number.checked_mul(Value::SCALE).and_then(Value::scaled).unwrap_or(Value::NULL),
            Literal::Text(text) => net.symbols.get(text).or_else(|| Value::parse_number(text)).unwrap_or_else(|| net.symbols.intern(text)),
            Literal::Date(_) => Value::NULL,
        })
    }

    fn term(&mut self, slot: &str, net: &Net) -> Result<TermRule, BindError> {
        let rule = self.rule(slot)?;
        let Kind::Term(term) = &rule.kind else { return Err(self.wrong(slot, rule, "a term")) };
        let silence_slot = slot.replacen("term.", "silence.", 1);
        let silent = self.rule(&silence_slot)?;
        let Kind::Silence(silence) = &silent.kind else { return Err(self.wrong(&silence_slot, silent, "a silence rule")) };
        let event = |name: &str| {
            let missing = || BindError::NoEvent { rule: rule.version(), event: name.to_string(), procedure: net.id.clone() };
            net.events.iter().position(|e| e == name).map(|e| e as u16).ok_or_else(missing)
        };
        let mut stops = Vec::new();
        for stop in &term.stop {
            // An event that this procedure never marks can stop nothing.
            let Ok(on) = event(&stop.on) else { continue };
            let endless = || BindError::EndlessStop {
                rule: rule.version(),
                on: stop.on.clone(),
                until: stop.until.clone().unwrap_or_default(),
                procedure: net.id.clone(),
            };
            let until = stop.until.as_deref().and_then(|until| event(until).ok()).ok_or_else(endless)?;
            let waits_for = if stop.waits_for == "applicant" { Clock::Applicant } else { Clock::Statutory };
            let times = stop.times.map_or(u8::MAX, |t| t.min(255) as u8);
            stops.push(StopRule { on, until, waits_for, restart: stop.effect == law::StopEffect::Restart, times });
        }
        let extension = term.extend.as_ref().and_then(|extend| {
            let cap = TermSpec { length: extend.cap?, unit: extend.unit, ..spec(term) };
            Some(ExtensionRule { times: extend.times.min(255) as u8, cap, cap_on: extend.cap_on })
        });
        Ok(TermRule {
            slot: slot.to_string(),
            provision: rule.provision.clone(),
            silence_provision: silent.provision.clone(),
            spec: spec(term),
            counts_from: event(&term.counts_from)?,
            stops,
            extension,
            yields: yields(silence.yields),
            by: term.by.clone(),
            range: range(rule),
            grade: rule.grade,
            reaches_running: rule.applies_to == Day::Decided,
            from: rule.from,
        })
    }

    /// The body of each node: what the jurisdiction slot of its lane answers.
    fn bodies(&mut self, net: &Net) -> Result<Vec<String>, BindError> {
        let mut bodies = Vec::with_capacity(net.info.len());
        for info in &net.info {
            if !info.authority.starts_with("jurisdiction.") {
                bodies.push(String::new());
                continue;
            }
            let rule = self.rule(&info.authority)?;
            let body = self.answers[&info.authority].body.clone();
            bodies.push(body.ok_or_else(|| self.wrong(&info.authority, rule, "a jurisdiction"))?);
        }
        Ok(bodies)
    }
}

/// The range of a length that is only assumed.
fn range(rule: &Rule) -> Option<(u32, u32)> {
    let (low, high) = rule.range.as_ref()?;
    Some((low.parse().ok()?, high.parse().ok()?))
}

fn place(territories: &[String]) -> String {
    if territories.is_empty() { "every place".into() } else { territories.join(", ") }
}

fn spec(term: &law::Term) -> TermSpec {
    TermSpec { length: term.length, unit: term.unit, end: term.end, first_day: term.first_day, rounding: term.rounding }
}

fn yields(yields: law::Yields) -> Yields {
    match yields {
        law::Yields::Approved => Yields::Approved,
        law::Yields::Refused => Yields::Refused,
        law::Yields::Agreed => Yields::Agreed,
        law::Yields::Withdrawn => Yields::Withdrawn,
        law::Yields::Escalated => Yields::Escalated,
    }
}

/// The newer provisions that a certificate keeps away, where no rule of the case stands in the same provision.
fn barred(law: &Law, covered: &[CoveredSlot], answers: &BTreeMap<String, Answer>) -> BTreeSet<String> {
    let newer = covered.iter().filter_map(CoveredSlot::barred).map(|rule| &law.rules[rule].provision);
    let used = covered.iter().filter_map(|slot| slot.used).chain(answers.values().map(|answer| answer.rule));
    let used: BTreeSet<&String> = used.map(|rule| &law.rules[rule].provision).collect();
    newer.filter(|provision| !used.contains(provision)).cloned().collect()
}

/// In order. What is barred is among them, so that it is refused as such, and not as unknown.
fn citations(net: &Net, rulebook: &Rulebook, barred: &BTreeSet<String>) -> Vec<String> {
    let mut all: BTreeSet<&String> = net.info.iter().flat_map(|i| &i.cites).chain(barred).collect();
    for rule in rulebook.terms.iter().flatten() {
        all.extend([&rule.provision, &rule.silence_provision]);
    }
    all.into_iter().cloned().collect()
}

/// SHA-256 over law, net, versions, drawn lengths, certificate and choices.
fn hash(law: &Law, net: &Net, answers: &BTreeMap<String, Answer>, rulebook: &Rulebook) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(law.hash());
    digest.update(net.hash);
    for (slot, answer) in answers {
        digest.update(format!("{slot}\0{}\0", answer.version));
        digest.update(answer.hash);
    }
    for rule in rulebook.terms.iter().flatten() {
        digest.update(format!("{}\0{}\0", rule.slot, rule.spec.length));
    }
    if let Some(certificate) = rulebook.certificate {
        digest.update("certificate\0");
        digest.update(certificate);
    }
    for (slot, word) in &rulebook.choices {
        digest.update(format!("choice\0{slot}\0{word}\0"));
    }
    digest.finalize().into()
}

/// The calendar `name` as the law has it: every year from [`FIRST_YEAR`] to
/// [`LAST_YEAR`], asked on its last day, with what is known on the question's day.
///
/// # Errors
/// A year without a rule, rows that cannot be read, an unknown zone.
pub fn calendar(law: &Law, name: &str, question: &Question) -> Result<Calendar, BindError> {
    let fail = |why: String| BindError::Calendar { name: name.to_string(), why };
    let mut years = Vec::new();
    let mut zone = None;
    for year in FIRST_YEAR..=LAST_YEAR {
        let last = Date::from_ymd(year, 12, 31).expect("every year has this day");
        let asked = Question { filed: last, started: Some(last), decided: last, class: None, ..question.clone() };
        let slot = format!("calendar.{name}.{year}");
        let answer = law.resolve(&slot, &asked);
        let Some(rule) = answer.answer().map(|a: &Answer| -> RuleNumber { a.rule }).map(|r| &law.rules[r]) else { continue };
        let Kind::Calendar(calendar) = &rule.kind else { return Err(fail(format!("{} is not a calendar", rule.version()))) };
        let rows = crate::time::YearRows { projected: rule.grade == law::Grade::Assumed, ..calendar.rows.clone() };
        years.push(rows.read().map_err(|e| fail(e.to_string()))?);
        zone = zone.or(calendar.zone.clone());
    }
    let zone = zone.ok_or_else(|| fail("no year has a rule; write `calendar.NAME.YEAR`".into()))?;
    let zone = Zone::named(&zone).map_err(|e| fail(e.to_string()))?;
    Calendar::build(name, zone, &years).map_err(|e| fail(e.to_string()))
}

/// Why the law alone does not decide.
fn in_words(why: &law::Undetermined, law: &Law) -> String {
    let version = |rule: &RuleNumber| law.rules[*rule].version();
    match why {
        law::Undetermined::Tie { rules } => {
            format!("AL-1302: nothing sets {} apart", rules.iter().map(version).collect::<Vec<_>>().join(" and "))
        }
        law::Undetermined::Choice { old, new, .. } => format!("the holder chooses between {} and {}", version(old), version(new)),
        law::Undetermined::Incomparable { old, new, human, .. } => {
            format!("a named human of `{human}` compares {} and {}", version(old), version(new))
        }
        law::Undetermined::Certificate(fault) => fault.to_string(),
        law::Undetermined::Uses { rule, slot } => format!("{} reads `{slot}`, which has no answer", version(rule)),
    }
}
