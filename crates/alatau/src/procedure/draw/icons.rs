//! The small signs of BPMN 2.0: kinds of tasks, triggers of events, markers of gateways and activities.

use std::f64::consts::PI;
use std::fmt::Write as _;

/// A path in a class of the style sheet.
fn path(class: &str, d: &str) -> String {
    format!("<path class=\"{class}\" d=\"{d}\"/>")
}

/// Straight lines through points around a centre.
fn through(points: &[(f64, f64)], closed: bool) -> String {
    let mut d = String::new();
    for (number, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{:.2} {:.2}", if number == 0 { 'M' } else { 'L' }, x, y);
    }
    if closed {
        d.push('Z');
    }
    d
}

/// The corners of a regular figure, the first at the top.
fn regular(corners: usize, radius: f64) -> Vec<(f64, f64)> {
    (0..corners).map(|k| 2.0 * PI * k as f64 / corners as f64).map(|a| (radius * a.sin(), -radius * a.cos())).collect()
}

/// The sign of a kind of task, in a square of 14 whose corner is the origin.
pub fn task(tag: &str) -> Option<String> {
    Some(match tag {
        "userTask" => {
            path("n", "M1 14V11Q1 8.2 4.6 7.6L7 9L9.4 7.6Q13 8.2 13 11V14Z") + "<circle class=\"n\" cx=\"7\" cy=\"4.3\" r=\"3.3\"/>"
        }
        "manualTask" => path(
            "n",
            "M1 5.5L4.5 2H10Q11.3 2.1 11 3.3H7M7 3.4H12.6Q13.9 4.4 12.6 5.4H8M8 5.5H13Q14 6.5 13 7.5H8M8 7.6H12.3Q13.3 8.5 12.3 9.5H8M8 9.6H11Q11.8 10.5 11 11.4H3.5L1 10Z",
        ),
        "serviceTask" => gear(),
        "sendTask" => [path("k", "M0 2H14V12H0Z"), path("j", "M0.5 2.5L7 7.5L13.5 2.5")].concat(),
        "receiveTask" => [path("n", "M0 2H14V12H0Z"), path("n", "M0 2L7 7.5L14 2")].concat(),
        "scriptTask" => path("n", "M4 1H13Q9 4 11 7Q13 10.500 10 13.500H1Q5 10 3 7Q1 4 4 1ZM4.600 4H9M4.600 7H9.800M5.400 10H10.600"),
        "businessRuleTask" => [path("n", "M0 1.500H14V12.500H0ZM0 8.700H14M4.500 5V12.500"), path("k", "M0 1.500H14V5H0Z")].concat(),
        _ => return None,
    })
}

fn gear() -> String {
    let mut points = Vec::new();
    for tooth in 0..8 {
        let middle = PI / 4.0 * f64::from(tooth);
        for (turn, radius) in [(-0.28, 5.0), (-0.17, 7.0), (0.17, 7.0), (0.28, 5.0)] {
            points.push((7.0 + radius * (middle + turn).sin(), 7.0 - radius * (middle + turn).cos()));
        }
    }
    path("n", &through(&points, true)) + "<circle class=\"n\" cx=\"7\" cy=\"7\" r=\"2.2\"/>"
}

/// The sign of a trigger around the origin, for an event of this radius; thrown ones are filled.
pub fn trigger(tag: &str, thrown: bool, radius: f64) -> String {
    let r = radius * 0.56;
    let class = if thrown { "k" } else { "n" };
    match tag {
        "messageEventDefinition" => {
            let (w, h) = (r * 1.05, r * 0.72);
            let flap = path(if thrown { "j" } else { "n" }, &through(&[(-w, -h), (0.0, h * 0.15), (w, -h)], false));
            [path(class, &through(&[(-w, -h), (w, -h), (w, h), (-w, h)], true)), flap].concat()
        }
        "timerEventDefinition" => clock(r),
        "errorEventDefinition" => {
            path(class, &through(&[(-r, r), (-r * 0.35, -r), (r * 0.3, r * 0.25), (r, -r), (r * 0.4, r), (-r * 0.25, -r * 0.1)], true))
        }
        "escalationEventDefinition" => path(class, &through(&[(0.0, -r), (r * 0.85, r), (0.0, r * 0.25), (-r * 0.85, r)], true)),
        "cancelEventDefinition" => format!("<g transform=\"rotate(45)\">{}</g>", path(class, &cross(r * 1.05, r * 0.28))),
        "compensateEventDefinition" => path(class, &rewind(r)),
        "conditionalEventDefinition" => {
            let (w, h) = (r * 0.75, r * 0.95);
            let lines: String = [-0.6, -0.2, 0.2, 0.6].iter().map(|y| format!("M{:.2} {:.2}H{:.2}", -w * 0.7, h * y, w * 0.7)).collect();
            [path("n", &through(&[(-w, -h), (w, -h), (w, h), (-w, h)], true)), path("n", &lines)].concat()
        }
        "linkEventDefinition" => path(
            class,
            &through(
                &[
                    (-r, -r * 0.4),
                    (r * 0.2, -r * 0.4),
                    (r * 0.2, -r * 0.9),
                    (r, 0.0),
                    (r * 0.2, r * 0.9),
                    (r * 0.2, r * 0.4),
                    (-r, r * 0.4),
                ],
                true,
            ),
        ),
        "signalEventDefinition" => path(class, &through(&[(0.0, -r), (r, r * 0.75), (-r, r * 0.75)], true)),
        "terminateEventDefinition" => format!("<circle class=\"k\" r=\"{:.2}\"/>", r * 1.1),
        "multiple" => path(class, &through(&regular(5, r * 1.1), true)),
        "parallelMultiple" => path(class, &cross(r * 1.05, r * 0.3)),
        _ => String::new(),
    }
}

