//! The tornado: what each weak assumption does to the difference.

use super::super::markup::Page;
use super::super::words::{days, name, say, value};
use super::{Scale, Strip, axis, legend, row};
use alatau_core::text::{Arg, Lang, msg, text};
use alatau_twin::answer::Flip;

/// The widest bar stands on top.
pub fn flips(page: &mut Page, flips: &[&Flip], now: f64, lang: Lang) {
    let mut flips = flips.to_vec();
    flips.sort_by(|x, y| span(y).total_cmp(&span(x)).then_with(|| x.parameter.cmp(&y.parameter)));
    let scale = Scale::of(flips.iter().flat_map(|f| [f.days_at_low, f.days_at_high]).chain([now]));
    page.open("figure", &[("class", "chart")]);
    legend(page, &[("low-end", say(lang, msg::FLIP_LOW)), ("high-end", say(lang, msg::FLIP_HIGH))]);
    for flip in flips {
        let called = name(lang, "parameter", &flip.parameter);
        let said = describe(flip, lang);
        let ends = format!("{} – {}", days(lang, flip.days_at_low), days(lang, flip.days_at_high));
        row(page, &called, &said, |page| {
            let mut strip = Strip::new(page, &scale, 42.0, &format!("{called}: {said}; {ends}"));
            strip.bar(now, flip.days_at_low, 8.0, 12.0, "low-end");
            strip.bar(now, flip.days_at_high, 22.0, 12.0, "high-end");
            strip.upright(now, 2.0, 40.0, "now");
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
    let [low, high, now] = [flip.low, flip.high, flip.now].map(|v| value(lang, v, &flip.unit));
    let range = text(lang, msg::FLIP_RANGE, &[("low", Arg::Text(&low)), ("high", Arg::Text(&high)), ("now", Arg::Text(&now))]);
    let turns = match flip.flips_at {
        Some(at) => text(lang, msg::FLIP_AT, &[("at", Arg::Text(&value(lang, at, &flip.unit)))]),
        None => say(lang, msg::FLIP_NEVER),
    };
    format!("{range} · {turns} · {}", name(lang, "grade", &flip.grade))
}
