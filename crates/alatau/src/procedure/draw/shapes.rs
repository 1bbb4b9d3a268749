//! Shapes as BPMN 2.0 draws them, without their names.

use super::icons;
use super::lines::Form;
use alatau_core::procedure::bpmn::{Bounds, FlowNode, Indexed, Shape};
use alatau_core::procedure::elements::{self, Fate, Group};

/// What a shape is, for the order of drawing and for its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Pool: its name stands in a band at its side.
    Pool,
    /// Lane.
    Lane,
    /// Group of elements.
    Group,
    /// Sub-process that is drawn open.
    Open,
    /// Task, or sub-process drawn closed: its name stands within.
    Activity,
    /// Event: its name stands beside.
    Event,
    /// Gateway: its name stands beside.
    Gateway,
    /// Data object or store: its name stands below.
    Data,
    /// Text annotation.
    Note,
    /// Anything else with a shape.
    Other,
}

/// A shape with the element that it draws.
pub struct Item<'a> {
    /// From the diagram.
    pub shape: &'a Shape,
    /// The element.
    pub of: &'a Indexed,
    /// The same as a flow node, if it is one.
    pub node: Option<&'a FlowNode>,
    /// What it is.
    pub class: Class,
}

/// What an element is drawn as.
pub fn class(shape: &Shape, of: &Indexed) -> Class {
    let tag = of.element.tag.as_str();
    match tag {
        "participant" if shape.bounds.height < 50.0 => Class::Other,
        "participant" => Class::Pool,
        "lane" => Class::Lane,
        "group" => Class::Group,
        "textAnnotation" => Class::Note,
        "dataInput" | "dataOutput" | "dataStore" => Class::Data,
        _ if tag.ends_with("Gateway") => Class::Gateway,
        _ if tag.ends_with("Event") || tag == "event" => Class::Event,
        _ if elements::group(tag) == Some(Group::Data) => Class::Data,
        _ if elements::is_sub_process(tag) && shape.expanded.unwrap_or(of.holds && shape.bounds.width > 130.0) => Class::Open,
        "callActivity" if shape.expanded == Some(true) && shape.bounds.width > 130.0 => Class::Open,
        _ if matches!(elements::find(tag, |_| false).map(|e| e.fate), Some(Fate::Executed(_))) || tag.starts_with("global") => {
            Class::Activity
        }
        _ => Class::Other,
    }
}

