//! `alatau law propose` from the outside: a draft is tried before it is adopted.

mod cli;

use cli::{alatau, golden, json};
use std::path::{Path, PathBuf};

/// A draft of the Council: five working days for the sketch design, and silence that approves.
fn draft() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts/alatau-sketch-approval.md")
}

/// The draft with a change, in a folder of its own.
fn changed(name: &str, from: &str, to: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder of our own");
    let path = folder.join("alatau-sketch-approval.md");
    let text = std::fs::read_to_string(draft()).expect("the draft is there");
    assert!(text.contains(from), "{from}");
    std::fs::write(&path, text.replace(from, to)).expect("a file of our own");
    path.display().to_string()
}

#[test]
fn a_draft_is_tried_on_real_and_generated_cases() {
    let draft = draft().display().to_string();
    for lang in ["en", "kk", "ru"] {
        let run = alatau(&["law", "propose", &draft, "--generated", "300", "--lang", lang]);
        assert_eq!(run.code, 0, "{}", run.err);
        golden(&format!("propose-{lang}.txt"), &run.out);
    }
}

#[test]
fn only_the_place_and_the_classes_of_the_draft_change() {
    let draft = draft().display().to_string();
    let (code, found) = json(&["law", "propose", &draft, "--generated", "300", "--json"]);
    assert_eq!(code, 0);
    assert_eq!((&found["from"], &found["cases"]["generated"]), (&"2027-02-01".into(), &300.into()));
    let groups = found["effects"].as_array().expect("groups");
    for group in groups {
        let changed = group["rulings"].as_u64().unwrap() + group["days"].as_u64().unwrap();
        match (group["territory"].as_str().unwrap(), group["class"].as_str().unwrap()) {
            ("ordinary" | "sez", _) => assert_eq!(changed, 0, "{group}"),
            ("alatau-facade", "level-2" | "level-3") => assert!(changed > 0, "{group}"),
            _ => {}
        }
    }
    let effects = found["diff"]["effects"].as_array().expect("effects");
    let slots: Vec<&str> = effects.iter().map(|effect| effect["slot"].as_str().unwrap()).collect();
    assert_eq!(slots, ["silence.decision.sketch", "term.decision.sketch"]);
}

#[test]
fn a_draft_that_changes_nothing_changes_no_case() {
    let same =
        changed("propose-same", "territory = \"alatau\", class", "territory = \"sez-alatau\", person = \"resident-natural-person\", class");
    let run = alatau(&["law", "propose", &same, "--generated", "0"]);
    // Either nobody is that person, or the Council may not regulate there: in both cases the draft is refused or without effect.
    assert!(run.code == 2 || run.out.contains("No case changes"), "{} {}", run.out, run.err);
}

#[test]
fn a_certificate_is_held_against_the_draft() {
    let draft = draft().display().to_string();
    let words = ["law", "propose", &draft, "--generated", "0", "--switch", "investor-stability=promised", "--json"];
    let (_, found) = json(&words);
    let touched = found["certificates"].as_array().expect("certificates");
    let slots = touched.iter().flat_map(|one| one["slots"].as_array().unwrap());
    assert!(slots.into_iter().any(|slot| slot["slot"] == "term.decision.sketch"), "{touched:?}");
}

#[test]
fn a_broken_draft_says_where() {
    let broken = changed("propose-broken", "length = 5", "lenght = 5");
    let run = alatau(&["law", "propose", &broken]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("AL-1001") && run.err.contains("acts/alatau-sketch-approval.md:") && run.err.contains("length"),
        "{}",
        run.err
    );
    let powerless = changed("propose-powerless", "territory = \"alatau\", class", "territory = \"almaty-region\", class");
    let run = alatau(&["law", "propose", &powerless]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("AL-1301"), "{}", run.err);
    for missing in ["no-such-file.md", "draft.txt"] {
        let run = alatau(&["law", "propose", missing]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(missing), "{}", run.err);
    }
}
