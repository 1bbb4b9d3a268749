//! The rules of BPMN 2.0.2: the suite's models that break one, models that break none, and each page that explains them.

mod common;

use alatau_core::procedure::bpmn::{self, Bpmn, rules};
use alatau_core::procedure::{Options, compile};
use std::collections::BTreeMap;
use std::path::Path;

fn read(path: &Path) -> Bpmn {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    bpmn::parse(&path.display().to_string(), &text).unwrap_or_else(|e| panic!("{}: {}", path.display(), e[0]))
}

#[test]
fn models_that_break_a_rule_are_refused_when_strict() {
    let Some(folder) = common::suite("bpmn-betsy/must-reject") else { return };
    let (mut refused, mut accepted) = (0, Vec::new());
    for path in common::files(&folder, "bpmn") {
        let file = read(&path);
        let names: Vec<&str> = file.violations.iter().map(|v| v.rule.name).collect();
        println!("{}: {}", path.file_name().unwrap().to_string_lossy(), names.join(" "));
        match names.is_empty() {
            true => accepted.push(path),
            false => refused += 1,
        }
    }
    assert!(accepted.is_empty() && refused > 0, "{refused} refused; accepted: {accepted:?}");
}

/// Scripts of this suite are tokens without a format, and one model leaves a condition informal; no other rule is broken.
#[test]
fn executable_models_break_no_other_rule() {
    let Some(folder) = common::suite("bpmn-betsy") else { return };
    let known = ["script-format", "global-script-language", "expression-natural"];
    let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in common::files(&folder, "bpmn").iter().filter(|p| !p.to_string_lossy().contains("must-reject")) {
        let file = read(path);
        for v in file.violations.iter().filter(|v| !known.contains(&v.rule.name)) {
            others.entry(format!("{} {:?}", v.rule.name, v.rule.class)).or_default().push(format!("{}: {}", path.display(), v.fact));
        }
    }
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn real_models_break_no_breaking_rule_often() {
    for suite in ["bpmn-miwg", "bpmn-lib-engine", "bpmn-spiff", "benchmarks"] {
        let Some(folder) = common::suite(suite) else { continue };
        let (mut files, mut broken, mut formal) = (0, 0, BTreeMap::<&str, usize>::new());
        for path in common::files(&folder, "bpmn") {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            let Ok(file) = bpmn::parse(&path.display().to_string(), &text) else { continue };
            files += 1;
            let breaking: Vec<_> = file.violations.iter().filter(|v| v.rule.class == rules::Class::Breaking).collect();
            for v in &breaking {
                println!("{}: {} {}", path.display(), v.rule.name, v.fact);
            }
            broken += usize::from(!breaking.is_empty());
            for v in &file.violations {
                *formal.entry(v.rule.name).or_default() += 1;
            }
        }
        println!("{suite}: {files} files, {broken} break a breaking rule, rules broken: {formal:?}");
    }
}

#[test]
fn each_rule_has_a_name_of_its_own_and_stands_on_its_page() {
    let mut names = std::collections::BTreeSet::new();
    for rule in rules::all() {
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        let page = common::in_repository(&format!("docs/errors/{}.md", rule.code));
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        assert!(text.contains(&format!("`{}`", rule.name)), "{} is not on {}", rule.name, page.display());
        assert!(!rule.says.ends_with('.') && !rule.help.ends_with('.'), "{}", rule.name);
    }
}
