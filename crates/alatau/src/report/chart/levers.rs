//! The waterfall: what each lever saves, up to the whole difference.

use super::super::markup::Page;
use super::super::words::{days, interval, name, say};
use super::{Scale, Strip, axis, row};
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::Difference;

const HEIGHT: f64 = 34.0;

/// Each bar begins where the one above ended; the last one is the whole.
pub fn levers(page: &mut Page, difference: &Difference, lang: Lang) {
    let mut reached = 0.0;
    let mut values = vec![-difference.low, -difference.high];
    for lever in &difference.levers {
        values.extend([reached + lever.days.low, reached + lever.days.high]);
        reached += lever.days.mean;
        values.push(reached);
    }
    let scale = Scale::of(values);
    page.open("figure", &[("class", "chart")]);
    let mut from = 0.0;
    for lever in &difference.levers {
        let to = from + lever.days.mean;
        let called = name(lang, "lever", &lever.id);
        let said = format!("{} {}", days(lang, lever.days.mean), interval(lang, lever.days.low, lever.days.high));
        row(page, &called, &said, |page| {
            let mut strip = Strip::new(page, &scale, HEIGHT, &format!("{called}: {said}"));
            let class = if lever.id == "interaction" {
                "rest"
            } else if lever.days.mean < 0.0 {
                "loss"
            } else {
                "gain"
            };
            strip.bar(from, to, 8.0, 18.0, class);
            strip.whisker(from + lever.days.low, from + lever.days.high, 17.0);
            strip.upright(to, 26.0, HEIGHT, "step");
            strip.close();
        });
        from = to;
    }
    let said = format!("{} {}", days(lang, -difference.median_days), interval(lang, -difference.high, -difference.low));
    let called = say(lang, msg::LEVERS_SUM);
    row(page, &called, &said, |page| {
        let mut strip = Strip::new(page, &scale, HEIGHT, &format!("{called}: {said}"));
        strip.bar(0.0, -difference.median_days, 6.0, 22.0, "sum");
        strip.whisker(-difference.high, -difference.low, 17.0);
        strip.close();
    });
    axis(page, &scale, lang, &say(lang, msg::LEVERS_AXIS));
    page.close();
}
