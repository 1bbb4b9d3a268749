//! From values to percentages of the width.

/// A linear scale with round ends.
pub struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// A scale that holds zero and all finite `values`, with four to eight ticks.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Scale {
        let (low, high) = values.into_iter().filter(|v| v.is_finite()).fold((0.0, 0.0), |(l, h): (f64, f64), v| (l.min(v), h.max(v)));
        let span = if high - low > 1e-9 { high - low } else { 1.0 };
        let rough = span / 5.0;
        let magnitude = 10f64.powi(rough.log10().floor() as i32);
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * magnitude).find(|s| *s >= rough).unwrap_or(10.0 * magnitude);
        let high = if high - low > 1e-9 { high } else { low + 1.0 };
        Scale { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// Position in percent of the width; values beyond the ends stay at the ends.
    pub fn at(&self, value: f64) -> f64 {
        let at = (value - self.low) / (self.high - self.low) * 100.0;
        if at.is_finite() { at.clamp(0.0, 100.0) } else { 0.0 }
    }

    /// Round values from end to end.
    pub fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as i32;
        let (low, step) = (self.low, self.step);
        (0..=count).map(move |i| {
            let tick = low + f64::from(i) * step;
            if tick.abs() < step / 1e6 { 0.0 } else { tick }
        })
    }
}
