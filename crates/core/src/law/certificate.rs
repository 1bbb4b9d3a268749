//! Stability certificates: which versions of the law are kept for a holder.
//!
//! A certificate is a record that anybody can check against the law without
//! asking the city: it names each kept version by its hash. [`Law::issue`]
//! makes one, [`Law::verify`] checks it, step 8 of the resolution applies it
//! (`resolve/transition.rs`).
//!
//! Its own hash is SHA-256 of `alatau certificate 1`, a line feed, and the
//! record as JSON without white space, keys in the order of the fields below.
//!
//! ```
//! # use alatau_core::law::Certificate;
//! let text = r#"{"id":"c1","holder":"A","issuer":"council","guarantee":"act#stable/guarantee.investor",
//!   "issued":"2026-07-01","as-of":"2026-07-01","until":"2036-07-01","selects":"frozen","covers":[],"floating":[]}"#;
//! let certificate = Certificate::read("c1.json", text).unwrap();
//! assert_eq!(certificate.until.to_string(), "2036-07-01");
//! ```

use super::hash::hex;
use super::index::covers;
use super::resolve::{NotAQuestion, Question, uses_of};
use super::{Amendment, Guarantee, Kind, Law, Operation, Rule, RuleNumber, Selects, Unit};
use crate::source::Diagnostic;
use crate::time::{Date, Rounding, count};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What a body promises to one holder: these versions, until that day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Certificate {
    /// Its number in the issuer's register.
    pub id: String,
    /// Whom it is for.
    pub holder: String,
    /// The body that issued it.
    pub issuer: String,
    /// The rule it stands on, `act#key/slot`.
    pub guarantee: String,
    /// The day of issue; what was known then is what it keeps.
    pub issued: Date,
    /// The day whose law it keeps.
    pub as_of: Date,
    /// First day on which it no longer holds.
    pub until: Date,
    /// Which version of a covered slot is taken.
    pub selects: Selects,
    /// The versions it keeps, by slot.
    pub covers: Vec<Covered>,
    /// Slots that move on all the same, with all narrower ones.
    pub floating: Vec<String>,
}

/// One version that a certificate keeps. A slot has several if its answer hangs on the class of the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Covered {
    /// The question.
    pub slot: String,
    /// The rule that answered it, `act#key/slot@from`.
    pub version: String,
    /// SHA-256 of that rule's content; hexadecimal in JSON.
    #[serde(serialize_with = "write_hash", deserialize_with = "read_hash")]
    pub hash: [u8; 32],
    /// The area in which the slot lies.
    pub area: String,
}

fn write_hash<S: Serializer>(hash: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(hash))
}

fn read_hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let text = String::deserialize(deserializer)?;
    let mut hash = [0; 32];
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_hash {
        return Err(serde::de::Error::custom("a hash is 64 digits 0-9 and a-f"));
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = digits.ok_or_else(|| serde::de::Error::custom("a hash is 64 digits 0-9 and a-f"))?;
    }
    Ok(hash)
}

/// Why a certificate cannot be issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIssued {
    /// No rule has this name.
    #[error("there is no guarantee `{name}`; known are: {}", known.join(", "))]
    NoGuarantee {
        /// The name that was asked for.
        name: String,
        /// The guarantees that the law has.
        known: Vec<String>,
    },
    /// The guarantee does not answer for this person here on that day.
    #[error("`{guarantee}` does not hold here on {day}: {why}")]
    NotInForce {
        /// The rule.
        guarantee: String,
        /// The day asked about.
        day: Date,
        /// Why not.
        why: String,
    },
    /// No rule in its areas answers here.
    #[error("no rule in the areas of `{guarantee}` answers here: there is nothing to keep")]
    Nothing {
        /// The rule.
        guarantee: String,
    },
    /// Its length is no number of days, months or years from the day of issue.
    #[error("`{guarantee}` does not say until when: its length must be in calendar-days, months or years")]
    NoEnd {
        /// The rule.
        guarantee: String,
    },
    /// A word of the question is none of the law's.
    #[error(transparent)]
    NotAQuestion(#[from] NotAQuestion),
}

