//! `alatau law trace`: every rule that was considered for a question, and what became of it.

use super::certificate::{self, fault_text, held_text};
use super::columns::place;
use super::page::{WIDTH, table, wrap};
use super::render::switch_lines;
use super::values::{slot_label, value};
use super::why::{Line, Switch, lines_of, principle, switches, verdict};
use super::{date, known_day};
use crate::cli::{Globals, print, print_json, say, say_with, unknown};
use crate::failure::Failure;
use alatau_core::law::{Answer, Law, Question, Resolution, Selection, Undetermined, hex};
use alatau_core::text::{Arg, Lang, by_key};
use alatau_core::time::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What is asked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The question, for example term.opinion
    #[arg(value_name = "SLOT")]
    slot: String,
    /// A territory of the law, or a column: ordinary, sez, alatau-facade, alatau
    #[arg(long = "in", value_name = "PLACE")]
    place: String,
    /// The day of the case: of filing, of the clock's start and of the decision
    #[arg(long, value_name = "DATE")]
    on: String,
    /// The day of knowledge; the day of the decision if not given
    #[arg(long, value_name = "DATE")]
    known: Option<String>,
    /// Status of the applicant; may be repeated
    #[arg(long, value_name = "STATUS")]
    person: Vec<String>,
    /// Class of the case
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// The day of filing, if it is another
    #[arg(long, value_name = "DATE")]
    filed: Option<String>,
    /// The day on which the clock or the liability started, if it is another
    #[arg(long, value_name = "DATE")]
    started: Option<String>,
    /// The day of the decision, if it is another
    #[arg(long, value_name = "DATE")]
    decided: Option<String>,
    /// The applicant's stability certificate
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// What the holder, or the named human, chose for this case; may be repeated
    #[arg(long = "choose", value_name = "SLOT=old|new", value_parser = choice)]
    choices: Vec<(String, String)>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn choice(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((slot, word @ ("old" | "new"))) if !slot.is_empty() => Ok((slot.to_string(), word.to_string())),
        _ => Err("write SLOT=old or SLOT=new, for example term.opinion=old".to_string()),
    }
}

/// The answer; its JSON form is stable.
#[derive(Debug, Serialize)]
struct Traced {
    command: String,
    slot: String,
    label: String,
    places: Vec<String>,
    person: Vec<String>,
    class: Option<String>,
    filed: Date,
    started: Option<Date>,
    decided: Date,
    known: Date,
    law: String,
    /// `answer`, `not-offered`, `nobody` or `undetermined`.
    result: &'static str,
    /// Version, value, grade, competence, what it uses, when that changes.
    answer: Option<Value>,
    /// Why the law alone does not decide.
    undetermined: Option<String>,
    trace: Vec<Line>,
    switches: Vec<Switch>,
}

/// Runs the command; no answer is the answer "no".
pub fn run(law: &Law, args: &Args, globals: &Globals) -> Result<(), Failure> {
    let lang = globals.lang;
    if !law.vocabulary.slots.contains_key(&args.slot) {
        return Err(unknown(lang, "law-unknown-slot", &args.slot, law.vocabulary.slots.keys()));
    }
    let question = question(law, args, globals)?;
    let mut resolution = law.resolve(&args.slot, &question);
    in_order(&mut resolution);
    let traced = traced(law, args, &question, &resolution, lang);
    match args.json {
        true => print_json(&traced)?,
        false => print(&(shown(law, &traced, &resolution, lang).join("\n") + "\n"))?,
    }
    match resolution {
        Resolution::Answer(_) | Resolution::NotOffered { .. } => Ok(()),
        Resolution::NoRule { .. } | Resolution::Undetermined { .. } => Err(Failure::No(String::new())),
    }
}

/// The winner, whom it beat, and then those that got less far.
fn in_order(resolution: &mut Resolution) {
    let trace = match resolution {
        Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => &mut answer.trace,
        Resolution::NoRule { trace, .. } | Resolution::Undetermined { trace, .. } => trace,
    };
    trace.sort_by_key(|line| (line.verdict, std::cmp::Reverse(line.step)));
}

