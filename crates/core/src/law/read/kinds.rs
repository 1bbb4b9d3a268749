//! The content of a rule, by the first segment of its slot.

use super::fields::{Fields, literal};
use super::kinds_more as more;
use super::node::{Data, Node};
use crate::law::*;
use crate::time::YearRows;
use std::collections::BTreeMap;

const UNITS: &[(&str, Unit)] = &[
    ("working-days", Unit::WorkingDays),
    ("calendar-days", Unit::CalendarDays),
    ("months", Unit::Months),
    ("years", Unit::Years),
    ("hours", Unit::Hours),
];
const YIELDS: &[(&str, Yields)] = &[
    ("approved", Yields::Approved),
    ("refused", Yields::Refused),
    ("agreed", Yields::Agreed),
    ("withdrawn", Yields::Withdrawn),
    ("escalated", Yields::Escalated),
];

/// Words that may open a slot.
pub(super) const KINDS: [&str; 16] = [
    "service",
    "jurisdiction",
    "term",
    "silence",
    "parameter",
    "decision",
    "fee",
    "judgement",
    "appeal",
    "competence",
    "transition",
    "guarantee",
    "revenue",
    "retention",
    "calendar",
    "informative",
];

/// Reads the keys of the kind that `slot` begins with; nothing if something required is missing.
pub(super) fn read(slot: &str, f: &Fields<'_>) -> Option<Kind> {
    match slot.split('.').next().unwrap_or("") {
        "service" => service(f),
        "jurisdiction" => Some(Kind::Jurisdiction { body: f.need_text("body")? }),
        "term" => term(f),
        "silence" => silence(f),
        "parameter" => parameter(f),
        "decision" => more::decision(f).map(Kind::Decision),
        "fee" => more::fee(f),
        "judgement" => more::judgement(f),
        "appeal" => more::appeal(f),
        "competence" => more::competence(f),
        "transition" => more::transition(f),
        "guarantee" => more::guarantee(f),
        "revenue" => more::revenue(f),
        "retention" => more::retention(f),
        "calendar" => calendar(slot, f),
        "informative" => Some(Kind::Informative { because: f.need_text("because")? }),
        _ => None,
    }
}

fn service(f: &Fields<'_>) -> Option<Kind> {
    let offered = f.truth("offered").unwrap_or(true);
    let meanings = [("free", Meaning::Free), ("forbidden", Meaning::Forbidden), ("instead", Meaning::Instead)];
    let service = Service {
        procedure: f.text("procedure"),
        offered,
        meaning: f.one_of("meaning", &meanings),
        instead: f.text("instead"),
        form: f.text("form"),
        filed_when: f.one_of("filed-when", &[("received", FiledWhen::Received), ("complete", FiledWhen::Complete)]).unwrap_or_default(),
        migration: f.text("migration"),
    };
    if offered {
        f.required("procedure", service.procedure.as_ref())?;
    } else {
        f.required("meaning", service.meaning)?;
    }
    Some(Kind::Service(service))
}

/// The unit of a term.
pub(super) fn unit(f: &Fields<'_>, key: &'static str) -> Option<Unit> {
    f.one_of(key, UNITS)
}

fn term(f: &Fields<'_>) -> Option<Kind> {
    let length = f.required("length", f.count("length"));
    let unit = f.required("unit", unit(f, "unit"));
    let counts_from = f.need_text("counts-from");
    let by = f.need_text("by");
    let to = f.need_text("to");
    let calendar = f.need_text("calendar");
    let end = f.required("end", f.one_of("end", &[("next-working-day", End::NextWorkingDay), ("stays", End::Stays)]));
    let first_day = f.one_of("first-day", &[("excluded", FirstDay::Excluded), ("included", FirstDay::Included)]).unwrap_or_default();
    let rounding = f.one_of("rounding", &[("down", Rounding::Down), ("up", Rounding::Up)]).unwrap_or_default();
    let stop = stops(f);
    let extend = f.node("extend").and_then(|node| f.nested(node, "an extension")).map(|f| extend(&f));
    Some(Kind::Term(Term {
        length: length?,
        unit: unit?,
        counts_from: counts_from?,
        by: by?,
        to: to?,
        calendar: calendar?,
        end: end?,
        first_day,
        rounding,
        stop: stop?,
        extend: match extend {
            Some(extend) => Some(extend?),
            None => None,
        },
    }))
}

