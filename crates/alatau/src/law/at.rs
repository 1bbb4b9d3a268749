//! `alatau law at`: what is in force on a day, and what that day changes.

pub mod one;

use self::one::Stood;
use super::columns::place;
use super::page::wrap;
use super::values::{said, said_json, slot_label, whom};
use super::{date, known_day};
use crate::cli::{Globals, print, print_json, say, say_with};
use crate::failure::Failure;
use alatau_core::law::survey::{Change, Moment, Said, Standing, changes, days_of_change, standing};
use alatau_core::law::wording::Wordings;
use alatau_core::law::{Act, Amendment, Grade, Law, Operation, Question, RuleNumber};
use alatau_core::text::{Arg, Lang, by_key};
use alatau_core::time::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Which day, and what of it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day, for example 2027-01-01
    #[arg(value_name = "DATE")]
    day: String,
    /// An act, a provision (act#key) or a slot: how that stands on the day
    #[arg(value_name = "WHAT")]
    what: Option<String>,
    /// The day of knowledge; the same day if not given
    #[arg(long, value_name = "DATE")]
    known: Option<String>,
    /// What is answered in a territory, or in a column of the comparison
    #[arg(long = "in", value_name = "PLACE")]
    place: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The day with everything that is to be shown of it.
pub struct At<'l> {
    law: &'l Law,
    lang: Lang,
    moment: Moment,
    switches: BTreeMap<String, String>,
    command: String,
    /// The rules that govern on the day, for whomever it is.
    in_force: BTreeSet<RuleNumber>,
    wordings: Wordings<'l>,
}

