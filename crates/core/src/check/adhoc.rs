//! AL-1403: a step that somebody may begin at will stops no clock of the law by itself.

use super::Findings;
use crate::law::{self, Rule};
use crate::procedure::{Kind, NONE, Net};
use std::collections::BTreeSet;

/// Each activity of an ad-hoc sub-process whose event stops a term must cite the rule that says so.
pub(super) fn check(out: &mut Findings<'_>, net: &Net) {
    let law = out.law;
    for (node, info) in net.nodes.iter().zip(&net.info) {
        let Some(event) = net.events.get(node.event as usize).filter(|_| is_at_will(net, node.parent)) else { continue };
        let stops = |rule: &&Rule| match &rule.kind {
            law::Kind::Term(term) => net.terms.contains(&rule.slot) && term.stop.iter().any(|stop| stop.on == *event),
            _ => false,
        };
        let rules: Vec<&Rule> = law.rules.iter().filter(stops).collect();
        if rules.is_empty() || rules.iter().any(|rule| info.cites.contains(&rule.provision)) {
            continue;
        }
        let slots: BTreeSet<&str> = rules.iter().map(|rule| rule.slot.as_str()).collect();
        let slots = slots.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("`{}` can be begun at will and marks `{event}`, which stops {slots}, without citing the rule", info.id);
        let help = format!("cite {}, or mark no event: an ad-hoc step alone moves no date of the law", rules[0].provision);
        out.at("AL-1403", &info.place, message, help);
    }
}

/// Whether a holder, or one around it, is an ad-hoc sub-process.
fn is_at_will(net: &Net, mut holder: u16) -> bool {
    while holder != NONE {
        let node = &net.nodes[holder as usize];
        if node.kind == Kind::AdHoc {
            return true;
        }
        holder = node.parent;
    }
    false
}