fn question(law: &Law, args: &Args, globals: &Globals) -> Result<Question, Failure> {
    let place = place(law, &args.place, &args.person, globals)?;
    if let Some(class) = args.class.as_ref().filter(|class| !law.vocabulary.classes.contains_key(*class)) {
        return Err(unknown(globals.lang, "law-unknown-class", class, law.vocabulary.classes.keys()));
    }
    let on = date(&args.on, globals)?;
    let day = |text: &Option<String>| text.as_deref().map(|text| date(text, globals)).transpose();
    let (filed, started) = (day(&args.filed)?.unwrap_or(on), day(&args.started)?);
    let decided = day(&args.decided)?.unwrap_or(on.max(filed));
    let known = known_day(args.known.as_deref(), globals)?.unwrap_or(decided);
    if let Some(early) = started.into_iter().chain([decided]).find(|day| *day < filed) {
        let args = [("filed", filed.to_string()), ("day", early.to_string())];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, word)| (*name, word.as_str())).collect();
        return Err(Failure::Input(say(globals.lang, "law-trace-before-filing", &args)));
    }
    let (places, person, switches) = (place.territories, place.person, place.switches);
    let class = args.class.clone();
    let certificate = args.certificate.as_deref().map(certificate::read).transpose()?.map(Arc::new);
    if let Some((slot, _)) = args.choices.iter().find(|(slot, _)| !law.vocabulary.slots.contains_key(slot)) {
        return Err(unknown(globals.lang, "law-unknown-slot", slot, law.vocabulary.slots.keys()));
    }
    let choices = args.choices.iter().cloned().collect();
    let question = Question { places, person, class, switches, filed, started, decided, known, certificate, choices };
    law.understands(&question).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(question)
}

fn traced(law: &Law, args: &Args, question: &Question, resolution: &Resolution, lang: Lang) -> Traced {
    let (result, found) = match resolution {
        Resolution::Answer(answer) => ("answer", Some(answer)),
        Resolution::NotOffered { answer, .. } => ("not-offered", Some(answer)),
        Resolution::NoRule { .. } => ("nobody", None),
        Resolution::Undetermined { .. } => ("undetermined", None),
    };
    let undetermined = match resolution {
        Resolution::Undetermined { why, .. } => Some(open(law, why, lang)),
        _ => None,
    };
    let answers: BTreeMap<String, Answer> = found.map(|answer| (args.slot.clone(), answer.clone())).into_iter().collect();
    Traced {
        command: command(args, question),
        slot: args.slot.clone(),
        label: slot_label(law, &args.slot, lang),
        places: question.places.iter().cloned().collect(),
        person: question.person.iter().cloned().collect(),
        class: question.class.clone(),
        filed: question.filed,
        started: question.started,
        decided: question.decided,
        known: question.known,
        law: hex(&law.hash()),
        result,
        answer: found.map(|answer| written(law, answer, question, lang)),
        undetermined,
        trace: lines_of(law, resolution.trace(), lang),
        switches: switches(law, &answers, lang),
    }
}

fn written(law: &Law, answer: &Answer, question: &Question, lang: Lang) -> Value {
    let rule = &law.rules[answer.rule];
    let version = |number: &usize| law.rules[*number].version();
    let uses: Vec<Value> =
        answer.uses.iter().map(|used| json!({ "name": used.name, "slot": used.slot, "version": used.version })).collect();
    json!({
        "version": answer.version, "hash": hex(&answer.hash), "value": value(law, rule, question.class.as_deref(), lang),
        "grade": answer.grade, "provision": rule.provision, "source": rule.source, "content": rule.kind,
        "competence": answer.competence.as_ref().map(version), "transition": answer.transition.as_ref().map(version),
        "uses": uses, "next_change": answer.next_change, "selection": answer.selection.as_ref().map(|s| selected(law, s, lang)),
    })
}

/// What a clause or the certificate did with the slot.
fn selected(law: &Law, selection: &Selection, lang: Lang) -> Value {
    let version = |number: &usize| law.rules[*number].version();
    json!({
        "by": version(&selection.by), "by_certificate": selection.by_certificate, "old": selection.old.as_ref().map(version),
        "new": selection.new.as_ref().map(version), "why": selection.held.key().0, "text": held_text(&selection.held, lang),
    })
}

