//! `alatau procedure elements`: the table by which files are read and compiled, printed.

use crate::cli::{print, print_json, say};
use crate::failure::Failure;
use alatau_core::procedure::Kind;
use alatau_core::procedure::elements::{ELEMENTS, Entry, Fate, Group, Place, Reading, Refused, Tolerated};
use alatau_core::text::Lang;

/// How the table is printed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A line of the table in words.
#[derive(serde::Serialize)]
struct Row {
    element: String,
    stands: Group,
    fate: &'static str,
    what: String,
}

/// Prints the table.
pub fn run(args: &Args, lang: Lang) -> Result<(), Failure> {
    let rows: Vec<Row> = ELEMENTS.iter().map(|entry| row(entry, lang)).collect();
    if args.json { print_json(&rows) } else { print(&text(&rows, lang)) }
}

fn row(entry: &Entry, lang: Lang) -> Row {
    let element = match entry.only_with {
        Some(attribute) => format!("{} {attribute}=\"true\"", entry.tag),
        None => entry.tag.to_string(),
    };
    let (fate, what) = match entry.fate {
        Fate::Executed(kind) => ("executed", say(lang, kind_key(kind), &[])),
        Fate::Read(how) => ("executed", say(lang, reading_key(how), &[])),
        Fate::At(places) => ("executed", places.iter().map(|place| say(lang, place_key(*place), &[])).collect::<Vec<_>>().join(", ")),
        Fate::Tolerated(why) => ("tolerated", say(lang, tolerated_key(why), &[])),
        Fate::Refused(why) => ("refused", say(lang, refused_key(why), &[])),
    };
    Row { element, stands: entry.group, fate, what }
}

/// A Markdown table, group by group, that is a table in a terminal too.
fn text(rows: &[Row], lang: Lang) -> String {
    let count = |fate: &str| rows.iter().filter(|row| row.fate == fate).count().to_string();
    let (executed, tolerated, refused) = (count("executed"), count("tolerated"), count("refused"));
    let counts = [("executed", executed.as_str()), ("tolerated", &tolerated), ("refused", &refused)];
    let mut text = format!("# {}\n\n{}\n", say(lang, "elements-title", &[]), say(lang, "elements-intro", &counts));
    let heads = ["elements-element", "elements-fate", "elements-what"].map(|key| say(lang, key, &[]));
    let word = |fate: &str| say(lang, &format!("elements-{fate}"), &[]);
    let wide = |cells: &mut dyn Iterator<Item = usize>, head: &String| cells.max().unwrap_or(0).max(head.chars().count());
    let first = wide(&mut rows.iter().map(|row| row.element.chars().count() + 2), &heads[0]);
    let second = wide(&mut rows.iter().map(|row| word(row.fate).chars().count()), &heads[1]);
    let mut group = None;
    for row in rows {
        if group != Some(row.stands) {
            group = Some(row.stands);
            text += &format!(
                "\n## {}\n\n| {:first$} | {:second$} | {} |\n",
                say(lang, group_key(row.stands), &[]),
                heads[0],
                heads[1],
                heads[2]
            );
            text += &format!("| {} | {} | --- |\n", "-".repeat(first), "-".repeat(second));
        }
        text += &format!("| {:first$} | {:second$} | {} |\n", format!("`{}`", row.element), word(row.fate), row.what);
    }
    text
}

fn group_key(group: Group) -> &'static str {
    match group {
        Group::Node => "elements-group-node",
        Group::Trigger => "elements-group-trigger",
        Group::Flow => "elements-group-flow",
        Group::Data => "elements-group-data",
        Group::Artifact => "elements-group-artifact",
        Group::Inner => "elements-group-inner",
        Group::Global => "elements-group-global",
        Group::Root => "elements-group-root",
        Group::Collaboration => "elements-group-collaboration",
    }
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Start => "elements-kind-start",
        Kind::End => "elements-kind-end",
        Kind::Task => "elements-kind-task",
        Kind::Exclusive => "elements-kind-exclusive",
        Kind::Parallel => "elements-kind-parallel",
        Kind::Inclusive => "elements-kind-inclusive",
        Kind::Complex => "elements-kind-complex",
        Kind::EventBased => "elements-kind-event-based",
        Kind::Catch => "elements-kind-catch",
        Kind::Throw => "elements-kind-throw",
        Kind::Boundary => "elements-kind-boundary",
        Kind::Script => "elements-kind-script",
        Kind::SubProcess => "elements-kind-sub-process",
        Kind::EventSubProcess => "elements-kind-event-sub-process",
        Kind::AdHoc => "elements-kind-ad-hoc",
        Kind::Multi => "elements-read-repeats",
    }
}

fn reading_key(how: Reading) -> &'static str {
    match how {
        Reading::Process => "elements-read-process",
        Reading::Flow => "elements-read-flow",
        Reading::Lane => "elements-read-lane",
        Reading::Named => "elements-read-named",
        Reading::Undoes => "elements-read-undoes",
        Reading::Repeats => "elements-read-repeats",
        Reading::Expression => "elements-read-expression",
        Reading::Shared => "elements-read-shared",
        Reading::Drawing => "elements-read-drawing",
        Reading::Pool => "elements-read-pool",
    }
}

fn tolerated_key(why: Tolerated) -> &'static str {
    match why {
        Tolerated::Note => "elements-tolerated-note",
        Tolerated::Data => "elements-tolerated-data",
        Tolerated::Resource => "elements-tolerated-resource",
        Tolerated::Service => "elements-tolerated-service",
        Tolerated::Between => "elements-tolerated-between",
        Tolerated::Tool => "elements-tolerated-tool",
        Tolerated::Repeated => "elements-tolerated-repeated",
    }
}

fn refused_key(why: Refused) -> &'static str {
    match why {
        Refused::Choreography => "elements-refused-choreography",
        Refused::Abstract => "elements-refused-abstract",
    }
}

fn place_key(place: Place) -> &'static str {
    match place {
        Place::ProcessStart => "elements-at-start",
        Place::ScopeStart => "elements-at-scope-start",
        Place::EventScopeStart => "elements-at-event-start",
        Place::Catch => "elements-at-catch",
        Place::Throw => "elements-at-throw",
        Place::Boundary => "elements-at-boundary",
        Place::End => "elements-at-end",
    }
}
