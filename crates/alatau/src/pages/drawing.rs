//! Geometry of what is drawn on pages.

use super::views::Regime;
use fast_qr::QRBuilder;

/// A QR code as the path of its dark squares, with the margin that readers need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Side of the drawing, in squares.
    pub side: usize,
    /// Path of SVG: one run of dark squares after another.
    pub path: String,
}

/// Light squares around the code.
const MARGIN: usize = 4;

/// The code that says `text`; none if the text is too long for one.
pub fn qr(text: &str) -> Option<Qr> {
    let code = QRBuilder::new(text).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = code[y][x..].iter().take_while(|square| square.value()).count();
            if run > 0 {
                path += &format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
            }
            x += run.max(1);
        }
    }
    Some(Qr { side: code.size + 2 * MARGIN, path })
}

/// Where the marks of a regime stand on a strip that is 1,000 wide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strip {
    /// Left end of the interval.
    pub low: f64,
    /// Its width.
    pub band: f64,
    /// The median.
    pub median: f64,
    /// From the median to nine of ten.
    pub tail: f64,
    /// Nine of ten.
    pub p90: f64,
}

/// The marks of `regime`, where `most` days are the whole width.
pub fn strip(regime: &Regime, most: f64) -> Strip {
    let at = |days: f64| (days / most.max(f64::MIN_POSITIVE) * 990.0).round().clamp(0.0, 990.0);
    let (low, high) = (at(regime.interval.0), at(regime.interval.1));
    let (median, p90) = (at(regime.median), at(regime.p90));
    Strip { low, band: (high - low).max(2.0), median, tail: (p90 - median).max(0.0), p90 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finders_and_its_margin() {
        let qr = qr("https://example.test/verify#17").expect("a short text fits");
        assert!(qr.side >= 21 + 2 * MARGIN);
        let last = qr.side - MARGIN - 7;
        for corner in [format!("M{MARGIN} {MARGIN}h7"), format!("M{last} {MARGIN}h7"), format!("M{MARGIN} {last}h7")] {
            assert!(qr.path.contains(&corner), "no finder at {corner}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert_eq!(qr(&"x".repeat(8_000)), None);
    }

    #[test]
    fn the_longest_days_end_the_strip_and_nothing_leaves_it() {
        let regime = Regime { name: String::new(), median: 50.0, interval: (40.0, 60.0), p90: 100.0, measured: false };
        let strip = strip(&regime, 100.0);
        assert_eq!((strip.median, strip.p90, strip.low), (495.0, 990.0, 396.0));
        assert_eq!(super::strip(&regime, 10.0).p90, 990.0);
    }
}
