//! The fictional example of the law format, and the boundary days.

mod law_support;

use alatau_core::law::{Grade, Principle, Question, Resolution, Verdict};
use law_support::*;

#[test]
fn the_example_is_without_findings() {
    let found = findings(&example_files());
    assert!(found.is_empty(), "{}", shown(&found));
}

#[test]
fn a_case_filed_two_days_before_is_under_the_code_and_the_act_is_out_by_time() {
    let law = example();
    let question = in_alatau("2026-12-30", "class-2");
    let answer = answer(&law, "term.decision.building-permit", &question);
    assert_eq!(law.rules[answer.rule].id, "code#term/term.decision");
    let act = answer.trace.iter().find(|line| law.rules[line.rule].act == "alatau-permits").unwrap();
    assert_eq!((act.step, act.verdict, act.principle), (3, Verdict::Out, Principle::Time));
    assert_eq!(answer.next_change, Some(day("2027-01-01")));
}
