//! `alatau due`: how long each class of records is kept, and which closed cases are due to be erased.

use super::api::retention::{Kept, classes_of};
use super::before;
use super::config::Place;
use super::operate::input;
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use crate::law::values::slot_label;
use alatau_city::{Behind, World};
use alatau_core::text::{Lang, date};
use alatau_core::time::{Date, Timestamp};
use alatau_store::{CaseRow, JOURNAL, Sqlite};
use serde_json::json;

/// So many cases are asked for at once.
const AT_ONCE: usize = 1_000;

/// Which store, and which day.
#[derive(Debug, clap::Args)]
pub struct Due {
    #[command(flatten)]
    pub place: Place,
    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Says how long each class of records is kept, and lists the cases that are due on a day. Nothing is erased.
///
/// # Errors
/// The store cannot be read, or the law is not sound.
pub fn due(args: &Due, globals: &Globals) -> Result<(), Failure> {
    let data = args.place.folder()?;
    let store = Sqlite::reader(&data.join(JOURNAL)).map_err(input(&data))?;
    let world = before::world(globals, &data, false)?;
    let on = args.on.unwrap_or_else(|| world.day(Timestamp(super::writer::unix_now())));
    let (lang, classes) = (globals.lang, classes_of(&world, on, globals.lang));
    let found = all_due(&world, &store, on, lang)?;
    if args.json {
        let due = found.iter().map(|(row, kept)| {
            let closed = row.closed.map(|closed| Timestamp(closed).to_string());
            json!({ "case": row.case, "service": row.service, "outcome": row.outcome, "closed": closed, "kept": kept })
        });
        return print_json(&json!({ "on": on, "classes": classes, "due": due.collect::<Vec<_>>() }));
    }
    let mut text = String::new();
    for class in &classes {
        let period = if class.period.is_empty() { say(lang, "portal-kept-unknown", &[]) } else { class.period.clone() };
        text.push_str(&format!("{}: {period}\n{}", class.records.label, grounds(&class.kept, lang)));
    }
    text.push_str(&format!("\n{}\n", say(lang, "due-cases", &[("n", &found.len().to_string()), ("day", &date(lang, on))])));
    for (row, kept) in &found {
        let day = |day: Option<Date>| day.map_or("–".to_string(), |day| date(lang, day));
        let (case, service) = (row.case.to_string(), slot_label(&world.law, &row.service, lang));
        let args = [("case", case.as_str()), ("service", &service), ("until", &day(kept.until)), ("by", &day(kept.erased_by))];
        text.push_str(&format!("  {}\n", say(lang, "due-case", &args)));
    }
    print(&text)
}

/// The provision, how sure it is, and the open questions.
fn grounds(kept: &Kept, lang: Lang) -> String {
    let grade = kept.grade.map(|grade| say(lang, &format!("grade-{grade}"), &[]));
    let provision = kept.provision.iter().zip(grade).map(|(named, grade)| format!("  § {} ({grade})\n", named.label));
    let open = kept
        .open
        .iter()
        .map(|open| format!("  {}\n", say(lang, "portal-kept-question", &[("question", &open.question), ("ask", &open.ask)])));
    provision.chain(open).collect()
}

fn all_due(world: &World, store: &Sqlite, on: Date, lang: Lang) -> Result<Vec<(CaseRow, Kept)>, Failure> {
    let (mut found, mut from) = (Vec::new(), Some(Behind::default()));
    while let Some(behind) = from {
        let due = world.due_cases(store, on, behind, AT_ONCE).map_err(|problem| Failure::Fault(problem.to_string()))?;
        found.extend(due.cases.into_iter().map(|(row, keeping)| (row, Kept::of(&keeping, world, on, lang))));
        from = due.next;
    }
    Ok(found)
}