impl<'l> At<'l> {
    fn new(law: &'l Law, lang: Lang, moment: Moment, switches: BTreeMap<String, String>, command: String) -> At<'l> {
        let question = Question { switches: switches.clone(), known: moment.known, ..Question::on("", moment.valid) };
        let in_force = law.ask(&question).in_force().into_iter().collect();
        let wordings = Wordings::at(law, moment, &switches);
        At { law, lang, moment, switches, command, in_force, wordings }
    }
}

/// Runs the command.
pub fn run(law: &Law, args: &Args, globals: &Globals) -> Result<(), Failure> {
    let valid = date(&args.day, globals)?;
    let known = known_day(args.known.as_deref(), globals)?;
    let place = args.place.as_ref().map(|id| place(law, id, &[], globals)).transpose()?;
    let switches = match &place {
        Some(place) => place.switches.clone(),
        None => globals.readings(law)?,
    };
    let mut command = format!("law at {valid}");
    for (option, word) in [("", &args.what), (" --in", &args.place), (" --known", &args.known)] {
        command.push_str(&word.as_ref().map(|word| format!("{option} {word}")).unwrap_or_default());
    }
    for (name, value) in &switches {
        command.push_str(&format!(" --switch {name}={value}"));
    }
    let at = At::new(law, globals.lang, Moment { valid, known: known.unwrap_or(valid) }, switches, command);
    let territory = place.as_ref().and_then(|place| place.territories.first());
    if let Some(what) = &args.what {
        return one::run(&at, what, territory.map(String::as_str), args.json);
    }
    // Without a day of knowledge each day is seen with its own: then what becomes known today changes today.
    let before = known.map_or(Moment::before(valid), |known| Moment { valid: valid.plus(-1), known });
    let day = Day::of(&at, before, territory.map(String::as_str));
    if args.json { print_json(&day.written(&at)) } else { print(&(day.shown(&at).join("\n") + "\n")) }
}

/// What is in force, and what changes.
struct Day<'l> {
    /// Acts with the rules they have in force.
    acts: Vec<(&'l Act, Vec<RuleNumber>)>,
    /// Answers in the place that was named.
    standing: Option<Vec<Standing>>,
    changes: Vec<Change>,
    /// Whatever else happens on the day.
    events: Vec<String>,
    next: Option<Date>,
}

impl<'l> Day<'l> {
    fn of(at: &At<'l>, before: Moment, place: Option<&str>) -> Day<'l> {
        let law = at.law;
        let of_act = |act: &Act| at.in_force.iter().copied().filter(|number| law.rules[*number].set_by == act.id).collect();
        Day {
            acts: law.acts.values().filter(|act| act.known <= at.moment.known).map(|act| (act, of_act(act))).collect(),
            standing: place.map(|place| standing(law, at.moment, &at.switches, Some(place))),
            changes: changes(law, before, at.moment, &at.switches, place),
            events: events(law, at.moment, at.lang),
            next: days_of_change(law).into_iter().find(|day| *day > at.moment.valid),
        }
    }

    fn written(&self, at: &At<'_>) -> Value {
        let acts = self.acts.iter().map(|(act, rules)| {
            let rules: Vec<String> = rules.iter().map(|number| at.law.rules[*number].version()).collect();
            let stood = at.law.provisions_of(&act.id).into_iter().map(|provision| Stood::of(at, provision));
            let provisions: Vec<Value> = stood.filter(|stood| stood.in_force).map(|stood| stood.line()).collect();
            json!({ "id": act.id, "title": act.title.get(at.lang.code()), "rank": act.rank, "rules": rules, "provisions": provisions })
        });
        let changes = self.changes.iter().map(|change| {
            let class = class_of(&change.wheres);
            json!({
                "slot": change.slot, "label": slot_label(at.law, &change.slot, at.lang), "wheres": change.wheres,
                "before": said_json(at.law, change.before, class, at.lang), "before_grade": change.before_grade,
                "after": said_json(at.law, change.after, class, at.lang), "after_grade": change.after_grade,
                "successor": successor(at.law, change.before).map(|(_, successor)| successor),
            })
        });
        let mut written = json!({
            "command": at.command, "on": at.moment.valid, "known": at.moment.known, "acts": acts.collect::<Vec<_>>(),
            "changes": changes.collect::<Vec<_>>(), "events": self.events, "next_change": self.next,
        });
        if let Some(standing) = &self.standing {
            let answers = standing.iter().map(|one| {
                let answer = said_json(at.law, one.said, class_of(&one.wheres), at.lang);
                json!({ "slot": one.slot, "wheres": one.wheres, "grade": one.grade, "answer": answer })
            });
            written["answers"] = answers.collect();
        }
        written
    }

    fn shown(&self, at: &At<'_>) -> Vec<String> {
        let lang = at.lang;
        let mut lines = wrap(&say_with(lang, "law-at-title", &[("day", Arg::Date(at.moment.valid))]), "", "");
        lines.extend(wrap(&say_with(lang, "law-at-known", &[("day", Arg::Date(at.moment.known))]), "", ""));
        lines.push(String::new());
        for (act, rules) in &self.acts {
            let conditional = rules.iter().any(|number| !at.law.rules[*number].when.is_empty());
            let note = if conditional { say(lang, "law-at-conditional", &[]) } else { String::new() };
            let title = format!("{} ({}){note}", act.title.get(lang.code()), act.id);
            lines.extend(wrap(&title, &format!("{:>4}  ", rules.len()), "      "));
        }
        if let Some(standing) = &self.standing {
            lines.extend([String::new(), say(lang, "law-at-answers", &[])]);
            lines.extend(standing_lines(standing, at));
        }
        lines.push(String::new());
        match self.changes.is_empty() && self.events.is_empty() {
            true => lines.push(say(lang, "law-at-no-changes", &[])),
            false => lines.push(say(lang, "law-at-changes", &[])),
        }
        for event in &self.events {
            lines.extend(wrap(event, "  ", "  "));
        }
        let mut last = "";
        for change in &self.changes {
            if change.slot != last {
                lines.push(String::new());
                lines.extend(wrap(&format!("{} ({})", slot_label(at.law, &change.slot, lang), change.slot), "", "  "));
            }
            lines.extend(change_lines(change, at));
            last = &change.slot;
        }
        if let Some(next) = self.next {
            lines.extend([String::new(), say_with(lang, "law-at-next", &[("day", Arg::Date(next))])]);
        }
        lines
    }
}

/// The class for which a table by class is read: the one that is named alone.
pub fn class_of(wheres: &[alatau_core::law::survey::Where]) -> Option<&str> {
    match wheres {
        [one] if one.classes.len() == 1 => one.classes.first().map(String::as_str),
        _ => None,
    }
}

/// Answers, slot by slot; of calendars only the year's own.
fn standing_lines(standing: &[Standing], at: &At<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = "";
    let year = at.moment.valid.year().to_string();
    for one in standing.iter().filter(|one| !one.slot.starts_with("calendar.") || one.slot.ends_with(&year)) {
        if one.slot != last {
            lines.push(String::new());
            lines.extend(wrap(&format!("{} ({})", slot_label(at.law, &one.slot, at.lang), one.slot), "", "  "));
        }
        lines.extend(answer_lines(at, one.said, one.grade, class_of(&one.wheres), "  ", Some(&whom(at.law, &one.wheres, at.lang))));
        last = &one.slot;
    }
    lines
}

fn change_lines(change: &Change, at: &At<'_>) -> Vec<String> {
    let class = class_of(&change.wheres);
    let mut lines = wrap(&whom(at.law, &change.wheres, at.lang), "  ", "  ");
    let heads = ["law-at-before", "law-at-after"].map(|key| say(at.lang, key, &[]));
    let width = heads.iter().map(|head| head.chars().count()).max().unwrap_or(0);
    for (head, said, grade) in [(&heads[0], change.before, change.before_grade), (&heads[1], change.after, change.after_grade)] {
        let first = format!("    {head}{}  ", " ".repeat(width - head.chars().count()));
        lines.extend(answer_lines(at, said, grade, class, &first, None));
    }
    if change.after == Said::Nothing
        && let Some((act, successor)) = successor(at.law, change.before)
    {
        let key = if successor.is_empty() { "law-at-repealed" } else { "law-at-successor" };
        let words = say(at.lang, key, &[("act", act), ("successor", successor)]);
        lines.extend(wrap(&words, "    ", "    "));
    }
    lines
}

/// Value and grade, then version and source.
fn answer_lines(at: &At<'_>, answer: Said, grade: Option<Grade>, class: Option<&str>, first: &str, whom: Option<&str>) -> Vec<String> {
    let indent = " ".repeat(first.chars().count());
    let mut words = said(at.law, answer, class, at.lang);
    if let Some(grade) = grade {
        words.push_str(&format!(" [{}]", by_key(at.lang, &format!("grade-{grade}")).unwrap_or_default()));
    }
    if let Some(whom) = whom {
        words.push_str(&format!(" – {whom}"));
    }
    let mut lines = wrap(&words, first, &indent);
    if let Said::Rule(number) = answer {
        let rule = &at.law.rules[number];
        lines.extend(wrap(&rule.version(), &indent, &format!("{indent}  ")));
        if !rule.source.is_empty() {
            lines.extend(wrap(&rule.source, &indent, &format!("{indent}  ")));
        }
    }
    lines
}

/// The act that repealed a rule, and what it names in its place.
fn successor(law: &Law, before: Said) -> Option<(&str, &str)> {
    let Said::Rule(number) = before else { return None };
    let rule = &law.rules[number];
    let repeals =
        |change: &&Amendment| change.operation == Operation::Repeal && (change.target == rule.provision || change.target == rule.id);
    let change = law.amendments.iter().find(repeals)?;
    Some((change.act.as_str(), change.successor.as_deref().filter(|word| *word != "none").unwrap_or_default()))
}

/// Acts that become known, amendments that take effect, places that begin or end, questions that are answered.
fn events(law: &Law, moment: Moment, lang: Lang) -> Vec<String> {
    let (day, code) = (moment.valid, lang.code());
    let mut found = Vec::new();
    for act in law.acts.values().filter(|act| act.known == day && act.known <= moment.known) {
        found.push(say(lang, "law-at-event-act", &[("act", act.title.get(code))]));
    }
    for change in law.amendments.iter().filter(|change| change.from == day && change.known <= moment.known) {
        let operation = match change.operation {
            Operation::Insert => "insert",
            Operation::Replace => "replace",
            Operation::Repeal => "repeal",
            Operation::Annul => "annul",
            Operation::Renumber => "renumber",
        };
        found.push(say(lang, &format!("law-at-event-{operation}"), &[("target", &change.target), ("act", &change.act)]));
    }
    for (id, territory) in &law.territories {
        let args = [("place", territory.label.get(code)), ("id", id)];
        if territory.from == Some(day) {
            found.push(say(lang, "law-at-event-place-begins", &args));
        }
        if territory.until == Some(day) {
            found.push(say(lang, "law-at-event-place-ends", &args));
        }
    }
    for (name, switch) in &law.switches {
        if let Some(answer) = switch.answer.as_ref().filter(|answer| answer.known == day && answer.known <= moment.known) {
            let args = [("question", switch.question.get(code)), ("name", name), ("value", &answer.value)];
            found.push(say(lang, "law-at-event-answer", &args));
        }
    }
    found
}
