//! A place for every element of a process that comes without a diagram: columns by
//! distance from the start, rows by where the flows come from, lines in the lanes between.

use alatau_core::procedure::bpmn::{Bounds, Diagram, Edge, FlowNode, Point, Process, Scope, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Free room between two columns, in which lines go up and down.
const GAP: f64 = 70.0;
/// Free room between two rows.
const ROW_GAP: f64 = 54.0;
/// Room around what lies in a sub-process.
const INSET: f64 = 34.0;

/// A diagram of all processes of a file, one under the other.
pub fn diagram(processes: &[Process]) -> Diagram {
    let mut diagram = Diagram::default();
    let mut top = 0.0;
    for process in processes.iter().filter(|p| !p.scope.nodes.is_empty()) {
        let mut block = Block::of(&process.scope);
        block.shift(0.0, top);
        top += block.height + 60.0;
        diagram.shapes.extend(block.shapes);
        diagram.edges.extend(block.edges);
    }
    diagram
}

/// What lies in one scope, with its size.
#[derive(Default)]
struct Block {
    shapes: Vec<Shape>,
    edges: Vec<Edge>,
    width: f64,
    height: f64,
}

/// A stop of a flow in a column: a node, or only its line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Node(usize),
    Line(usize),
}

/// A flow between two nodes of the scope.
struct Link<'a> {
    id: &'a str,
    from: usize,
    to: usize,
    /// It leaves a boundary event of the node.
    boundary: Option<usize>,
    back: bool,
}

impl Block {
    fn shift(&mut self, x: f64, y: f64) {
        for shape in &mut self.shapes {
            shape.bounds.x += x;
            shape.bounds.y += y;
        }
        for point in self.edges.iter_mut().flat_map(|edge| &mut edge.waypoints) {
            point.x += x;
            point.y += y;
        }
    }

    fn of(scope: &Scope) -> Block {
        let nodes: Vec<&FlowNode> = scope.nodes.iter().filter(|n| n.tag != "boundaryEvent").collect();
        let inner: Vec<Option<Block>> = nodes.iter().map(|n| n.scope.as_deref().map(Block::of)).collect();
        let sizes: Vec<(f64, f64)> = nodes.iter().zip(&inner).map(|(node, inner)| size(node, inner.as_ref())).collect();
        let mut links = links(scope, &nodes);
        let columns = columns(nodes.len(), &mut links);
        let rows = rows(nodes.len(), &columns, &links);
        let grid = Grid::of(&sizes, &columns, &rows);
        let mut block = Block { width: grid.width(), height: grid.height(), ..Block::default() };
        for (number, (node, inner)) in nodes.iter().zip(inner).enumerate() {
            let bounds = grid.bounds(number, sizes[number]);
            block.shapes.push(Shape { of: node.element.id.clone(), bounds, expanded: Some(inner.is_some()), ..Shape::default() });
            if let Some(mut inner) = inner {
                inner.shift(bounds.x + INSET, bounds.y + INSET);
                block.shapes.extend(inner.shapes);
                block.edges.extend(inner.edges);
            }
        }
        block.stand_on(scope, &nodes);
        block.draw_lines(&grid, &links, scope);
        block
    }

    /// Boundary events stand along the foot of their activity.
    fn stand_on(&mut self, scope: &Scope, nodes: &[&FlowNode]) {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for event in scope.nodes.iter().filter(|n| n.tag == "boundaryEvent") {
            let Some(host) = host(event, nodes) else { continue };
            let number = taken.entry(host).or_default();
            let id = &nodes[host].element.id;
            let Some(on) = self.shapes.iter().find(|s| s.of == *id).map(|s| s.bounds) else { continue };
            let x = on.x + on.width - 26.0 - 44.0 * *number as f64;
            *number += 1;
            let bounds = Bounds { x: x - 18.0, y: on.y + on.height - 18.0, width: 36.0, height: 36.0 };
            self.shapes.push(Shape { of: event.element.id.clone(), bounds, ..Shape::default() });
        }
    }

