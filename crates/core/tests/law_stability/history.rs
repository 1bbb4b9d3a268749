//! Random later histories: what is covered stays as it was, unless one of the listed exceptions applies.

use super::law_support::day;
use super::world::*;
use alatau_core::law::{Held, Law, Question, Resolution};
use proptest::prelude::*;

/// What a later act does to a slot.
#[derive(Clone, Debug)]
struct Step {
    slot: usize,
    change: u8,
    rank: usize,
    derogates: bool,
    from: i32,
    known: i32,
    reaches_decided: bool,
}

const SLOTS: [(&str, &str); 3] =
    [("parameter.rate", "code#rate"), ("parameter.storeys", "code#storeys"), ("parameter.index", "code#index")];
const RANKS: [(&str, &str); 3] = [("constitution", "parliament"), ("law", "parliament"), ("order", "ministry")];
/// Days from the issue on that are tried; the certificate ends on the day in the middle.
const DAYS: i32 = 60;
const ISSUED: &str = "2026-07-01";

fn step() -> impl Strategy<Value = Step> {
    let rank = prop_oneof![1 => Just(0usize), 4 => Just(1), 2 => Just(2)];
    (0..SLOTS.len(), 0..4u8, rank, prop::bool::weighted(0.2), 1..DAYS, 1..DAYS, any::<bool>()).prop_map(
        |(slot, change, rank, derogates, from, known, reaches_decided)| Step {
            slot,
            change,
            rank,
            derogates,
            from,
            known,
            reaches_decided,
        },
    )
}

/// The certificate runs for half of the days that are tried.
fn changes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("10\nunit = \"years\"", "30\nunit = \"calendar-days\""),
        ("retroactive = \"never\"", "retroactive = \"yes\""),
        ("retroactive = \"favourable\"", "retroactive = \"yes\""),
    ]
}

fn law_of(steps: &[Step]) -> Law {
    let mut files = files(&[], &changes());
    for (number, step) in steps.iter().enumerate() {
        let (slot, provision) = SLOTS[step.slot];
        let (rank, body) = RANKS[step.rank];
        let (from, known) = (day(ISSUED).plus(step.from), day(ISSUED).plus(step.known));
        let reach = if step.reaches_decided { "applies-to = \"decided\"\n" } else { "" };
        let derogates = if step.derogates { "derogates = \"stability\"\n" } else { "" };
        let value = number + 10;
        let rule = |slot: &str| format!("```toml rule\nrule = \"{slot}\"\nfrom = {from}\nvalue = {value}\n{reach}{derogates}```\n");
        let amend = |what: &str, more: &str| {
            format!(
                "```toml amend\namend = \"{what}\"\ntarget = \"{provision}\"\nfrom = {from}\nlater-versions = \"keep\"\n{reach}{more}```\n"
            )
        };
        let block = match (step.change, step.rank) {
            // An order amends no law.
            (0, _) | (_, 2) => rule(slot),
            (1, _) => amend("repeal", "successor = \"none\"\n"),
            (2, _) => {
                amend("replace", "")
                    + rule(slot).replace(&format!("from = {from}\n"), "later-versions = \"keep\"\n").replace(reach, "").as_str()
            }
            _ => rule(slot),
        };
        let act = format!(
            "+++\nid = \"step-{number}\"\nrank = \"{rank}\"\nbody = \"{body}\"\nadopted = {known}\npublished = {known}\ngrade = \"assumed\"\n\
             basis = \"random\"\nask = \"nobody\"\n+++\n## Art. 1 {{#one}}\n{block}"
        );
        files.insert(format!("acts/step-{number}.md"), act);
    }
    let (law, findings) = Law::load(&files);
    assert!(findings.is_empty(), "{}", super::law_support::shown(&findings));
    law
}

/// Whether the steps hold an exception that may reach this slot on a day: a higher rank, or a derogation at equal rank.
fn may_be_broken(steps: &[Step], slot: &str, filed: i32, known: i32) -> bool {
    let reaches =
        |step: &&Step| SLOTS[step.slot].0 == slot && step.known <= known && step.from <= if step.reaches_decided { known } else { filed };
    steps.iter().filter(reaches).any(|step| step.rank == 0 || (step.rank == 1 && step.derogates && step.change != 1))
}

fn version(law: &Law, slot: &str, question: &Question) -> Option<String> {
    match law.resolve(slot, question) {
        Resolution::Answer(answer) => Some(answer.version),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn covered_slots_answer_identically_until_the_end_unless_an_exception_applies(steps in prop::collection::vec(step(), 1..7)) {
        let certificate = certificate(&changes());
        let law = law_of(&steps);
        for slot in ["parameter.rate", "parameter.storeys"] {
            let promised = certificate.covers.iter().find(|covered| covered.slot == slot).unwrap().version.clone();
            for filed in (0..DAYS).step_by(3) {
                for decided in [filed, filed + 5, DAYS] {
                    let today = day(ISSUED).plus(decided);
                    let filing = day(ISSUED).plus(filed);
                    let question = Question { filed: filing, decided: today, known: today, ..holder(ISSUED, &certificate) };
                    let covered = law.covered(&question);
                    let found = covered.iter().find(|covered| covered.slot == slot).unwrap();
                    let held = found.selection.as_ref().map(|selection| selection.held.clone());
                    let is_over = filing >= certificate.until || (today >= certificate.until && matches!(held, Ok(Held::Ended { .. })));
                    if is_over || may_be_broken(&steps, slot, filed, decided) {
                        // Whatever is not kept is given a reason.
                        prop_assert!(held.is_ok(), "{:?}", held);
                        continue;
                    }
                    prop_assert_eq!(version(&law, slot, &question), Some(promised.clone()), "{} filed {} decided {} {:?} {:?}", slot, filed, decided, &held, &steps);
                    prop_assert!(held.unwrap().uses_old());
                }
            }
        }
    }

    /// Without a certificate, and for a slot that floats, the law is what it would be anyway.
    #[test]
    fn what_is_not_covered_is_not_touched(steps in prop::collection::vec(step(), 1..7)) {
        let certificate = certificate(&changes());
        let law = law_of(&steps);
        for filed in (0..DAYS).step_by(7) {
            let plain = case(&day(ISSUED).plus(filed).to_string());
            let with = holder(&day(ISSUED).plus(filed).to_string(), &certificate);
            prop_assert_eq!(law.resolve("parameter.index", &plain), law.resolve("parameter.index", &with));
        }
    }
}
