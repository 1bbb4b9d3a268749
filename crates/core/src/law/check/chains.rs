//! AL-1202: the versions of one rule follow each other. AL-1203: no act reaches further back than its rank may.

use super::Findings;
use super::situations::can_hold_together;
use super::tables::rules;
use crate::law::index::{Chain, Link, What};
use crate::law::resolve::favours;
use crate::law::*;
use std::cmp::Ordering;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for chain in &law.index.chains {
        for (number, link) in chain.links.iter().enumerate() {
            for earlier in &chain.links[..number] {
                pair(out, chain, earlier, link);
            }
        }
        let blocks: Vec<&Rule> = rules(law, chain).collect();
        for pair in blocks.windows(2) {
            if pair[0].scope != pair[1].scope || pair[0].except != pair[1].except {
                let message = format!("the scope of `{}` changes with this version", chain.id);
                out.rule(
                    "AL-1202",
                    pair[1],
                    "scope",
                    message,
                    "if that is meant, keep it; side-by-side scopes take headings with keys of their own",
                );
                out.soften();
            }
        }
        blocks.into_iter().for_each(|rule| retroactive(out, chain, rule));
    }
    law.amendments.iter().for_each(|change| ends_retroactively(out, change));
}

/// A rule cannot be ended for days that have passed by an act whose rank never reaches back; an annulment undoes by its nature.
fn ends_retroactively(out: &mut Findings<'_>, change: &Amendment) {
    let law = out.law;
    let ends = matches!(change.operation, Operation::Repeal | Operation::Replace) && change.from < change.known;
    let Some(rank) = rank_of(law, &change.act).filter(|rank| ends && rank.retroactive == Retroactive::Never) else { return };
    let message = format!(
        "`{}` ends from {}, which is known only from {}: an act of rank `{}` may not reach back",
        change.target, change.from, change.known, rank.id
    );
    out.place("AL-1203", &change.place, message, format!("let it end on {} or later", change.known));
}

fn rank_of<'l>(law: &'l Law, act: &str) -> Option<&'l Rank> {
    law.acts.get(act).and_then(|act| law.ranks.iter().find(|rank| rank.id == act.rank))
}

fn block<'l>(law: &'l Law, link: &Link) -> Option<&'l Rule> {
    match link.what {
        What::Block(rule) => Some(&law.rules[rule]),
        What::Ended(_) => None,
    }
}

/// Two links of one rule, `earlier.from <= later.from`.
fn pair(out: &mut Findings<'_>, chain: &Chain, earlier: &Link, later: &Link) {
    let law = out.law;
    let when = |link: &Link| match link.what {
        What::Block(rule) => &law.rules[rule].when,
        What::Ended(change) => &law.amendments[change].when,
    };
    if !can_hold_together(when(earlier), when(later)) {
        return;
    }
    if let (Some(a), Some(b)) = (block(law, earlier), block(law, later))
        && earlier.from == later.from
        && earlier.known == later.known
    {
        let message = format!("two versions of `{}` begin on {} and are known from {}", chain.id, a.from, a.known);
        out.rule("AL-1202", b, "from", message, format!("the other stands at {}; give one another day, or `known`", a.place));
    }
    // The link that starts earlier was published later: what becomes of the other?
    if earlier.from < later.from && earlier.known > later.known {
        let message = format!("this starts on {} before the version from {}, which was known already", earlier.from, later.from);
        let help = "say `later-versions = \"keep\"` or \"drop\"";
        match earlier.what {
            What::Block(rule) if law.rules[rule].later_versions.is_none() => out.rule("AL-1202", &law.rules[rule], "from", message, help),
            What::Ended(change) => {
                let change = &law.amendments[change];
                if change.later_versions.is_none() && change.operation != Operation::Annul {
                    out.place("AL-1202", &change.place, message, help);
                }
            }
            What::Block(_) => {}
        }
    }
}

fn retroactive(out: &mut Findings<'_>, chain: &Chain, rule: &Rule) {
    let law = out.law;
    let Some(rank) = rank_of(law, &rule.set_by).filter(|_| rule.from < rule.known) else { return };
    let reaches = format!("in force from {}, known only from {}", rule.from, rule.known);
    match rank.retroactive {
        Retroactive::Yes => {}
        Retroactive::Never => {
            let message = format!("{reaches}: an act of rank `{}` may not reach back", rank.id);
            out.rule("AL-1203", rule, "from", message, format!("let it begin on {} or later", rule.known));
        }
        Retroactive::Favourable => {
            let earlier = before(law, chain, rule);
            let worse = earlier
                .filter(|earlier| !matches!(favours(law, &rule.slot, rule, earlier, None), Some(Ordering::Greater | Ordering::Equal)));
            if let Some(earlier) = worse {
                let message = format!("{reaches}: rank `{}` may reach back only to the applicant's advantage", rank.id);
                let help = format!("compare `favours` of the slot and {}, or let it begin on {}", earlier.version(), rule.known);
                out.rule("AL-1203", rule, "from", message, help);
            }
        }
    }
}

/// The version of the same rule that stood before, as it was known.
fn before<'l>(law: &'l Law, chain: &Chain, rule: &Rule) -> Option<&'l Rule> {
    let versions = rules(law, chain).filter(|other| other.known < rule.known && other.from <= rule.from);
    versions.filter(|other| can_hold_together(&other.when, &rule.when)).max_by_key(|other| (other.from, other.known))
}
