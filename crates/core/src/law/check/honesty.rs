//! AL-1701: an act has tests, and its words are either executed or declared informative.

use super::Findings;
use crate::law::*;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for act in law.acts.values() {
        let executes =
            law.rules.iter().any(|rule| rule.set_by == act.id && !matches!(rule.kind, Kind::Informative { .. } | Kind::Calendar(_)));
        let tests = format!("{}.test.yaml", act.id);
        let has_test = law.tests.keys().any(|file| file.rsplit('/').next() == Some(&tests));
        if executes && !has_test {
            let message = format!("the act `{}` has no test", act.id);
            out.place("AL-1701", &act.place, message, format!("write acts/{tests}: what is given, and what must follow"));
        }
    }
    for provision in law.provisions.values().filter(|provision| !provision.text.is_empty()) {
        let has_block = law
            .rules
            .iter()
            .any(|rule| rule.provision == provision.id || rule.place.file == provision.place.file && stands_under(law, rule, provision));
        let amends = law
            .amendments
            .iter()
            .any(|change| change.place.file == provision.place.file && change.text.as_ref().is_some_and(|t| t.text == provision.text));
        let parent = has_children(law, provision);
        if !has_block && !amends && !parent {
            let message = format!("`{}` has words but no block", provision.id);
            out.place("AL-1701", &provision.place, message, "add a rule, or `informative` with `because`");
            out.soften();
        }
    }
}

/// Whether the rule's block stands between this heading and the next.
fn stands_under(law: &Law, rule: &Rule, provision: &Provision) -> bool {
    let next = next_heading(law, provision).unwrap_or(u32::MAX);
    (provision.place.line..next).contains(&rule.place.line)
}

fn next_heading(law: &Law, provision: &Provision) -> Option<u32> {
    let same_file = law.provisions.values().filter(|other| other.place.file == provision.place.file);
    same_file.map(|other| other.place.line).filter(|line| *line > provision.place.line).min()
}

/// Whether the next heading is a level below: then the rules stand under it.
fn has_children(law: &Law, provision: &Provision) -> bool {
    let text = law.sources.get(&provision.place.file).map_or("", String::as_str);
    let level = |line: u32| {
        let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
        line.bytes().take_while(|byte| *byte == b'#').count()
    };
    next_heading(law, provision).is_some_and(|next| level(next) > level(provision.place.line))
}
