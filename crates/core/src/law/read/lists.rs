//! The closed lists beside the acts.
//!
//! Each list is a table by id, `[territories.alatau]`, or an array of tables
//! with `id`, `[[rank]]`; an id with a dot is quoted, `[slots."term.decision"]`.

use super::fields::Fields;
use super::node::{Data, Node, Source, read_toml};
use crate::law::*;
use crate::source::Diagnostic;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// An entry of a list.
struct Entry<'a> {
    id: String,
    fields: Fields<'a>,
}

/// The entries under the top-level key `plural` or `singular`, in the order of the file.
fn entries<'a>(top: &Fields<'a>, plural: &'static str, singular: &'static str) -> Vec<Entry<'a>> {
    let mut found = Vec::new();
    for node in [plural, singular].into_iter().filter_map(|key| top.node(key)) {
        match &node.data {
            Data::Table(table) => {
                let mut rows: Vec<(&String, &usize, &'a Node)> = table.iter().map(|(id, (at, node))| (id, at, node)).collect();
                rows.sort_by_key(|(_, at, _)| **at);
                for (id, _, node) in rows {
                    found.extend(top.nested(node, "an entry").map(|fields| Entry { id: id.clone(), fields }));
                }
            }
            Data::List(nodes) => {
                for node in nodes {
                    let Some(fields) = top.nested(node, "an entry") else { continue };
                    if let Some(id) = fields.need_text("id") {
                        found.push(Entry { id, fields });
                    }
                }
            }
            _ => drop(top.nested(node, plural)),
        }
    }
    found
}

fn keyed<T>(entries: Vec<Entry<'_>>, read: impl Fn(&Fields<'_>) -> T) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    for entry in entries {
        let value = read(&entry.fields);
        entry.fields.finish();
        if map.insert(entry.id.clone(), value).is_some() {
            entry.fields.report("AL-1002", entry.fields.at, format!("`{}` is listed twice", entry.id), "keep one of them");
        }
    }
    map
}

fn word(f: &Fields<'_>) -> Word {
    f.text("source");
    Word { label: f.labels("label"), place: f.place() }
}

/// What one list file says.
pub(super) enum List {
    Vocabulary(Vocabulary),
    Ranks(Vec<Rank>),
    Authorities(BTreeMap<String, Authority>),
    Territories(BTreeMap<String, Territory>),
    Switches(BTreeMap<String, Switch>),
}

impl List {
    /// Puts it into its place in the law.
    pub fn put(self, law: &mut Law) {
        match self {
            List::Vocabulary(vocabulary) => law.vocabulary = vocabulary,
            List::Ranks(ranks) => law.ranks = ranks,
            List::Authorities(authorities) => law.authorities = authorities,
            List::Territories(territories) => law.territories = territories,
            List::Switches(switches) => law.switches = switches,
        }
    }
}

/// Reads one list file, and its content as it enters the law's hash.
pub(super) fn read(source: Source<'_>, out: &RefCell<Vec<Diagnostic>>) -> Option<(List, String)> {
    let table = read_toml(source, source.text, 0, &mut out.borrow_mut())?;
    let top = Fields::new(source, &table, 0, "this list", out);
    let name = source.file.rsplit('/').next().unwrap_or(source.file).trim_end_matches(".toml");
    let list = match name {
        "vocabulary" => List::Vocabulary(vocabulary(&top)),
        "ranks" => List::Ranks(ranks(&top)),
        "authorities" => List::Authorities(keyed(entries(&top, "authorities", "authority"), authority)),
        "territories" => List::Territories(keyed(entries(&top, "territories", "territory"), territory)),
        _ => List::Switches(keyed(entries(&top, "switches", "switch"), switch)),
    };
    top.finish();
    Some((list, hash::line(&format!("list {name}"), &hash::form(&table))))
}

