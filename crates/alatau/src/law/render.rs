//! An explained service as text for a terminal.

use super::explain::{Explained, Step, TermShown};
use super::page::wrap;
use super::why::{Switch, Why, principle, verdict};
use crate::cli::{say, say_with};
use alatau_core::law::Grade;
use alatau_core::text::{Arg, Lang, by_key};

/// The whole answer.
pub fn text(explained: &Explained, lang: Lang) -> String {
    let mut lines: Vec<String> = head(explained, lang).iter().flat_map(|line| wrap(line, "", "  ")).collect();
    let width = explained.steps.iter().map(|step| step.number.len()).max().unwrap_or(1);
    for step in &explained.steps {
        lines.push(String::new());
        lines.extend(step_lines(step, width, lang));
    }
    lines.push(String::new());
    lines.push(say(lang, "law-explain-why", &[]));
    for why in explained.why.iter().filter(|why| why.lines.iter().filter(|line| line.matters()).count() > 1) {
        lines.push(String::new());
        lines.extend(why_lines(why, lang));
    }
    if !explained.switches.is_empty() {
        lines.extend([String::new(), say(lang, "law-explain-switches", &[])]);
        for switch in &explained.switches {
            lines.push(String::new());
            lines.extend(switch_lines(switch, lang));
        }
    }
    lines.push(String::new());
    if explained.projected {
        lines.extend(wrap(&say(lang, "calendar-projected", &[]), "", ""));
    }
    if explained.grade >= Grade::Assumed {
        lines.extend(wrap(&say(lang, "law-explain-assumed", &[]), "", ""));
    }
    lines.push(say(lang, "law-explain-hash", &[("hash", &explained.law)]));
    lines.join("\n") + "\n"
}

fn head(explained: &Explained, lang: Lang) -> Vec<String> {
    let list = |named: &[super::explain::Named]| named.iter().map(|word| word.label.as_str()).collect::<Vec<_>>().join(", ");
    let args = [("place", Arg::Text(&list(&explained.places))), ("day", Arg::Date(explained.on))].map(|(name, arg)| match arg {
        Arg::Text(text) => (name, text.to_string()),
        Arg::Date(day) => (name, alatau_core::text::date(lang, day)),
        _ => (name, String::new()),
    });
    let args: Vec<(&str, &str)> =
        args.iter().map(|(name, word)| (*name, word.as_str())).chain([("service", explained.title.as_str())]).collect();
    let mut lines = vec![
        say(lang, "law-explain-title", &args),
        say(lang, "law-explain-person", &[("person", &list(&explained.person)), ("class", &explained.class.label)]),
    ];
    if explained.registered != explained.on {
        lines.push(say_with(lang, "law-explain-registered", &[("day", Arg::Date(explained.registered))]));
    }
    lines.push(say(lang, "law-explain-procedure", &[("file", &explained.procedure)]));
    lines
}

fn step_lines(step: &Step, width: usize, lang: Lang) -> Vec<String> {
    let grade = by_key(lang, &format!("grade-{}", step.grade)).unwrap_or_default();
    let body = step.body.as_ref().map_or_else(|| say(lang, "body-applicant", &[]), |body| body.label.clone());
    let indent = " ".repeat(width + 2);
    let number = format!("{:<width$}  ", step.number);
    let mut lines = wrap(&format!("{} [{grade}]", step.name), &number, &indent);
    let mut said = vec![say(lang, "law-explain-body", &[("body", &body)])];
    for term in &step.terms {
        said.push(term_line(term, lang));
        let silence = say(lang, &format!("silence-{}", term.silence), &[]);
        said.push(say(lang, "law-explain-silence", &[("silence", &silence)]));
    }
    said.extend(step.fees.iter().map(|fee| say(lang, "law-explain-fee", &[("amount", &fee.amount), ("unit", &fee.unit)])));
    for cited in &step.cites {
        let comma = if cited.heading.is_empty() { "" } else { ", " };
        said.push(format!("§ {}{comma}{} ({})", cited.act, cited.heading, cited.provision));
    }
    lines.extend(said.iter().flat_map(|words| wrap(words, &indent, &format!("{indent}  "))));
    lines
}

fn term_line(term: &TermShown, lang: Lang) -> String {
    let length = |n: u32| say_with(lang, &format!("length-{}", term.spec.unit), &[("n", Arg::from(n))]);
    let args = [("length", length(term.spec.length)), ("day", alatau_core::text::date(lang, term.due))];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let mut line = say(lang, "law-explain-term", &args);
    if let Some((low, high)) = term.range {
        let (low, high) = (low.to_string(), high.to_string());
        line.push_str(&format!(" {}", say(lang, "law-explain-range", &[("low", &low), ("high", &high)])));
    }
    if term.projected {
        line.push_str(&format!(" ({})", say(lang, "calendar-mark-projected", &[])));
    }
    line
}

fn why_lines(why: &Why, lang: Lang) -> Vec<String> {
    let mut lines = wrap(&format!("{} ({})", why.label, why.slot), "", "  ");
    for line in why.lines.iter().filter(|line| line.matters()) {
        let verdict = verdict(line.verdict, lang);
        let by = line.by.as_ref().map(|by| format!(" <{by}>")).unwrap_or_default();
        lines.extend(wrap(&format!("{verdict}: {}", line.rule), "  ", "    "));
        lines.extend(wrap(&format!("{}: {}{by}", principle(line.principle, lang), line.because), "    ", "      "));
    }
    lines
}

/// An open question: how it is read, what it decides, and who knows.
pub fn switch_lines(switch: &Switch, lang: Lang) -> Vec<String> {
    let values = switch.values.join(", ");
    let value = [("name", switch.name.as_str()), ("value", switch.value.as_str()), ("values", values.as_str())];
    let mut lines = wrap(&switch.question, "", "");
    lines.extend(wrap(&say(lang, "law-explain-switch-value", &value), "  ", "    "));
    if !switch.decides.is_empty() {
        lines.extend(wrap(&say(lang, "law-explain-switch-decides", &[("slots", &switch.decides.join(", "))]), "  ", "    "));
    }
    lines.extend(wrap(&say(lang, "law-explain-switch-ask", &[("ask", &switch.ask)]), "  ", "    "));
    lines
}
