//! Statistics in fixed space: a log-linear histogram.

/// Buckets in each power of two: relative error below 0.1 % before interpolation.
const SUB_BITS: u32 = 9;
const SUB: u64 = 1 << SUB_BITS;

/// Counts of non-negative integers (durations in microseconds) in buckets whose
/// width grows with the value. Sums are exact. Sketches of the same kind merge
/// by adding, so any grouping of the same values gives the same sketch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    counts: Vec<u32>,
    count: u64,
    sum: i128,
    max: u64,
}

#[inline]
fn bucket(value: u64) -> usize {
    if value < SUB {
        return value as usize;
    }
    let shift = 63 - value.leading_zeros() - SUB_BITS;
    ((u64::from(shift) << SUB_BITS) + (value >> shift)) as usize
}

/// Lowest value of a bucket.
fn lowest(index: usize) -> u64 {
    let index = index as u64;
    if index < 2 * SUB {
        return index;
    }
    let shift = (index >> SUB_BITS) - 1;
    (index - (shift << SUB_BITS)) << shift
}

impl Sketch {
    /// Counts one value; negative values count as zero.
    #[inline]
    pub fn record(&mut self, value: i64) {
        let value = value.max(0) as u64;
        let index = bucket(value);
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] += 1;
        self.count += 1;
        self.sum += i128::from(value);
        self.max = self.max.max(value);
    }

    /// Adds another sketch.
    pub fn merge(&mut self, other: &Sketch) {
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.count += other.count;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// How many values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The exact mean; 0 if empty.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// The value below which a share `q` of the values lies, interpolated within
    /// its bucket; 0 if empty.
    pub fn quantile(&self, q: f64) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let rank = q * (self.count - 1) as f64;
        let mut before = 0.0;
        for (index, &n) in self.counts.iter().enumerate() {
            let n = f64::from(n);
            if n > 0.0 && before + n > rank {
                let (low, high) = (lowest(index) as f64, lowest(index + 1) as f64);
                return (low + (high - low) * (rank - before + 0.5) / n).min(self.max as f64);
            }
            before += n;
        }
        self.max as f64
    }

    /// Forgets every value and keeps the space.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.count = 0;
        self.sum = 0;
        self.max = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_in_order_and_without_gaps() {
        for value in (0..100_000).chain((0..50).map(|e| 1 << e)).chain((10..50).map(|e| (1 << e) - 1)) {
            let index = bucket(value);
            assert!(lowest(index) <= value && value < lowest(index + 1), "{value}");
        }
    }

    #[test]
    fn quantiles_are_within_a_thousandth() {
        let mut sketch = Sketch::default();
        for value in 0..1_000_000 {
            sketch.record(value * 86_400);
        }
        for q in [0.025, 0.5, 0.9, 0.975] {
            let exact = q * 999_999.0 * 86_400.0;
            assert!((sketch.quantile(q) / exact - 1.0).abs() < 0.001, "{q}");
        }
    }

    #[test]
    fn merging_is_adding() {
        let (mut a, mut b, mut all) = (Sketch::default(), Sketch::default(), Sketch::default());
        for value in 0..5_000i64 {
            let v = value * value * 17;
            if value % 3 == 0 {
                a.record(v)
            } else {
                b.record(v)
            }
            all.record(v);
        }
        a.merge(&b);
        assert_eq!(a, all);
    }
}
