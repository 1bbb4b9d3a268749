//! `alatau procedure draw`: the diagram of a BPMN file as one SVG.

mod heat;
mod icons;
mod labels;
mod layout;
mod lines;
mod shapes;
mod style;

use super::law::{Place, Told};
use super::{named, open};
use crate::cli::{Globals, print, say};
use crate::failure::Failure;
use crate::files::Sink;
use alatau_core::procedure::bpmn::{Bounds, Bpmn, Diagram, Edge, Element, FlowNode, Indexed, Point, Scope};
use alatau_core::text::{Lang, number};
use heat::Wait;
use labels::{Room, fit, width, wrap};
use lines::{Border, clipped, middle};
use shapes::{Class, Item};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What is to be drawn.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// BPMN 2.0 file, or a service of the law, for example building-permit
    #[arg(value_name = "FILE|SERVICE")]
    procedure: String,
    /// Where to write; standard output if not given
    #[arg(short, long, value_name = "OUT.svg")]
    out: Option<PathBuf>,
    /// Colour tasks by how long work waits there: a log of `alatau simulate --log`
    #[arg(long, value_name = "LOG.csv")]
    log: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let opened = open(&args.procedure, &args.place, globals)?;
    let waits = args.log.as_deref().map(heat::read).transpose()?;
    let most = waits.iter().flat_map(BTreeMap::values).map(Wait::hours).fold(0.0, f64::max);
    let drawn = |(file, told): &(Bpmn, Option<Told>)| {
        let told = told.as_ref();
        let words = told.map_or_else(BTreeMap::new, |told| told.asides(globals.lang));
        let asides = Asides {
            told: words,
            waits: waits.as_ref(),
            most,
            processes: names(file, globals.lang),
            here: &BTreeSet::new(),
            near: false,
            lang: globals.lang,
        };
        sheet(file, told, &asides)
    };
    let sheets: Vec<String> = opened.iter().map(drawn).collect();
    let [only] = sheets.as_slice() else {
        let names: Vec<&str> = opened.iter().map(|(file, _)| file.file.as_str()).collect();
        return Err(Failure::Input(say(globals.lang, "procedure-which-file", &[("files", &names.join(", "))])));
    };
    if only.is_empty() {
        return Err(Failure::Input(say(globals.lang, "procedure-nothing-to-draw", &[("file", &args.procedure)])));
    }
    match &args.out {
        Some(path) => Sink::open(path)?.finish(only),
        None => print(only),
    }
}

/// What is written beside names, by id of the element.
struct Asides<'a> {
    told: BTreeMap<String, Vec<String>>,
    waits: Option<&'a BTreeMap<String, Wait>>,
    /// Longest mean waiting time, in hours.
    most: f64,
    /// Names of processes in the language, by those that the file has: what a pool of one bears.
    processes: BTreeMap<String, String>,
    /// Elements where a case is now.
    here: &'a BTreeSet<String>,
    /// Only what is around them is shown.
    near: bool,
    lang: Lang,
}

/// The drawing of a procedure under its law, with where a case is now; empty if the file has nothing to draw. `near`: only
/// what is around that, for a small screen.
pub fn drawn(file: &Bpmn, told: &Told, here: &BTreeSet<String>, near: bool, lang: Lang) -> String {
    let asides = Asides { told: told.asides(lang), waits: None, most: 0.0, processes: names(file, lang), here, near, lang };
    sheet(file, Some(told), &asides)
}

fn names(file: &Bpmn, lang: Lang) -> BTreeMap<String, String> {
    file.processes.iter().map(|process| (process.element.name.clone(), named(&process.element, lang))).collect()
}

impl Asides<'_> {
    /// The name of an element; a pool has that of its process, where the file does not say its own in the language.
    fn name(&self, element: &Element) -> String {
        let own = named(element, self.lang);
        let of_process = || self.processes.get(&own).filter(|_| element.tag == "participant");
        of_process().cloned().unwrap_or(own)
    }

    /// A log names activities as the file does, or by id.
    fn wait(&self, item: &Item<'_>) -> Option<Wait> {
        let element = &item.of.element;
        self.waits.and_then(|waits| waits.get(&element.name).or_else(|| waits.get(&element.id))).copied()
    }
}