fn clock(r: f64) -> String {
    let ticks: String = (0..12)
        .map(|hour| PI / 6.0 * f64::from(hour))
        .map(|a| format!("M{:.2} {:.2}L{:.2} {:.2}", 0.8 * r * a.sin(), -0.8 * r * a.cos(), r * a.sin(), -r * a.cos()))
        .collect();
    let hands = format!("M{:.2} {:.2}L0 0L{:.2} {:.2}", r * 0.15, -r * 0.7, r * 0.5, r * 0.05);
    format!("<circle class=\"n\" r=\"{r:.2}\"/>{}", path("n", &[ticks, hands].concat()))
}

fn cross(r: f64, half: f64) -> String {
    let corners = [(-half, -r), (half, -r), (half, -half), (r, -half), (r, half), (half, half)];
    let mut points = corners.to_vec();
    points.extend([(half, r), (-half, r), (-half, half), (-r, half), (-r, -half), (-half, -half)]);
    through(&points, true)
}

fn rewind(r: f64) -> String {
    let left = through(&[(-r, 0.0), (0.0, -r * 0.7), (0.0, r * 0.7)], true);
    [left, through(&[(0.0, 0.0), (r, -r * 0.7), (r, r * 0.7)], true)].concat()
}

/// The sign in a gateway, around the origin.
pub fn gateway(tag: &str, parallel: bool, begins: bool, half: f64) -> String {
    let r = half * 0.48;
    match tag {
        "exclusiveGateway" => format!("<g transform=\"rotate(45)\">{}</g>", path("k", &cross(r, r * 0.2))),
        "parallelGateway" => path("k", &cross(r * 1.1, r * 0.2)),
        "inclusiveGateway" => format!("<circle class=\"w\" r=\"{:.2}\"/>", r),
        "complexGateway" => {
            let plus = path("k", &cross(r * 1.1, r * 0.16));
            format!("{plus}<g transform=\"rotate(45)\">{plus}</g>")
        }
        "eventBasedGateway" => {
            let ring = |r: f64| format!("<circle class=\"n\" r=\"{r:.2}\"/>");
            let rings = if begins { ring(r * 1.15) } else { [ring(r * 1.15), ring(r * 0.95)].concat() };
            let sign = if parallel { cross(r * 0.65, r * 0.2) } else { through(&regular(5, r * 0.68), true) };
            [rings, path("n", &sign)].concat()
        }
        _ => String::new(),
    }
}

/// A marker at the foot of an activity, in a square of 12 around the origin.
pub fn marker(name: &str) -> String {
    match name {
        "loop" => path("n", "M-1.500 5A5 5 0 1 1 2.200 4.700M-1.500 5L-1.300 1.400M-1.500 5L-5 5.200"),
        "parallel" => path("w", "M-4 -5V5M0 -5V5M4 -5V5"),
        "sequential" => path("w", "M-5 -4H5M-5 0H5M-5 4H5"),
        "compensation" => path("n", &rewind(5.0)),
        "ad-hoc" => path("w", "M-5 1.500Q-2.500 -4 0 0T5 -1.500"),
        "collapsed" => path("n", "M-6 -6H6V6H-6ZM0 -3.500V3.500M-3.500 0H3.500"),
        _ => String::new(),
    }
}