/// Why the law alone does not decide.
fn open(law: &Law, why: &Undetermined, lang: Lang) -> String {
    let version = |number: &usize| law.rules[*number].version();
    match why {
        Undetermined::Tie { rules } => say(lang, "law-trace-tie", &[("rules", &rules.iter().map(version).collect::<Vec<_>>().join(", "))]),
        Undetermined::Choice { clause, old, new } => {
            say(lang, "law-trace-choice", &[("clause", &version(clause)), ("old", &version(old)), ("new", &version(new))])
        }
        Undetermined::Incomparable { clause, old, new, human } => {
            let body = law.authorities.get(human).map_or(human.as_str(), |authority| authority.label.get(lang.code()));
            let args = [("clause", version(clause)), ("old", version(old)), ("new", version(new)), ("body", body.to_string())];
            say(lang, "law-trace-incomparable", &args.each_ref().map(|(name, text)| (*name, text.as_str())))
        }
        Undetermined::Certificate(fault) => fault_text(fault, lang),
        Undetermined::Uses { rule, slot } => say(lang, "law-trace-uses-nothing", &[("rule", &version(rule)), ("slot", slot)]),
    }
}

fn command(args: &Args, question: &Question) -> String {
    let mut command = format!("law trace {} --in {} --on {}", args.slot, args.place, args.on);
    let days = [("filed", Some(question.filed)), ("started", question.started), ("decided", Some(question.decided))];
    for (name, day) in days.into_iter().filter_map(|(name, day)| Some((name, day?))).chain([("known", question.known)]) {
        command.push_str(&format!(" --{name} {day}"));
    }
    command.push_str(&question.class.as_ref().map(|class| format!(" --class {class}")).unwrap_or_default());
    question.person.iter().for_each(|person| command.push_str(&format!(" --person {person}")));
    args.certificate.iter().for_each(|file| command.push_str(&format!(" --certificate {}", file.display())));
    question.choices.iter().for_each(|(slot, word)| command.push_str(&format!(" --choose {slot}={word}")));
    question.switches.iter().for_each(|(name, value)| command.push_str(&format!(" --switch {name}={value}")));
    command
}

fn shown(law: &Law, traced: &Traced, resolution: &Resolution, lang: Lang) -> Vec<String> {
    let mut lines = wrap(&format!("{} ({})", traced.label, traced.slot), "", "  ");
    lines.extend(wrap(&circumstances(law, traced, lang), "", "  "));
    lines.push(String::new());
    lines.extend(result(law, traced, resolution, lang));
    if !traced.trace.is_empty() {
        lines.push(String::new());
        lines.extend(candidates(law, traced, resolution, lang));
    }
    if !traced.switches.is_empty() {
        lines.extend([String::new(), say(lang, "law-explain-switches", &[])]);
    }
    lines.extend(traced.switches.iter().flat_map(|switch| switch_lines(switch, lang)));
    lines
}

fn circumstances(law: &Law, traced: &Traced, lang: Lang) -> String {
    let code = lang.code();
    let mut words: Vec<String> = traced.places.iter().map(|id| law.territories[id].label.get(code).to_string()).collect();
    words.extend(traced.person.iter().map(|id| law.vocabulary.statuses[id].label.get(code).to_string()));
    words.extend(traced.class.iter().map(|id| law.vocabulary.classes[id].label.get(code).to_string()));
    let days =
        [("filed", Some(traced.filed)), ("started", traced.started), ("decided", Some(traced.decided)), ("known", Some(traced.known))];
    let days = days.into_iter().filter_map(|(name, day)| Some((name, day?)));
    words.extend(days.map(|(name, day)| say_with(lang, &format!("law-trace-{name}"), &[("day", Arg::Date(day))])));
    words.join("; ")
}