/// The whole drawing; empty if the file has nothing to draw.
fn sheet(file: &Bpmn, told: Option<&Told>, asides: &Asides<'_>) -> String {
    let (index, lang) = (file.index(), asides.lang);
    let mut nodes = BTreeMap::new();
    file.processes.iter().for_each(|process| gather(&process.scope, &mut nodes));
    let own = [layout::diagram(&file.processes, &index)];
    let drawn: Vec<&Diagram> = file.diagrams.iter().filter(|d| !d.shapes.is_empty()).collect();
    let diagrams = if drawn.is_empty() { own.iter().filter(|d| !d.shapes.is_empty()).collect() } else { drawn };
    let mut body = String::new();
    let (mut wide, mut high) = (0.0f64, 0.0f64);
    let mut window = None;
    let title = title(file, told, lang);
    for diagram in diagrams {
        let (drawing, extent) = picture(diagram, &index, &nodes, asides);
        let heading = if high == 0.0 { 44.0 } else { 0.0 };
        let (x, y) = (MARGIN - extent.x, high + MARGIN + heading - extent.y);
        window = window.or_else(|| around(diagram, asides).map(|b| Bounds { x: b.x + x, y: b.y + y, ..b }));
        body += &format!("<g transform=\"translate({x:.1} {y:.1})\">{drawing}</g>\n");
        wide = wide.max(extent.width + 2.0 * MARGIN);
        high += extent.height + 2.0 * MARGIN + heading;
    }
    if high == 0.0 {
        return String::new();
    }
    if asides.waits.is_some() {
        body += &style::legend(MARGIN, high, asides.most, lang);
        (wide, high) = (wide.max(style::LEGEND_WIDTH), high + style::LEGEND_HEIGHT);
    }
    wide = wide.max(width(&title, 15.0) + 2.0 * MARGIN);
    let whole = Bounds { width: wide, height: high, ..Bounds::default() };
    style::page(whole, window, &title, &body, lang)
}

/// The part of a diagram where a case is now, with what is beside it: a step and its neighbours are read on a small screen,
/// a whole procedure is not.
fn around(diagram: &Diagram, asides: &Asides<'_>) -> Option<Bounds> {
    let here = diagram.shapes.iter().filter(|shape| asides.near && asides.here.contains(&shape.of)).map(|shape| shape.bounds);
    let left = here.clone().map(|b| b.x).fold(f64::INFINITY, f64::min);
    // Of steps that are far apart, the first.
    let near: Vec<Bounds> = here.filter(|b| b.x + b.width - left < NEAR_MAX).collect();
    let mut extent = Extent::default();
    near.iter().for_each(|bounds| extent.take(bounds));
    let b = (!near.is_empty()).then(|| extent.bounds())?;
    Some(Bounds { x: b.x - BESIDE, y: b.y - BESIDE / 2.0, width: b.width + 2.0 * BESIDE, height: b.height + BESIDE })
}

const MARGIN: f64 = 24.0;
/// So much is shown on both sides of where a case is; above and below it, half as much.
const BESIDE: f64 = 110.0;
/// Steps that reach over more than this are not shown together on a small screen.
const NEAR_MAX: f64 = 400.0;
/// Colour of a task where a case is now.
const HERE: &str = "#ffd76a";

fn title(file: &Bpmn, told: Option<&Told>, lang: Lang) -> String {
    let named_process = file.processes.iter().map(|p| named(&p.element, lang)).find(|name| !name.is_empty());
    let name = named_process.unwrap_or_else(|| file.definitions.name.clone());
    let name = if name.is_empty() { file.file.rsplit('/').next().unwrap_or("").to_string() } else { name };
    told.map_or(name.clone(), |told| format!("{name} · {} · {}", told.place, alatau_core::text::date(lang, told.on)))
}

fn gather<'a>(scope: &'a Scope, nodes: &mut BTreeMap<&'a str, &'a FlowNode>) {
    for node in &scope.nodes {
        nodes.insert(&node.element.id, node);
        if let Some(inner) = &node.scope {
            gather(inner, nodes);
        }
    }
}

