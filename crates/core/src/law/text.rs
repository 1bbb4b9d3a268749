//! The words of a provision on a day: text, heading and label after all that was
//! inserted, replaced, renumbered, repealed or annulled.

use super::index::{heading_of, headings};
use super::model::{Amendment, Law, Operation, Provision};
use crate::time::Date;

/// The words of a provision on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionText<'l> {
    /// `Art. 25`, or empty.
    pub label: &'l str,
    /// The heading without its label.
    pub heading: &'l str,
    /// The words, without the blocks.
    pub text: &'l str,
    /// The act whose words they are: the provision's own, or one that amended it.
    pub set_by: &'l str,
    /// First day of these words; nothing if they are the act's own.
    pub from: Option<Date>,
}

impl Law {
    /// The words of `provision` (`act#key`) on `day`, with the knowledge of `known`, each open question at its answer or default.
    ///
    /// Nothing if there is no such provision, if it was not yet known, or if it is repealed or annulled. Words and label
    /// follow the same order as rules: the last amendment whose day has come governs.
    pub fn text_at(&self, provision: &str, day: Date, known: Date) -> Option<ProvisionText<'_>> {
        let own = self.provisions.get(provision)?;
        let reads = |change: &&Amendment| {
            change.when.iter().all(|(name, value)| {
                let switch = self.switches.get(name);
                let answer = switch.and_then(|switch| switch.answer.as_ref()).filter(|answer| answer.known <= known);
                switch.map(|switch| answer.map_or(&switch.default, |answer| &answer.value)) == Some(value)
            })
        };
        let targets = self.amendments.iter().filter(|change| change.target == provision && change.known <= known).filter(reads);
        let headings = headings(self);
        let annulled = |change: &&Amendment| {
            let under = heading_of(&headings, &change.place);
            let mut annulments = self.amendments.iter().filter(|other| other.operation == Operation::Annul && other.known <= known);
            annulments.any(|other| Some(other.target.as_str()) == under && reads(&other))
        };
        let mut changes: Vec<&Amendment> = targets.filter(|change| !annulled(change)).collect();
        changes.sort_by_key(|change| (change.from, change.known));
        let mut words = self.original(own, known);
        for change in changes.iter().filter(|change| change.from <= day && !is_swept(change, &changes)) {
            words = apply(own, change, words);
        }
        words
    }

    /// The act's own words, once it is known; a provision that was inserted has none.
    fn original<'l>(&'l self, own: &'l Provision, known: Date) -> Option<ProvisionText<'l>> {
        let act = self.acts.get(&own.act).filter(|act| act.known <= known)?;
        let inserts = |change: &Amendment| change.operation == Operation::Insert && change.target == own.id && change.place == own.place;
        let is_inserted = self.amendments.iter().any(inserts);
        (!is_inserted).then_some(ProvisionText { label: &own.label, heading: &own.heading, text: &own.text, set_by: &act.id, from: None })
    }
}

/// Whether a later known change sweeps this one away.
fn is_swept(change: &Amendment, changes: &[&Amendment]) -> bool {
    use super::LaterVersions::Drop;
    changes.iter().any(|other| {
        let sweeps = other.operation == Operation::Annul || other.later_versions == Some(Drop);
        sweeps && other.from <= change.from && change.known < other.known
    })
}

/// What one change makes of the words. Only an insertion makes some where there are none.
fn apply<'l>(own: &'l Provision, change: &'l Amendment, words: Option<ProvisionText<'l>>) -> Option<ProvisionText<'l>> {
    let before = match change.operation {
        Operation::Repeal | Operation::Annul => return None,
        Operation::Insert => {
            words.unwrap_or(ProvisionText { label: &own.label, heading: "", text: "", set_by: &change.act, from: Some(change.from) })
        }
        Operation::Replace | Operation::Renumber => words?,
    };
    let label = change.label.as_deref().unwrap_or(before.label);
    Some(match &change.text {
        Some(text) => {
            let heading = if text.heading.is_empty() { before.heading } else { &text.heading };
            ProvisionText { label, heading, text: &text.text, set_by: &change.act, from: Some(change.from) }
        }
        None => ProvisionText { label, ..before },
    })
}
