//! Lines between shapes: they end at the border of what they connect.

use alatau_core::procedure::bpmn::{Bounds, Point};

/// The form of a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Events.
    Circle,
    /// Gateways.
    Diamond,
    /// All else.
    Box,
}

/// A border that a line ends at.
#[derive(Clone, Copy, Debug)]
pub struct Border {
    /// Its form.
    pub form: Form,
    /// Where it stands.
    pub bounds: Bounds,
}

/// A line that misses the border by no more than this is drawn up to it.
const REACH: f64 = 25.0;

impl Border {
    fn holds(&self, p: Point) -> bool {
        let Bounds { x, y, width, height } = self.bounds;
        let (dx, dy) = ((p.x - x - width / 2.0) / (width / 2.0), (p.y - y - height / 2.0) / (height / 2.0));
        match self.form {
            Form::Circle => dx * dx + dy * dy < 0.999,
            Form::Diamond => dx.abs() + dy.abs() < 0.999,
            Form::Box => dx.abs() < 0.999 && dy.abs() < 0.999,
        }
    }

    /// Where the ray from `a` through `b` meets the border first, as a share of the way from a to b.
    fn meets(&self, a: Point, b: Point) -> Option<f64> {
        let Bounds { x, y, width, height } = self.bounds;
        let (cx, cy, rx, ry) = (x + width / 2.0, y + height / 2.0, width / 2.0, height / 2.0);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        if self.form == Form::Circle {
            let (px, py, qx, qy) = ((a.x - cx) / rx, (a.y - cy) / ry, dx / rx, dy / ry);
            let (k, l, m) = (qx * qx + qy * qy, px * qx + py * qy, px * px + py * py - 1.0);
            let root = l * l - k * m;
            return (root >= 0.0 && k > 0.0).then(|| (-l - root.sqrt()) / k).filter(|t| *t > 0.0);
        }
        let corner = |x, y| Point { x, y };
        let corners = match self.form {
            Form::Diamond => [corner(cx, y), corner(x + width, cy), corner(cx, y + height), corner(x, cy)],
            _ => [corner(x, y), corner(x + width, y), corner(x + width, y + height), corner(x, y + height)],
        };
        let sides = (0..4).filter_map(|side| {
            let (p, q) = (corners[side], corners[(side + 1) % 4]);
            let (ex, ey) = (q.x - p.x, q.y - p.y);
            let cross = dx * ey - dy * ex;
            if cross.abs() < 1e-9 {
                return None;
            }
            let t = ((p.x - a.x) * ey - (p.y - a.y) * ex) / cross;
            let u = ((p.x - a.x) * dy - (p.y - a.y) * dx) / cross;
            ((-1e-6..=1.0 + 1e-6).contains(&u) && t > 0.0).then_some(t)
        });
        sides.min_by(f64::total_cmp)
    }
}

/// The corners of a line from one border to another.
pub fn clipped(points: &[Point], source: Option<Border>, target: Option<Border>) -> Vec<Point> {
    let mut points = points.to_vec();
    if let Some(border) = target {
        end_at(&mut points, border);
    }
    if let Some(border) = source {
        points.reverse();
        end_at(&mut points, border);
        points.reverse();
    }
    points
}

fn end_at(points: &mut Vec<Point>, border: Border) {
    while points.len() > 2 && border.holds(points[points.len() - 2]) {
        points.pop();
    }
    let [.., a, b] = points.as_slice() else { return };
    let (a, b) = (*a, *b);
    if border.holds(a) {
        return;
    }
    let length = (b.x - a.x).hypot(b.y - a.y);
    let Some(share) = border.meets(a, b).filter(|t| length > 0.0 && *t <= 1.0 + REACH / length) else { return };
    if let Some(last) = points.last_mut() {
        *last = Point { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    }
}

/// The middle of the longest piece of a line.
pub fn middle(points: &[Point]) -> Option<(Point, Point)> {
    let length = |pair: &&[Point]| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y);
    points.windows(2).max_by(|a, b| length(a).total_cmp(&length(b))).map(|pair| (pair[0], pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_line_to_the_middle_of_a_shape_ends_at_its_border() {
        let bounds = Bounds { x: 100.0, y: 0.0, width: 40.0, height: 40.0 };
        for (form, x) in [(Form::Box, 100.0), (Form::Circle, 100.0), (Form::Diamond, 100.0)] {
            let line = clipped(&[p(0.0, 20.0), p(120.0, 20.0)], None, Some(Border { form, bounds }));
            assert_eq!(line, [p(0.0, 20.0), p(x, 20.0)], "{form:?}");
        }
        let off_centre = clipped(&[p(0.0, 10.0), p(120.0, 10.0)], None, Some(Border { form: Form::Diamond, bounds }));
        assert_eq!(off_centre[1], p(110.0, 10.0));
    }

    #[test]
    fn a_line_that_stops_short_is_drawn_up_to_the_border() {
        let border = Border { form: Form::Box, bounds: Bounds { x: 100.0, y: 0.0, width: 40.0, height: 40.0 } };
        assert_eq!(clipped(&[p(0.0, 20.0), p(90.0, 20.0)], None, Some(border))[1], p(100.0, 20.0));
        assert_eq!(clipped(&[p(0.0, 20.0), p(50.0, 20.0)], None, Some(border))[1], p(50.0, 20.0));
    }

    #[test]
    fn corners_within_the_shape_are_left_out() {
        let border = Border { form: Form::Box, bounds: Bounds { x: 100.0, y: 0.0, width: 40.0, height: 40.0 } };
        let line = clipped(&[p(0.0, 20.0), p(110.0, 20.0), p(120.0, 30.0)], None, Some(border));
        assert_eq!(line, [p(0.0, 20.0), p(100.0, 20.0)]);
    }
}