/// What is wrong with a certificate (AL-1601).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum CertificateFault {
    /// The law has no such guarantee, or it was not in force when this was issued.
    #[error("AL-1601: no guarantee `{guarantee}` was in force and known on {issued}")]
    NoGuarantee {
        /// The rule named.
        guarantee: String,
        /// Day of issue.
        issued: Date,
    },
    /// Another body issues certificates under this guarantee.
    #[error("AL-1601: the issuer is `{found}`, but only `{expected}` issues under this guarantee")]
    Issuer {
        /// In the certificate.
        found: String,
        /// In the guarantee.
        expected: String,
    },
    /// It runs for another time than the guarantee allows.
    #[error("AL-1601: it ends on {found}; the length of the guarantee ends it on {expected}")]
    Length {
        /// In the certificate.
        found: Date,
        /// By the guarantee.
        expected: Date,
    },
    /// It keeps the law of a day that had not come when it was issued.
    #[error("AL-1601: it keeps the law of {as_of}, which is later than its issue on {issued}")]
    AsOf {
        /// The day whose law it keeps.
        as_of: Date,
        /// Day of issue.
        issued: Date,
    },
    /// It takes versions otherwise than the guarantee says.
    #[error("AL-1601: it selects or floats otherwise than the guarantee says")]
    Terms,
    /// A version is none of the law's, or does not answer the slot.
    #[error("AL-1601: `{version}` is no version of a rule for `{slot}`")]
    Version {
        /// Slot.
        slot: String,
        /// Version named.
        version: String,
    },
    /// The content of a version is another than the one that was certified.
    #[error("AL-1601: `{version}` has the hash {found}, certified was {expected}")]
    Hash {
        /// Slot.
        slot: String,
        /// Version.
        version: String,
        /// Of the law as it is here.
        found: String,
        /// Of the certificate.
        expected: String,
    },
    /// The slot lies in another area, or in one that cannot be kept.
    #[error("AL-1601: `{slot}` lies in `{area}`, which {}", if *excepted { "the guarantee leaves out" } else { "the certificate or the guarantee does not name" })]
    Area {
        /// Slot.
        slot: String,
        /// The area it lies in.
        area: String,
        /// Whether the guarantee says that this area cannot be kept.
        excepted: bool,
    },
    /// The guarantee was annulled: the record is sound and the promise is broken.
    #[error("AL-1601: the guarantee was annulled by `{by}`, known since {known}")]
    Annulled {
        /// The act that annulled it.
        by: String,
        /// Since when it is known.
        known: Date,
    },
}

impl CertificateFault {
    /// Whether the record itself is sound, and only the promise broken.
    pub fn leaves_the_record_sound(&self) -> bool {
        matches!(self, CertificateFault::Annulled { .. })
    }
}

impl Certificate {
    /// Reads a certificate from JSON.
    ///
    /// # Errors
    /// AL-1601 at the line and column at which the text is none.
    pub fn read(file: &str, text: &str) -> Result<Certificate, Vec<Diagnostic>> {
        let help = "use the file as `alatau law certificate issue` wrote it";
        serde_json::from_str(text).map_err(|error| vec![Diagnostic::json("AL-1601", file, text, &error, "this is no certificate", help)])
    }

    /// SHA-256 of the record.
    pub fn hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(b"alatau certificate 1\n");
        digest.update(serde_json::to_string(self).expect("texts, days and hashes become JSON").as_bytes());
        digest.finalize().into()
    }
}

