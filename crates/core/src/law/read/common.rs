//! What every block may say, and the readings of a block whose values hang on a switch.

use super::fields::Fields;
use super::kinds_more::DAYS;
use super::node::{Data, Node};
use super::table::Table;
use crate::law::*;
use crate::time::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The keys of section 3 of the law format.
pub(super) struct Common {
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub known: Date,
    pub applies_to: Day,
    pub scope: Scope,
    pub except: Scope,
    pub derogates: Vec<String>,
    pub subsidiary_to: Vec<String>,
    pub when: BTreeMap<String, String>,
    pub later_versions: Option<LaterVersions>,
    pub grade: Grade,
    pub source: String,
    pub basis: String,
    pub ask: String,
    pub range: Option<(String, String)>,
}

const GRADES: &[(&str, Grade)] = &[
    ("enacted", Grade::Enacted),
    ("reported", Grade::Reported),
    ("bill", Grade::Bill),
    ("assumed", Grade::Assumed),
    ("proposed", Grade::Proposed),
];

/// Reads the common keys; `act_known` is the day from which the act could be relied on.
pub(super) fn read(f: &Fields<'_>, act_known: Date, revenue: bool) -> Common {
    let known = f.date("known").unwrap_or(act_known);
    if known < act_known {
        f.report(
            "AL-1001",
            f.at("known"),
            format!("`known` is earlier than the act's, {act_known}"),
            "a block cannot be known before its act",
        );
    }
    let from = f.date("from");
    let until = f.date("until");
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        f.report(
            "AL-1001",
            f.at("until"),
            format!("the block ends on {until}, before it begins on {from}"),
            "`until` is the first day no longer in force",
        );
    }
    let common = Common {
        from,
        until,
        known: known.max(act_known),
        applies_to: f.one_of("applies-to", DAYS).unwrap_or(if revenue { Day::Received } else { Day::Filed }),
        scope: scope(f, "scope"),
        except: scope(f, "except"),
        derogates: f.list("derogates"),
        subsidiary_to: f.list("subsidiary-to"),
        when: f.words("when").into_iter().collect(),
        later_versions: f.one_of("later-versions", &[("keep", LaterVersions::Keep), ("drop", LaterVersions::Drop)]),
        grade: f.one_of("grade", GRADES).unwrap_or(Grade::Assumed),
        source: f.text("source").unwrap_or_default(),
        basis: f.text("basis").unwrap_or_default(),
        ask: f.text("ask").unwrap_or_default(),
        range: range(f),
    };
    honest(f, &common);
    common
}

/// AL-1701: grade and source, or for an assumption its basis and who knows.
fn honest(f: &Fields<'_>, common: &Common) {
    if !f.table.contains_key("grade") {
        f.report("AL-1701", f.at, "this block has no `grade`", "say how well it is known: enacted, reported, bill, assumed or proposed");
        return;
    }
    let missing: Vec<&str> = match common.grade {
        Grade::Assumed => [("basis", &common.basis), ("ask", &common.ask)].iter().filter(|(_, v)| v.is_empty()).map(|(k, _)| *k).collect(),
        Grade::Proposed => Vec::new(),
        _ if common.source.is_empty() => vec!["source"],
        _ => Vec::new(),
    };
    for key in missing {
        let message = format!("a block graded `{}` needs `{key}`", common.grade);
        f.report("AL-1701", f.at("grade"), message, "say where it stands; for an assumption, why it is so and who knows better");
    }
}

fn scope(f: &Fields<'_>, key: &'static str) -> Scope {
    let Some(fields) = f.node(key).and_then(|node| f.nested(node, key)) else { return Scope::default() };
    let scope = Scope { territory: fields.list("territory"), person: fields.list("person"), class: fields.list("class") };
    fields.finish();
    scope
}

