//! `docs/ARCHITECTURE.md` names every module on disk, and nothing that is not there.

use super::{Findings, Text, numbered};
use std::collections::BTreeSet;

const MAP: &str = "docs/ARCHITECTURE.md";

/// The map names a place by its path in backticks, relative to the root: `crates/core/src/time/`.
pub fn check(texts: &[Text]) -> Findings {
    let Some(map) = texts.iter().find(|text| text.path == MAP) else {
        return vec![format!("{MAP}: there is no map")];
    };
    let mut findings = Vec::new();
    let mut named = BTreeSet::new();
    for (number, line) in numbered(&map.text) {
        for path in paths_in(line) {
            if named.insert(path.to_string()) && !exists(texts, path) {
                findings.push(format!("{MAP}:{number}: `{path}` is not there"));
            }
        }
    }
    for module in modules(texts) {
        if !named.contains(&module) {
            findings.push(format!("{MAP}: does not name `{module}`"));
        }
    }
    findings
}

const PLACES: [&str; 8] = ["crates/", "xtask/", "law/", "benches/", "docs/", "web/", "conformance/", ".ci/"];

fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2).filter(|word| PLACES.iter().any(|place| word.starts_with(place)) && !word.contains(['*', ' ']))
}

fn exists(texts: &[Text], path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    texts.iter().any(|text| text.path == path || text.path.starts_with(&folder))
}

/// The modules directly below a crate's root: `…/src/name.rs`, or the folder `…/src/name/`.
fn modules(texts: &[Text]) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for text in texts.iter().filter(|text| text.is(".rs")) {
        let Some((before, inside)) = text.path.split_once("/src/") else { continue };
        if !before.starts_with("crates/") && before != "xtask" {
            continue;
        }
        match inside.split_once('/') {
            Some((folder, _)) => modules.insert(format!("{before}/src/{folder}/")),
            None => inside != "lib.rs" && modules.insert(text.path.clone()),
        };
    }
    // `name.rs` beside `name/` is one module, and the folder stands for it.
    let folders: BTreeSet<String> = modules.iter().filter(|module| module.ends_with('/')).cloned().collect();
    modules.retain(|module| !folders.contains(&module.replace(".rs", "/")));
    modules
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, tree};
    use super::*;

    #[test]
    fn the_map_names_every_module_and_nothing_else() {
        let files = [("crates/core/src/time/mod.rs", ""), ("crates/core/src/source.rs", ""), ("crates/core/src/lib.rs", "")];
        let with = |map: &'static str| {
            let mut all = files.to_vec();
            all.push((MAP, map));
            check(&tree(&all))
        };
        assert!(with("# Map\n`crates/core/src/time/` and `crates/core/src/source.rs`\n").is_empty());
        finds(with("# Map\n`crates/core/src/time/`\n"), "does not name `crates/core/src/source.rs`");
        finds(with("# Map\n`crates/core/src/time/` `crates/core/src/source.rs` `crates/core/src/gone/`\n"), "is not there");
    }
}