impl Law {
    /// Makes a certificate of the law on the day of filing for the place, person and class of the question: the
    /// versions that answer the slots in the areas of the guarantee, and what they use. Without a class, for every class.
    ///
    /// Informative rules are left out: there is nothing in them that a ruling could use.
    ///
    /// `guarantee` is a rule or its slot. It is issued on the day of decision, with the knowledge of that day.
    ///
    /// # Errors
    /// [`NotIssued`].
    pub fn issue(&self, guarantee: &str, question: &Question, holder: &str, id: &str) -> Result<Certificate, NotIssued> {
        self.understands(question)?;
        let (rule, terms) = self.guarantee_for(guarantee, question)?;
        let until = end(question.decided, terms).ok_or_else(|| NotIssued::NoEnd { guarantee: rule.id.clone() })?;
        let mut kept = BTreeSet::new();
        let classes = match &question.class {
            Some(class) => vec![Some(class.clone())],
            None => std::iter::once(None).chain(self.vocabulary.classes.keys().cloned().map(Some)).collect(),
        };
        for class in classes {
            let then = Question { class, ..past(question, question.filed, question.decided) };
            let asked = self.ask(&then).with_law_as_it_stood();
            for (slot, listed) in &self.vocabulary.slots {
                if may_be_kept(slot) && within(&terms.areas, &listed.area) {
                    self.keep(&asked, slot, terms, &mut kept);
                }
            }
        }
        if kept.is_empty() {
            return Err(NotIssued::Nothing { guarantee: rule.id.clone() });
        }
        Ok(Certificate {
            id: id.to_string(),
            holder: holder.to_string(),
            issuer: terms.by.clone(),
            guarantee: rule.id.clone(),
            issued: question.decided,
            as_of: question.filed,
            until,
            selects: terms.selects,
            covers: kept.into_iter().collect(),
            floating: terms.floating.clone(),
        })
    }

    fn guarantee_for(&self, name: &str, question: &Question) -> Result<(&Rule, &Guarantee), NotIssued> {
        let named: Vec<&Rule> =
            self.rules.iter().filter(|rule| matches!(rule.kind, Kind::Guarantee(_)) && (rule.id == name || rule.slot == name)).collect();
        let Some(first) = named.first() else {
            let known: BTreeSet<String> =
                self.rules.iter().filter(|rule| matches!(rule.kind, Kind::Guarantee(_))).map(|rule| rule.id.clone()).collect();
            return Err(NotIssued::NoGuarantee { name: name.to_string(), known: known.into_iter().collect() });
        };
        let (day, then) = (question.decided, past(question, question.decided, question.decided));
        let not = |why: String| NotIssued::NotInForce { guarantee: first.id.clone(), day, why };
        let resolution = self.resolve(&first.slot, &then);
        let Some(answer) = resolution.answer() else {
            let lines: Vec<String> = resolution.trace().iter().map(|line| self.trace_text(line)).collect();
            return Err(not(lines.join("; ")));
        };
        let rule = &self.rules[answer.rule];
        match &rule.kind {
            Kind::Guarantee(guarantee) if named.iter().any(|other| other.id == rule.id) => Ok((rule, guarantee)),
            _ => Err(not(format!("{} answers", rule.version()))),
        }
    }

    /// Adds the version that answers `slot`, and what it uses.
    fn keep(&self, asked: &super::Asked<'_>, slot: &str, terms: &Guarantee, kept: &mut BTreeSet<Covered>) {
        let area = self.area(slot);
        if within(&terms.except_areas, area) || terms.floating.iter().any(|floats| covers(floats, slot)) {
            return;
        }
        let Ok(Some(number)) = asked.outcome(slot) else { return };
        let rule = &self.rules[number];
        if matches!(rule.kind, Kind::Informative { .. }) {
            return;
        }
        let covered = Covered { slot: slot.to_string(), version: rule.version(), hash: rule.hash, area: area.to_string() };
        if kept.insert(covered) {
            for (_, used) in uses_of(rule) {
                self.keep(asked, &used.slot, terms, kept);
            }
        }
    }

