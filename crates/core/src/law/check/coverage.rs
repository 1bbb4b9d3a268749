//! AL-1204: every slot has an answer. AL-1302: no slot has two. AL-1401: every term has its silence.
//!
//! Every slot of the vocabulary is tried on every date on which one of its rules
//! changes, per territory, status, class and value of a switch that its rules
//! name; what they do not name cannot change the answer. Circumstances that the
//! same rules fit are tried once.

use super::Findings;
use super::tables::Tables;
use super::trial::{Circumstances, Fits};
use crate::law::resolve::{Question, Undetermined};
use crate::law::*;
use crate::source::Diagnostic;
use crate::time::Date;
use crate::workers::Workers;
use std::collections::{BTreeMap, BTreeSet};

/// So many slots are tried by one worker at a time.
const AT_ONCE: usize = 64;

pub(super) fn check(law: &Law, tables: &Tables<'_>, workers: &impl Workers) -> Vec<Vec<Diagnostic>> {
    let slots: Vec<(&String, &Slot)> = law.vocabulary.slots.iter().collect();
    let pieces: Vec<&[(&String, &Slot)]> = slots.chunks(AT_ONCE).collect();
    let mut found =
        workers.map(&pieces, |slots| Findings::by(law, tables, |out| slots.iter().for_each(|(slot, listed)| try_out(out, slot, listed))));
    found.push(Findings::by(law, tables, calendars));
    found
}

/// Tries one slot, or says that nobody answers it.
fn try_out(out: &mut Findings<'_>, slot: &str, listed: &Slot) {
    if out.law.index.candidates(slot).next().is_some() {
        let silence = slot.strip_prefix("term.").filter(|_| listed.without_silence.is_none()).map(|name| format!("silence.{name}"));
        Trial { out, slot, listed, silence, told: BTreeSet::new() }.run();
    } else if !listed.optional {
        let help = "write the rule, take the slot out of the vocabulary, or mark it `optional = true`";
        out.place("AL-1204", &listed.place, format!("no rule answers `{slot}`, anywhere and at any time"), help);
    }
}

/// Who answers from which day on.
type Timeline = Vec<(Date, Option<RuleNumber>)>;

struct Trial<'f, 'l> {
    out: &'f mut Findings<'l>,
    slot: &'f str,
    listed: &'f Slot,
    /// The silence that belongs to the slot, if it is a term.
    silence: Option<String>,
    told: BTreeSet<(&'static str, String)>,
}

impl Trial<'_, '_> {
    fn run(&mut self) {
        let law = self.out.law;
        let circumstances = Circumstances::of(law, self.out.tables, self.slot, self.silence.as_deref());
        let (scopes, scope_of) = circumstances.scopes();
        let (mut lines, mut tried): (Vec<Timeline>, BTreeMap<Fits, usize>) = (Vec::new(), BTreeMap::new());
        let mut try_once = |at: [usize; 4], scope: usize| {
            let fits = circumstances.fits(at[0], &scopes[scope]);
            tried.get(&fits).copied().unwrap_or_else(|| {
                let question = circumstances.question(at);
                lines.push(self.timeline(&question, &circumstances.days(&fits, &question)));
                tried.insert(fits, lines.len() - 1);
                lines.len() - 1
            })
        };
        // The line of each reading and way in which the scopes fit, once it is known.
        let mut known: Vec<Option<usize>> = vec![None; circumstances.readings() * scopes.len()];
        let with_scope = circumstances.all().zip(scope_of.iter().cycle());
        let line_of: Vec<usize> =
            with_scope.map(|(at, &scope)| *known[at[0] * scopes.len() + scope].get_or_insert_with(|| try_once(at, scope))).collect();
        if !self.listed.optional {
            self.compare(&circumstances, &lines, &line_of);
            if !lines.iter().flatten().any(|(_, rule)| rule.is_some()) {
                let message = format!("the rules for `{}` answer nowhere: none of them ever prevails", self.slot);
                self.out.place("AL-1204", &self.listed.place, message, "see `alatau law trace` for why each of them falls");
            }
        }
    }

    /// One place, person, class and reading over all days.
    fn timeline(&mut self, question: &Question, days: &BTreeSet<Date>) -> Timeline {
        let law = self.out.law;
        let mut line: Timeline = Vec::new();
        let asked = law.ask(question);
        let places = places(law, question);
        for &day in days {
            if !exist(&places, day) {
                continue;
            }
            let asked = asked.on(day);
            let last = line.last().and_then(|(_, rule)| *rule);
            match asked.outcome(self.slot) {
                Ok(Some(rule)) => {
                    self.silence(rule, &asked, question, day);
                    line.push((day, Some(rule)));
                }
                Ok(None) => {
                    if let Some(rule) = last.filter(|_| !self.listed.optional) {
                        self.hole(rule, question, day);
                    }
                    line.push((day, None));
                }
                Err(Undetermined::Tie { rules }) => {
                    self.tie(&rules, question, day);
                    line.push((day, last.or(rules.first().copied())));
                }
                Err(_) => line.push((day, last)),
            }
        }
        line
    }

    /// Where somebody is answered, nobody goes without an answer for one circumstance more: another
    /// class, a status, a place within, another reading.
    fn compare(&mut self, circumstances: &Circumstances<'_>, lines: &[Timeline], line_of: &[usize]) {
        // Each two lines are compared once, in both directions.
        let mut compared = vec![false; lines.len() * lines.len()];
        for (at, &line) in circumstances.all().zip(line_of).filter(|_| lines.len() > 1) {
            for other in circumstances.broader(at).map(|other| line_of[other]) {
                if other == line || std::mem::replace(&mut compared[line * lines.len() + other], true) {
                    continue;
                }
                let days = lines[line].iter().chain(&lines[other]).map(|(day, _)| *day);
                let lacks = |day: Date| on(&lines[line], day).is_none().then(|| on(&lines[other], day).map(|rule| (day, rule))).flatten();
                let mut lacking = days.filter_map(lacks).peekable();
                if lacking.peek().is_none() {
                    continue;
                }
                let question = circumstances.question(at);
                let places = places(self.out.law, &question);
                if let Some((day, rule)) = lacking.filter(|(day, _)| exist(&places, *day)).min() {
                    self.left_out(rule, &question, day);
                    break;
                }
            }
        }
    }