fn stops(f: &Fields<'_>) -> Option<Vec<Stop>> {
    let Some(node) = f.node("stop") else { return Some(Vec::new()) };
    let entries: Vec<&Node> = match &node.data {
        Data::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    entries.into_iter().map(|node| f.nested(node, "a stop").and_then(|f| stop(&f))).collect()
}

fn stop(f: &Fields<'_>) -> Option<Stop> {
    let on = f.need_text("on");
    let waits_for = f.need_text("waits-for");
    let until = f.text("until");
    let effect = f.one_of("effect", &[("pause", StopEffect::Pause), ("restart", StopEffect::Restart)]).unwrap_or_default();
    let times = f.count("times");
    let limit = f.text("limit");
    f.finish();
    Some(Stop { on: on?, until, waits_for: waits_for?, effect, times, limit })
}

fn extend(f: &Fields<'_>) -> Option<Extend> {
    let times = f.count("times").unwrap_or(1);
    let cap = f.count("cap");
    let unit = f.required("unit", unit(f, "unit"));
    let cap_on = f.one_of("cap-on", &[("extension", CapOn::Extension), ("total", CapOn::Total)]).unwrap_or_default();
    let by = f.need_text("by");
    let notice = f.literal("notice").map(|notice| notice.to_string());
    f.finish();
    Some(Extend { times, cap, unit: unit?, cap_on, by: by?, notice })
}

fn silence(f: &Fields<'_>) -> Option<Kind> {
    let yields = f.required("yields", f.one_of("yields", YIELDS));
    let to = f.text("to");
    let refund = f.literal("refund").map(|refund| refund.to_string());
    Some(Kind::Silence(Silence { yields: yields?, to, refund }))
}

fn parameter(f: &Fields<'_>) -> Option<Kind> {
    let is_set = f.one_of("type", &[("set", ())]).is_some();
    let per_class = f.one_of("per", &[("class", ())]).is_some();
    let unit = f.text("unit").unwrap_or_default();
    let value = if is_set {
        ParameterValue::Set(f.required("value", f.node("value")).map(|_| f.list("value"))?)
    } else if per_class {
        let node = f.required("values", f.node("values"))?;
        let rows = f.nested(node, "the rows of a parameter")?;
        let mut values = BTreeMap::new();
        for (class, (_, node)) in rows.table.iter() {
            match literal(node) {
                Some(value) => drop(values.insert(class.clone(), value)),
                None => f.report("AL-1001", node.at, format!("`{class}` must be a single value"), "write one value per class"),
            }
        }
        ParameterValue::PerClass(values)
    } else {
        ParameterValue::One(f.required("value", f.literal("value"))?)
    };
    Some(Kind::Parameter(Parameter { value, unit }))
}

/// The days of one year. A calendar's slot ends with the year: `calendar.kz.2026`.
fn calendar(slot: &str, f: &Fields<'_>) -> Option<Kind> {
    let words = |key| f.words(key).into_iter().collect();
    let rows = YearRows {
        year: slot.rsplit('.').next().and_then(|year| year.parse().ok()).unwrap_or_default(),
        weekly: f.need_text("weekly")?,
        values: words("values"),
        names: words("names"),
        moved: words("moved"),
        estimated: f.list("estimated"),
        closes: f.text("closes"),
        projected: false,
    };
    let zone = f.text("zone");
    if let Err(wrong) = rows.read() {
        let at = f.at(if rows.values.contains_key(&wrong.what) { "values" } else { "weekly" });
        f.report("AL-1001", at, format!("`{}` {}", wrong.what, wrong.why), "write days as \"2026-08-31\", with \"off\" or \"work\"");
        return None;
    }
    Some(Kind::Calendar(Calendar { rows, zone }))
}
