//! Why: what a ruling rested on, and what the law says of a step before anybody rules.

use super::case::Telling;
use crate::law::values::value;
use crate::law::why::lines_of;
use crate::pages::views::{Because, Tested};
use crate::serve::api::cases::Running;
use crate::serve::writer::unix_now;
use alatau_core::explain::{Line, Made, Ruling, Situation, kept, layperson, of_event, record};
use alatau_core::law::Verdict;
use alatau_core::time::{Date, Timestamp};
use std::collections::BTreeMap;

impl Telling<'_> {
    /// The explanation of each ruling and silence, by the number of its event within the case.
    pub fn explanations(&self) -> BTreeMap<u64, Vec<Because>> {
        let sources = self.world.sources();
        let kept = kept(&self.opened.events, self.told.net(), sources).unwrap_or_default();
        let lines = |one: &alatau_core::explain::Kept| {
            let mut record = one.record.clone();
            // The page has the words of who ruled below, each with its ground.
            if let Made::Person { reason, .. } = &mut record.ruling.made {
                reason.clear();
            }
            layperson(&record, sources, self.lang).iter().map(|line| self.line(line)).collect()
        };
        kept.iter().map(|one| (one.number, lines(one))).collect()
    }

    fn line(&self, line: &Line) -> Because {
        let cites = line.links.iter().map(|link| self.cited(&link.provision)).collect();
        Because { text: line.text.clone(), cites }
    }

    /// What the law says of a step: who decides, within what, what silence means, and why these rules; then what
    /// happens on the facts as they are if nobody acts.
    pub fn trace(&self, node: u16, clock: Option<&Running>) -> Vec<Tested> {
        let (law, lang) = (&self.world.law, self.lang);
        let info = &self.told.net().info[node as usize];
        let term = clock.map_or("", |running| running.slot.as_str());
        let silence = term.replacen("term.", "silence.", 1);
        let slots = [info.judgement.as_str(), info.decision.as_str(), info.authority.as_str(), term, silence.as_str()];
        let answers = &self.opened.book.bound.answers;
        let mut tested = Vec::new();
        for (slot, answer) in slots.iter().filter(|slot| !slot.is_empty()).filter_map(|slot| Some((*slot, answers.get(*slot)?))) {
            let label = law.vocabulary.slots.get(slot).map_or(slot, |slot| slot.label.get(lang.code()));
            let said = value(law, &law.rules[answer.rule], self.opened.asked.situation.class.as_deref(), lang);
            for line in lines_of(law, &answer.trace, lang).into_iter().filter(|line| line.verdict == Verdict::Wins || line.matters()) {
                let provision = line.rule.split('/').next().unwrap_or_default().to_string();
                let holds = line.verdict == Verdict::Wins;
                let because = sentence(&line.because);
                let text = if holds { format!("{label}: {said}. {because}") } else { because };
                tested.push(Tested { text, holds, cites: vec![self.cited(&provision)] });
            }
        }
        tested.extend(self.if_silent(clock).into_iter().map(|Because { text, cites }| Tested { text, holds: true, cites }));
        tested
    }

    /// The explanation that silence would have, were the facts the same on its day.
    fn if_silent(&self, clock: Option<&Running>) -> Vec<Because> {
        let Some(running) = clock else { return Vec::new() };
        let filed = &self.opened.asked.situation;
        let today = self.world.day(Timestamp(unix_now()));
        let due: Option<Date> = (running.timer.due != Timestamp::NEVER).then(|| self.world.day(Timestamp(running.timer.due.0 - 1)));
        let decided = due.unwrap_or(today).max(filed.filed);
        let situation = Situation { decided, known: filed.known.max(today), ..filed.clone() };
        let net = self.told.net();
        // The last ruling knows which facts and judgements stood; without one the case has stated none but at filing.
        let before = (0..self.opened.events.len()).rev().find_map(|at| of_event(&self.opened.events, at, net));
        let (facts, judgements) = before.map_or_else(Default::default, |ruling| (ruling.facts, ruling.judgements));
        let element = net.info[running.timer.node as usize].id.clone();
        let service = Some(net.service.clone()).filter(|service| !service.is_empty());
        let ruling = Ruling { service, situation, facts, class_by: None, made: Made::Silence { element, due }, judgements };
        let sources = self.world.sources();
        let lines = record(&ruling, sources).map_or(Vec::new(), |record| layperson(&record, sources, self.lang));
        lines.iter().map(|line| self.line(line)).collect()
    }
}

/// With a capital letter first and a point at the end.
fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map_or(String::new(), |first| first.to_uppercase().collect());
    format!("{first}{}.", letters.as_str())
}