impl Item<'_> {
    /// The form of its border.
    pub fn form(&self) -> Form {
        match self.class {
            Class::Event => Form::Circle,
            Class::Gateway => Form::Diamond,
            _ => Form::Box,
        }
    }

    /// Its lines and signs.
    pub fn draw(&self, fill: Option<&str>) -> String {
        let b = self.shape.bounds;
        let style = fill.map_or(String::new(), |colour| format!(" style=\"fill:{colour}\""));
        match self.class {
            Class::Pool => self.pool(),
            Class::Lane => rect("c", b, 0.0, ""),
            Class::Group => rect("g", b, 8.0, ""),
            Class::Open | Class::Activity => self.activity(&style),
            Class::Event => self.event(),
            Class::Gateway => self.gateway(),
            Class::Data => self.data(),
            Class::Note => {
                format!("<path class=\"o\" d=\"M{:.1} {:.1}H{:.1}V{:.1}H{:.1}\"/>", b.x + 12.0, b.y, b.x, b.y + b.height, b.x + 12.0)
            }
            Class::Other if self.of.element.tag.to_ascii_lowercase().ends_with("conversation") => {
                let cut = b.width * 0.22;
                let (l, r, t, m, d) = (b.x, b.x + b.width, b.y, b.y + b.height / 2.0, b.y + b.height);
                format!("<path class=\"s\" d=\"M{l} {m}L{} {t}H{}L{r} {m}L{} {d}H{}Z\"/>", l + cut, r - cut, r - cut, l + cut)
            }
            Class::Other => rect("s", b, if self.of.element.tag == "participant" { 0.0 } else { 10.0 }, ""),
        }
    }

    /// Whether its name stands in a band along its left side.
    pub fn is_horizontal(&self) -> bool {
        self.shape.horizontal.unwrap_or(true)
    }

    fn pool(&self) -> String {
        let b = self.shape.bounds;
        let mut drawn = rect("c", b, 0.0, "");
        if self.of.element.get("processRef").is_some() {
            let (x, y) = (b.x + BAND, b.y + BAND);
            drawn += &match self.is_horizontal() {
                true => format!("<path class=\"o\" d=\"M{x:.1} {:.1}V{:.1}\"/>", b.y, b.y + b.height),
                false => format!("<path class=\"o\" d=\"M{:.1} {y:.1}H{:.1}\"/>", b.x, b.x + b.width),
            };
        }
        drawn
    }

    fn activity(&self, style: &str) -> String {
        let b = self.shape.bounds;
        let element = &self.of.element;
        let by_event = element.is("triggeredByEvent");
        let class = match element.tag.as_str() {
            "callActivity" => "s x",
            _ if by_event => "s d",
            _ => "s",
        };
        let mut drawn = rect(class, b, 10.0, style);
        if element.tag == "transaction" {
            let inner = Bounds { x: b.x + 3.0, y: b.y + 3.0, width: b.width - 6.0, height: b.height - 6.0 };
            drawn += &rect("o", inner, 7.0, "");
        }
        if let Some(sign) = icons::task(&element.tag) {
            drawn += &at(b.x + 6.0, b.y + 6.0, &sign);
            if element.tag == "receiveTask" && element.is("instantiate") {
                drawn += &format!("<circle class=\"o\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"9.500\"/>", b.x + 13.0, b.y + 13.0);
            }
        }
        if by_event
            && self.class == Class::Activity
            && let Some(trigger) = self.node.and_then(|n| n.scope.as_ref()).and_then(|s| s.nodes.iter().find(|n| n.tag == "startEvent"))
        {
            drawn += &at(b.x + 14.0, b.y + 14.0, &rings(trigger, 9.0));
        }
        let markers = self.markers();
        let first = b.x + b.width / 2.0 - 8.0 * (markers.len() as f64 - 1.0);
        for (number, name) in markers.iter().enumerate() {
            drawn += &at(first + 16.0 * number as f64, b.y + b.height - 9.0, &icons::marker(name));
        }
        drawn
    }

    /// Markers at its foot, from left to right.
    pub fn markers(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        match self.node.and_then(|n| n.marker.as_ref()).map(|m| &m.element) {
            Some(marker) if marker.tag == "standardLoopCharacteristics" => found.push("loop"),
            Some(marker) if marker.is("isSequential") => found.push("sequential"),
            Some(_) => found.push("parallel"),
            None => {}
        }
        if self.of.element.is("isForCompensation") {
            found.push("compensation");
        }
        if self.of.element.tag == "adHocSubProcess" {
            found.push("ad-hoc");
        }
        if self.class == Class::Activity && elements::is_sub_process(&self.of.element.tag) {
            found.push("collapsed");
        }
        found
    }

    fn event(&self) -> String {
        let b = self.shape.bounds;
        let (x, y, r) = (b.x + b.width / 2.0, b.y + b.height / 2.0, b.width.min(b.height) / 2.0);
        self.node.map_or(String::new(), |node| at(x, y, &rings(node, r)))
    }

    fn gateway(&self) -> String {
        let b = self.shape.bounds;
        let (x, y, w, h) = (b.x + b.width / 2.0, b.y + b.height / 2.0, b.width / 2.0, b.height / 2.0);
        let element = &self.of.element;
        let parallel = element.get("eventGatewayType").is_some_and(|a| a.value == "Parallel");
        let sign = icons::gateway(&element.tag, parallel, element.is("instantiate"), w);
        at(x, y, &format!("<path class=\"s\" d=\"M0 {:.1}L{w:.1} 0L0 {h:.1}L{:.1} 0Z\"/>{sign}", -h, -w))
    }

    fn data(&self) -> String {
        let Bounds { x, y, width: w, height: h } = self.shape.bounds;
        if self.of.element.tag.starts_with("dataStore") {
            let (top, k) = (h * 0.13, w / 2.0);
            let mut drawn = format!(
                "<path class=\"s\" d=\"M{x:.1} {:.1}V{:.1}A{k:.1} {top:.1} 0 0 0 {:.1} {:.1}V{:.1}A{k:.1} {top:.1} 0 0 0 {x:.1} {:.1}\"/>",
                y + top,
                y + h - top,
                x + w,
                y + h - top,
                y + top,
                y + top
            );
            for row in [1.0, 1.8, 2.6] {
                let edge = y + top * row;
                drawn += &format!("<path class=\"o\" d=\"M{x:.1} {edge:.1}A{k:.1} {top:.1} 0 0 0 {:.1} {edge:.1}\"/>", x + w);
            }
            return drawn;
        }
        let fold = w.min(h) * 0.3;
        let (right, low) = (x + w, y + h);
        let mut drawn = format!("<path class=\"s\" d=\"M{x:.1} {y:.1}H{:.1}L{right:.1} {:.1}V{low:.1}H{x:.1}Z\"/>", right - fold, y + fold);
        drawn += &format!("<path class=\"o\" d=\"M{:.1} {y:.1}V{:.1}H{right:.1}\"/>", right - fold, y + fold);
        if self.of.element.is("isCollection") {
            drawn += &at(x + w / 2.0, low - 7.0, &icons::marker("parallel"));
        }
        match self.of.element.tag.as_str() {
            "dataInput" => drawn += &at(x + 9.0, y + 9.0, &icons::trigger("linkEventDefinition", false, 10.0)),
            "dataOutput" => drawn += &at(x + 9.0, y + 9.0, &icons::trigger("linkEventDefinition", true, 10.0)),
            _ => {}
        }
        drawn
    }
}