fn vocabulary(top: &Fields<'_>) -> Vocabulary {
    Vocabulary {
        slots: keyed(entries(top, "slots", "slot"), slot),
        areas: keyed(entries(top, "areas", "area"), word),
        classes: keyed(entries(top, "classes", "class"), word),
        statuses: keyed(entries(top, "statuses", "status"), word),
        events: keyed(entries(top, "events", "event"), word),
        receipts: keyed(entries(top, "receipts", "receipt"), word),
        roles: keyed(entries(top, "roles", "role"), word),
    }
}

fn slot(f: &Fields<'_>) -> Slot {
    let favours = match f.node("favours").map(|node| &node.data) {
        Some(Data::List(_)) => Favours::BestFirst(f.list("favours")),
        Some(_) => f.one_of("favours", &[("lower", 0), ("higher", 1), ("none", 2)]).map_or(Favours::None, |n| match n {
            0 => Favours::Lower,
            1 => Favours::Higher,
            _ => Favours::None,
        }),
        None => Favours::None,
    };
    Slot {
        label: f.labels("label"),
        r#type: f.text("type").unwrap_or_default(),
        unit: f.text("unit").unwrap_or_default(),
        values: f.list("values"),
        area: f.need_text("area").unwrap_or_default(),
        favours,
        optional: f.truth("optional").unwrap_or(false),
        without_silence: f.text("without-silence"),
        place: f.place(),
    }
}

fn ranks(top: &Fields<'_>) -> Vec<Rank> {
    let mut ranks: Vec<Rank> = Vec::new();
    let words = [("never", Retroactive::Never), ("favourable", Retroactive::Favourable), ("yes", Retroactive::Yes)];
    for entry in entries(top, "ranks", "rank") {
        let f = &entry.fields;
        let rank = Rank {
            id: entry.id.clone(),
            label: f.labels("label"),
            needs_competence: f.truth("needs-competence").unwrap_or(false),
            retroactive: f.one_of("retroactive", &words).unwrap_or_default(),
            place: f.place(),
        };
        f.finish();
        if ranks.iter().any(|r| r.id == rank.id) {
            f.report("AL-1002", f.at, format!("`{}` is listed twice", rank.id), "keep one of them");
        } else {
            ranks.push(rank);
        }
    }
    ranks
}

fn authority(f: &Fields<'_>) -> Authority {
    Authority {
        label: f.labels("label"),
        makes: f.list("makes"),
        successor: f.text("successor"),
        from: f.date("from"),
        until: f.date("until"),
        source: f.text("source").unwrap_or_default(),
        place: f.place(),
    }
}

fn territory(f: &Fields<'_>) -> Territory {
    let grades = [
        ("enacted", Grade::Enacted),
        ("reported", Grade::Reported),
        ("bill", Grade::Bill),
        ("assumed", Grade::Assumed),
        ("proposed", Grade::Proposed),
    ];
    Territory {
        label: f.labels("label"),
        within: f.list("within"),
        overlaps: f.list("overlaps"),
        from: f.date("from"),
        until: f.date("until"),
        grade: f.one_of("grade", &grades),
        source: f.text("source").unwrap_or_default(),
        place: f.place(),
    }
}

fn switch(f: &Fields<'_>) -> Switch {
    f.required("question", f.node("question"));
    let values = f.need_list("values").unwrap_or_default();
    let default = f.need_text("default").unwrap_or_default();
    if !values.is_empty() && !values.contains(&default) {
        f.report("AL-1101", f.at("default"), format!("the default `{default}` is not one of the values"), "write one of `values`");
    }
    let answer = f.node("answer").and_then(|node| f.nested(node, "an answer")).and_then(|a| {
        let (value, known) = (a.need_text("value"), a.need_date("known"));
        let source = a.need_text("source").unwrap_or_default();
        a.finish();
        if value.as_ref().is_some_and(|value| !values.contains(value)) {
            a.report("AL-1101", a.at("value"), "the answer is not one of the switch's values", "write one of `values`");
        }
        Some(SwitchAnswer { value: value?, known: known?, source })
    });
    Switch { question: f.labels("question"), values, default, ask: f.need_text("ask").unwrap_or_default(), answer, place: f.place() }
}
