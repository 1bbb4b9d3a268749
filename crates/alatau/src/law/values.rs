//! What a rule says, in one line of the chosen language; and for whom.

use crate::cli::{say, say_with};
use alatau_core::law::survey::{Said, Where};
use alatau_core::law::{
    AgainstLater, Amount, AppealLaw, Begins, Competence, Decision, Kind, Law, Literal, Meaning, Parameter, ParameterValue, Period,
    Retention, Rule, Selects, Service, Unit, Word,
};
use alatau_core::text::{Arg, Lang, by_key, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a rule says to a class of cases.
pub fn value(law: &Law, rule: &Rule, class: Option<&str>, lang: Lang) -> String {
    match &rule.kind {
        Kind::Service(service) => offered(law, service, lang),
        Kind::Jurisdiction { body } => body_label(law, body, lang),
        Kind::Term(term) => length(term.length, term.unit, lang),
        Kind::Silence(silence) => say(lang, &format!("silence-{}", silence.yields.as_str()), &[]),
        Kind::Parameter(parameter) => parameter_value(law, parameter, class, lang),
        Kind::Decision(decision) => table(decision, lang),
        Kind::Fee(fee) => match &fee.amount {
            Amount::Value(amount) => format!("{} {}", literal(amount, lang), fee.unit),
            Amount::Decision(decision) => table(decision, lang),
        },
        Kind::Judgement(_) => say(lang, "law-value-judgement", &[]),
        Kind::Appeal(appeal) => say(lang, if appeal.law == AppealLaw::ExTunc { "law-value-ex-tunc" } else { "law-value-ex-nunc" }, &[]),
        Kind::Competence(competence) => competence_value(law, competence, lang),
        Kind::Transition(transition) => selects(transition.selects, lang),
        Kind::Guarantee(guarantee) => {
            format!("{}, {}", length(guarantee.length, guarantee.unit, lang), selects(guarantee.selects, lang))
        }
        Kind::Revenue(revenue) => {
            let receipts = labels(&revenue.receipts, &law.vocabulary.receipts, lang);
            let share = revenue.share.parse().unwrap_or(0.0);
            let receiver = body_label(law, &revenue.receiver, lang);
            let args = [("receipts", Arg::Text(&receipts)), ("share", Arg::Percent(share)), ("receiver", Arg::Text(&receiver))];
            say_with(lang, "law-value-revenue", &args)
        }
        Kind::Retention(retention) => kept(law, retention, lang),
        Kind::Calendar(_) => say(lang, "law-value-calendar", &[]),
        Kind::Informative { .. } => say(lang, "law-value-informative", &[]),
    }
}

/// For how long records are kept, and after which event.
pub fn kept(law: &Law, retention: &Retention, lang: Lang) -> String {
    let Period::Lasts { length: n, unit, .. } = retention.period else { return say(lang, "law-value-permanent", &[]) };
    let key = match retention.begins {
        Begins::Event => "law-value-kept",
        Begins::NewYear => "law-value-kept-from-new-year",
    };
    let event = labels(std::slice::from_ref(&retention.counts_from), &law.vocabulary.events, lang);
    say(lang, key, &[("length", &length(n, unit, lang)), ("event", &event)])
}

fn offered(law: &Law, service: &Service, lang: Lang) -> String {
    if let Some(file) = service.procedure.as_ref().filter(|_| service.offered) {
        return say(lang, "law-value-procedure", &[("file", file)]);
    }
    match (service.meaning, &service.instead) {
        (Some(Meaning::Free), _) => say(lang, "law-value-free", &[]),
        (Some(Meaning::Forbidden), _) => say(lang, "law-value-forbidden", &[]),
        (_, Some(slot)) => say(lang, "law-value-instead", &[("service", &slot_label(law, slot, lang))]),
        _ => say(lang, "law-value-not-offered", &[]),
    }
}

fn length(n: u32, unit: Unit, lang: Lang) -> String {
    say_with(lang, &format!("length-{unit}"), &[("n", Arg::from(n))])
}

fn table(decision: &Decision, lang: Lang) -> String {
    say(lang, "law-value-table", &[("decision", &decision.decision), ("file", &decision.file)])
}

fn parameter_value(law: &Law, parameter: &Parameter, class: Option<&str>, lang: Lang) -> String {
    let with_unit = |words: String| format!("{words} {}", parameter.unit).trim().to_string();
    match (&parameter.value, parameter.value_for(class)) {
        (_, Some(value)) => with_unit(literal(value, lang)),
        (ParameterValue::Set(classes), None) => labels(classes, &law.vocabulary.classes, lang),
        (ParameterValue::PerClass(rows), None) => {
            let named = |class: &String| labels(std::slice::from_ref(class), &law.vocabulary.classes, lang);
            let rows: Vec<String> = rows.iter().map(|(class, value)| format!("{}: {}", named(class), literal(value, lang))).collect();
            with_unit(rows.join("; "))
        }
        (ParameterValue::One(_), None) => String::new(),
    }
}

fn literal(value: &Literal, lang: Lang) -> String {
    match value {
        Literal::Truth(truth) => by_key(lang, if *truth { "yes" } else { "no" }).unwrap_or_default(),
        Literal::Date(day) => date(lang, *day),
        // One of the words that the vocabulary lists for the question, which are English.
        Literal::Text(word) if lang != Lang::En => by_key(lang, &format!("portal-reading-{word}")).unwrap_or_else(|| word.clone()),
        other => other.to_string(),
    }
}

fn competence_value(law: &Law, competence: &Competence, lang: Lang) -> String {
    let mut over: Vec<String> = vec![body_label(law, &competence.body, lang)];
    over.push(match competence.areas.is_empty() {
        true => competence.slots.iter().map(|slot| slot_label(law, slot, lang)).collect::<Vec<_>>().join(", "),
        false => labels(&competence.areas, &law.vocabulary.areas, lang),
    });
    if let Some(rank) = &competence.displaces {
        let label = law.ranks.iter().find(|listed| listed.id == *rank).map_or(rank.as_str(), |listed| listed.label.get(lang.code()));
        over.push(say(lang, "law-value-displaces", &[("rank", label)]));
    }
    let against = match competence.against_later {
        AgainstLater::Prevails => "law-value-prevails",
        AgainstLater::Yields => "law-value-yields",
        AgainstLater::UnlessExpress => "law-value-unless-express",
    };
    over.push(say(lang, against, &[]));
    over.join("; ")
}

fn selects(selects: Selects, lang: Lang) -> String {
    let key = match selects {
        Selects::Frozen => "law-value-frozen",
        Selects::MostFavourable => "law-value-most-favourable",
        Selects::Choice => "law-value-choice",
        Selects::New => "law-value-new",
    };
    say(lang, key, &[])
}

/// What is answered, or that nothing is.
pub fn said(law: &Law, said: Said, class: Option<&str>, lang: Lang) -> String {
    match said {
        Said::Rule(number) => value(law, &law.rules[number], class, lang),
        Said::Nothing => say(lang, "law-value-nothing", &[]),
        Said::Open => say(lang, "law-value-open", &[]),
    }
}

/// The same for a program.
pub fn said_json(law: &Law, said: Said, class: Option<&str>, lang: Lang) -> Value {
    match said {
        Said::Rule(number) => {
            let rule = &law.rules[number];
            json!({
                "version": rule.version(), "value": value(law, rule, class, lang), "provision": rule.provision, "set_by": rule.set_by,
                "rule_grade": rule.grade, "source": rule.source, "content": rule.kind,
            })
        }
        Said::Nothing => Value::Null,
        Said::Open => json!("undetermined"),
    }
}

/// Name of a slot.
pub fn slot_label(law: &Law, slot: &str, lang: Lang) -> String {
    law.vocabulary.slots.get(slot).map_or(slot, |listed| listed.label.get(lang.code())).to_string()
}

fn body_label(law: &Law, id: &str, lang: Lang) -> String {
    law.authorities.get(id).map_or(id, |authority| authority.label.get(lang.code())).to_string()
}

fn labels(ids: &[String], list: &BTreeMap<String, Word>, lang: Lang) -> String {
    ids.iter().map(|id| list.get(id).map_or(id.as_str(), |word| word.label.get(lang.code()))).collect::<Vec<_>>().join(", ")
}

/// For whom and where, in one line; everywhere and everybody if nothing is named.
pub fn whom(law: &Law, wheres: &[Where], lang: Lang) -> String {
    wheres.iter().map(|one| condition(law, one, lang)).collect::<Vec<_>>().join(" · ")
}

fn condition(law: &Law, one: &Where, lang: Lang) -> String {
    let places = |ids: &[String]| {
        ids.iter().map(|id| law.territories.get(id).map_or(id.as_str(), |t| t.label.get(lang.code()))).collect::<Vec<_>>().join(", ")
    };
    let vocabulary = &law.vocabulary;
    let mut parts = Vec::new();
    let everywhere = say(lang, "law-where-everywhere", &[]);
    let place = if one.places.is_empty() { everywhere } else { places(&one.places) };
    parts.push(match one.except_places.is_empty() {
        true => place,
        false => say(lang, "law-where-except", &[("place", &place), ("except", &places(&one.except_places))]),
    });
    for (words, except, list) in
        [(&one.persons, &one.except_persons, &vocabulary.statuses), (&one.classes, &one.except_classes, &vocabulary.classes)]
    {
        if !words.is_empty() {
            parts.push(labels(words, list, lang));
        } else if !except.is_empty() {
            parts.push(say(lang, "law-where-not", &[("words", &labels(except, list, lang))]));
        }
    }
    parts.join("; ")
}
