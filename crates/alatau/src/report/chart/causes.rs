//! Mean days of each regime, stacked by cause.

use super::super::markup::Page;
use super::super::tables::{CAUSES, cause_days};
use super::super::words::{days, name, say};
use super::{Scale, Strip, axis, legend, percent, row};
use alatau_core::text::{Lang, fixed, msg};
use alatau_twin::answer::Column;

/// One stacked bar per regime; wide segments carry their number.
pub fn causes(page: &mut Page, columns: &[Column], lang: Lang) {
    let sum = |c: &Column| CAUSES.iter().map(|cause| cause_days(&c.causes, cause)).sum::<f64>();
    let scale = Scale::of(columns.iter().map(sum));
    let classes: Vec<String> = CAUSES.iter().map(|c| format!("cause-{c}")).collect();
    page.open("figure", &[("class", "chart")]);
    let items: Vec<(&str, String)> = CAUSES.iter().zip(&classes).map(|(c, class)| (class.as_str(), name(lang, "cause", c))).collect();
    legend(page, &items);
    for column in columns {
        let called = name(lang, "column", &column.id);
        let parts: Vec<String> =
            CAUSES.iter().map(|c| format!("{} {}", name(lang, "cause", c), days(lang, cause_days(&column.causes, c)))).collect();
        row(page, &called, "", |page| {
            let mut strip = Strip::new(page, &scale, 44.0, &format!("{called}: {}", parts.join(", ")));
            let mut from = 0.0;
            for (cause, class) in CAUSES.iter().zip(&classes) {
                let length = cause_days(&column.causes, cause);
                if length > 0.0 {
                    segment(&mut strip, from, from + length, class, &fixed(lang, length));
                }
                from += length;
            }
            strip.close();
        });
    }
    axis(page, &scale, lang, &say(lang, msg::COLUMNS_AXIS));
    page.close();
}

fn segment(strip: &mut Strip, from: f64, to: f64, class: &str, words: &str) {
    let (left, right) = (strip.scale.at(from), strip.scale.at(to));
    let (x, width) = (percent(left), percent(right - left));
    strip.page.shape("rect", &[("class", class), ("x", &x), ("width", &width), ("y", "6"), ("height", "32")]);
    if right - left > 9.0 {
        let middle = percent((left + right) / 2.0);
        let class = format!("inside on-{class}");
        strip.page.element(
            "text",
            &[
                ("class", &class),
                ("x", &middle),
                ("y", "22"),
                ("text-anchor", "middle"),
                ("dominant-baseline", "central"),
                ("aria-hidden", "true"),
            ],
            words,
        );
    }
}
