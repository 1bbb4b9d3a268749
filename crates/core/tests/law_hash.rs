//! What changes the law's hash and what does not.

mod law_support;

use law_support::*;

#[test]
fn comments_white_space_and_the_order_of_keys_keep_the_hash() {
    let files = example_files();
    let before = load(&files).hash();
    let mut changed = files.clone();
    let act = files["acts/alatau-permits.md"]
        .replace("length = 10\nunit = \"working-days\"\n", "# a comment\nunit   = 'working-days' # another\n\nlength = 10\n")
        .replace("Ten working days, stopped", "Ten   working days,\nstopped <!-- seen -->")
        .replace("{ class-1 = \"0.004\", class-2 = \"0.003\" }", "{ class-2 = \"0.003\", class-1 = \"0.004\" }");
    changed.insert("acts/alatau-permits.md".into(), act.replace('\n', "\r\n"));
    changed.insert("territories.toml".into(), format!("# nothing new\n{}", files["territories.toml"]));
    assert_eq!(load(&changed).hash(), before);
}

#[test]
fn a_files_folder_keeps_the_hash() {
    let mut files = example_files();
    let before = load(&files).hash();
    let act = files.remove("acts/code.md").unwrap();
    files.insert("acts/codes/code.md".into(), act);
    assert_eq!(load(&files).hash(), before);
}

#[test]
fn every_value_alters_the_hash() {
    let files = example_files();
    let before = load(&files).hash();
    for (file, from, to) in [
        ("acts/alatau-permits.md", "length = 10", "length = 11"),
        ("acts/alatau-permits.md", "published = 2026-11-25", "published = 2026-11-26"),
        ("acts/alatau-permits.md", "effect = \"pause\"", "effect = \"restart\""),
        ("acts/alatau-permits.md", "Ten working days", "Ten calm days"),
        ("acts/alatau-permits.md", "Art. 1 Time", "Art. 2 Time"),
        ("acts/alatau-permits.md", "class-2 = \"0.003\"", "class-2 = \"0.0030\""),
        ("ranks.toml", "retroactive = \"never\"", "retroactive = \"yes\""),
        ("switches.toml", "default = \"adopted\"", "default = \"none\""),
        ("territories.toml", "within = \"kazakhstan\"", "from = 2024-01-09\nwithin = \"kazakhstan\""),
        ("vocabulary.toml", "favours = \"higher\"", "favours = \"lower\""),
    ] {
        let text = files[file].replacen(from, to, 1);
        assert_ne!(text, files[file], "{from}");
        let (law, _) = alatau_core::law::Law::load(&with(files.clone(), file, &text));
        assert_ne!(law.hash(), before, "{file}: {to}");
    }
}

#[test]
fn the_version_of_a_rule_has_a_hash_of_its_own() {
    let files = example_files();
    let law = load(&files);
    let text = files["acts/alatau-permits.md"].replacen("yields = \"approved\"", "yields = \"refused\"", 1);
    let other = load(&with(files, "acts/alatau-permits.md", &text));
    let changed: Vec<&str> = law.rules.iter().zip(&other.rules).filter(|(a, b)| a.hash != b.hash).map(|(a, _)| a.slot.as_str()).collect();
    assert_eq!(changed, ["silence.decision.building-permit"]);
}