fn range(f: &Fields<'_>) -> Option<(String, String)> {
    let node = f.node("range")?;
    let bounds: Vec<String> = match &node.data {
        Data::List(nodes) => nodes.iter().filter_map(super::fields::literal).map(|bound| bound.to_string()).collect(),
        _ => Vec::new(),
    };
    let number = |text: &str| crate::decision::Value::parse_number(text).and_then(|value| value.as_scaled());
    match bounds.as_slice() {
        [low, high] if number(low).is_some() && number(low) <= number(high) => Some((low.clone(), high.clone())),
        _ => {
            f.report(
                "AL-1001",
                node.at,
                "a range has a lowest and a highest number",
                "write for example range = [8, 15] or [\"0.5\", \"1.5\"]",
            );
            None
        }
    }
}

/// The block under every value of the switches that stand in its values:
/// `{ switch = "name" }` becomes that value, and the reading becomes part of `when`.
pub(super) fn readings<'t>(f: &Fields<'t>, switches: &BTreeMap<String, Switch>) -> Vec<Cow<'t, Table>> {
    let mut names = Vec::new();
    for (_, node) in f.table.iter().filter(|(key, _)| *key != "when").map(|(_, entry)| entry) {
        collect(node, &mut names);
    }
    if names.is_empty() {
        return vec![Cow::Borrowed(f.table)];
    }
    let fixed: BTreeMap<String, String> = f.words("when").into_iter().collect();
    let mut tables = vec![(f.table.clone(), fixed)];
    let mut done = Vec::new();
    for (name, at) in names {
        if done.contains(&name) {
            continue;
        }
        let Some(switch) = switches.get(&name) else {
            let hint = super::fields::did_you_mean(&name, switches.keys().map(String::as_str));
            f.report("AL-1101", at, format!("there is no switch `{name}`{hint}"), "name a switch of law/switches.toml, or add it there");
            return Vec::new();
        };
        tables = tables.into_iter().flat_map(|reading| divide(reading, &name, switch)).collect();
        done.push(name);
    }
    tables.into_iter().map(|(table, when)| Cow::Owned(with_when(table, &when))).collect()
}

fn divide((table, when): (Table, BTreeMap<String, String>), name: &str, switch: &Switch) -> Vec<(Table, BTreeMap<String, String>)> {
    let possible = switch.values.iter().filter(|value| when.get(name).is_none_or(|fixed| fixed == *value));
    possible
        .map(|value| {
            let replaced = table.iter().map(|(key, (at, node))| {
                let node = if key == "when" { node.clone() } else { replace(node, name, value) };
                (key.clone(), (*at, node))
            });
            let mut when = when.clone();
            when.insert(name.to_string(), value.clone());
            (replaced.collect(), when)
        })
        .collect()
}

fn with_when(mut table: Table, when: &BTreeMap<String, String>) -> Table {
    if !when.is_empty() {
        let at = table.get("when").map_or(0, |(at, _)| *at);
        let words = when.iter().map(|(k, v)| (k.clone(), (at, Node { data: Data::Text(v.clone()), at }))).collect();
        table.insert("when".into(), (at, Node { data: Data::Table(words), at }));
    }
    table
}

/// The name of the switch, if the node is `{ switch = "name" }`.
fn switch_name(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Table(table) if table.len() == 1 => match &table.get("switch")?.1.data {
            Data::Text(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn collect(node: &Node, names: &mut Vec<(String, usize)>) {
    if let Some(name) = switch_name(node) {
        names.push((name.to_string(), node.at));
        return;
    }
    match &node.data {
        Data::List(nodes) => nodes.iter().for_each(|node| collect(node, names)),
        Data::Table(table) => table.iter().for_each(|(_, (_, node))| collect(node, names)),
        _ => {}
    }
}

fn replace(node: &Node, name: &str, value: &str) -> Node {
    let data = match &node.data {
        _ if switch_name(node) == Some(name) => Data::Switched(value.to_string()),
        Data::List(nodes) => Data::List(nodes.iter().map(|node| replace(node, name, value)).collect()),
        Data::Table(table) => Data::Table(table.iter().map(|(k, (at, node))| (k.clone(), (*at, replace(node, name, value)))).collect()),
        other => other.clone(),
    };
    Node { data, at: node.at }
}
