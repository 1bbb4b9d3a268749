//! Transition clauses: the same change, another clause, another answer; and no code in between.

use super::law_support::day;
use super::world::*;
use alatau_core::law::{AppealLaw, Question};

const REACHES: (&str, &str) = ("from = 2028-01-01\nlength", "from = 2028-01-01\napplies-to = \"decided\"\nlength");
const RATE_REACHES: (&str, &str) = ("from = 2028-01-01\nvalue", "from = 2028-01-01\napplies-to = \"decided\"\nvalue");
const TOGETHER: (&str, &str) = ("as-of = \"filed\"\n", "as-of = \"filed\"\ntogether = [\"term.decision\", \"parameter.rate\"]\n");

fn selects(word: &str) -> (&'static str, String) {
    ("selects = \"frozen\"\nas-of", format!("selects = \"{word}\"\nas-of"))
}

/// Filed under the old law, decided under the new.
fn running() -> Question {
    Question { decided: day("2028-03-01"), known: day("2028-03-01"), ..case("2027-12-01") }
}

#[test]
fn the_clause_in_the_data_decides() {
    let claims = [
        ("new", "longer-term", "30"),
        ("new", "shorter-term", "10"),
        ("frozen", "longer-term", "15*"),
        ("frozen", "shorter-term", "15*"),
        ("most-favourable", "longer-term", "15*"),
        ("most-favourable", "shorter-term", "10"),
        ("choice", "longer-term", "holder chooses"),
    ];
    for (word, later, expected) in claims {
        let (from, to) = selects(word);
        let law = law(&[later, "transition"], &[REACHES, (from, &to)]);
        assert_eq!(says(&law, "term.decision", &running()), expected, "{word}, {later}");
        assert_eq!(says(&law, "term.decision.tower", &running()), expected, "narrower slots go along: {word}, {later}");
    }
    // Without a clause: immediate effect, because the new law reaches cases that are decided.
    assert_eq!(says(&law(&["longer-term"], &[REACHES]), "term.decision", &running()), "30");
}

#[test]
fn a_choice_is_made_once_for_the_case() {
    let (from, to) = selects("choice");
    let law = law(&["longer-term", "transition"], &[REACHES, (from, &to)]);
    for (word, expected) in [("old", "15*"), ("new", "30")] {
        let chosen = Question { choices: [("term.decision".to_string(), word.to_string())].into(), ..running() };
        assert_eq!(says(&law, "term.decision", &chosen), expected);
    }
}

#[test]
fn slots_together_move_as_one_or_go_to_the_human_of_the_body_that_made_the_clause() {
    let (from, to) = selects("most-favourable");
    let changes = [REACHES, RATE_REACHES, (from, to.as_str()), TOGETHER];
    let claims = [
        (["shorter-term", "cheaper-rate"], "10", "2"),
        (["longer-term", "dearer-rate"], "15*", "3*"),
        (["shorter-term", "dearer-rate"], "parliament decides", "parliament decides"),
        (["longer-term", "cheaper-rate"], "parliament decides", "parliament decides"),
    ];
    for (later, term, rate) in claims {
        let law = law(&[later[0], later[1], "transition"], &changes);
        assert_eq!((says(&law, "term.decision", &running()), says(&law, "parameter.rate", &running())), (term.into(), rate.into()));
    }
}

#[test]
fn the_day_of_the_older_law_is_a_date_or_the_filing() {
    for (as_of, expected) in [("\"filed\"", "15*"), ("2027-12-31", "15*"), ("2028-01-01", "30")] {
        let clause = format!("as-of = {as_of}");
        let law = law(&["longer-term", "transition"], &[REACHES, ("as-of = \"filed\"", &clause)]);
        assert_eq!(says(&law, "term.decision", &running()), expected, "{as_of}");
    }
}

#[test]
fn a_clause_keeps_an_act_by_its_name_and_what_was_repealed() {
    let acts = ("covers = [\"term.decision\", \"silence.decision\", \"parameter.rate\", \"parameter.storeys\"]", "covers = \"code\"");
    let law = law(
        &["longer-term", "repealed", "transition"],
        &[REACHES, acts, ("from = 2028-01-01\nsuccessor", "from = 2028-01-01\napplies-to = \"decided\"\nsuccessor")],
    );
    assert_eq!(says(&law, "term.decision", &running()), "15*");
    assert_eq!(says(&law, "parameter.storeys", &running()), "2*");
}

