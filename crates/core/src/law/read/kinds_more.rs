//! The rarer kinds: decisions and money, humans and remedies, competence and stability.

use super::fields::Fields;
use super::kinds::unit;
use super::node::Data;
use crate::law::*;
use crate::time::Date;
use std::collections::BTreeMap;

const SELECTS: &[(&str, Selects)] =
    &[("frozen", Selects::Frozen), ("most-favourable", Selects::MostFavourable), ("choice", Selects::Choice), ("new", Selects::New)];

/// The days that `applies-to` and `on` may name.
pub(super) const DAYS: &[(&str, Day)] =
    &[("filed", Day::Filed), ("started", Day::Started), ("decided", Day::Decided), ("received", Day::Received), ("accrued", Day::Accrued)];

pub(super) fn decision(f: &Fields<'_>) -> Option<Decision> {
    let file = f.need_text("file");
    let decision = f.need_text("decision");
    let facts = match f.node("facts").map(|node| &node.data) {
        Some(Data::Table(_)) => f.words("facts").into_iter().collect(),
        Some(_) => f.list("facts").into_iter().map(|name| (name, String::new())).collect(),
        None => BTreeMap::new(),
    };
    let uses = uses(f);
    Some(Decision { file: file?, decision: decision?, facts, uses: uses? })
}

/// `uses = { mci = "parameter.mci", rate = { slot = "parameter.rate", on = "started" } }`.
fn uses(f: &Fields<'_>) -> Option<BTreeMap<String, Use>> {
    let Some(node) = f.node("uses") else { return Some(BTreeMap::new()) };
    let fields = f.nested(node, "`uses`")?;
    let mut uses = BTreeMap::new();
    for (name, (_, node)) in fields.table.iter() {
        let used = match &node.data {
            Data::Text(slot) | Data::Switched(slot) => Use { slot: slot.clone(), on: None },
            _ => {
                let f = fields.nested(node, "a used slot")?;
                let used = Use { slot: f.need_text("slot")?, on: f.one_of("on", DAYS) };
                f.finish();
                used
            }
        };
        uses.insert(name.clone(), used);
    }
    Some(uses)
}

pub(super) fn fee(f: &Fields<'_>) -> Option<Kind> {
    let amount = match f.literal("value") {
        Some(value) => Amount::Value(value),
        None => Amount::Decision(decision(f)?),
    };
    let unit = f.need_text("unit");
    let liable = f.need_text("liable");
    let round = f.literal("round").map(|round| round.to_string());
    Some(Kind::Fee(Fee { amount, unit: unit?, liable: liable?, round }))
}

pub(super) fn judgement(f: &Fields<'_>) -> Option<Kind> {
    f.required("question", f.node("question"))?;
    let question = f.labels("question");
    let answers = f.need_list("answers");
    let by = f.need_text("by");
    Some(Kind::Judgement(Judgement { question, answers: answers?, by: by? }))
}

pub(super) fn appeal(f: &Fields<'_>) -> Option<Kind> {
    let against = f.need_list("against");
    let to = f.need_text("to");
    let term = f.need_text("term");
    let law = f.required("law", f.one_of("law", &[("ex-tunc", AppealLaw::ExTunc), ("ex-nunc", AppealLaw::ExNunc)]));
    Some(Kind::Appeal(Appeal { against: against?, to: to?, term: term?, law: law? }))
}

pub(super) fn competence(f: &Fields<'_>) -> Option<Kind> {
    let against_later =
        [("prevails", AgainstLater::Prevails), ("yields", AgainstLater::Yields), ("unless-express", AgainstLater::UnlessExpress)];
    let competence = Competence {
        body: f.need_text("body")?,
        areas: f.list("areas"),
        slots: f.list("slots"),
        except_areas: f.list("except-areas"),
        displaces: f.text("displaces"),
        against_later: f.one_of("against-later", &against_later).unwrap_or_default(),
        delegable: f.truth("delegable").unwrap_or(false),
        from_body: f.text("from-body"),
        min: f.literal("min"),
        max: f.literal("max"),
    };
    if competence.areas.is_empty() && competence.slots.is_empty() {
        f.required::<()>("areas", None)?;
    }
    Some(Kind::Competence(competence))
}

