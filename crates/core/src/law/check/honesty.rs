//! AL-1701: an act has tests, and its words are either executed or declared informative.

use super::Findings;
use crate::law::*;
use crate::source::Place;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(super) fn check(out: &mut Findings<'_>) {
    let law = out.law;
    let carried_out = law.rules.iter().filter(|rule| !matches!(rule.kind, Kind::Informative { .. } | Kind::Calendar(_)));
    let executing: HashSet<&str> = carried_out.map(|rule| rule.set_by.as_str()).collect();
    let tested: HashSet<&str> =
        law.tests.keys().filter_map(|file| file.rsplit('/').next()).filter_map(|name| name.strip_suffix(".test.yaml")).collect();
    for act in law.acts.values().filter(|act| executing.contains(act.id.as_str()) && !tested.contains(act.id.as_str())) {
        let message = format!("the act `{}` has no test", act.id);
        out.place("AL-1701", &act.place, message, format!("write acts/{}.test.yaml: what is given, and what must follow", act.id));
    }
    let ruled: HashSet<&str> = law.rules.iter().map(|rule| rule.provision.as_str()).collect();
    // Nearly always every provision has a rule, and nobody asks where the headings stand.
    let headings = LazyCell::new(|| Headings::of(law));
    for provision in law.provisions.values().filter(|provision| !provision.text.is_empty()) {
        if !ruled.contains(provision.id.as_str()) && !headings.has_block(provision) && !headings.has_children(law, provision) {
            let message = format!("`{}` has words but no block", provision.id);
            out.place("AL-1701", &provision.place, message, "add a rule, or `informative` with `because`");
            out.soften();
        }
    }
}

/// Where headings and blocks stand, by file.
struct Headings<'l> {
    headings: BTreeMap<&'l str, BTreeSet<u32>>,
    blocks: BTreeMap<&'l str, BTreeSet<u32>>,
}

impl<'l> Headings<'l> {
    fn of(law: &'l Law) -> Headings<'l> {
        let gather = |places: &mut dyn Iterator<Item = &'l Place>| {
            let mut lines: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
            for place in places {
                lines.entry(&place.file).or_default().insert(place.line);
            }
            lines
        };
        let blocks = law.rules.iter().map(|rule| &rule.place).chain(law.amendments.iter().map(|change| &change.place));
        Headings {
            headings: gather(&mut law.provisions.values().map(|provision| &provision.place)),
            blocks: gather(&mut blocks.into_iter()),
        }
    }

    fn next(&self, provision: &Provision) -> Option<u32> {
        self.headings.get(provision.place.file.as_str())?.range(provision.place.line + 1..).next().copied()
    }

    /// Whether a block stands between this heading and the next; a provision that a block inserts stands where the block does.
    fn has_block(&self, provision: &Provision) -> bool {
        let lines = provision.place.line..=self.next(provision).unwrap_or(u32::MAX);
        self.blocks.get(provision.place.file.as_str()).is_some_and(|blocks| blocks.range(lines).next().is_some())
    }

    /// Whether the next heading is a level below: then the rules stand under it.
    fn has_children(&self, law: &Law, provision: &Provision) -> bool {
        let text = law.sources.get(&provision.place.file).map_or("", String::as_str);
        let level = |line: u32| {
            let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
            line.bytes().take_while(|byte| *byte == b'#').count()
        };
        self.next(provision).is_some_and(|next| level(next) > level(provision.place.line))
    }
}
