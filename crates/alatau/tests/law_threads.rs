//! Whoever reads and checks the law finds the same: in order and by threads, whatever their number.

#[path = "../../core/tests/law_support/generate.rs"]
mod generate;
#[path = "../src/threads.rs"]
mod threads;

use alatau_core::law::{Law, check_with};
use alatau_core::source::Diagnostic;
use alatau_core::workers::{InOrder, Workers};
use generate::Random;
use std::collections::BTreeMap;
use std::path::Path;
use threads::Threads;

type Files = BTreeMap<String, String>;

/// The files below a folder of the repository, by path within it.
fn folder(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    let (mut files, mut open) = (Files::new(), vec![root.clone()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(&root).expect("it lies below").to_string_lossy().into_owned(), text);
            }
        }
    }
    files
}

/// What was read and found, in the order in which it was.
fn read(files: &Files, workers: &impl Workers) -> (Law, Vec<Diagnostic>, Vec<Diagnostic>) {
    let (law, read) = Law::load_with(files, workers);
    let checked = check_with(&law, workers);
    (law, read, checked)
}

/// How many findings there are, alike by one worker and by 1, 2, 3 and 8 threads, with the same law and hash.
fn alike(what: &str, files: &Files) -> usize {
    let (law, read_one, checked_one) = read(files, &InOrder);
    for count in [1, 2, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads start");
        let (by_threads, read, checked) = pool.install(|| read(files, &Threads));
        assert_eq!(read, read_one, "{what}: read by {count} threads");
        assert_eq!(checked, checked_one, "{what}: checked by {count} threads");
        assert_eq!(by_threads.hash(), law.hash(), "{what}: {count} threads");
        assert_eq!(by_threads.rules, law.rules, "{what}: {count} threads");
        assert_eq!(by_threads.amendments, law.amendments, "{what}: {count} threads");
        assert_eq!(by_threads.acts, law.acts, "{what}: {count} threads");
        assert_eq!(by_threads.provisions, law.provisions, "{what}: {count} threads");
        assert_eq!(by_threads.vocabulary, law.vocabulary, "{what}: {count} threads");
        assert_eq!(by_threads.switches, law.switches, "{what}: {count} threads");
        assert_eq!(by_threads.tests, law.tests, "{what}: {count} threads");
    }
    read_one.len() + checked_one.len()
}

#[test]
fn the_shipped_law_is_read_alike() {
    assert_eq!(alike("the shipped law", &folder("law")), 0);
}

#[test]
fn a_large_law_is_read_alike() {
    assert_eq!(alike("a generated law", &generate::law(120, 50, 3)), 0);
}

/// What is done to a law that has no finding, and its name.
type Damage = (&'static str, fn(&mut Files));

/// They bring findings from many places at once.
const DAMAGES: [Damage; 6] = [
    ("a missing list", |files| drop(files.remove("vocabulary.toml"))),
    ("no switches", |files| drop(files.insert("switches.toml".into(), "[switches".into()))),
    ("no competence", |files| files.retain(|_, text| !text.contains("rule = \"competence."))),
    ("two acts with one id", |files| {
        let acts: Vec<String> = files.keys().filter(|name| name.starts_with("acts/") && name.ends_with(".md")).cloned().collect();
        for name in acts {
            let text = files[&name].clone();
            files.insert(name.replace(".md", "-again.md"), text);
        }
    }),
    ("translations of nothing", |files| {
        for language in ["en", "kk", "ru"] {
            files.insert(format!("acts/nothing.{language}.md"), "## Art. 1 {#a}\n## Art. 2 {#a}\n".into());
        }
    }),
    ("every act ends in a block", |files| {
        for (_, text) in files.iter_mut().filter(|(name, _)| name.starts_with("acts/") && name.ends_with(".md")) {
            text.push_str("\n## Art. 999 {#last}\n```toml rule\nrule = \"term.nobody\"\nfrom = 0.5\n");
        }
    }),
];

#[test]
fn a_damaged_law_has_the_same_findings_in_the_same_order() {
    for (law, files) in
        [("shipped", folder("law")), ("example", folder("crates/core/tests/law_example")), ("made", generate::law(60, 10, 5))]
    {
        for (damage, of) in DAMAGES {
            let mut files = files.clone();
            of(&mut files);
            let what = format!("{damage}, {law}");
            assert!(alike(&what, &files) > 0 || damage == "no competence", "{what}: nothing is found");
        }
    }
}

#[test]
fn lines_lost_anywhere_are_found_alike() {
    let whole = folder("crates/core/tests/law_example");
    let mut found = 0;
    for seed in 0..60 {
        let (mut random, mut files) = (Random(seed), whole.clone());
        for _ in 0..4 {
            let name = files.keys().nth(random.below(files.len())).expect("there are files").clone();
            let lines: Vec<&str> = files[&name].lines().collect();
            let lost = random.below(lines.len());
            let kept: String = lines.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| format!("{line}\n")).collect();
            files.insert(name, kept);
        }
        found += alike(&format!("seed {seed}"), &files);
    }
    assert!(found > 100, "only {found} findings: the damage does not damage");
}
