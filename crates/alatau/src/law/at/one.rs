//! One act, provision or slot as it stands on a day.

use super::{At, answer_lines, class_of};
use crate::cli::{print, print_json, say, say_with, sentences, unknown};
use crate::failure::Failure;
use crate::law::page::wrap;
use crate::law::values::{said_json, slot_label, whom};
use alatau_core::law::survey::{Moment, Said, Standing, standing};
use alatau_core::law::wording::{Wording, Wordings};
use alatau_core::law::{Law, Provision, Rule, RuleNumber};
use alatau_core::text::{Arg, Lang};
use alatau_core::time::Date;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Shows it; what is not in force on the day is the answer "no", with the days on which it was.
pub fn run(at: &At<'_>, what: &str, place: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let law = at.law;
    if law.vocabulary.slots.contains_key(what) {
        return slot(at, what, place, as_json);
    }
    let provisions: Vec<&Provision> = match law.provisions.get(what) {
        Some(provision) => vec![provision],
        None if law.acts.contains_key(what) => law.provisions_of(what),
        None => {
            let known = law.acts.keys().chain(law.provisions.keys()).chain(law.vocabulary.slots.keys());
            return Err(unknown(at.lang, "law-unknown-what", what, known));
        }
    };
    let found: Vec<Stood<'_>> = provisions.into_iter().map(|provision| Stood::of(at, provision)).collect();
    if as_json {
        let provisions: Vec<Value> = found.iter().map(|stood| stood.written(at)).collect();
        let written = json!({ "command": at.command, "on": at.moment.valid, "known": at.moment.known, "provisions": provisions });
        print_json(&written)?;
    } else {
        let shown: Vec<String> = found.iter().map(|stood| stood.shown(at).join("\n") + "\n").collect();
        print(&shown.join("\n"))?;
    }
    match found.iter().any(|stood| stood.in_force) {
        true => Ok(()),
        false => Err(Failure::No(String::new())),
    }
}

/// A provision on the day.
pub struct Stood<'l> {
    provision: &'l Provision,
    wording: Option<Wording>,
    /// Its rules that govern on the day.
    rules: Vec<RuleNumber>,
    /// Readings of open questions that its rules need, if none of them governs.
    needs: BTreeSet<String>,
    /// Whether it says something on the day.
    pub in_force: bool,
}

impl<'l> Stood<'l> {
    /// How a provision stands.
    pub fn of(at: &At<'l>, provision: &'l Provision) -> Stood<'l> {
        let wording = at.wordings.of(&provision.id);
        let all = at.wordings.rules_of(&provision.id);
        let rules: Vec<RuleNumber> = all.iter().copied().filter(|number| at.in_force.contains(number)).collect();
        let stands = wording.as_ref().is_some_and(|wording| wording.is_in_force(at.moment.valid));
        let in_force = stands && (all.is_empty() || !rules.is_empty());
        let whens = all.iter().filter(|_| stands && !in_force).flat_map(|number| &at.law.rules[*number].when);
        let needs = whens.map(|(name, value)| format!("{name}={value}")).collect();
        Stood { provision, wording, rules, needs, in_force }
    }

    /// In a list of many.
    pub fn line(&self) -> Value {
        let (from, until) = self.wording.as_ref().map_or((None, None), |wording| (Some(wording.from), wording.until));
        let (label, set_by) = self.wording.as_ref().map_or(("", ""), |wording| (&wording.label, &wording.set_by));
        json!({ "id": self.provision.id, "label": label, "from": from, "until": until, "set_by": set_by })
    }

    fn written(&self, at: &At<'_>) -> Value {
        let rules: Vec<Value> = self.rules.iter().map(|number| said_json(at.law, Said::Rule(*number), None, at.lang)).collect();
        json!({ "id": self.provision.id, "in_force": self.in_force, "wording": self.wording, "rules": rules })
    }

    fn shown(&self, at: &At<'_>) -> Vec<String> {
        let (heading, text) = self.words(at.lang);
        let mut lines = wrap(&format!("{heading} ({})", self.provision.id), "", "  ");
        lines.extend(wrap(&self.days(at), "  ", "  "));
        if !self.in_force {
            return lines;
        }
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            lines.push(String::new());
            lines.extend(wrap(paragraph, "  ", "  "));
        }
        for number in &self.rules {
            let rule: &Rule = &at.law.rules[*number];
            lines.push(String::new());
            lines.extend(wrap(&format!("{} ({})", slot_label(at.law, &rule.slot, at.lang), rule.slot), "  ", "    "));
            lines.extend(answer_lines(at, Said::Rule(*number), Some(rule.grade), None, "    ", None));
        }
        lines
    }

    fn words(&self, lang: Lang) -> (String, String) {
        words(self.provision, self.wording.as_ref(), lang)
    }

    /// The days of what is not known yet; what was annulled has none.
    fn unknown_days(&self, at: &At<'_>) -> String {
        let everything = Moment { valid: Date::MAX, known: Date::MAX };
        let Some(later) = Wordings::at(at.law, everything, &at.switches).of(&self.provision.id) else {
            return say(at.lang, "law-at-never", &[]);
        };
        let known = at.law.acts.get(&later.set_by).map_or(later.from, |act| act.known);
        sentences(&[
            say_with(at.lang, "law-at-not-in-force", &[("day", Arg::Date(at.moment.valid))]),
            say_with(at.lang, "law-at-known-from", &[("day", Arg::Date(known))]),
            interval(&later, at.lang),
        ])
    }

    /// The days on which it is in force.
    fn days(&self, at: &At<'_>) -> String {
        let Some(wording) = &self.wording else { return self.unknown_days(at) };
        let mut said = Vec::new();
        if !self.in_force {
            said.push(say_with(at.lang, "law-at-not-in-force", &[("day", Arg::Date(at.moment.valid))]));
        }
        said.push(interval(wording, at.lang));
        if !self.needs.is_empty() {
            let needs = self.needs.iter().cloned().collect::<Vec<_>>().join(", ");
            return sentences(&[said.remove(0), say(at.lang, "law-at-needs", &[("needs", &needs)])]);
        }
        if let Some(act) = &wording.ended_by {
            let successor = wording.successor.as_deref().unwrap_or_default();
            let key = if successor.is_empty() { "law-at-repealed" } else { "law-at-successor" };
            said.push(say(at.lang, key, &[("act", act), ("successor", successor)]));
        }
        sentences(&said)
    }
}

