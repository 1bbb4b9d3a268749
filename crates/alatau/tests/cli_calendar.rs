//! `alatau calendar due` from the outside.

mod cli;

use cli::{alatau, json};

fn due(words: &[&str]) -> serde_json::Value {
    let (code, value) = json(&[&["calendar", "due"], words, &["--json"]].concat());
    assert_eq!(code, 0);
    value
}

#[test]
fn the_due_day_is_counted_by_the_law_of_kazakhstan() {
    let answer = due(&["2026-11-02T15:42", "30 working-days", "--end", "next-working-day", "--switch", "constitution-day-2026=15-march"]);
    assert_eq!((answer["due"].as_str(), answer["calendar"].as_str()), (Some("2026-12-14"), Some("kz")));
    assert_eq!(answer["other_readings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_reading_that_changes_the_day_is_named() {
    let answer = due(&["2026-08-20T15:42", "30 working-days"]);
    assert_eq!(answer["due"], "2026-10-01");
    assert_eq!(answer["other_readings"][0]["switch"], "constitution-day-2026");
    assert_eq!(answer["other_readings"][0]["value"], "30-august");
    let other = due(&["2026-08-20T15:42", "30 working-days", "--switch", "constitution-day-2026=30-august"]);
    assert_eq!(other["due"], answer["other_readings"][0]["due"]);
}

#[test]
fn a_sunday_is_registered_on_monday() {
    let answer = due(&["2026-11-01", "1 working-days", "--in", "alatau"]);
    assert_eq!((answer["registered"].as_str(), answer["due"].as_str()), (Some("2026-11-02"), Some("2026-11-03")));
}

#[test]
fn projected_years_say_so() {
    assert_eq!(due(&["2026-11-02", "10 working-days"])["projected"], false);
    assert_eq!(due(&["2029-11-02", "10 working-days"])["projected"], true);
}

#[test]
fn the_day_count_rules_are_options() {
    assert_eq!(due(&["2026-11-02", "1 months", "--first-day", "included"])["due"], "2026-12-01");
    assert_eq!(due(&["2026-03-31", "1 months", "--end", "stays", "--rounding", "up"])["due"], "2026-05-01");
    assert_eq!(due(&["2026-10-30", "1 calendar-days", "--end", "stays"])["due"], "2026-10-31");
}

#[test]
fn wrong_input_ends_with_two() {
    for words in [
        &["calendar", "due", "2026-02-30", "3 working-days"][..],
        &["calendar", "due", "2026-11-02", "soon"],
        &["calendar", "due", "2026-11-02", "3 working-days", "--end", "whenever"],
        &["calendar", "due", "2026-11-02", "3 working-days", "--in", "atlantis"],
        &["calendar", "due", "2026-11-02", "3 working-days", "--switch", "constitution-day-2026=never"],
        &["calendar", "due", "2051-12-01", "300 working-days"],
        &["calendar", "due", "2026-11-02", "3 working-days", "--threads", "0"],
    ] {
        let run = alatau(words);
        assert!(run.code == 2 && run.out.is_empty() && !run.err.is_empty(), "{words:?} gave {}: {}{}", run.code, run.out, run.err);
    }
}
