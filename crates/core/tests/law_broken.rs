//! Every error of the law format: a small broken law provokes it, the nearest good one passes.
//!
//! `law_broken/AL-nnnn.yaml` holds the cases of a code. Each changes one file of
//! the fictional law (`law_example` with `law_broken/base` on top): `change` is
//! replaced by `broken` or by `good` (left as it is, if there is none); with
//! `append` the text is added, `remove` takes the file away, `words` are added to
//! the vocabulary, `cut` and `keep` are a second replacement in both.

mod law_support;

use alatau_core::law::{Law, check, check_against};
use alatau_core::procedure::{Options, bpmn, compile};
use alatau_core::source::{Diagnostic, Severity};
use law_support::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    it: String,
    file: String,
    #[serde(default)]
    change: String,
    #[serde(default)]
    broken: String,
    good: Option<String>,
    #[serde(default)]
    append: bool,
    #[serde(default)]
    remove: bool,
    #[serde(default)]
    words: String,
    #[serde(default)]
    cut: String,
    #[serde(default)]
    keep: String,
    /// Compare with the unchanged law.
    #[serde(default)]
    against: bool,
    #[serde(default)]
    warning: bool,
    /// The file in which it is found, if another.
    r#where: Option<String>,
    /// What stands on the line; the broken text, if not given.
    at: Option<String>,
    says: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law_broken")
}

fn base() -> BTreeMap<String, String> {
    let mut files = example_files();
    let mut more = read_folder(&folder().join("base"));
    let additions: BTreeMap<String, String> = serde_saphyr::from_str(&more.remove("additions.yaml").expect("it is there")).expect("YAML");
    for (file, text) in additions {
        files.get_mut(&file).expect("a file of the example").push_str(&text);
    }
    more.remove("README.md");
    files.extend(more);
    files
}

/// What reading and both checks find, as `alatau law check` does.
fn found(files: &BTreeMap<String, String>) -> (Law, Vec<Diagnostic>) {
    let (law, mut found) = Law::load(files);
    let mut procedures = BTreeMap::new();
    for (path, text) in files {
        let Some(name) = path.strip_prefix("procedures/") else { continue };
        match bpmn::parse(path, text).and_then(|file| compile(&file, &Options::default())) {
            Ok(net) => drop(procedures.insert(name.to_string(), Arc::new(net))),
            Err(errors) => found.extend(alatau_core::check::under_law(errors)),
        }
    }
    found.extend(check(&law));
    found.extend(alatau_core::check::check(&law, files, &procedures));
    (law, found)
}

fn changed(files: &BTreeMap<String, String>, case: &Case, text: Option<&str>) -> BTreeMap<String, String> {
    let mut files = files.clone();
    files.get_mut("vocabulary.toml").expect("it is there").push_str(&case.words);
    let Some(text) = text else { return files };
    let file = files.entry(case.file.clone()).or_default();
    if !case.cut.is_empty() {
        assert!(file.contains(&case.cut), "{}: `{}` does not occur", case.it, case.cut);
        *file = file.replacen(&case.cut, &case.keep, 1);
    }
    match (case.append || file.is_empty(), file.contains(&case.change)) {
        (true, _) => file.push_str(text),
        (false, true) => *file = file.replacen(&case.change, text, 1),
        (false, false) => panic!("{}: `{}` does not occur", case.it, case.change),
    }
    files
}

/// What is wrong with a case; nothing if it holds.
fn run(code: &str, case: &Case) -> Option<String> {
    let files = base();
    let all = |files: &BTreeMap<String, String>| {
        let (law, mut found) = found(files);
        if case.against {
            found.extend(check_against(&law, &Law::load(&base()).0));
        }
        found
    };
    let good = all(&changed(&files, case, case.good.as_deref()));
    if !good.is_empty() {
        return Some(format!("{code} {}: the good law has findings\n{}", case.it, shown(&good)));
    }
    let mut broken = changed(&files, case, (!case.remove).then_some(&case.broken));
    if case.remove {
        broken.remove(&case.file);
    }
    let found = all(&broken);
    let file = case.r#where.as_ref().unwrap_or(&case.file);
    let at = case.at.as_deref().unwrap_or(case.broken.lines().next().unwrap_or(""));
    let is_it = |f: &&Diagnostic| f.code == code && f.place.file == *file && f.excerpt.contains(at) && f.message.contains(&case.says);
    let Some(hit) = found.iter().find(is_it) else {
        return Some(format!("{code} {}: not found at `{at}` of {file}\n{}", case.it, shown(&found)));
    };
    assert_eq!(hit.severity, if case.warning { Severity::Warning } else { Severity::Error }, "{hit}");
    assert!(hit.place.line > 0 && hit.place.column > 0 && !hit.help.is_empty(), "{hit:?}");
    assert_eq!(broken[file].lines().nth(hit.place.line as usize - 1), Some(hit.excerpt.as_str()), "{hit}");
    None
}

#[test]
fn every_error_is_found_where_it_is_and_the_nearest_good_law_passes() {
    let (mut codes, mut wrong) = (0, Vec::new());
    for (name, text) in read_folder(&folder()).into_iter().filter(|(name, _)| name.starts_with("AL-")) {
        let code = name.trim_end_matches(".yaml");
        let cases: Vec<Case> = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!cases.is_empty());
        wrong.extend(cases.iter().filter_map(|case| run(code, case)));
        let page = std::fs::read_to_string(folder().join(format!("../../../../docs/errors/{code}.md"))).unwrap_or_default();
        assert!(page.starts_with(&format!("# {code}")), "docs/errors/{code}.md");
        codes += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Section 10 of the law format, without AL-1601, which is the certificate's own; and AL-1403, of ad-hoc steps.
    assert_eq!(codes, 18);
}