/// One diagram, and the room it takes.
fn picture(
    diagram: &Diagram,
    index: &BTreeMap<String, Indexed>,
    nodes: &BTreeMap<&str, &FlowNode>,
    asides: &Asides<'_>,
) -> (String, Bounds) {
    let mut items: Vec<Item<'_>> = diagram
        .shapes
        .iter()
        .filter_map(|shape| {
            let of = index.get(&shape.of)?;
            Some(Item { shape, of, node: nodes.get(shape.of.as_str()).copied(), class: shapes::class(shape, of) })
        })
        .collect();
    let area = |item: &Item<'_>| item.shape.bounds.width * item.shape.bounds.height;
    items.sort_by(|a, b| layer(a).cmp(&layer(b)).then(area(b).total_cmp(&area(a))));
    let borders: BTreeMap<&str, Border> =
        items.iter().map(|item| (item.shape.of.as_str(), Border { form: item.form(), bounds: item.shape.bounds })).collect();
    let mut room = Room::default();
    room.solids.extend(items.iter().filter(|item| item.class > Class::Open).map(|item| item.shape.bounds));
    room.solids.extend(items.iter().filter_map(band));
    let flows: Vec<(&Edge, &Indexed, Vec<Point>)> = diagram
        .edges
        .iter()
        .filter_map(|edge| {
            let of = index.get(&edge.of)?;
            let end = |id: &str| borders.get(id).copied();
            Some((edge, of, clipped(&edge.waypoints, end(&of.ends.0), end(&of.ends.1)))).filter(|(.., points)| points.len() > 1)
        })
        .collect();
    room.lines = flows.iter().flat_map(|(.., points)| points.windows(2).map(|pair| (pair[0], pair[1]))).collect();
    let mut extent = Extent::default();
    items.iter().for_each(|item| extent.take(&item.shape.bounds));
    flows.iter().flat_map(|(.., points)| points).for_each(|p| extent.take(&Bounds { x: p.x, y: p.y, ..Bounds::default() }));
    let mut drawn = String::new();
    let split = items.partition_point(|item| layer(item) == 0);
    let upon = |item: &Item<'_>| -> Vec<Bounds> {
        let stands = |other: &&Item<'_>| other.node.and_then(|n| n.attached_to.as_ref()).is_some_and(|host| host.id == item.shape.of);
        items.iter().filter(stands).map(|other| other.shape.bounds).collect()
    };
    items[..split].iter().for_each(|item| drawn += &shape(item, asides, &[]));
    for (_, of, points) in &flows {
        let (source, target) = (nodes.get(of.ends.0.as_str()).copied(), index.get(&of.ends.1));
        drawn += &style::line(of, points, source, target);
    }
    items[split..].iter().for_each(|item| drawn += &shape(item, asides, &upon(item)));
    for item in items.iter().filter(|item| matches!(item.class, Class::Event | Class::Gateway | Class::Data)) {
        let name = beside_name(item, asides);
        drawn += &beside(&name, item.shape.bounds, item.shape.label, &mut room, &mut extent);
    }
    for (edge, of, points) in &flows {
        drawn += &along(edge, &named(&of.element, asides.lang), points, &mut room, &mut extent);
    }
    (drawn, extent.bounds())
}

/// Containers below all lines, events on borders above their activities.
fn layer(item: &Item<'_>) -> u8 {
    match item.class {
        Class::Pool | Class::Lane | Class::Group | Class::Open => 0,
        _ if item.of.element.tag == "boundaryEvent" || item.of.element.tag == "participant" => 2,
        _ => 1,
    }
}

/// The band of a pool or lane in which its name stands.
fn band(item: &Item<'_>) -> Option<Bounds> {
    let b = item.shape.bounds;
    match (item.class, item.is_horizontal()) {
        (Class::Pool | Class::Lane, true) => Some(Bounds { width: shapes::BAND, ..b }),
        (Class::Pool | Class::Lane, false) => Some(Bounds { height: shapes::BAND, ..b }),
        (Class::Open, _) => Some(Bounds { height: 20.0, ..b }),
        _ => None,
    }
}

/// A shape with the name that stands within it, clear of the events that stand `upon` its border.
fn shape(item: &Item<'_>, asides: &Asides<'_>, upon: &[Bounds]) -> String {
    let wait = item.node.filter(|_| item.class == Class::Activity).and_then(|_| asides.wait(item));
    let element = &item.of.element;
    let is_here = item.class == Class::Activity && asides.here.contains(&element.id);
    let fill = wait.map(|wait| heat::colour(wait.hours(), asides.most)).or(is_here.then_some(HERE));
    let name = asides.name(element);
    let mut beside = asides.told.get(&element.id).cloned().unwrap_or_default();
    if let Some(wait) = wait {
        beside.push(say(asides.lang, "procedure-waits-mean", &[("hours", &number(asides.lang, wait.hours()))]));
    }
    if is_here {
        beside.insert(0, say(asides.lang, "portal-diagram-here", &[]));
    }
    let tip: Vec<String> = [name.clone()].into_iter().chain(beside.iter().cloned()).filter(|words| !words.is_empty()).collect();
    let mut drawn = format!("<g><title>{}</title>{}", style::escaped(&tip.join(" · ")), item.draw(fill));
    let b = item.shape.bounds;
    drawn += &match item.class {
        Class::Activity => within(item, &name, &beside, fill.is_some(), upon),
        Class::Other => centred(&fit(&name, &[], b.width - 8.0, b.height - 4.0), b, false),
        Class::Open => style::text(&labels::shortened(&name, b.width - 20.0, 12.0), b.x + b.width / 2.0, b.y + 15.0, 12.0, "t"),
        Class::Group => style::text(&labels::shortened(&name, b.width - 8.0, 12.0), b.x + b.width / 2.0, b.y - 5.0, 12.0, "t l"),
        Class::Note => note(&item.of.text, b),
        Class::Pool | Class::Lane => in_band(item, &name),
        Class::Event | Class::Gateway | Class::Data => String::new(),
    };
    drawn + "</g>\n"
}

