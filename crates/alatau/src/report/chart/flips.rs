//! What each weak assumption does to the difference, from one end of its range to the other.

use super::super::markup::Page;
use super::super::words::{bare, days, name, parameter, say, value};
use super::{Scale, Strip, axis, legend, row};
use alatau_core::text::{Arg, Lang, msg, text};
use alatau_twin::answer::Flip;

/// The widest bar stands on top.
pub fn flips(page: &mut Page, flips: &[&Flip], lang: Lang) {
    let mut flips = flips.to_vec();
    flips.sort_by(|x, y| span(y).total_cmp(&span(x)).then_with(|| x.parameter.cmp(&y.parameter)));
    let scale = Scale::of(flips.iter().flat_map(|f| [f.days_at_low, f.days_at_high]));
    page.open("figure", &[("class", "chart")]);
    legend(page, &[("low-end dot", say(lang, msg::FLIP_LOW)), ("high-end diamond", say(lang, msg::FLIP_HIGH))]);
    for flip in flips {
        let called = parameter(lang, &flip.parameter, &flip.label);
        let said = describe(flip, lang);
        let ends = format!("{} – {}", days(lang, flip.days_at_low), days(lang, flip.days_at_high));
        row(page, 44.0, &called, &said, |page| {
            let mut strip = Strip::new(page, &scale, &format!("{called}: {said}; {ends}"));
            strip.bar(flip.days_at_low, flip.days_at_high, -3.0, 6.0, "reach");
            strip.dot(flip.days_at_low, 0.0, "low-end");
            strip.diamond(flip.days_at_high, 0.0, "high-end");
            strip.close();
        });
    }
    axis(page, &scale, lang, &format!("{}  |  {}", say(lang, msg::FLIPS_AXIS_FASTER), say(lang, msg::FLIPS_AXIS_SLOWER)));
    page.close();
}

fn span(flip: &Flip) -> f64 {
    (flip.days_at_high - flip.days_at_low).abs()
}

/// `80% to 160%, now 100% · turns at 132% · assumed`.
fn describe(flip: &Flip, lang: Lang) -> String {
    let [low, high] = [flip.low, flip.high].map(|v| bare(lang, v, &flip.unit));
    let now = value(lang, flip.now, &flip.unit);
    let range = text(lang, msg::FLIP_RANGE, &[("low", Arg::Text(&low)), ("high", Arg::Text(&high)), ("now", Arg::Text(&now))]);
    let turns = match flip.flips_at {
        Some(at) => text(lang, msg::FLIP_AT, &[("at", Arg::Text(&value(lang, at, &flip.unit)))]),
        None => say(lang, msg::FLIP_NEVER),
    };
    format!("{range} · {turns} · {}", name(lang, "grade", &flip.grade))
}
