//! AL-1202: the versions of one rule follow each other. AL-1203: no act reaches further back than its rank may.

use super::Findings;
use crate::law::index::{Chain, Link, What};
use crate::law::resolve::favours;
use crate::law::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    for chain in &law.index.chains {
        for (number, link) in chain.links.iter().enumerate() {
            for earlier in &chain.links[..number] {
                pair(out, chain, earlier, link);
            }
        }
        let blocks: Vec<&Rule> = chain.links.iter().filter_map(|link| block(law, link)).collect();
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
        blocks.into_iter().for_each(|rule| retroactive(out, rule));
    }
}

fn block<'l>(law: &'l Law, link: &Link) -> Option<&'l Rule> {
    match link.what {
        What::Block(rule) => Some(&law.rules[rule]),
        What::Ended(_) => None,
    }
}

/// Whether both can hold in one reading.
fn compatible(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    a.iter().all(|(name, value)| b.get(name).is_none_or(|other| other == value))
}

/// Two links of one rule, `earlier.from <= later.from`.
fn pair(out: &mut Findings<'_>, chain: &Chain, earlier: &Link, later: &Link) {
    let law = out.law;
    let when = |link: &Link| match link.what {
        What::Block(rule) => &law.rules[rule].when,
        What::Ended(change) => &law.amendments[change].when,
    };
    if !compatible(when(earlier), when(later)) {
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

fn retroactive(out: &mut Findings<'_>, rule: &Rule) {
    let law = out.law;
    let rank = law.acts.get(&rule.set_by).and_then(|act| law.ranks.iter().find(|rank| rank.id == act.rank));
    let Some(rank) = rank.filter(|_| rule.from < rule.known) else { return };
    let reaches = format!("in force from {}, known only from {}", rule.from, rule.known);
    match rank.retroactive {
        Retroactive::Yes => {}
        Retroactive::Never => {
            let message = format!("{reaches}: an act of rank `{}` may not reach back", rank.id);
            out.rule("AL-1203", rule, "from", message, format!("let it begin on {} or later", rule.known));
        }
        Retroactive::Favourable => {
            let earlier = before(law, rule);
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
fn before<'l>(law: &'l Law, rule: &Rule) -> Option<&'l Rule> {
    let versions = law.rules.iter().filter(|other| other.id == rule.id && other.known < rule.known && other.from <= rule.from);
    versions.filter(|other| compatible(&other.when, &rule.when)).max_by_key(|other| (other.from, other.known))
}