/// A task's name and what is said beside it, clear of its signs and of the events on its border.
fn within(item: &Item<'_>, name: &str, asides: &[String], heated: bool, upon: &[Bounds]) -> String {
    let b = item.shape.bounds;
    let top = if icons::task(&item.of.element.tag).is_some() { 20.0 } else { 4.0 };
    let foot = if item.markers().is_empty() { 4.0 } else { 18.0 };
    let (lines, place) = in_box(name, asides, b, top, foot);
    let covers = |event: &&Bounds| written_in(&lines, place).iter().any(|line| labels::overlap(line, event) > 0.0);
    if !upon.iter().any(|event| covers(&event)) {
        return centred(&lines, place, heated);
    }
    // How far events reach in from above and from below.
    let (low, middle) = (b.y + b.height, b.y + b.height / 2.0);
    let reach = |below: bool| {
        let here = upon.iter().filter(move |e| (e.y + e.height / 2.0 > middle) == below);
        here.map(|e| if below { low - e.y } else { e.y + e.height - b.y }).fold(0.0, f64::max) + 2.0
    };
    let (lines, place) = in_box(name, asides, b, top.max(reach(false)), foot.max(reach(true)));
    centred(&lines, place, heated)
}

/// Lines that fit between `top` and `foot` of a box, and where they are centred: a short name
/// keeps to the middle of the whole.
fn in_box(name: &str, asides: &[String], b: Bounds, top: f64, foot: f64) -> (Vec<labels::Line>, Bounds) {
    let inner = Bounds { x: b.x, y: b.y + top, width: b.width, height: b.height - top - foot };
    let lines = fit(name, asides, b.width - 10.0, inner.height);
    let spare = (inner.height - labels::total(&lines)).max(0.0);
    let lift = ((top - foot) / 2.0).clamp(-spare / 2.0, spare / 2.0);
    (lines, Bounds { y: inner.y - lift, ..inner })
}

/// The room that each line takes.
fn written_in(lines: &[labels::Line], b: Bounds) -> Vec<Bounds> {
    let mut y = b.y + (b.height - labels::total(lines)) / 2.0;
    let mut room = Vec::new();
    for line in lines {
        let (wide, high) = (width(&line.text, line.size), line.size * labels::LEADING);
        room.push(Bounds { x: b.x + (b.width - wide) / 2.0, y, width: wide, height: high });
        y += high;
    }
    room
}

fn centred(lines: &[labels::Line], b: Bounds, heated: bool) -> String {
    let mut y = b.y + (b.height - labels::total(lines)) / 2.0;
    let mut drawn = String::new();
    for line in lines {
        let class = match (line.aside, heated) {
            (_, true) => "h",
            (true, false) => "m",
            (false, false) => "t",
        };
        drawn += &style::text(&line.text, b.x + b.width / 2.0, y + line.size * 0.98, line.size, class);
        y += line.size * labels::LEADING;
    }
    drawn
}

fn note(text: &str, b: Bounds) -> String {
    let lines = fit(text, &[], (b.width - 8.0).max(20.0), b.height);
    let mut drawn = String::new();
    for (number, line) in lines.iter().enumerate() {
        let y = b.y + 3.0 + line.size * (0.98 + number as f64 * labels::LEADING);
        drawn += &format!("<text class=\"t\" style=\"text-anchor:start\" x=\"{:.1}\" y=\"{y:.1}\" font-size=\"{}\">", b.x + 6.0, line.size);
        drawn += &format!("{}</text>", style::escaped(&line.text));
    }
    drawn
}

fn in_band(item: &Item<'_>, name: &str) -> String {
    let b = item.shape.bounds;
    let is_closed = item.class == Class::Pool && item.of.element.get("processRef").is_none();
    if is_closed {
        return centred(&fit(name, &[], b.width - 10.0, b.height), b, false);
    }
    let band = shapes::BAND;
    if !item.is_horizontal() {
        return centred(&fit(name, &[], b.width - 8.0, band), Bounds { height: band, ..b }, false);
    }
    let turned = Bounds { x: -b.height / 2.0, y: -band / 2.0, width: b.height, height: band };
    let lines = centred(&fit(name, &[], b.height - 8.0, band - 2.0), turned, false);
    format!("<g transform=\"translate({:.1} {:.1}) rotate(-90)\">{lines}</g>", b.x + band / 2.0, b.y + b.height / 2.0)
}