    fn is_new(&mut self, code: &'static str, what: String) -> bool {
        self.told.insert((code, what))
    }

    fn hole(&mut self, last: RuleNumber, question: &Question, day: Date) {
        let law = self.out.law;
        if self.is_new("AL-1204", format!("{day} {}", law.rules[last].id)) {
            let message = format!("from {day} nobody answers `{}` {}", self.slot, described(question));
            let help = format!("`{}` answered until then: give it a successor, or a later `until`", law.rules[last].version());
            self.out.rule("AL-1204", &law.rules[last], "until", message, help);
        }
    }

    fn left_out(&mut self, rule: RuleNumber, question: &Question, day: Date) {
        let law = self.out.law;
        let is_told = self.told.iter().any(|(code, what)| *code == "AL-1204" && what.ends_with(&law.rules[rule].id));
        if !is_told && self.is_new("AL-1204", law.rules[rule].id.clone()) {
            let message = format!("on {day} nobody answers `{}` {}", self.slot, described(question));
            let help = format!(
                "`{}` answers others: add a rule or a row for this case, or mark the slot `optional = true`",
                law.rules[rule].version()
            );
            self.out.rule("AL-1204", &law.rules[rule], "rule", message, help);
        }
    }

    fn tie(&mut self, rules: &[RuleNumber], question: &Question, day: Date) {
        let law = self.out.law;
        let versions: Vec<String> = rules.iter().map(|rule| format!("`{}`", law.rules[*rule].version())).collect();
        if self.is_new("AL-1302", versions.join(" ")) {
            let message = format!("on {day} two rules answer `{}` {}: {}", self.slot, described(question), versions.join(" and "));
            let help = "make one narrower, let one derogate from the other, or end one";
            if let Some(rule) = rules.last() {
                self.out.rule("AL-1302", &law.rules[*rule], "rule", message, help);
            }
        }
    }

    /// AL-1401: the silence of the same name, or of the term's own slot.
    fn silence(&mut self, rule: RuleNumber, asked: &Asked<'_>, question: &Question, day: Date) {
        let law = self.out.law;
        let Some(silence) = &self.silence else { return };
        if matches!(asked.outcome(silence), Ok(None)) && self.told.insert(("AL-1401", law.rules[rule].id.clone())) {
            let message = format!("nobody says what silence means when `{}` has passed {}, on {day}", self.slot, described(question));
            let help = format!("add a rule `{silence}`, or `without-silence = \"why\"` to the slot in the vocabulary");
            self.out.rule("AL-1401", &law.rules[rule], "rule", message, help);
        }
    }
}

/// The places of a question; one that is not listed never exists.
fn places<'l>(law: &'l Law, question: &Question) -> Vec<Option<&'l Territory>> {
    question.places.iter().map(|place| law.territories.get(place)).collect()
}

/// Whether all of them exist on a day.
fn exist(places: &[Option<&Territory>], day: Date) -> bool {
    places.iter().all(|place| place.is_some_and(|territory| territory.exists_on(day)))
}

/// Who answers on a day.
fn on(line: &Timeline, day: Date) -> Option<RuleNumber> {
    let last = line.partition_point(|(from, _)| *from <= day).checked_sub(1)?;
    line[last].1
}

/// `in alatau, for class-1, if council-acts = adopted`.
fn described(question: &Question) -> String {
    let mut text = format!("in {}", question.places.iter().cloned().collect::<Vec<_>>().join(" and "));
    for word in question.person.iter().chain(&question.class) {
        text.push_str(&format!(", for {word}"));
    }
    for (name, value) in &question.switches {
        text.push_str(&format!(", if {name} = {value}"));
    }
    text
}

/// Years of a calendar follow each other, and a calendar by which terms count has some.
fn calendars(out: &mut Findings<'_>) {
    let law = out.law;
    let mut years: BTreeMap<&str, BTreeMap<i32, &Rule>> = BTreeMap::new();
    for rule in law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Calendar(_))) {
        if let Some((name, year)) = rule.slot.strip_prefix("calendar.").and_then(|rest| rest.rsplit_once('.'))
            && let Ok(year) = year.parse::<i32>()
        {
            years.entry(name).or_default().insert(year, rule);
        }
    }
    let mut missing = BTreeSet::new();
    for rule in &law.rules {
        if let Kind::Term(term) = &rule.kind
            && !years.contains_key(term.calendar.as_str())
            && missing.insert(&term.calendar)
        {
            let message = format!("the calendar `{}` has no year at all, so this term cannot be counted", term.calendar);
            out.rule(
                "AL-1204",
                rule,
                "calendar",
                message,
                format!("add blocks `calendar.{}.YEAR`, or name another calendar", term.calendar),
            );
        }
    }
    for (name, years) in years {
        for (before, after) in years.iter().zip(years.iter().skip(1)).filter(|((before, _), (after, _))| *before + 1 < **after) {
            let year = before.0 + 1;
            let message = format!("the calendar `{name}` has no year {year}: it goes on with {}", after.0);
            out.rule("AL-1204", before.1, "rule", message, format!("add a block `calendar.{name}.{year}`"));
        }
    }
}
