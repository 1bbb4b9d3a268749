use super::check::{Source, check};
use super::*;

fn source(lang: &str, text: &str) -> Source {
    Source { lang: lang.to_string(), file: format!("{lang}/test.ftl"), text: text.to_string() }
}

/// Checks English and Russian texts against each other; the faults, joined.
fn faults(en: &str, ru: &str) -> String {
    match check(&["en", "ru"], &[source("en", en), source("ru", ru)]) {
        Ok(_) => String::new(),
        Err(faults) => faults.join("; "),
    }
}

#[test]
fn a_catalogue_with_a_fault_does_not_build() {
    assert_eq!(faults("a = x\n", "a = y\n"), "");
    for (en, ru, expected) in [
        ("a = x\nb = x\n", "a = y\n", "`b` is missing in ru"),
        ("a = x\n", "a = y\nb = y\n", "`b` is missing in en"),
        ("a = { $n } x\n", "a = y\n", "`a` uses {\"n\"} in en but {} in ru"),
        ("a = x\na = z\n", "a = y\n", "`a` is written twice in en"),
        (
            "a = { $n ->\n   *[other] x\n}\n",
            "a = { $n ->\n    [one] a\n    [few] b\n    [many] c\n   *[other] d\n}\n",
            "has the plural forms",
        ),
        ("a = { -city }\n", "a = y\n", "`-city` is referred to but not written in en"),
        ("a = { b }\nb = x\n", "a = x\nb = x\n", "refers to another message"),
        ("a = { NUMBER($n) }\n", "a = { $n }\n", "calls a function"),
        ("a = x\n    .b = c\n", "a = x\n", "has attributes"),
        ("a = x\u{2068}y\n", "a = x\n", "direction mark"),
        ("a = { $n\n", "a = y\n", "en/test.ftl:"),
    ] {
        let found = faults(en, ru);
        assert!(found.contains(expected), "{en:?} and {ru:?} gave {found:?}");
    }
    let unknown = check(&["en"], &[source("en", "a = x\n"), source("de", "a = y\n")]).unwrap_err();
    assert!(unknown[0].contains("not a language"), "{unknown:?}");
}

#[test]
fn every_message_of_every_language_resolves() {
    for lang in Lang::ALL {
        for message in Message::all() {
            for arg in [Arg::Number(1.0), Arg::Number(2.5), Arg::Number(5.0), Arg::Text("x")] {
                let args: Vec<(&str, Arg)> = message.variables().iter().map(|v| (*v, arg)).collect();
                let said = text(lang, *message, &args);
                assert!(!said.trim().is_empty() && !said.contains(['{', '}']), "{} in {lang}: {said}", message.key());
                assert!(!said.chars().any(|c| ('\u{2066}'..='\u{2069}').contains(&c)), "{} in {lang}", message.key());
            }
        }
    }
}

#[test]
fn plural_forms_follow_the_language() {
    let cases = [
        (0.0, "0 days", "0 дней", "0 күн"),
        (1.0, "1 day", "1 день", "1 күн"),
        (2.0, "2 days", "2 дня", "2 күн"),
        (2.5, "2.5 days", "2,5 дня", "2,5 күн"),
        (5.0, "5 days", "5 дней", "5 күн"),
        (11.0, "11 days", "11 дней", "11 күн"),
        (21.0, "21 days", "21 день", "21 күн"),
        (1234.0, "1,234 days", "1\u{a0}234 дня", "1\u{a0}234 күн"),
        (1.04, "1 day", "1 день", "1 күн"),
    ];
    for (days, en, ru, kk) in cases {
        for (lang, expected) in [(Lang::En, en), (Lang::Ru, ru), (Lang::Kk, kk)] {
            assert_eq!(text(lang, msg::DAYS, &[("days", days.into())]), expected);
        }
    }
}

#[test]
fn numbers_shares_and_dates_are_written_as_the_language_does() {
    let day = Date::from_ymd(2026, 11, 2).unwrap();
    assert_eq!(date(Lang::En, day), "2\u{a0}November 2026");
    assert_eq!(date(Lang::Ru, day), "2\u{a0}ноября 2026\u{a0}г.");
    assert_eq!(date(Lang::Kk, day), "2026\u{a0}ж. 2\u{a0}қараша");
    for (value, en, ru) in [
        (-12.345, "−12.3", "−12,3"),
        (-0.04, "0", "0"),
        (1_234_567.89, "1,234,567.9", "1\u{a0}234\u{a0}567,9"),
        (f64::NAN, "—", "—"),
        (999.96, "1,000", "1\u{a0}000"),
    ] {
        assert_eq!(number(Lang::En, value), en);
        assert_eq!(number(Lang::Ru, value), ru);
        assert_eq!(number(Lang::Kk, value), ru);
    }
    assert_eq!(fixed(Lang::Ru, 3.0), "3,0");
    for (value, expected) in [(0.05, "0,05"), (-0.25, "−0,25"), (1234.125, "1\u{a0}234,125"), (2.0, "2"), (0.9999, "1"), (0.5, "0,5")] {
        assert_eq!(exact(Lang::Ru, value), expected);
    }
    assert_eq!(percent(Lang::En, 0.8349), "83.5%");
    assert_eq!(percent(Lang::Kk, 0.8), "80\u{a0}%");
}

#[test]
fn a_language_is_named_by_its_code() {
    assert_eq!("kk".parse(), Ok(Lang::Kk));
    assert_eq!(Lang::default(), Lang::En);
    assert!("de".parse::<Lang>().unwrap_err().to_string().contains("kk, ru or en"));
}

#[test]
fn a_key_made_at_run_time_is_found_or_not() {
    assert_eq!(by_key(Lang::En, "no-such-key"), None);
    assert_eq!(by_key(Lang::En, "days"), None, "it needs a variable");
    assert_eq!(Message::find("days"), Some(msg::DAYS));
}