    fn draw_lines(&mut self, grid: &Grid<'_>, links: &[Link<'_>], scope: &Scope) {
        let boundaries: Vec<&FlowNode> = scope.nodes.iter().filter(|n| n.tag == "boundaryEvent").collect();
        let mut used: BTreeMap<(bool, usize), usize> = BTreeMap::new();
        let below = links.iter().filter(|l| l.back).count();
        let mut returns = 0;
        for (number, link) in links.iter().enumerate() {
            let at = |node: usize| self.shapes.iter().find(|s| s.of == grid_id(scope, node)).map(|s| s.bounds).unwrap_or_default();
            let (from, to) = (at(link.from), at(link.to));
            let mut points = Vec::new();
            let mut lane = |column: usize| {
                let count = used.entry((true, column)).or_default();
                *count += 1;
                grid.right(column) + 12.0 + (*count as f64 * 9.0) % (GAP - 20.0)
            };
            let end = Point { x: to.x, y: to.y + to.height / 2.0 };
            let start = match link.boundary.and_then(|b| self.shapes.iter().find(|s| s.of == boundaries[b].element.id)) {
                Some(event) => {
                    let x = event.bounds.x + 18.0;
                    let low = event.bounds.y + 36.0 + 12.0;
                    points.push(Point { x, y: event.bounds.y + 36.0 });
                    Point { x, y: low }
                }
                None => Point { x: from.x + from.width, y: from.y + from.height / 2.0 },
            };
            points.push(start);
            let (first, last) = (grid.columns[link.from], grid.columns[link.to]);
            if link.back {
                returns += 1;
                let y = self.height + 14.0 * returns as f64;
                let (right, left) = (lane(first), grid.left(last) - 12.0 - (returns as f64 * 7.0) % 30.0);
                points.extend([(right, start.y), (right, y), (left, y), (left, end.y)].map(|(x, y)| Point { x, y }));
            } else {
                let mut y = start.y;
                for column in first..last {
                    let next = if column + 1 == last { end.y } else { grid.middle(Stop::Line(number), column + 1).unwrap_or(y) };
                    if (next - y).abs() > 0.5 {
                        let x = lane(column);
                        points.extend([Point { x, y }, Point { x, y: next }]);
                        y = next;
                    }
                }
            }
            points.push(end);
            points.dedup();
            self.edges.push(Edge { of: link.id.to_string(), waypoints: points, ..Edge::default() });
        }
        self.height += if below > 0 { 14.0 * below as f64 + 10.0 } else { 0.0 };
    }
}

/// The id of a node that is no boundary event, by its number.
fn grid_id(scope: &Scope, number: usize) -> &str {
    scope.nodes.iter().filter(|n| n.tag != "boundaryEvent").nth(number).map_or("", |n| n.element.id.as_str())
}

fn host(event: &FlowNode, nodes: &[&FlowNode]) -> Option<usize> {
    let on = event.attached_to.as_ref()?;
    nodes.iter().position(|n| n.element.id == on.id)
}

fn size(node: &FlowNode, inner: Option<&Block>) -> (f64, f64) {
    match inner {
        Some(inner) => ((inner.width + 2.0 * INSET).max(140.0), (inner.height + 2.0 * INSET).max(100.0)),
        None if node.tag.ends_with("Gateway") => (50.0, 50.0),
        None if node.tag.ends_with("Event") => (36.0, 36.0),
        None => (120.0, 80.0),
    }
}

fn links<'a>(scope: &'a Scope, nodes: &[&FlowNode]) -> Vec<Link<'a>> {
    let boundaries: Vec<&FlowNode> = scope.nodes.iter().filter(|n| n.tag == "boundaryEvent").collect();
    let node = |id: &str| nodes.iter().position(|n| n.element.id == id);
    let mut links = Vec::new();
    for flow in &scope.flows {
        let boundary = boundaries.iter().position(|b| b.element.id == flow.source.id);
        let from = node(&flow.source.id).or_else(|| boundary.and_then(|b| host(boundaries[b], nodes)));
        if let (Some(from), Some(to)) = (from, node(&flow.target.id)) {
            links.push(Link { id: &flow.element.id, from, to, boundary, back: false });
        }
    }
    links
}