/// The name of an event, gateway or data object, with what is said of it.
fn beside_name(item: &Item<'_>, asides: &Asides<'_>) -> String {
    let element = &item.of.element;
    let said = asides.told.get(&element.id).cloned().unwrap_or_default();
    let parts = [named(element, asides.lang), item.of.text.clone()].into_iter().chain(said);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

const SMALL: f64 = 11.0;

/// A name outside of its shape: where the file puts it, or below, above, at the corners.
fn beside(name: &str, b: Bounds, wanted: Option<Bounds>, room: &mut Room, extent: &mut Extent) -> String {
    if name.is_empty() {
        return String::new();
    }
    let lines = wrap(name, wanted.map_or(96.0, |w| w.width.clamp(84.0, 150.0)), SMALL);
    let (w, h) = (lines.iter().map(|l| width(l, SMALL)).fold(0.0, f64::max), lines.len() as f64 * SMALL * labels::LEADING);
    let place = |x: f64, y: f64| Bounds { x, y, width: w, height: h };
    let (cx, right, low) = (b.x + b.width / 2.0, b.x + b.width, b.y + b.height);
    let mut places: Vec<Bounds> = wanted.iter().map(|l| place(l.x + l.width / 2.0 - w / 2.0, l.y)).collect();
    places.extend([
        place(cx - w / 2.0, low + 4.0),
        place(cx - w / 2.0, b.y - h - 4.0),
        place(right + 2.0, b.y - h + 4.0),
        place(right + 2.0, low - 2.0),
        place(b.x - w - 2.0, b.y - h + 4.0),
        place(b.x - w - 2.0, low - 2.0),
        place(right + 6.0, b.y + b.height / 2.0 - h / 2.0),
        place(b.x - w - 6.0, b.y + b.height / 2.0 - h / 2.0),
    ]);
    written(&lines, room.place(&places), extent)
}

/// The name of a flow, beside one of its pieces.
fn along(edge: &Edge, name: &str, points: &[Point], room: &mut Room, extent: &mut Extent) -> String {
    if name.is_empty() {
        return String::new();
    }
    let lines = wrap(name, edge.label.map_or(96.0, |w| w.width.clamp(84.0, 150.0)), SMALL);
    let (w, h) = (lines.iter().map(|l| width(l, SMALL)).fold(0.0, f64::max), lines.len() as f64 * SMALL * labels::LEADING);
    let place = |x: f64, y: f64| Bounds { x, y, width: w, height: h };
    let mut places: Vec<Bounds> = edge.label.iter().map(|l| place(l.x + l.width / 2.0 - w / 2.0, l.y)).collect();
    let pieces = middle(points).into_iter().chain(points.windows(2).map(|pair| (pair[0], pair[1])));
    for (a, b) in pieces {
        let (x, y) = ((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
        places.extend(match (b.x - a.x).abs() >= (b.y - a.y).abs() {
            true => [place(x - w / 2.0, y - h - 3.0), place(x - w / 2.0, y + 3.0), place(a.x.min(b.x) + 3.0, y - h - 3.0)],
            false => [place(x + 5.0, y - h / 2.0), place(x - w - 5.0, y - h / 2.0), place(x + 5.0, a.y.min(b.y) + 3.0)],
        });
    }
    written(&lines, room.place(&places), extent)
}

fn written(lines: &[String], at: Bounds, extent: &mut Extent) -> String {
    extent.take(&at);
    let line = |(number, line): (usize, &String)| {
        style::text(line, at.x + at.width / 2.0, at.y + SMALL * (0.95 + number as f64 * labels::LEADING), SMALL, "t l")
    };
    lines.iter().enumerate().map(line).collect::<String>() + "\n"
}

/// The room that everything takes.
#[derive(Default)]
struct Extent(Option<(f64, f64, f64, f64)>);

impl Extent {
    fn take(&mut self, b: &Bounds) {
        let new = (b.x, b.y, b.x + b.width, b.y + b.height);
        let (l, t, r, d) = self.0.unwrap_or(new);
        self.0 = Some((l.min(new.0), t.min(new.1), r.max(new.2), d.max(new.3)));
    }

    fn bounds(&self) -> Bounds {
        self.0.map_or(Bounds::default(), |(l, t, r, d)| Bounds { x: l, y: t, width: r - l, height: d - t })
    }
}
