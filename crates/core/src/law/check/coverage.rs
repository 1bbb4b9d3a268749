//! AL-1204: every slot has an answer. AL-1302: no slot has two. AL-1401: every term has its silence.
//!
//! Every slot of the vocabulary is tried around every date on which one of its
//! rules changes, per territory, status, class and value of a switch that its
//! rules name; what they do not name cannot change the answer.

use super::Findings;
use crate::law::index::What;
use crate::law::resolve::{Question, Undetermined};
use crate::law::*;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for (slot, listed) in &law.vocabulary.slots {
        let names = Named::of(law, slot);
        if names.days.is_empty() {
            if !listed.optional {
                let help = "write the rule, take the slot out of the vocabulary, or mark it `optional = true`";
                out.place("AL-1204", &listed.place, format!("no rule answers `{slot}`, anywhere and at any time"), help);
            }
            continue;
        }
        Trial { out, slot, listed, told: BTreeSet::new() }.run(&names);
    }
    calendars(out);
}

/// What the rules for a slot name.
struct Named {
    days: BTreeSet<Date>,
    territories: BTreeSet<String>,
    statuses: BTreeSet<String>,
    classes: BTreeSet<String>,
    switches: BTreeSet<String>,
}

impl Named {
    fn of(law: &Law, slot: &str) -> Named {
        let roots = law.territories.iter().filter(|(_, territory)| territory.within.is_empty()).map(|(id, _)| id.clone());
        let mut named = Named {
            days: BTreeSet::new(),
            territories: roots.collect(),
            statuses: BTreeSet::new(),
            classes: BTreeSet::new(),
            switches: BTreeSet::new(),
        };
        for chain in law.index.candidates(slot).map(|chain| &law.index.chains[chain]) {
            named.days.extend(&chain.dates);
            for link in &chain.links {
                match link.what {
                    What::Block(rule) => named.add(law, &law.rules[rule]),
                    What::Ended(change) => named.switches.extend(law.amendments[change].when.keys().cloned()),
                }
            }
        }
        if !named.days.is_empty() {
            for rule in law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Competence(_))) {
                named.switches.extend(rule.when.keys().cloned());
                named.days.extend([Some(rule.from), rule.until].into_iter().flatten());
            }
        }
        named.days.retain(|day| *day > Date::MIN);
        named.unnamed_class(law);
        named
    }

    fn add(&mut self, law: &Law, rule: &Rule) {
        for scope in [&rule.scope, &rule.except] {
            self.territories.extend(scope.territory.iter().cloned());
            self.statuses.extend(scope.person.iter().cloned());
            let is_set = scope.class.iter().any(|class| class.starts_with('@'));
            self.classes.extend(scope.class.iter().filter(|class| !class.starts_with('@')).cloned());
            if is_set {
                self.classes.extend(law.vocabulary.classes.keys().cloned());
            }
        }
        if let Kind::Parameter(Parameter { value: ParameterValue::PerClass(rows), .. }) = &rule.kind {
            self.classes.extend(rows.keys().cloned());
        }
        self.switches.extend(rule.when.keys().cloned());
    }

    /// One class that no rule names stands for all such classes.
    fn unnamed_class(&mut self, law: &Law) {
        let unnamed = law.vocabulary.classes.keys().find(|class| !self.classes.contains(*class)).cloned();
        self.classes.extend(unnamed);
    }

    /// The default reading, and each other value of each named switch alone.
    fn readings(&self, law: &Law) -> Vec<BTreeMap<String, String>> {
        let mut readings = vec![BTreeMap::new()];
        for name in &self.switches {
            let Some(switch) = law.switches.get(name) else { continue };
            let others = switch.values.iter().filter(|value| **value != switch.default);
            readings.extend(others.map(|value| BTreeMap::from([(name.clone(), value.clone())])));
        }
        readings
    }
}

struct Trial<'f, 'l> {
    out: &'f mut Findings<'l>,
    slot: &'f str,
    listed: &'f Slot,
    told: BTreeSet<(&'static str, Date, String)>,
}

impl Trial<'_, '_> {
    fn run(&mut self, names: &Named) {
        let law = self.out.law;
        let mut days: BTreeSet<Date> = names.days.clone();
        days.extend(names.days.iter().map(|day| day.plus(-1)));
        let persons: Vec<BTreeSet<String>> =
            [BTreeSet::new()].into_iter().chain(names.statuses.iter().map(|status| BTreeSet::from([status.clone()]))).collect();
        let classes: Vec<Option<String>> = match names.classes.is_empty() {
            true => vec![None],
            false => names.classes.iter().cloned().map(Some).collect(),
        };
        let mut answered = false;
        for reading in names.readings(law) {
            for place in names.territories.iter().filter(|place| law.territories.contains_key(*place)) {
                for person in &persons {
                    for class in &classes {
                        let question = |day: Date| Question {
                            person: person.clone(),
                            class: class.clone(),
                            switches: reading.clone(),
                            known: Date::MAX,
                            ..Question::on(place, day)
                        };
                        answered |= self.over_days(days.iter().map(|day| question(*day)));
                    }
                }
            }
        }
        if !answered && !self.listed.optional {
            let message = format!("the rules for `{}` answer nowhere: none of them ever prevails", self.slot);
            self.out.place("AL-1204", &self.listed.place, message, "see `alatau law trace` for why each of them falls");
        }
    }