/// Heading and text in the language; what an amendment set stands in the language of the amendment.
pub fn words(stated: &Provision, wording: Option<&Wording>, lang: Lang) -> (String, String) {
    let translation = stated.translations.get(lang.code());
    match (wording, translation) {
        (Some(wording), Some(translation)) if wording.text == stated.text && wording.label == stated.label => {
            (translation.heading.clone(), translation.text.clone())
        }
        (Some(wording), _) => (format!("{} {}", wording.label, wording.heading).trim().to_string(), wording.text.clone()),
        (None, _) => (translation.map_or(&stated.heading, |translation| &translation.heading).clone(), String::new()),
    }
}

/// First and last day in force.
fn interval(wording: &Wording, lang: Lang) -> String {
    match wording.until {
        None => say_with(lang, "law-at-from", &[("from", Arg::Date(wording.from))]),
        Some(until) => say_with(lang, "law-at-from-until", &[("from", Arg::Date(wording.from)), ("last", Arg::Date(until.plus(-1)))]),
    }
}

/// One slot: who is answered what.
fn slot(at: &At<'_>, slot: &str, place: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let found: Vec<Standing> = standing(at.law, at.moment, &at.switches, place).into_iter().filter(|one| one.slot == slot).collect();
    if as_json {
        let answers: Vec<Value> = found.iter().map(|one| answer_written(at.law, one, at.lang)).collect();
        print_json(&json!({ "command": at.command, "on": at.moment.valid, "known": at.moment.known, "slot": slot, "answers": answers }))?;
    } else {
        let mut lines = wrap(&format!("{} ({slot})", slot_label(at.law, slot, at.lang)), "", "  ");
        for one in &found {
            lines.extend(answer_lines(at, one.said, one.grade, class_of(&one.wheres), "  ", Some(&whom(at.law, &one.wheres, at.lang))));
        }
        if found.is_empty() {
            lines.push(format!("  {}", say_with(at.lang, "law-at-nobody", &[("day", Arg::Date(at.moment.valid))])));
            for rule in at.law.rules.iter().filter(|rule| alatau_core::law::covers(&rule.slot, slot)) {
                let from = say_with(at.lang, "law-at-from", &[("from", Arg::Date(rule.from))]);
                lines.extend(wrap(&format!("{} – {from}", rule.version()), "  ", "    "));
            }
        }
        print(&(lines.join("\n") + "\n"))?;
    }
    if found.is_empty() { Err(Failure::No(String::new())) } else { Ok(()) }
}

fn answer_written(law: &Law, one: &Standing, lang: Lang) -> Value {
    json!({ "wheres": one.wheres, "grade": one.grade, "answer": said_json(law, one.said, class_of(&one.wheres), lang) })
}