/// A second clause beside the first, which freezes: of what rank, and how it differs.
fn with_second(rank: &str, body: &str, second: &str, published: &str) -> String {
    let mut files = files(&["longer-term", "transition"], &[REACHES]);
    let act = files["acts/transition.md"]
        .replace("id = \"transition\"", "id = \"second\"")
        .replace("rank = \"law\"", &format!("rank = \"{rank}\""))
        .replace("body = \"parliament\"", &format!("body = \"{body}\""))
        .replace("2027-06-01", published)
        .replace("transition.general", "transition.special")
        .replace("selects = \"frozen\"", &format!("selects = \"new\"\n{second}"));
    files.insert("acts/second.md".into(), act);
    let (law, findings) = alatau_core::law::Law::load(&files);
    assert!(findings.is_empty(), "{findings:?}");
    says(&law, "term.decision", &running())
}

#[test]
fn of_several_clauses_the_one_prevails_that_would_prevail_as_a_rule() {
    assert_eq!(
        with_second("law", "parliament", "", "2027-06-01"),
        "tie of transition#transition/transition.general and second#transition/transition.special"
    );
    assert_eq!(with_second("law", "parliament", "", "2027-07-01"), "30", "published later");
    assert_eq!(with_second("law", "parliament", "scope = { class = \"house\" }", "2027-05-01"), "30", "narrower, though earlier");
    assert_eq!(with_second("law", "parliament", "scope = { class = \"tower\" }", "2027-07-01"), "15*", "not for this case");
    assert_eq!(with_second("law", "parliament", "derogates = \"transition\"", "2027-05-01"), "30", "notwithstanding the other");
    assert_eq!(with_second("constitution", "parliament", "", "2027-05-01"), "30", "of higher rank");
    assert_eq!(with_second("order", "ministry", "scope = { class = \"house\" }", "2027-07-01"), "15*", "of lower rank, though narrower");
}

#[test]
fn a_narrower_slot_makes_a_narrower_clause() {
    let mut files = files(&["longer-term", "transition"], &[REACHES]);
    let act =
        files["acts/transition.md"].replace("id = \"transition\"", "id = \"second\"").replace("transition.general", "transition.special");
    let act = act.replace("\"term.decision\", ", "\"term.decision.tower\", ").replace("selects = \"frozen\"", "selects = \"new\"");
    files.insert("acts/second.md".into(), act.replace("2027-06-01", "2027-05-01"));
    let (law, _) = alatau_core::law::Law::load(&files);
    assert_eq!(says(&law, "term.decision.tower", &running()), "30");
    assert_eq!(says(&law, "term.decision", &running()), "15*");
}

#[test]
fn the_certificate_prevails_over_a_clause_and_where_it_does_not_hold_the_clause_speaks() {
    let (from, to) = selects("new");
    let certificate = certificate(&[]);
    let holder = Question { certificate: Some(std::sync::Arc::new(certificate)), ..running() };
    let law = law(&["longer-term", "transition"], &[REACHES, (from, &to)]);
    assert_eq!((says(&law, "term.decision", &holder), says(&law, "term.decision", &running())), ("15*".into(), "30".into()));
    let law = super::world::law(&["constitution", "transition"], &[REACHES]);
    assert_eq!(says(&law, "term.decision", &holder), "15*", "higher rank breaks the certificate; the clause still keeps the old law");
    let answer = law.resolve("term.decision", &holder).answer().cloned().unwrap();
    assert!(answer.transition.is_some());
}

#[test]
fn ex_tunc_is_the_law_of_then_with_the_knowledge_of_now_and_ex_nunc_the_law_of_now() {
    // Ruled in February 2028 under the longer term, which is annulled in June 2029.
    let law = law(&["longer-term", "erratum"], &[]);
    let contested = Question { decided: day("2028-02-20"), known: day("2028-02-20"), ..case("2028-02-01") };
    assert_eq!(says(&law, "term.decision", &contested), "30");
    let today = day("2029-07-01");
    assert_eq!(says(&law, "term.decision", &contested.on_appeal(AppealLaw::ExTunc, today)), "15", "it never was");
    // A change that is only later reaches an appeal ex nunc, and none ex tunc.
    let law = super::world::law(&["longer-term"], &[]);
    let contested = Question { decided: day("2027-12-20"), known: day("2027-12-20"), ..case("2027-12-01") };
    assert_eq!(says(&law, "term.decision", &contested.on_appeal(AppealLaw::ExTunc, today)), "15");
    assert_eq!(says(&law, "term.decision", &contested.on_appeal(AppealLaw::ExNunc, today)), "30");
}
