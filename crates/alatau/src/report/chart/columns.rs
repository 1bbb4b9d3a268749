//! Median and ninth decile of each regime, with their intervals.

use super::super::markup::Page;
use super::super::tables::clocks;
use super::super::words::{name, reading, say};
use super::{Scale, Strip, axis, legend, row};
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::Column;

/// One row per regime.
pub fn columns(page: &mut Page, columns: &[Column], lang: Lang) {
    let scale = Scale::of(columns.iter().flat_map(|c| [c.median_days.high, c.p90_days.high, c.p90_days.mean]));
    let (median, p90) = (say(lang, msg::COLUMNS_MEDIAN), say(lang, msg::COLUMNS_P90));
    page.open("figure", &[("class", "chart")]);
    legend(page, &[("median", median.clone()), ("p90", p90.clone()), ("band", say(lang, msg::COLUMNS_INTERVAL))]);
    for column in columns {
        let said = format!("{median} {} · {p90} {}", reading(lang, column.median_days), reading(lang, column.p90_days));
        let called = name(lang, "column", &column.id);
        row(page, 46.0, &called, &said, |page| {
            let mut strip = Strip::new(page, &scale, &format!("{called}: {said}"));
            // Two tracks, as the intervals may overlap.
            strip.bar(column.median_days.low, column.median_days.high, -13.0, 8.0, "band");
            strip.bar(column.p90_days.low, column.p90_days.high, 5.0, 8.0, "band2");
            strip.dot(column.median_days.mean, -9.0, "median");
            strip.diamond(column.p90_days.mean, 9.0, "p90");
            strip.close();
        });
        page.element("p", &[("class", "clocks")], &clocks(column, lang));
    }
    axis(page, &scale, lang, &say(lang, msg::COLUMNS_AXIS));
    page.close();
}