    /// Checks a certificate with what is known on a day; nothing found is well.
    pub fn verify(&self, certificate: &Certificate, known: Date) -> Vec<CertificateFault> {
        let mut faults = Vec::new();
        let guarantee = self.guarantee_of(certificate);
        match guarantee {
            Some((_, terms)) => self.verify_head(certificate, terms, &mut faults),
            None => {
                faults.push(CertificateFault::NoGuarantee { guarantee: certificate.guarantee.clone(), issued: certificate.issued });
            }
        }
        for covered in &certificate.covers {
            faults.extend(self.version_fault(covered));
            if let Some((_, terms)) = guarantee {
                faults.extend(self.area_fault(certificate, covered, terms));
            }
        }
        let question = Question { known, ..Question::on("", certificate.as_of) };
        let asked = self.ask(&question);
        let reads = |change: &&Amendment| change.when.iter().all(|(name, value)| asked.switch(name) == Some(value));
        if let Some(change) = self.annulments(certificate, known).find(reads) {
            faults.push(CertificateFault::Annulled { by: change.act.clone(), known: change.known });
        }
        faults
    }

    fn verify_head(&self, certificate: &Certificate, terms: &Guarantee, faults: &mut Vec<CertificateFault>) {
        if certificate.issuer != terms.by {
            faults.push(CertificateFault::Issuer { found: certificate.issuer.clone(), expected: terms.by.clone() });
        }
        if certificate.as_of > certificate.issued {
            faults.push(CertificateFault::AsOf { as_of: certificate.as_of, issued: certificate.issued });
        }
        if certificate.selects != terms.selects || certificate.floating != terms.floating {
            faults.push(CertificateFault::Terms);
        }
        match end(certificate.issued, terms) {
            Some(expected) if expected != certificate.until => {
                faults.push(CertificateFault::Length { found: certificate.until, expected });
            }
            _ => {}
        }
    }

    /// What is wrong with a kept version: it is none, or its content has changed.
    pub(crate) fn version_fault(&self, covered: &Covered) -> Option<CertificateFault> {
        if self.versions(covered).any(|rule| rule.hash == covered.hash) {
            return None;
        }
        let (slot, version) = (covered.slot.clone(), covered.version.clone());
        Some(match self.versions(covered).next() {
            Some(rule) => CertificateFault::Hash { slot, version, found: hex(&rule.hash), expected: hex(&covered.hash) },
            None => CertificateFault::Version { slot, version },
        })
    }

    fn area_fault(&self, certificate: &Certificate, covered: &Covered, terms: &Guarantee) -> Option<CertificateFault> {
        let area = self.area(&covered.slot);
        let used = |slot: &str| {
            certificate.covers.iter().flat_map(|other| self.versions(other)).any(|rule| uses_of(rule).any(|(_, used)| used.slot == slot))
        };
        let excepted = within(&terms.except_areas, area);
        let is_named = area == covered.area && (within(&terms.areas, area) || used(&covered.slot));
        (excepted || !is_named).then(|| CertificateFault::Area { slot: covered.slot.clone(), area: area.to_string(), excepted })
    }