/// Width of the band in which a pool's name stands.
pub const BAND: f64 = 30.0;

/// The rings of an event around the origin, with the sign of its trigger.
fn rings(node: &FlowNode, r: f64) -> String {
    let thrown = matches!(node.tag.as_str(), "endEvent" | "intermediateThrowEvent" | "implicitThrowEvent");
    let held = node.element.is_not("cancelActivity") || node.element.is_not("isInterrupting");
    let dash = if held { " d" } else { "" };
    let mut drawn = match node.tag.as_str() {
        "startEvent" => format!("<circle class=\"s{dash}\" r=\"{r:.1}\"/>"),
        "endEvent" => format!("<circle class=\"s x\" r=\"{:.1}\"/>", r - 1.0),
        _ => format!("<circle class=\"s{dash}\" r=\"{r:.1}\"/><circle class=\"o{dash}\" r=\"{:.1}\"/>", r - 3.0),
    };
    let sign = match node.events.as_slice() {
        [] if node.element.al("term").is_some() => "timerEventDefinition",
        [] => "",
        [one] => one.element.tag.as_str(),
        _ if node.element.is("parallelMultiple") => "parallelMultiple",
        _ => "multiple",
    };
    drawn += &icons::trigger(sign, thrown, r);
    drawn
}

fn at(x: f64, y: f64, drawn: &str) -> String {
    format!("<g transform=\"translate({x:.1} {y:.1})\">{drawn}</g>")
}

fn rect(class: &str, b: Bounds, radius: f64, style: &str) -> String {
    let corner = if radius > 0.0 { format!(" rx=\"{radius}\"") } else { String::new() };
    format!(
        "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"{corner}{style}/>",
        b.x, b.y, b.width, b.height
    )
}
