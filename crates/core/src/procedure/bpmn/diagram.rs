//! BPMN DI: where the elements stand on paper.

use roxmltree::Node;

/// A point, in the units of the diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The shape of a node, lane or pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Byte of its `<`.
    pub at: usize,
    /// Element that it draws.
    pub of: String,
    /// Rectangle.
    pub bounds: Bounds,
    /// Rectangle of its label, if stated.
    pub label: Option<Bounds>,
    /// Whether a sub-process is drawn open; nothing if not stated.
    pub expanded: Option<bool>,
    /// Whether a pool or lane lies horizontally; nothing if not stated.
    pub horizontal: Option<bool>,
}

/// The line of a flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edge {
    /// Byte of its `<`.
    pub at: usize,
    /// Flow that it draws.
    pub of: String,
    /// Its corners.
    pub waypoints: Vec<Point>,
    /// Rectangle of its label, if stated.
    pub label: Option<Bounds>,
}

/// One drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// Byte of its `<`.
    pub at: usize,
    /// Process or collaboration that it draws.
    pub of: String,
    /// Shapes, in document order.
    pub shapes: Vec<Shape>,
    /// Lines, in document order.
    pub edges: Vec<Edge>,
}

// Only finite numbers are read, so equality is total.
impl Eq for Point {}
impl Eq for Bounds {}
impl Eq for Shape {}
impl Eq for Edge {}
impl Eq for Diagram {}

/// Reads a `BPMNDiagram`. Elements of other namespaces and bad numbers count as absent.
pub(super) fn diagram(node: Node<'_, '_>) -> Diagram {
    let mut found = Diagram { at: node.range().start, ..Diagram::default() };
    for child in node.descendants().filter(|n| n.is_element()) {
        match child.tag_name().name() {
            "BPMNPlane" => found.of = drawn(child),
            "BPMNShape" => found.shapes.push(shape(child)),
            "BPMNEdge" => found.edges.push(edge(child)),
            _ => {}
        }
    }
    found
}

fn drawn(node: Node<'_, '_>) -> String {
    let name = node.attribute("bpmnElement").unwrap_or("").trim();
    name.rsplit_once(':').map_or(name, |(_, tail)| tail).to_string()
}

fn shape(node: Node<'_, '_>) -> Shape {
    let flag = |name| node.attribute(name).map(|v| matches!(v.trim(), "true" | "1"));
    Shape {
        at: node.range().start,
        of: drawn(node),
        bounds: bounds(node).unwrap_or_default(),
        label: label(node),
        expanded: flag("isExpanded"),
        horizontal: flag("isHorizontal"),
    }
}

fn edge(node: Node<'_, '_>) -> Edge {
    let waypoints = named(node, "waypoint").filter_map(|n| Some(Point { x: number(n, "x")?, y: number(n, "y")? })).collect();
    Edge { at: node.range().start, of: drawn(node), waypoints, label: label(node) }
}

fn label(node: Node<'_, '_>) -> Option<Bounds> {
    named(node, "BPMNLabel").next().and_then(bounds)
}

fn bounds(node: Node<'_, '_>) -> Option<Bounds> {
    let n = named(node, "Bounds").next()?;
    Some(Bounds { x: number(n, "x")?, y: number(n, "y")?, width: number(n, "width")?, height: number(n, "height")? })
}

fn named<'a, 'i>(node: Node<'a, 'i>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |n| n.is_element() && n.tag_name().name() == tag)
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    node.attribute(name)?.trim().parse::<f64>().ok().filter(|n| n.is_finite())
}