fn result(law: &Law, traced: &Traced, resolution: &Resolution, lang: Lang) -> Vec<String> {
    let answer = match resolution {
        Resolution::Answer(answer) | Resolution::NotOffered { answer, .. } => answer,
        Resolution::NoRule { .. } => {
            let key = if traced.trace.is_empty() { "law-trace-unknown" } else { "law-trace-nobody" };
            return wrap(&say(lang, key, &[]), "", "");
        }
        Resolution::Undetermined { .. } => {
            return wrap(&say(lang, "law-trace-open", &[("why", traced.undetermined.as_deref().unwrap_or_default())]), "", "  ");
        }
    };
    let rule = &law.rules[answer.rule];
    let grade = by_key(lang, &format!("grade-{}", answer.grade)).unwrap_or_default();
    let value = value(law, rule, traced.class.as_deref(), lang);
    let mut lines = wrap(&say(lang, "law-trace-answer", &[("value", &value), ("grade", &grade)]), "", "  ");
    let version = |number: &usize| law.rules[*number].version();
    let rests = [("law-trace-competence", answer.competence.as_ref()), ("law-trace-transition", answer.transition.as_ref())];
    for (key, number) in rests {
        lines.extend(number.map(|number| wrap(&say(lang, key, &[("rule", &version(number))]), "  ", "    ")).into_iter().flatten());
    }
    if let Some(selection) = answer.selection.as_ref().filter(|selection| selection.by_certificate) {
        lines.extend(wrap(&say(lang, "certificate-in-ruling", &[("why", &held_text(&selection.held, lang))]), "  ", "    "));
    }
    for used in &answer.uses {
        lines.extend(wrap(&say(lang, "law-trace-uses", &[("name", &used.name), ("rule", &used.version)]), "  ", "    "));
    }
    if let Some(day) = answer.next_change {
        lines.extend(wrap(&say_with(lang, "law-trace-next", &[("day", Arg::Date(day))]), "  ", "    "));
    }
    lines
}

/// A row for each candidate, then the candidates by number.
fn candidates(law: &Law, traced: &Traced, resolution: &Resolution, lang: Lang) -> Vec<String> {
    let heads = ["number", "step", "verdict", "principle", "by"].map(|head| say(lang, &format!("law-trace-head-{head}"), &[]));
    let number_of = |version: &String| {
        let at = traced.trace.iter().position(|line| line.rule == *version);
        at.map_or(version.clone(), |at| (at + 1).to_string())
    };
    let mut rows = vec![heads.to_vec()];
    for (number, line) in traced.trace.iter().enumerate() {
        let by = line.by.as_ref().map(number_of).unwrap_or_default();
        let verdict = verdict(line.verdict, lang);
        rows.push(vec![(number + 1).to_string(), line.step.to_string(), verdict, principle(line.principle, lang), by]);
    }
    let columns = table(&rows, &[2, 3]);
    let width = columns.iter().map(|row| row.chars().count()).max().unwrap_or(0);
    let because = std::iter::once(say(lang, "law-trace-head-because", &[])).chain(traced.trace.iter().map(|line| line.because.clone()));
    let mut lines = Vec::new();
    for (row, because) in columns.iter().zip(because) {
        let first = format!("{row}{}  ", " ".repeat(width - row.chars().count()));
        match width + 26 <= WIDTH {
            true => lines.extend(wrap(&because, &first, &" ".repeat(width + 2))),
            false => lines.extend([row.clone()].into_iter().chain(wrap(&because, "      ", "      "))),
        }
    }
    lines.push(String::new());
    for (number, (line, found)) in traced.trace.iter().zip(resolution.trace()).enumerate() {
        let rule = &law.rules[found.rule];
        let first = format!("{:>2}  ", number + 1);
        lines.extend(wrap(&line.rule, &first, "      "));
        let rank = law.acts.get(&rule.act).map(|act| act.rank.as_str()).unwrap_or_default();
        let rank = law.ranks.iter().find(|listed| listed.id == rank).map_or(rank, |listed| listed.label.get(lang.code()));
        let grade = by_key(lang, &format!("grade-{}", rule.grade)).unwrap_or_default();
        let value = value(law, rule, traced.class.as_deref(), lang);
        lines.extend(wrap(&format!("{value} [{grade}] – {rank}"), "    ", "    "));
    }
    lines
}