    /// The version of the guarantee that was in force and known when the certificate was issued. If readings differ, the
    /// one that the certificate fits.
    pub(crate) fn guarantee_of<'l>(&'l self, certificate: &Certificate) -> Option<(RuleNumber, &'l Guarantee)> {
        let slot = certificate.guarantee.split_once('/')?.1;
        let first = self.rules.partition_point(|rule| rule.slot.as_str() < slot);
        let (day, ends) = (certificate.issued, |change: &Amendment, rule: &Rule| is_end(change, rule, certificate.issued));
        let in_force = self.rules_for(slot).zip(first..).filter(|(rule, _)| {
            rule.id == certificate.guarantee
                && rule.known <= day
                && rule.from <= day
                && rule.until.is_none_or(|until| day < until)
                && !self.amendments.iter().any(|change| ends(change, rule))
        });
        let in_force: Vec<(&Rule, RuleNumber)> = in_force.collect();
        let newest = |(rule, _): &&(&Rule, RuleNumber)| {
            !in_force.iter().any(|(other, _)| other.when == rule.when && (other.from, other.known) > (rule.from, rule.known))
        };
        let terms = in_force.iter().filter(newest).filter_map(|&(rule, number)| match &rule.kind {
            Kind::Guarantee(terms) => Some((rule, number, terms)),
            _ => None,
        });
        let fits = |terms: &Guarantee| {
            let mut faults = Vec::new();
            self.verify_head(certificate, terms, &mut faults);
            faults.is_empty()
        };
        terms.max_by_key(|(rule, _, terms)| (fits(terms), rule.from, rule.known)).map(|(_, number, terms)| (number, terms))
    }

    /// Annulments that undo the guarantee on the certificate's day, as far as they are known.
    pub(crate) fn annulments<'l>(&'l self, certificate: &'l Certificate, known: Date) -> impl Iterator<Item = &'l Amendment> {
        self.amendments.iter().filter(move |change| {
            let is_target =
                certificate.guarantee.strip_prefix(change.target.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            change.operation == Operation::Annul && is_target && change.known <= known && change.from <= certificate.issued
        })
    }

    /// The blocks of a kept version; several if it reads otherwise under another switch.
    fn versions<'l>(&'l self, covered: &'l Covered) -> impl Iterator<Item = &'l Rule> {
        let id = covered.version.split('@').next().unwrap_or_default();
        let slot = id.split_once('/').map_or("", |(_, slot)| slot);
        let answers = move |rule: &&Rule| rule.id == id && rule.version() == covered.version && covers(&rule.slot, &covered.slot);
        self.rules_for(slot).filter(answers)
    }

    /// The blocks that answer exactly `slot`.
    fn rules_for<'l>(&'l self, slot: &str) -> impl Iterator<Item = &'l Rule> {
        let first = self.rules.partition_point(|rule| rule.slot.as_str() < slot);
        self.rules[first..].iter().take_while(move |rule| rule.slot == slot)
    }

    /// The area of a slot, or of the nearest broader slot that is listed.
    pub(crate) fn area(&self, slot: &str) -> &str {
        let broader = std::iter::successors(Some(slot), |slot| slot.rsplit_once('.').map(|(broader, _)| broader));
        broader.into_iter().find_map(|slot| self.vocabulary.slots.get(slot)).map_or("", |listed| &listed.area)
    }
}

/// The case on one day, with the knowledge of one.
pub(crate) fn past(question: &Question, day: Date, known: Date) -> Question {
    Question { filed: day, started: None, decided: day, known, certificate: None, ..question.clone() }
}

/// Rules about rules are never kept: step 8 asks them.
pub(crate) fn may_be_kept(slot: &str) -> bool {
    !["transition.", "guarantee.", "competence."].iter().any(|kind| slot.starts_with(kind))
}

/// Whether one of `areas` covers `area`.
pub(crate) fn within(areas: &[String], area: &str) -> bool {
    areas.iter().any(|wide| covers(wide, area))
}

/// Whether an amendment had ended the rule by `day`, and that was known.
fn is_end(change: &Amendment, rule: &Rule, day: Date) -> bool {
    let is_target = rule.id.strip_prefix(change.target.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let ends = match change.operation {
        Operation::Repeal | Operation::Annul => true,
        Operation::Replace => !change.restated.contains(&rule.slot),
        Operation::Insert | Operation::Renumber => false,
    };
    let is_after = change.operation == Operation::Annul || (change.from, change.known) > (rule.from, rule.known);
    is_target && ends && is_after && change.known <= day && change.from <= day
}

/// The first day after the length of a guarantee that begins on `issued`.
fn end(issued: Date, terms: &Guarantee) -> Option<Date> {
    match terms.unit {
        Unit::Years => count::add_months(issued, terms.length.checked_mul(12)?, Rounding::Down),
        Unit::Months => count::add_months(issued, terms.length, Rounding::Down),
        Unit::CalendarDays => issued.0.checked_add_unsigned(terms.length).map(Date),
        Unit::WorkingDays | Unit::Hours => None,
    }
}
