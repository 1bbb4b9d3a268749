//! A place for every element of a process that comes without a diagram: columns by
//! distance from the start, rows by where the flows come from, lines in the room between.
//! Lanes are bands of rows; data stands below the first activity that reads or writes it.

use super::shapes::BAND;
use alatau_core::procedure::bpmn::{Bounds, DataElement, Diagram, Edge, FlowNode, Indexed, Lane, Point, Process, Scope, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Every element by its id.
pub type Index = BTreeMap<String, Indexed>;

/// Free room between two columns, in which lines go up and down.
const GAP: f64 = 70.0;
/// Free room between two rows.
const ROW_GAP: f64 = 54.0;
/// Room around what lies in a sub-process.
const INSET: f64 = 34.0;

/// A diagram of all processes of a file, one under the other.
pub fn diagram(processes: &[Process], index: &Index) -> Diagram {
    let mut diagram = Diagram::default();
    let mut top = 0.0;
    for process in processes.iter().filter(|p| !p.scope.nodes.is_empty()) {
        let mut block = Block::of(&process.scope, index);
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

    fn of(scope: &Scope, index: &Index) -> Block {
        let nodes: Vec<&FlowNode> = scope.nodes.iter().filter(|n| n.tag != "boundaryEvent").collect();
        let inner: Vec<Option<Block>> = nodes.iter().map(|n| n.scope.as_deref().map(|inner| Block::of(inner, index))).collect();
        let data = data(scope, &nodes, index);
        let mut sizes: Vec<(f64, f64)> = nodes.iter().zip(&inner).map(|(node, inner)| size(node, inner.as_ref())).collect();
        sizes.extend(data.iter().map(|_| DATA));
        let mut links = links(scope, &nodes);
        let mut columns = columns(nodes.len(), &mut links);
        columns.extend(data.iter().map(|paper| columns[paper.beside]).collect::<Vec<_>>());
        let (names, mut lanes) = lanes(scope, &nodes);
        lanes.extend(data.iter().map(|paper| lanes[paper.beside]).collect::<Vec<_>>());
        let besides: Vec<usize> = data.iter().map(|paper| paper.beside).collect();
        let (rows, first) = rows(&besides, &columns, &links, &lanes);
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
        block.lay_down(&data, &grid, nodes.len(), index);
        if !names.is_empty() {
            block.draw_lanes(&names, &first, &grid);
        }
        block
    }

    /// Data, and its lines to what reads and writes it.
    fn lay_down(&mut self, data: &[Paper<'_>], grid: &Grid<'_>, from: usize, index: &Index) {
        for (number, paper) in data.iter().enumerate() {
            let own = grid.bounds(from + number, DATA);
            for (line, activity, reads) in &paper.lines {
                let Some(at) = self.shapes.iter().find(|s| s.of == *activity).map(|s| s.bounds) else { continue };
                let middle = |b: &Bounds| b.x + b.width / 2.0;
                let near =
                    if middle(&own) < middle(&at) - 60.0 { (own.x + own.width, own.y + own.height / 2.0) } else { (middle(&own), own.y) };
                let mut ends = [near, (middle(&at), at.y + at.height)].map(|(x, y)| Point { x, y });
                if !reads {
                    ends.reverse();
                }
                if index.contains_key(*line) {
                    self.edges.push(Edge { of: line.to_string(), waypoints: ends.to_vec(), ..Edge::default() });
                }
            }
            self.shapes.push(Shape { of: paper.of.to_string(), bounds: own, ..Shape::default() });
        }
    }

    /// A band for each lane, as wide as all; the last one holds the lines that lead back too.
    fn draw_lanes(&mut self, names: &[&str], first: &[usize], grid: &Grid<'_>) {
        let room = BAND + 24.0;
        self.shift(room, 0.0);
        self.width += room + 24.0;
        let border = |lane: usize| match first.get(lane) {
            Some(0) => -ROW_GAP / 2.0,
            Some(row) if *row < grid.tops.len() => grid.tops[*row] - ROW_GAP / 2.0,
            _ => self.height + ROW_GAP / 2.0,
        };
        for (lane, name) in names.iter().enumerate() {
            let (top, low) = (border(lane), border(lane + 1));
            let bounds = Bounds { x: 0.0, y: top, width: self.width, height: low - top };
            self.shapes.push(Shape { of: name.to_string(), bounds, horizontal: Some(true), ..Shape::default() });
        }
        self.shift(0.0, ROW_GAP / 2.0);
        self.height += ROW_GAP;
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

/// Size of a data object.
const DATA: (f64, f64) = (36.0, 50.0);

/// A data object or store.
struct Paper<'a> {
    of: &'a str,
    /// The node that it stands by.
    beside: usize,
    /// Associations: their id, the activity, and whether that reads.
    lines: Vec<(&'a str, &'a str, bool)>,
}

/// Data that something in the scope reads or writes, by the names under which it is drawn.
fn data<'a>(scope: &'a Scope, nodes: &[&'a FlowNode], index: &'a Index) -> Vec<Paper<'a>> {
    let drawn = |data: &&DataElement| {
        let refers = |other: &DataElement| other.reference.as_ref().is_some_and(|r| r.id == data.element.id);
        data.element.tag != "dataObject" || !scope.data.iter().any(refers)
    };
    let mut papers = Vec::new();
    for paper in scope.data.iter().filter(drawn) {
        let id = paper.element.id.as_str();
        let mut lines = Vec::new();
        let mut beside = None;
        for (number, node) in nodes.iter().enumerate() {
            let own = index.values().filter(|i| i.within == node.element.id);
            for line in own.filter(|i| matches!(i.element.tag.as_str(), "dataInputAssociation" | "dataOutputAssociation")) {
                let reads = line.element.tag == "dataInputAssociation";
                if (if reads { &line.ends.0 } else { &line.ends.1 }) == id {
                    lines.push((line.element.id.as_str(), node.element.id.as_str(), reads));
                    beside = beside.or(Some(number));
                }
            }
        }
        papers.extend(beside.map(|beside| Paper { of: id, beside, lines }));
    }
    papers
}

/// The innermost lanes by name, and in which of them each node lies.
fn lanes<'a>(scope: &'a Scope, nodes: &[&FlowNode]) -> (Vec<&'a str>, Vec<usize>) {
    fn leaves<'a>(lanes: &'a [Lane], found: &mut Vec<&'a Lane>) {
        for lane in lanes {
            if lane.lanes.is_empty() { found.push(lane) } else { leaves(&lane.lanes, found) }
        }
    }
    let mut all = Vec::new();
    leaves(&scope.lanes, &mut all);
    let holds = |lane: &&Lane, node: &FlowNode| lane.nodes.iter().any(|n| n.id == node.element.id);
    all.retain(|lane| nodes.iter().any(|node| holds(lane, node)));
    let of = nodes.iter().map(|node| all.iter().position(|lane| holds(lane, node)).unwrap_or(0)).collect();
    (all.into_iter().map(|lane| lane.element.id.as_str()).collect(), of)
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

/// The row of each stop: where its flows come from, or the nearest one that is free in its
/// column and lane. Answers also the first row of each lane. What stands beside a node comes
/// after all nodes in `columns` and `lanes`.
fn rows(besides: &[usize], columns: &[usize], links: &[Link<'_>], lanes: &[usize]) -> (BTreeMap<(usize, Stop), usize>, Vec<usize>) {
    let count = columns.len() - besides.len();
    // Within its lane first: lane and row.
    let mut rows: BTreeMap<(usize, Stop), (usize, usize)> = BTreeMap::new();
    for column in 0..=columns.iter().copied().max().unwrap_or(0) {
        let mut wanted: Vec<(usize, usize, Stop)> = Vec::new();
        let before = |lane: usize, number: usize, link: &Link<'_>| {
            let from = columns[link.from];
            let stop = if from + 1 == column { Stop::Node(link.from) } else { Stop::Line(number) };
            let row = rows.get(&(column - 1, stop)).filter(|at| at.0 == lane).map_or(0, |at| at.1);
            row * 2 + usize::from(link.boundary.is_some())
        };
        for node in (0..count).filter(|n| columns[*n] == column) {
            let lane = lanes[node];
            let mut from: Vec<usize> = (links.iter().enumerate().filter(|(_, l)| l.to == node && !l.back))
                .map(|(number, link)| before(lane, number, link))
                .collect();
            from.sort_unstable();
            let lowest = rows.values().filter(|at| at.0 == lane).map(|at| at.1 * 2 + 2).max().unwrap_or(0);
            let row = from.get(from.len() / 2).copied().unwrap_or(if column == 0 { 0 } else { lowest });
            wanted.push((lane, row, Stop::Node(node)));
            let papers = besides.iter().enumerate().filter(|(_, beside)| **beside == node);
            wanted.extend(papers.map(|(number, _)| (lane, row + 1, Stop::Node(count + number))));
        }
        for (number, link) in links.iter().enumerate().filter(|(_, l)| !l.back && columns[l.from] < column && columns[l.to] > column) {
            let lane = lanes[link.from];
            wanted.push((lane, before(lane, number, link) + 1, Stop::Line(number)));
        }
        wanted.sort();
        let mut next = (0, 0);
        for (lane, row, stop) in wanted {
            next = if next.0 == lane { (lane, next.1.max(row / 2)) } else { (lane, row / 2) };
            rows.insert((column, stop), next);
            next.1 += 1;
        }
    }
    let mut first = vec![0];
    for lane in 0..=lanes.iter().copied().max().unwrap_or(0) {
        let used = rows.values().filter(|at| at.0 == lane).map(|at| at.1 + 1).max().unwrap_or(0);
        first.push(first[lane] + used);
    }
    let placed = rows.into_iter().map(|(stop, (lane, row))| (stop, first[lane] + row)).collect();
    (placed, first)
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
