//! The law that is shipped loads without a finding.

use alatau_core::law::Law;
use std::collections::BTreeMap;
use std::path::Path;

/// Every file of the law's folder, by its path within it.
fn law_files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the law's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(&root).expect("within the folder").to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    files
}

#[test]
fn the_shipped_law_loads_without_a_finding() {
    let (law, findings) = Law::load(&law_files());
    assert!(law.rules.len() > 50);
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n\n"));
}

/// Whoever reads the list of open questions finds all of them, and whom to ask.
#[test]
fn the_readme_lists_every_open_question_and_who_could_answer() {
    let files = law_files();
    let (law, _) = Law::load(&files);
    let readme = files["README.md"].split_whitespace().collect::<Vec<_>>().join(" ");
    let mut missing: Vec<String> = law.switches.keys().filter(|name| !readme.contains(&format!("`{name}`"))).cloned().collect();
    let asked = law.switches.values().map(|switch| &switch.ask).chain(law.rules.iter().map(|rule| &rule.ask));
    let who = asked.flat_map(|ask| ask.split(';')).map(str::trim).filter(|who| !who.is_empty());
    missing.extend(who.filter(|who| !readme.contains(who)).map(str::to_string));
    let unknown = alatau_core::law::coverage::coverage(&law).into_iter().flat_map(|act| act.missing).map(|found| found.provision);
    missing.extend(unknown.filter(|provision| !readme.contains(&format!("`{provision}`"))));
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "law/README.md does not name: {missing:#?}");
}
