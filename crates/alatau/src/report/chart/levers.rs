//! What each lever saves when it is switched on alone, beside the whole.

use super::super::markup::Page;
use super::super::tables::ranked;
use super::super::words::{days, interval, name, say};
use super::{Scale, Strip, axis, legend, row};
use alatau_core::text::{Lang, msg, rounded};
use alatau_twin::answer::{Difference, Interval};

/// Height of a row in pixels.
const HEIGHT: f64 = 40.0;

/// All bars begin at zero: what saves most stands on top, the interaction and the whole below.
pub fn levers(page: &mut Page, difference: &Difference, lang: Lang) {
    let levers = ranked(difference);
    let whole = Interval { mean: -difference.median_days, low: -difference.high, high: -difference.low };
    let scale = Scale::of(levers.iter().map(|l| l.days).chain([whole]).flat_map(|d| [d.low, d.high, d.mean]));
    page.open("figure", &[("class", "chart")]);
    let words =
        [("gain", msg::LEVERS_GAIN), ("loss", msg::LEVERS_LOSS), ("gain unsure", msg::LEVERS_UNSURE), ("rest", msg::LEVER_INTERACTION)];
    legend(page, &words.map(|(class, message)| (class, say(lang, message))));
    for lever in levers {
        let class = if lever.id == "interaction" { "rest" } else { class(lever.days) };
        bar(page, &scale, &name(lang, "lever", &lever.id), lever.days, class, lang);
    }
    bar(page, &scale, &say(lang, msg::LEVERS_SUM), whole, "sum", lang);
    axis(page, &scale, lang, &say(lang, msg::LEVERS_AXIS));
    page.close();
}

/// Saved, lost, or pale where the interval leaves that open.
fn class(days: Interval) -> &'static str {
    match (days.mean < 0.0, rounded(days.low) > 0.0 || rounded(days.high) < 0.0) {
        (false, true) => "gain",
        (false, false) => "gain unsure",
        (true, true) => "loss",
        (true, false) => "loss unsure",
    }
}

fn bar(page: &mut Page, scale: &Scale, called: &str, value: Interval, class: &str, lang: Lang) {
    let said = format!("{} {}", days(lang, value.mean), interval(lang, value.low, value.high));
    row(page, HEIGHT, called, &said, |page| {
        let mut strip = Strip::new(page, scale, &format!("{called}: {said}"));
        strip.bar(0.0, value.mean, -9.0, 18.0, class);
        strip.whisker(value.low, value.high);
        strip.close();
    });
}
