//! Over random histories of amendment, the resolver and a naive reading of the
//! law format give the same answer: no overlap, no gap, no fall-through.

mod history;
mod naive;

use alatau_core::law::{Brief, Law, Question, Resolution, Undetermined, Verdict};
use history::*;
use naive::{Found, Naive};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Histories in an ordinary run; a soak asks for more.
fn cases() -> u32 {
    ProptestConfig::default().cases.max(10_000)
}

/// What the resolver says, in the words of the naive one.
fn found(resolution: &Resolution) -> Found {
    match resolution {
        Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => Found::Wins(answer.rule),
        Resolution::NoRule { .. } => Found::NoRule,
        Resolution::Undetermined { why: Undetermined::Tie { rules }, .. } => Found::Tie(rules.iter().copied().collect()),
        other => panic!("{other:?}"),
    }
}

fn told(law: &Law, slot: &str, question: &Question, resolution: &Resolution) -> String {
    let trace: String = resolution.trace().iter().map(|line| format!("  {}\n", law.trace_text(line))).collect();
    format!("{slot} for {question:?}\n{trace}")
}

/// Open questions whose other value changes what the naive resolver finds.
fn decisive(law: &Law, slot: &str, question: &Question, winner: &Found) -> BTreeSet<String> {
    let open = SWITCHES.iter().filter(|(name, _)| law.switches[*name].answer.as_ref().is_none_or(|answer| answer.known > question.known));
    let changes = |(name, values): &&(&str, &[&str])| {
        let current = Naive { law, question, other: None }.value(name).to_string();
        let mut others = values.iter().filter(|value| **value != current);
        others.any(|value| Naive { law, question, other: Some((name, value)) }.resolve(slot) != *winner)
    };
    open.filter(changes).map(|(name, _)| name.to_string()).collect()
}

/// Winner, verdict and trace; and, if asked, the switches that decide.
fn agree(law: &Law, slot: &str, question: &Question, switches: bool) -> Result<(), TestCaseError> {
    let resolution = law.resolve(slot, question);
    let expected = Naive { law, question, other: None }.resolve(slot);
    prop_assert_eq!(found(&resolution), expected.clone(), "{}", told(law, slot, question, &resolution));
    let brief = law.ask(question).brief(slot);
    let trace = resolution.trace();
    let mut lines = BTreeSet::new();
    prop_assert!(trace.iter().all(|line| lines.insert(&law.rules[line.rule].id)), "{}", told(law, slot, question, &resolution));
    prop_assert!(trace.iter().all(|line| law.rules[line.rule].known <= question.known));
    match resolution.answer() {
        Some(answer) => {
            let winner = match brief {
                Brief::Rule(winner) => winner,
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            prop_assert_eq!((winner.rule, winner.grade, winner.competence), (answer.rule, answer.grade, answer.competence));
            prop_assert_eq!(winner.is_decided_by_switch, !answer.decisive.is_empty());
            prop_assert_eq!(trace.iter().filter(|line| line.verdict == Verdict::Wins).count(), 1);
            prop_assert!(answer.decisive.iter().all(|name| answer.consulted.contains_key(name)));
            if switches {
                let decisive = decisive(law, slot, question, &expected);
                prop_assert_eq!(&answer.decisive, &decisive, "{}", told(law, slot, question, &resolution));
            }
        }
        None => prop_assert!(trace.iter().all(|line| line.verdict != Verdict::Wins)),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// A failure prints the seed: `history(&mut Draw::new(seed))` is the law.
    #[test]
    fn the_resolver_and_a_naive_reading_of_the_format_agree(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let acts = history(&mut draw);
        let law = law_of(&acts, usize::MAX);
        for turn in 0..4 {
            let question = question(&mut draw);
            for (number, slot) in SLOTS.into_iter().enumerate() {
                agree(&law, slot, &question, number == turn % 3)?;
            }
        }
        // What is published later leaves every earlier answer as it was, byte for byte.
        if draw.below(4) > 0 {
            return Ok(());
        }
        let known = draw.below(60);
        let then = law_of(&acts, known);
        let question = Question { known: day(known), ..question(&mut draw) };
        for slot in SLOTS {
            let (before, after) = (then.resolve(slot, &question).record(&then), law.resolve(slot, &question).record(&law));
            prop_assert_eq!(before.to_string(), after.to_string());
        }
    }
}

/// The histories are worth asking: every principle decides, every verdict is given, and the naive resolver finds ties and gaps.
#[test]
fn the_histories_show_every_principle_and_verdict() {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for seed in 0..400 {
        let mut draw = Draw::new(seed);
        let law = law_of(&history(&mut draw), usize::MAX);
        for _ in 0..6 {
            let question = question(&mut draw);
            for slot in SLOTS {
                let resolution = law.resolve(slot, &question);
                let outcome = match found(&resolution) {
                    Found::Wins(_) => "answer",
                    Found::NoRule => "nobody",
                    Found::Tie(_) => "tie",
                };
                *seen.entry(outcome.into()).or_default() += 1;
                let decided = resolution.answer().is_some_and(|answer| !answer.decisive.is_empty());
                *seen.entry("decisive".into()).or_default() += usize::from(decided);
                for line in resolution.trace() {
                    *seen.entry(format!("{:?} {:?}", line.verdict, line.principle).to_lowercase()).or_default() += 1;
                }
            }
        }
    }
    let expected = "answer, nobody, tie, decisive, wins rank, wins displacement, wins subsidiary, wins derogation, wins speciality, wins later, \
                    wins scope, void competence, lapsed competence, out known, out reading, out time, out scope";
    for what in expected.split(", ") {
        let times = seen.get(what).copied().unwrap_or(0);
        assert!(times >= 5, "{what}: {times} times; {seen:?}");
    }
}
