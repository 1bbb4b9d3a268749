//! Titles, pages of errors, pages of decisions.

use super::{Findings, Text, numbered};
use std::collections::BTreeMap;

pub fn check(texts: &[Text]) -> Findings {
    let mut findings = Vec::new();
    for text in texts.iter().filter(|text| text.is(".md")) {
        titles(text, &mut findings);
        links(text, texts, &mut findings);
    }
    error_pages(texts, &mut findings);
    dependencies(texts, &mut findings);
    findings
}

/// A page has one title, on its first line; acts and their translations have the form of the law; a decision is a question.
fn titles(text: &Text, findings: &mut Findings) {
    if text.path.contains("/acts/") || text.path.ends_with(".head.md") || text.text.starts_with("+++") {
        return;
    }
    let first = text.text.lines().next().unwrap_or("");
    if !first.starts_with("# ") {
        findings.push(format!("{}:1: a page begins with its title, `# …`", text.path));
    }
    if text.under("docs/decisions/") && !first.ends_with('?') {
        findings.push(format!("{}:1: a decision's title is the question that it answers", text.path));
    }
    let mut fenced = false;
    for (number, line) in numbered(&text.text).skip(1) {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.starts_with("# ") {
            findings.push(format!("{}:{number}: a second title", text.path));
        }
    }
}

/// A link to a file of ours leads to one: `[the map](docs/ARCHITECTURE.md)`.
fn links(text: &Text, texts: &[Text], findings: &mut Findings) {
    for (number, line) in numbered(&text.text) {
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets {
            let file = target.split('#').next().unwrap_or("");
            let is_outside = file.is_empty() || file.contains(':') || file.contains(' ');
            let path = resolve(&text.path, file);
            if !is_outside && !texts.iter().any(|other| other.path == path || other.path.starts_with(&format!("{path}/"))) {
                findings.push(format!("{}:{number}: the link to {file} leads nowhere", text.path));
            }
        }
    }
}

/// The path that `link` means on the page `from`.
fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Every code that the source can print has its page, and every page its code.
fn error_pages(texts: &[Text], findings: &mut Findings) {
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    for text in texts.iter().filter(|text| text.is(".rs") && text.under("crates/") && text.path.contains("/src/")) {
        for (number, line) in numbered(&text.text).filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for code in codes_in(line) {
                codes.entry(code).or_insert_with(|| format!("{}:{number}", text.path));
            }
        }
    }
    for (code, place) in &codes {
        if !texts.iter().any(|text| text.path == format!("docs/errors/{code}.md")) {
            findings.push(format!("{place}: {code} has no page docs/errors/{code}.md"));
        }
    }
    for page in texts.iter().filter(|text| text.under("docs/errors/AL-")) {
        let code = page.path.trim_start_matches("docs/errors/").trim_end_matches(".md");
        if !codes.contains_key(code) {
            findings.push(format!("{}: no source names {code}", page.path));
        }
        if !page.text.starts_with(&format!("# {code}: ")) {
            findings.push(format!("{}:1: the title begins with `# {code}: `", page.path));
        }
    }
}

/// `AL-1204` anywhere in a line.
fn codes_in(line: &str) -> Vec<String> {
    let digits = |at: usize| line.get(at + 3..at + 7).filter(|four| four.bytes().all(|byte| byte.is_ascii_digit()));
    line.match_indices("AL-").filter_map(|(at, _)| digits(at).map(|four| format!("AL-{four}"))).collect()
}

/// Every dependency of the workspace has its line of reasons.
fn dependencies(texts: &[Text], findings: &mut Findings) {
    let find = |path: &str| texts.iter().find(|text| text.path == path);
    let (Some(manifest), Some(page)) = (find("Cargo.toml"), find("docs/decisions/dependencies.md")) else { return };
    let mut inside = false;
    for (number, line) in numbered(&manifest.text) {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        }
        let name = line.split([' ', '=', '.']).next().unwrap_or("");
        let is_ours = name.starts_with("alatau-");
        let is_name = !name.is_empty() && !name.starts_with(['[', '#']);
        if inside && is_name && !is_ours && !page.text.contains(&format!("`{name}`")) {
            findings.push(format!("Cargo.toml:{number}: `{name}` has no line in docs/decisions/dependencies.md"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, tree};
    use super::*;

    #[test]
    fn a_page_without_title_or_with_two_is_found() {
        finds(check(&tree(&[("docs/a.md", "Text.\n")])), "begins with its title");
        finds(check(&tree(&[("docs/a.md", "# One\n\n# Two\n")])), "a second title");
        assert!(check(&tree(&[("docs/a.md", "# One\n\n```sh\n# a comment\n```\n")])).is_empty());
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let page = ("docs/a.md", "# A\n[up](../README.md#start) [out](https://example.org) [gone](b.md)\n");
        finds(check(&tree(&[page, ("README.md", "# R\n")])), "docs/a.md:2: the link to b.md leads nowhere");
    }

    #[test]
    fn a_decision_is_a_question() {
        finds(check(&tree(&[("docs/decisions/a.md", "# Calendars\n")])), "question");
    }

    #[test]
    fn codes_and_pages_match_both_ways() {
        let source = ("crates/core/src/law/act.rs", "error(\"AL-1001\")\n");
        let page = ("docs/errors/AL-1001.md", "# AL-1001: a key is wrong\n");
        assert!(check(&tree(&[source, page])).is_empty());
        finds(check(&tree(&[source])), "has no page");
        finds(check(&tree(&[page])), "no source names");
    }

    #[test]
    fn a_code_in_a_comment_needs_no_page() {
        assert!(check(&tree(&[("crates/core/src/source.rs", "/// For example `AL-1001`.\n")])).is_empty());
    }

    #[test]
    fn a_dependency_needs_its_line() {
        let manifest = ("Cargo.toml", "[workspace.dependencies]\ncsv = \"1.4\"\n");
        finds(check(&tree(&[manifest, ("docs/decisions/dependencies.md", "# Why these?\n")])), "`csv`");
        assert!(check(&tree(&[manifest, ("docs/decisions/dependencies.md", "# Why these?\n`csv` reads CSV.\n")])).is_empty());
    }
}
