//! Charts made of rows: a label in HTML that wraps on a phone, and beside or
//! below it a strip of SVG whose horizontal positions are percentages, so that
//! one drawing is legible at any width without a script.

mod causes;
mod columns;
mod flips;
mod levers;
mod paper;
mod scale;
mod yardsticks;

pub use causes::causes;
pub use columns::columns;
pub use flips::flips;
pub use levers::levers;
pub use paper::paper;
pub use yardsticks::yardsticks;

use super::markup::Page;
use alatau_core::text::{Lang, number};
use scale::Scale;

/// One strip: drawn with [`Strip::new`], which opens the SVG and draws the grid.
struct Strip<'a> {
    page: &'a mut Page,
    scale: &'a Scale,
    height: f64,
}

impl<'a> Strip<'a> {
    /// Opens a strip that says `title` to those who cannot see it.
    fn new(page: &'a mut Page, scale: &'a Scale, height: f64, title: &str) -> Strip<'a> {
        page.open("svg", &[("class", "strip"), ("role", "img"), ("width", "100%"), ("height", &px(height)), ("aria-label", title)]);
        page.element("title", &[], title);
        let mut strip = Strip { page, scale, height };
        for tick in scale.ticks() {
            let class = if tick == 0.0 { "zero" } else { "grid" };
            strip.upright(tick, 0.0, height, class);
        }
        strip
    }

    /// Closes the strip.
    fn close(self) {
        self.page.close();
    }

    /// A vertical line at `value`.
    fn upright(&mut self, value: f64, top: f64, bottom: f64, class: &str) {
        let x = percent(self.scale.at(value));
        self.page.shape("line", &[("class", class), ("x1", &x), ("x2", &x), ("y1", &px(top)), ("y2", &px(bottom))]);
    }

    /// A horizontal line in the middle of the strip.
    fn level(&mut self, from: f64, to: f64, y: f64, class: &str) {
        let (x1, x2) = (percent(self.scale.at(from)), percent(self.scale.at(to)));
        self.page.shape("line", &[("class", class), ("x1", &x1), ("x2", &x2), ("y1", &px(y)), ("y2", &px(y))]);
    }

    /// A bar from one value to another, at least two pixels wide.
    fn bar(&mut self, from: f64, to: f64, top: f64, height: f64, class: &str) {
        let (from, to) = (self.scale.at(from.min(to)), self.scale.at(from.max(to)));
        let (x, width) = (percent(from), percent(to - from));
        if to - from < 0.3 {
            self.page
                .shape("line", &[("class", &format!("{class} thin")), ("x1", &x), ("x2", &x), ("y1", &px(top)), ("y2", &px(top + height))]);
        } else {
            self.page
                .shape("rect", &[("class", class), ("x", &x), ("width", &width), ("y", &px(top)), ("height", &px(height)), ("rx", "2")]);
        }
    }

    /// An interval as a whisker with ends.
    fn whisker(&mut self, low: f64, high: f64, y: f64) {
        self.level(low, high, y, "whisker");
        self.upright(low, y - 4.0, y + 4.0, "whisker");
        self.upright(high, y - 4.0, y + 4.0, "whisker");
    }

    /// A dot.
    fn dot(&mut self, value: f64, y: f64, class: &str) {
        let x = percent(self.scale.at(value));
        self.page.shape("circle", &[("class", class), ("cx", &x), ("cy", &px(y)), ("r", "6")]);
    }

    /// A diamond: a character, since a path cannot stand at a percentage.
    fn diamond(&mut self, value: f64, y: f64, class: &str) {
        let x = percent(self.scale.at(value));
        self.page.element(
            "text",
            &[
                ("class", class),
                ("x", &x),
                ("y", &px(y)),
                ("text-anchor", "middle"),
                ("dominant-baseline", "central"),
                ("aria-hidden", "true"),
            ],
            "◆",
        );
    }
}

/// A row of a chart: the label, then what `draw` draws.
fn row(page: &mut Page, name: &str, detail: &str, draw: impl FnOnce(&mut Page)) {
    page.open("div", &[("class", "row")]);
    page.open("div", &[("class", "label")]);
    page.element("strong", &[], name);
    if !detail.is_empty() {
        page.element("span", &[("class", "detail")], detail);
    }
    page.close();
    page.open("div", &[("class", "plot")]);
    draw(page);
    page.close();
    page.close();
}

/// The axis below the rows, with its caption.
fn axis(page: &mut Page, scale: &Scale, lang: Lang, caption: &str) {
    page.open("div", &[("class", "row axis")]);
    page.element("div", &[("class", "label caption")], caption);
    page.open("div", &[("class", "plot")]);
    page.open("svg", &[("class", "strip"), ("aria-hidden", "true"), ("width", "100%"), ("height", "22")]);
    for tick in scale.ticks() {
        let at = scale.at(tick);
        let anchor = if at < 2.0 {
            "start"
        } else if at > 98.0 {
            "end"
        } else {
            "middle"
        };
        page.element("text", &[("class", "tick"), ("x", &percent(at)), ("y", "15"), ("text-anchor", anchor)], &number(lang, tick));
    }
    page.close();
    page.close();
    page.close();
}

/// A legend: class of the swatch, words.
fn legend(page: &mut Page, items: &[(&str, String)]) {
    page.open("ul", &[("class", "legend")]);
    for (class, words) in items {
        page.open("li", &[]);
        page.open("svg", &[("width", "14"), ("height", "14"), ("aria-hidden", "true")]);
        match *class {
            "median" => page.shape("circle", &[("class", class), ("cx", "7"), ("cy", "7"), ("r", "6")]),
            "p90" => page.element(
                "text",
                &[("class", class), ("x", "7"), ("y", "7"), ("text-anchor", "middle"), ("dominant-baseline", "central")],
                "◆",
            ),
            _ => page.shape("rect", &[("class", class), ("x", "1"), ("y", "1"), ("width", "12"), ("height", "12"), ("rx", "2")]),
        }
        page.close();
        page.element("span", &[], words);
        page.close();
    }
    page.close();
}

fn percent(at: f64) -> String {
    format!("{at:.2}%")
}

fn px(value: f64) -> String {
    format!("{}", (value * 10.0).round() / 10.0)
}