    /// One place, person, class and reading over all days; whether there was an answer on one of them.
    fn over_days(&mut self, questions: impl Iterator<Item = Question>) -> bool {
        let law = self.out.law;
        let mut last: Option<RuleNumber> = None;
        let mut answered = false;
        for question in questions {
            match law.ask(&question).outcome(self.slot) {
                Ok(Some(rule)) => {
                    last = Some(rule);
                    answered = true;
                    self.silence(rule, &question);
                }
                Ok(None) => {
                    if let Some(rule) = last.take().filter(|_| !self.listed.optional) {
                        self.hole(rule, &question);
                    }
                }
                Err(Undetermined::Tie { rules }) => self.tie(&rules, &question),
                Err(_) => answered = true,
            }
        }
        answered
    }

    fn is_new(&mut self, code: &'static str, day: Date, what: String) -> bool {
        self.told.insert((code, day, what))
    }

    fn hole(&mut self, last: RuleNumber, question: &Question) {
        let law = self.out.law;
        if self.is_new("AL-1204", question.filed, law.rules[last].id.clone()) {
            let message = format!("from {} nobody answers `{}` {}", question.filed, self.slot, circumstances(question));
            let help = format!("`{}` answered until then: give it a successor, or a later `until`", law.rules[last].version());
            self.out.rule("AL-1204", &law.rules[last], "until", message, help);
        }
    }

    fn tie(&mut self, rules: &[RuleNumber], question: &Question) {
        let law = self.out.law;
        let versions: Vec<String> = rules.iter().map(|rule| format!("`{}`", law.rules[*rule].version())).collect();
        if self.is_new("AL-1302", Date::MIN, versions.join(" ")) {
            let message =
                format!("on {} two rules answer `{}` {}: {}", question.filed, self.slot, circumstances(question), versions.join(" and "));
            let help = "make one narrower, let one derogate from the other, or end one";
            if let Some(rule) = rules.last() {
                self.out.rule("AL-1302", &law.rules[*rule], "rule", message, help);
            }
        }
    }

    /// AL-1401: the silence of the same name, or of the term's own slot.
    fn silence(&mut self, rule: RuleNumber, question: &Question) {
        let law = self.out.law;
        let Some(name) = self.slot.strip_prefix("term.").filter(|_| self.listed.without_silence.is_none()) else { return };
        let silence = format!("silence.{name}");
        let asked = law.ask(question);
        if matches!(asked.outcome(&silence), Ok(None)) && self.is_new("AL-1401", Date::MIN, law.rules[rule].id.clone()) {
            let message = format!(
                "nobody says what silence means when `{}` has passed {}, on {}",
                self.slot,
                circumstances(question),
                question.filed
            );
            let help = format!("add a rule `{silence}`, or `without-silence = \"why\"` to the slot in the vocabulary");
            self.out.rule("AL-1401", &law.rules[rule], "rule", message, help);
        }
    }
}

/// `in alatau, for class-1, if council-acts = adopted`.
fn circumstances(question: &Question) -> String {
    let mut text = format!("in {}", question.places.iter().cloned().collect::<Vec<_>>().join(" and "));
    for word in question.person.iter().chain(&question.class) {
        text.push_str(&format!(", for {word}"));
    }
    for (name, value) in &question.switches {
        text.push_str(&format!(", if {name} = {value}"));
    }
    text
}

/// Years of a calendar follow each other.
fn calendars(out: &mut Findings<'_>) {
    let law = out.law;
    let mut years: BTreeMap<&str, BTreeMap<i32, &Rule>> = BTreeMap::new();
    for rule in &law.rules {
        let parts: Vec<&str> = rule.slot.split('.').collect();
        if let (["calendar", name, year], Kind::Calendar(_)) = (parts.as_slice(), &rule.kind)
            && let Ok(year) = year.parse::<i32>()
        {
            years.entry(name).or_default().insert(year, rule);
        }
    }
    for (name, years) in years {
        for (year, rule) in &years {
            let is_last = years.keys().next_back() == Some(year);
            if !is_last && !years.contains_key(&(year + 1)) {
                let message = format!("the calendar `{name}` has no year {}", year + 1);
                out.rule("AL-1204", rule, "rule", message, format!("add a block `calendar.{name}.{}`", year + 1));
            }
        }
    }
}