/// The column of each node: one more than the farthest before it. Flows that lead back are marked.
fn columns(count: usize, links: &mut [Link<'_>]) -> Vec<usize> {
    let mut state = vec![0u8; count];
    let entered: BTreeSet<usize> = links.iter().map(|l| l.to).collect();
    let begin: Vec<usize> = (0..count).filter(|n| !entered.contains(n)).chain(0..count).collect();
    let mut order = Vec::new();
    for start in begin {
        let mut path = vec![(start, 0)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((node, next)) = path.pop() {
            match links.iter().enumerate().filter(|(_, l)| l.from == node).nth(next).map(|(number, l)| (number, l.to)) {
                None => {
                    state[node] = 2;
                    order.push(node);
                }
                Some((number, to)) => {
                    path.push((node, next + 1));
                    match state[to] {
                        0 => {
                            state[to] = 1;
                            path.push((to, 0));
                        }
                        1 => links[number].back = true,
                        _ => {}
                    }
                }
            }
        }
    }
    let mut columns = vec![0; count];
    for &node in order.iter().rev() {
        for link in links.iter().filter(|l| l.from == node && !l.back) {
            columns[link.to] = columns[link.to].max(columns[node] + 1);
        }
    }
    columns
}

/// The row of each stop: where its flows come from, or the nearest one that is free in its column.
fn rows(count: usize, columns: &[usize], links: &[Link<'_>]) -> BTreeMap<(usize, Stop), usize> {
    let mut rows: BTreeMap<(usize, Stop), usize> = BTreeMap::new();
    for column in 0..=columns.iter().copied().max().unwrap_or(0) {
        let mut wanted: Vec<(usize, Stop)> = Vec::new();
        let before = |rows: &BTreeMap<(usize, Stop), usize>, number: usize, link: &Link<'_>| {
            let from = columns[link.from];
            let stop = if from + 1 == column { Stop::Node(link.from) } else { Stop::Line(number) };
            rows.get(&(column - 1, stop)).copied().unwrap_or(0) * 2 + usize::from(link.boundary.is_some())
        };
        for node in (0..count).filter(|n| columns[*n] == column) {
            let mut from: Vec<usize> = (links.iter().enumerate().filter(|(_, l)| l.to == node && !l.back))
                .map(|(number, link)| before(&rows, number, link))
                .collect();
            from.sort_unstable();
            let lowest = rows.values().map(|row| row * 2 + 2).max().unwrap_or(0);
            wanted.push((from.get(from.len() / 2).copied().unwrap_or(if column == 0 { 0 } else { lowest }), Stop::Node(node)));
        }
        for (number, link) in links.iter().enumerate().filter(|(_, l)| !l.back && columns[l.from] < column && columns[l.to] > column) {
            wanted.push((before(&rows, number, link) + 1, Stop::Line(number)));
        }
        wanted.sort();
        let mut next = 0;
        for (row, stop) in wanted {
            next = next.max(row / 2);
            rows.insert((column, stop), next);
            next += 1;
        }
    }
    rows
}

/// Where columns and rows stand.
struct Grid<'a> {
    columns: &'a [usize],
    rows: &'a BTreeMap<(usize, Stop), usize>,
    lefts: Vec<f64>,
    widths: Vec<f64>,
    tops: Vec<f64>,
    heights: Vec<f64>,
}

impl<'a> Grid<'a> {
    fn of(sizes: &[(f64, f64)], columns: &'a [usize], rows: &'a BTreeMap<(usize, Stop), usize>) -> Grid<'a> {
        let mut widths = vec![36.0f64; columns.iter().max().map_or(0, |c| c + 1)];
        let mut heights = vec![20.0f64; rows.values().max().map_or(0, |r| r + 1)];
        for (node, (width, height)) in sizes.iter().enumerate() {
            widths[columns[node]] = widths[columns[node]].max(*width);
            if let Some(row) = rows.get(&(columns[node], Stop::Node(node))) {
                heights[*row] = heights[*row].max(*height);
            }
        }
        let along = |sizes: &[f64], gap: f64| {
            let mut at = 0.0;
            let mut starts = Vec::new();
            for size in sizes {
                starts.push(at);
                at += size + gap;
            }
            starts
        };
        Grid { columns, rows, lefts: along(&widths, GAP), tops: along(&heights, ROW_GAP), widths, heights }
    }

    fn left(&self, column: usize) -> f64 {
        self.lefts[column]
    }

    fn right(&self, column: usize) -> f64 {
        self.lefts[column] + self.widths[column]
    }

    fn middle(&self, stop: Stop, column: usize) -> Option<f64> {
        self.rows.get(&(column, stop)).map(|row| self.tops[*row] + self.heights[*row] / 2.0)
    }

    fn bounds(&self, node: usize, (width, height): (f64, f64)) -> Bounds {
        let column = self.columns[node];
        let middle = self.middle(Stop::Node(node), column).unwrap_or_default();
        Bounds { x: self.left(column) + (self.widths[column] - width) / 2.0, y: middle - height / 2.0, width, height }
    }

    fn width(&self) -> f64 {
        self.lefts.last().zip(self.widths.last()).map_or(0.0, |(left, width)| left + width)
    }

    fn height(&self) -> f64 {
        self.tops.last().zip(self.heights.last()).map_or(0.0, |(top, height)| top + height)
    }
}
