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
