//! The page around a drawing: style sheet, arrows, legend, escaped text.

use super::heat;
use crate::cli::say;
use alatau_core::procedure::bpmn::{Bounds, FlowNode, Indexed, Point};
use alatau_core::text::{Lang, number};

/// Room that the legend takes.
pub const LEGEND_WIDTH: f64 = 460.0;
/// Room that the legend takes.
pub const LEGEND_HEIGHT: f64 = 64.0;

// Classes: p paper, c container, s shape, o outline, n thin sign, w wide sign, k filled sign, j sign on filled,
// g group, e line, a arrow head, x thick, d dashed, t text, m beside, h on colour, l with a halo.
const STYLE: &str = "
text{font-family:'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;text-anchor:middle}
.p{fill:#fff}.c{fill:#f7f8fa;stroke:#3a4653;stroke-width:1.2}.s{fill:#fff;stroke:#1f2933;stroke-width:1.6}
.o{fill:none;stroke:#1f2933;stroke-width:1.2}.n{fill:none;stroke:#1f2933;stroke-width:1.1;stroke-linejoin:round}
.w{fill:none;stroke:#1f2933;stroke-width:2}.k{fill:#1f2933;stroke:#1f2933;stroke-width:1;stroke-linejoin:round}
.j{fill:none;stroke:#fff;stroke-width:1.2}.g{fill:none;stroke:#5b6770;stroke-width:1.4;stroke-dasharray:9 4 2 4}
.e{fill:none;stroke:#1f2933;stroke-width:1.4}.a{fill:#1f2933;stroke:#1f2933}.b{fill:#fff;stroke:#1f2933}
.x{stroke-width:3.2}.d{stroke-dasharray:5 3}.e.d{stroke-dasharray:8 5}.e.q{stroke-dasharray:1.500 4;stroke-linecap:round}
.t{fill:#1f2933}.m{fill:#4d5963}.h{fill:#1a1a1a}.l{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
@media screen and (prefers-color-scheme:dark){
.p{fill:#14181d}.c{fill:#1a2027;stroke:#9aa5b1}.s{fill:#222a33;stroke:#e4e8ed}.o,.n,.w,.e{stroke:#e4e8ed}
.k,.a{fill:#e4e8ed;stroke:#e4e8ed}.j{stroke:#222a33}.b{fill:#222a33;stroke:#e4e8ed}.g{stroke:#9aa5b1}
.t{fill:#e9edf1}.m{fill:#b3bdc7}.l{stroke:#14181d}}
@page{size:landscape;margin:8mm}
";

const MARKERS: &str = "<defs>\
<marker id=\"full\" viewBox=\"0 0 10 10\" refX=\"9.500\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"a\" d=\"M0 1L10 5L0 9Z\"/></marker>\
<marker id=\"open\" viewBox=\"0 0 12 12\" refX=\"10\" refY=\"6\" markerWidth=\"10\" markerHeight=\"10\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"b\" d=\"M1 1.500L10 6L1 10.500Z\"/></marker>\
<marker id=\"thin\" viewBox=\"0 0 12 12\" refX=\"10\" refY=\"6\" markerWidth=\"10\" markerHeight=\"10\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path class=\"n\" d=\"M2 1.500L10 6L2 10.500\"/></marker>\
<marker id=\"ring\" viewBox=\"0 0 10 10\" refX=\"5\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
markerUnits=\"userSpaceOnUse\"><circle class=\"b\" cx=\"5\" cy=\"5\" r=\"4\"/></marker>\
<marker id=\"if\" viewBox=\"0 0 18 10\" refX=\"0\" refY=\"5\" markerWidth=\"16\" markerHeight=\"9\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"b\" d=\"M0 5L9 0.500L18 5L9 9.500Z\"/></marker>\
<marker id=\"else\" viewBox=\"0 0 16 10\" refX=\"0\" refY=\"5\" markerWidth=\"16\" markerHeight=\"10\" \
markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"o\" d=\"M7 9.500L12 0.500\"/></marker>\
</defs>";

/// The whole file, of which a window may be all that is seen.
pub fn page(whole: Bounds, window: Option<Bounds>, title: &str, body: &str, lang: Lang) -> String {
    let title = escaped(title);
    let Bounds { x, y, width, height } = window.unwrap_or(whole);
    let head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
viewBox=\"{x:.0} {y:.0} {width:.0} {height:.0}\" \
role=\"img\" xml:lang=\"{lang}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n{MARKERS}\n"
    );
    let Bounds { width, height, .. } = whole;
    let paper = format!("<rect class=\"p\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n");
    let heading =
        format!("<text class=\"t\" style=\"text-anchor:start;font-weight:600\" x=\"24\" y=\"36\" font-size=\"15\">{title}</text>\n");
    [head.as_str(), &paper, &heading, body, "</svg>\n"].concat()
}

/// A line of text around `x`, on the base line `y`.
pub fn text(words: &str, x: f64, y: f64, size: f64, class: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\">{}</text>", escaped(words))
}

/// Text that no markup can leave; characters that XML does not know are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(' '),
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            _ => safe.push(c),
        }
    }
    safe
}

/// A flow or association between its ends.
pub fn line(of: &Indexed, points: &[Point], source: Option<&FlowNode>, target: Option<&Indexed>) -> String {
    let element = &of.element;
    let direction = element.get("associationDirection").map_or("None", |a| a.value.as_str());
    let (class, start, end) = match element.tag.as_str() {
        "sequenceFlow" => {
            let is_default = source.and_then(|s| s.default.as_ref()).is_some_and(|d| d.id == element.id);
            let on_activity = source.is_some_and(|s| !s.tag.ends_with("Gateway") && !s.tag.ends_with("Event"));
            let start = match of.conditional {
                _ if is_default => "else",
                true if on_activity => "if",
                _ => "",
            };
            ("e", start, "full")
        }
        "messageFlow" => ("e d", "ring", "open"),
        "association" if is_undoing(source, target) => ("e q", "", "thin"),
        "association" => ("e q", if direction == "Both" { "thin" } else { "" }, if direction == "None" { "" } else { "thin" }),
        "dataInputAssociation" | "dataOutputAssociation" => ("e q", "", "thin"),
        _ => ("e", "", ""),
    };
    let mut d = String::new();
    for (number, point) in points.iter().enumerate() {
        d += &format!("{}{:.1} {:.1}", if number == 0 { 'M' } else { 'L' }, point.x, point.y);
    }
    let marker = |place: &str, name: &str| if name.is_empty() { String::new() } else { format!(" marker-{place}=\"url(#{name})\"") };
    format!("<path class=\"{class}\" d=\"{d}\"{}{}/>\n", marker("start", start), marker("end", end))
}

/// From a compensation event to what undoes.
fn is_undoing(source: Option<&FlowNode>, target: Option<&Indexed>) -> bool {
    let throws = source.is_some_and(|s| s.tag == "boundaryEvent" && s.events.iter().any(|e| e.element.tag == "compensateEventDefinition"));
    throws && target.is_some_and(|t| t.element.is("isForCompensation"))
}

/// What the colours mean.
pub fn legend(x: f64, y: f64, most: f64, lang: Lang) -> String {
    let mut drawn = format!(
        "<text class=\"t\" style=\"text-anchor:start\" x=\"{x:.1}\" y=\"{:.1}\" font-size=\"12\">{}</text>",
        y + 10.0,
        escaped(&say(lang, "procedure-legend", &[]))
    );
    let (count, step) = (heat::COLOURS.len(), 80.0);
    for (number, colour) in heat::COLOURS.iter().enumerate() {
        let left = x + step * number as f64;
        drawn += &format!("<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{step}\" height=\"14\" style=\"fill:{colour}\"/>", y + 18.0);
    }
    for number in 0..=count {
        let hours = most * number as f64 / count as f64;
        let words = say(lang, "procedure-hours", &[("hours", &self::number(lang, hours))]);
        drawn += &text(&words, x + step * number as f64, y + 46.0, 10.0, "m");
    }
    drawn + "\n"
}
