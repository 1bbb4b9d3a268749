//! Real permit times, on one scale.

use super::super::markup::Page;
use super::super::words::{days, name, say};
use super::{Scale, Strip, axis, legend, row};
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::Yardstick;

/// One row per real thing.
pub fn yardsticks(page: &mut Page, yardsticks: &[Yardstick], lang: Lang) {
    let scale = Scale::of(yardsticks.iter().flat_map(|y| [y.median_days, y.p90_days.unwrap_or(0.0)]));
    let (median, p90) = (say(lang, msg::COLUMNS_MEDIAN), say(lang, msg::COLUMNS_P90));
    page.open("figure", &[("class", "chart")]);
    legend(page, &[("median", median.clone()), ("p90", p90.clone())]);
    for yardstick in yardsticks {
        let called = name(lang, "yardstick", &yardstick.id);
        let mut said = format!("{median} {}", days(lang, yardstick.median_days));
        if let Some(value) = yardstick.p90_days {
            said.push_str(&format!(" · {p90} {}", days(lang, value)));
        }
        row(page, 36.0, &called, &said, |page| {
            let mut strip = Strip::new(page, &scale, &format!("{called}: {said}"));
            if let Some(value) = yardstick.p90_days {
                strip.level(yardstick.median_days, value, "link");
                strip.diamond(value, 0.0, "p90");
            }
            strip.dot(yardstick.median_days, 0.0, "median");
            strip.close();
        });
    }
    axis(page, &scale, lang, &say(lang, msg::COLUMNS_AXIS));
    page.close();
}
