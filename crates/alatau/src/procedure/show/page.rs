//! A procedure as text for a terminal.

use super::{Beside, Shown, Step, Way};
use crate::cli::say;
use crate::law::page::wrap;
use alatau_core::text::Lang;

/// The whole procedure.
pub fn text(shown: &Shown, lang: Lang) -> String {
    let name = if shown.name.is_empty() { &shown.process } else { &shown.name };
    let mut lines = wrap(name, "", "  ");
    if let (Some(place), Some(on)) = (&shown.place, &shown.on) {
        lines.extend(wrap(&say(lang, "procedure-here", &[("place", place), ("day", on)]), "", "  "));
    }
    lines.extend(wrap(&say(lang, "procedure-file", &[("file", &shown.file)]), "", "  "));
    lines.push(String::new());
    for begin in &shown.begins {
        lines.extend(happening("procedure-begins", begin, "", lang));
    }
    for step in &shown.steps {
        lines.push(String::new());
        lines.extend(step_lines(step, "", lang));
    }
    if !shown.ends.is_empty() {
        lines.extend([String::new(), say(lang, "procedure-ends", &[])]);
        for end in &shown.ends {
            let outcome = end.outcome.map(|outcome| {
                let word = serde_json::to_value(outcome).ok().and_then(|word| word.as_str().map(str::to_string)).unwrap_or_default();
                format!(" [{}]", say(lang, &format!("silence-{word}"), &[]))
            });
            lines.extend(wrap(&format!("{}{}", end.name, outcome.unwrap_or_default()), "  ", "    "));
        }
    }
    lines.join("\n") + "\n"
}

fn step_lines(step: &Step, indent: &str, lang: Lang) -> Vec<String> {
    let head = format!("{indent}{}  ", step.number);
    let body = " ".repeat(head.chars().count());
    let (rest, inner) = (format!("{body}  "), format!("{indent}  "));
    let mut lines = wrap(&step.name, &head, &body);
    if let Some(who) = &step.who {
        lines.extend(wrap(&say(lang, "procedure-who", &[("who", who)]), &body, &rest));
    }
    step.what.iter().for_each(|what| lines.extend(wrap(what, &body, &rest)));
    for nested in &step.steps {
        lines.push(String::new());
        lines.extend(step_lines(nested, &inner, lang));
    }
    if !step.steps.is_empty() {
        lines.push(String::new());
    }
    for beside in &step.beside {
        lines.extend(happening(if beside.ends_it { "procedure-if-ends" } else { "procedure-if-beside" }, beside, &body, lang));
    }
    lines.extend(step.ways.iter().flat_map(|way| wrap(&way_words(way, step.ways.len(), lang), &body, &rest)));
    lines
}

fn happening(key: &str, beside: &Beside, indent: &str, lang: Lang) -> Vec<String> {
    let named = [beside.name.as_str(), beside.when.as_str()];
    let when = named.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(": ");
    let mut lines = wrap(&say(lang, key, &[("when", &when)]), indent, &format!("{indent}  "));
    let inner = format!("{indent}  ");
    lines.extend(beside.ways.iter().flat_map(|way| wrap(&way_words(way, beside.ways.len(), lang), &inner, &format!("{inner}  "))));
    lines
}

/// `If it is complete → 5 Begin`.
fn way_words(way: &Way, of: usize, lang: Lang) -> String {
    let to = match &way.step {
        Some(number) => format!("{number} {}", way.to),
        None => way.to.clone(),
    };
    let mut words = match (&way.condition, way.otherwise) {
        (Some(condition), _) => format!("{} → {to}", say(lang, "procedure-if", &[("condition", condition)])),
        (None, true) if of > 1 => format!("{} → {to}", say(lang, "procedure-otherwise", &[])),
        _ => format!("→ {to}"),
    };
    if way.waits {
        words += &format!(", {}", say(lang, "procedure-once-all", &[]));
    }
    match way.here {
        Some(true) => words += &format!(" ({})", say(lang, "procedure-so-here", &[])),
        Some(false) => words += &format!(" ({})", say(lang, "procedure-not-here", &[])),
        None => {}
    }
    words
}
