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

/// One strip of a row. Its grid fills the row, however tall the label makes it;
/// what is drawn stands around the middle, so `y` counts from there.
struct Strip<'a> {
    page: &'a mut Page,
    scale: &'a Scale,
}

impl<'a> Strip<'a> {
    /// Opens a strip that says `title` to those who cannot see it, and draws the grid.
    fn new(page: &'a mut Page, scale: &'a Scale, title: &str) -> Strip<'a> {
        page.open("svg", &[("class", "strip"), ("role", "img"), ("aria-label", title)]);
        page.element("title", &[], title);
        for tick in scale.ticks() {
            let x = percent(scale.at(tick));
            let class = if tick == 0.0 { "zero" } else { "grid" };
            page.shape("line", &[("class", class), ("x1", &x), ("x2", &x), ("y1", "0"), ("y2", "100%")]);
        }
        page.open("svg", &[("y", "50%"), ("width", "100%"), ("height", "1"), ("overflow", "visible")]);
        Strip { page, scale }
    }

    /// Closes the strip.
    fn close(self) {
        self.page.close();
        self.page.close();
    }

    /// A vertical line at `value`.
    fn upright(&mut self, value: f64, top: f64, bottom: f64, class: &str) {
        let x = percent(self.scale.at(value));
        self.page.shape("line", &[("class", class), ("x1", &x), ("x2", &x), ("y1", &px(top)), ("y2", &px(bottom))]);
    }

    /// A horizontal line.
    fn level(&mut self, from: f64, to: f64, class: &str) {
        let (x1, x2) = (percent(self.scale.at(from)), percent(self.scale.at(to)));
        self.page.shape("line", &[("class", class), ("x1", &x1), ("x2", &x2), ("y1", "0"), ("y2", "0")]);
    }

    /// A bar from one value to another; one too short to be seen becomes a stroke.
    fn bar(&mut self, from: f64, to: f64, top: f64, height: f64, class: &str) {
        let (from, to) = (self.scale.at(from.min(to)), self.scale.at(from.max(to)));
        let (x, width) = (percent(from), percent(to - from));
        if to - from < 0.3 {
            let class = format!("{class} thin");
            self.page.shape("line", &[("class", &class), ("x1", &x), ("x2", &x), ("y1", &px(top)), ("y2", &px(top + height))]);
        } else {
            self.page
                .shape("rect", &[("class", class), ("x", &x), ("width", &width), ("y", &px(top)), ("height", &px(height)), ("rx", "2")]);
        }
    }

    /// An interval as a whisker with ends.
    fn whisker(&mut self, low: f64, high: f64) {
        self.level(low, high, "whisker");
        self.upright(low, -4.0, 4.0, "whisker");
        self.upright(high, -4.0, 4.0, "whisker");
    }

    /// A dot, `y` pixels below the middle.
    fn dot(&mut self, value: f64, y: f64, class: &str) {
        let x = percent(self.scale.at(value));
        self.page.shape("circle", &[("class", class), ("cx", &x), ("cy", &px(y)), ("r", "6")]);
    }

    /// A diamond, `y` pixels below the middle.
    fn diamond(&mut self, value: f64, y: f64, class: &str) {
        self.page.open("svg", &[("x", &percent(self.scale.at(value))), ("y", &px(y)), ("overflow", "visible")]);
        self.page.shape("path", &[("class", class), ("d", DIAMOND)]);
        self.page.close();
    }

    /// Words at a percentage of the width; the title says them too.
    fn words(&mut self, at: f64, y: f64, anchor: &str, class: &str, words: &str) {
        let x = percent(at);
        let place = [("x", x.as_str()), ("y", &px(y)), ("text-anchor", anchor), ("dominant-baseline", "central")];
        let attributes: Vec<(&'static str, &str)> = [("class", class), ("aria-hidden", "true")].into_iter().chain(place).collect();
        self.page.element("text", &attributes, words);
    }
}

/// A diamond around the origin.
const DIAMOND: &str = "M0-7.5 7.5 0 0 7.5-7.5 0z";

/// A row of a chart, at least `height` pixels: the label, then what `draw` draws.
fn row(page: &mut Page, height: f64, name: &str, detail: &str, draw: impl FnOnce(&mut Page)) {
    page.open("div", &[("class", "row")]);
    page.open("div", &[("class", "label")]);
    page.element("strong", &[], name);
    if !detail.is_empty() {
        page.element("span", &[("class", "detail")], detail);
    }
    page.close();
    page.open("div", &[("class", "plot"), ("style", &format!("min-height:{}px", px(height)))]);
    draw(page);
    page.close();
    page.close();
}

/// The axis below the rows, with its caption.
fn axis(page: &mut Page, scale: &Scale, lang: Lang, caption: &str) {
    page.open("div", &[("class", "row axis")]);
    page.element("div", &[("class", "label caption")], caption);
    page.open("div", &[("class", "plot"), ("style", "min-height:22px")]);
    page.open("svg", &[("class", "strip"), ("aria-hidden", "true")]);
    for tick in scale.ticks() {
        let x = percent(scale.at(tick));
        page.element("text", &[("class", "tick"), ("x", &x), ("y", "15"), ("text-anchor", "middle")], &number(lang, tick));
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
            "median" | "low-end dot" => page.shape("circle", &[("class", class), ("cx", "7"), ("cy", "7"), ("r", "6")]),
            "p90" | "high-end diamond" => {
                page.open("svg", &[("x", "50%"), ("y", "50%"), ("overflow", "visible")]);
                page.shape("path", &[("class", class), ("d", DIAMOND)]);
                page.close();
            }
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