pub(super) fn transition(f: &Fields<'_>) -> Option<Kind> {
    let covers = f.need_list("covers");
    let selects = f.required("selects", f.one_of("selects", SELECTS));
    let as_of = match f.node("as-of").map(|node| &node.data) {
        Some(Data::Date(day)) => Some(AsOf::Day(*day)),
        Some(Data::Text(word) | Data::Switched(word)) if word == "filed" => Some(AsOf::Filed),
        Some(Data::Switched(word)) => word.parse::<Date>().ok().map(AsOf::Day),
        Some(_) => {
            f.report("AL-1001", f.at("as-of"), "`as-of` is neither a day nor \"filed\"", "write a day such as 2026-07-01, or \"filed\"");
            None
        }
        None => f.required("as-of", None),
    };
    let together = together(f);
    Some(Kind::Transition(Transition { covers: covers?, selects: selects?, as_of: as_of?, together }))
}

pub(super) fn guarantee(f: &Fields<'_>) -> Option<Kind> {
    let areas = f.need_list("areas");
    let except_areas = f.list("except-areas");
    let selects = f.required("selects", f.one_of("selects", SELECTS));
    let length = f.required("length", f.count("length"));
    let unit = f.required("unit", unit(f, "unit"));
    let by = f.need_text("by");
    let floating = f.list("floating");
    let together = together(f);
    Some(Kind::Guarantee(Guarantee {
        areas: areas?,
        except_areas,
        selects: selects?,
        length: length?,
        unit: unit?,
        by: by?,
        floating,
        together,
    }))
}

/// One group, `["a", "b"]`, or several, `[["a", "b"], ["c", "d"]]`.
fn together(f: &Fields<'_>) -> Vec<Vec<String>> {
    let words = |nodes: &[super::node::Node]| -> Vec<String> {
        nodes
            .iter()
            .filter_map(|node| match &node.data {
                Data::Text(word) | Data::Switched(word) => Some(word.clone()),
                _ => None,
            })
            .collect()
    };
    match f.node("together").map(|node| &node.data) {
        None => Vec::new(),
        Some(Data::List(nodes)) if nodes.iter().all(|node| matches!(node.data, Data::List(_))) => {
            nodes.iter().map(|node| if let Data::List(group) = &node.data { words(group) } else { Vec::new() }).collect()
        }
        Some(Data::List(nodes)) if nodes.iter().all(|node| matches!(node.data, Data::Text(_))) => vec![words(nodes)],
        Some(_) => {
            f.report(
                "AL-1001",
                f.at("together"),
                "`together` is not a list of slots",
                "write [\"term.a\", \"fee.a\"], or a list of such lists",
            );
            Vec::new()
        }
    }
}

pub(super) fn revenue(f: &Fields<'_>) -> Option<Kind> {
    let receipts = f.need_list("receipts");
    let share = f.required("share", f.literal("share")).map(|share| share.to_string());
    let receiver = f.need_text("receiver");
    let share = share?;
    let is_share = crate::decision::Value::parse_number(&share).and_then(|v| v.as_scaled()).is_some_and(|n| (0..=10_000).contains(&n));
    if !is_share {
        f.report(
            "AL-1001",
            f.at("share"),
            format!("`{share}` is not a share"),
            "write a decimal from \"0\" to \"1\", with at most four places",
        );
        return None;
    }
    Some(Kind::Revenue(Revenue { receipts: receipts?, share, receiver: receiver? }))
}

/// How long a class of records is kept: `length` and `unit`, or `permanent = true`.
pub(super) fn retention(f: &Fields<'_>) -> Option<Kind> {
    let units = [("calendar-days", Unit::CalendarDays), ("months", Unit::Months), ("years", Unit::Years)];
    let counts_from = f.need_text("counts-from");
    let begins = f.one_of("begins", &[("event", Begins::Event), ("new-year", Begins::NewYear)]).unwrap_or_default();
    let rounding = f.one_of("rounding", &[("down", Rounding::Down), ("up", Rounding::Up)]).unwrap_or_default();
    let (length, unit) = (f.count("length"), f.one_of("unit", &units));
    let period = match f.truth("permanent") {
        Some(true) if length.is_some() || unit.is_some() => {
            let help = "leave out `permanent`, or `length` and `unit`";
            f.report("AL-1001", f.at("permanent"), "what is kept for ever has no length", help);
            return None;
        }
        Some(true) => Period::Permanent,
        _ => Period::Lasts { length: f.required("length", length)?, unit: f.required("unit", unit)?, rounding },
    };
    Some(Kind::Retention(Retention { period, counts_from: counts_from?, begins }))
}
