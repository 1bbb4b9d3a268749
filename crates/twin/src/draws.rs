//! Chance, by address.
//!
//! A draw is a pure function of (seed, replication, case, purpose, occurrence):
//! whoever asks, and whenever, gets the same value. So two territories meet the
//! same applicants, and a step added in one changes no draw of another.
//!
//! Distributions are sampled by inversion with portable functions, one uniform a
//! sample, so that common random numbers stay common.

use serde::Serialize;

/// All draws of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    key: u64,
}

/// What a draw is for; a hash of its name, so that its address does not depend
/// on where an element stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(u64);

impl Purpose {
    /// The purpose called `name`, for example `effort:expertise` (FNV-1a, then mixed).
    pub fn new(name: &str) -> Purpose {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        Purpose(mix(hash))
    }
}

/// Finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draws {
    /// The draws of a replication under a seed.
    pub fn new(seed: u64, replication: u32) -> Draws {
        Draws { key: mix(mix(seed.wrapping_add(GOLDEN)) ^ u64::from(replication).wrapping_mul(GOLDEN)) }
    }

    /// The draws for one purpose; who asks for many keeps them.
    #[inline]
    pub fn series(&self, purpose: Purpose) -> Series {
        Series { base: mix(self.key ^ purpose.0) }
    }

    /// 64 random bits at an address.
    #[inline]
    pub fn bits(&self, case: u32, purpose: Purpose, occurrence: u32) -> u64 {
        self.series(purpose).bits(case, occurrence)
    }

    /// A uniform number in the open interval (0, 1).
    #[inline]
    pub fn uniform(&self, case: u32, purpose: Purpose, occurrence: u32) -> f64 {
        self.series(purpose).uniform(case, occurrence)
    }
}

/// All draws for one purpose in one replication.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    base: u64,
}

impl Series {
    /// 64 random bits.
    #[inline]
    pub fn bits(self, case: u32, occurrence: u32) -> u64 {
        let place = u64::from(case) << 32 | u64::from(occurrence);
        mix(self.base.wrapping_add(place.wrapping_mul(GOLDEN)))
    }

    /// A uniform number in the open interval (0, 1).
    #[inline]
    pub fn uniform(self, case: u32, occurrence: u32) -> f64 {
        share(self.bits(case, occurrence)) as f64 * (1.0 / (1u64 << SHARE_BITS) as f64)
    }

    /// A sample of a distribution: its quantile at the uniform number of the address.
    #[inline]
    pub fn sample(self, of: Distribution, case: u32, occurrence: u32) -> f64 {
        match of {
            Distribution::Exponential { mean } => -mean * ln_of_share(share(self.bits(case, occurrence))),
            _ => of.quantile(self.uniform(case, occurrence)),
        }
    }
}

/// Bits of a uniform number: the middle of one of 2^53 equal parts of (0, 1) is an odd number over 2^54.
const SHARE_BITS: u32 = 54;

#[inline]
fn share(bits: u64) -> u64 {
    bits >> (u64::BITS - SHARE_BITS) | 1
}

/// A distribution of durations, in any unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "distribution")]
pub enum Distribution {
    /// Always the same.
    Fixed {
        /// The value.
        value: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Uniform.
    Uniform {
        /// Low end.
        low: f64,
        /// High end.
        high: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        deviation: f64,
    },
    /// Log-normal.
    LogNormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Triangular.
    Triangular {
        /// Low end.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// High end.
        high: f64,
    },
}

impl Distribution {
    /// The value below which a share `u` of the samples lies; `u` in (0, 1).
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Distribution::Fixed { value } => value,
            Distribution::Exponential { mean } => -mean * libm::log(u),
            Distribution::Uniform { low, high } => low + (high - low) * u,
            Distribution::Normal { mean, deviation } => mean + deviation * normal_quantile(u),
            Distribution::LogNormal { median, sigma } => median * libm::exp(sigma * normal_quantile(u)),
            Distribution::Triangular { low, mode, high } => triangular_quantile(low, mode, high, u),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Distribution::Fixed { value } => value,
            Distribution::Exponential { mean } | Distribution::Normal { mean, .. } => mean,
            Distribution::Uniform { low, high } => (low + high) / 2.0,
            Distribution::LogNormal { median, sigma } => median * libm::exp(sigma * sigma / 2.0),
            Distribution::Triangular { low, mode, high } => (low + mode + high) / 3.0,
        }
    }
}

/// How many parts the table of [`ln`] divides [1, 2) into, as a power of two.
const LN_BITS: u32 = 7;
const LN_PARTS: usize = 1 << LN_BITS;

/// For each part of [1, 2): the reciprocal of its middle, and the logarithm of the middle.
static LN_TABLE: [(f64, f64); LN_PARTS] = ln_table();

const fn ln_table() -> [(f64, f64); LN_PARTS] {
    let mut table = [(0.0, 0.0); LN_PARTS];
    let mut part = 0;
    while part < LN_PARTS {
        let reciprocal = 1.0 / (1.0 + (part as f64 + 0.5) / LN_PARTS as f64);
        table[part] = (reciprocal, -ln_by_series(reciprocal));
        part += 1;
    }
    table
}

/// ln x = 2 artanh((x - 1) / (x + 1)), for x in [1/2, 2], where the terms fall to nothing before the thirtieth.
const fn ln_by_series(x: f64) -> f64 {
    let s = (x - 1.0) / (x + 1.0);
    let (mut sum, mut odd) = (0.0, 61.0);
    while odd > 0.0 {
        sum = sum * s * s + 1.0 / odd;
        odd -= 2.0;
    }
    2.0 * s * sum
}

/// The natural logarithm of `odd` / 2^54, for an odd number below 2^54; its error is below 1e-15, or that share of it if it is below -1.
///
/// Sampling spends more time here than anywhere else. The number is a power of two
/// times the middle of a part times 1 + r with |r| below 2^-8, and r needs six
/// terms. Additions, multiplications and a table that the compiler computes give
/// the same bits on every machine, in a third of the time of `libm::log`.
#[inline]
fn ln_of_share(odd: u64) -> f64 {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    let zeros = odd.leading_zeros();
    let fraction = odd << zeros << 1;
    let (reciprocal, of_middle) = LN_TABLE[(fraction >> (u64::BITS - LN_BITS)) as usize];
    let mantissa = f64::from_bits(fraction >> (u64::BITS - FRACTION) | 1.0_f64.to_bits());
    let r = mantissa * reciprocal - 1.0;
    let (square, whole) = (r * r, f64::from(63 - SHARE_BITS as i32 - zeros as i32) * std::f64::consts::LN_2 + of_middle);
    let beyond = (1.0 / 3.0 - r * 0.25) + square * (0.2 - r * (1.0 / 6.0));
    (whole + r - square * 0.5) + square * r * beyond
}

fn triangular_quantile(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    if high <= low {
        return low;
    }
    let at_mode = (mode - low) / (high - low);
    if u < at_mode {
        low + libm::sqrt(u * (high - low) * (mode - low))
    } else {
        high - libm::sqrt((1.0 - u) * (high - low) * (high - mode))
    }
}

/// Quantile of the standard normal distribution, after Acklam's rational
/// approximation (relative error below 1.2e-9).
pub fn normal_quantile(u: f64) -> f64 {
    const A: [f64; 6] =
        [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357_751_867_269, -30.66479806614716, 2.506628277459239];
    const B: [f64; 5] = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
    const C: [f64; 6] =
        [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
    const D: [f64; 4] = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
    const TAIL: f64 = 0.02425;
    if u < TAIL {
        let q = libm::sqrt(-2.0 * libm::log(u));
        return horner(&C, q) / (horner(&D, q) * q + 1.0);
    }
    if u > 1.0 - TAIL {
        return -normal_quantile(1.0 - u);
    }
    let q = u - 0.5;
    let r = q * q;
    horner(&A, r) * q / (horner(&B, r) * r + 1.0)
}

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_the_same_whoever_asks_and_when() {
        let draws = Draws::new(7, 3);
        let (effort, other) = (Purpose::new("effort:sketch"), Purpose::new("effort:expertise"));
        let first = draws.bits(41, effort, 0);
        for case in 0..1_000 {
            draws.bits(case, other, 5);
        }
        assert_eq!(draws.bits(41, effort, 0), first);
        assert_ne!(draws.bits(41, effort, 1), first);
        assert_ne!(draws.bits(41, other, 0), first);
        assert_ne!(Draws::new(7, 4).bits(41, effort, 0), first);
    }

    /// The bytes are part of the product: same seed, same bytes, on every machine.
    #[test]
    fn the_draws_are_the_known_ones() {
        let draws = Draws::new(1, 0);
        let known: Vec<u64> = (0..3).map(|case| draws.bits(case, Purpose::new("arrival"), 0)).collect();
        assert_eq!(known, KNOWN, "{known:#x?}");
    }

    /// Computed apart from this program, from the published constants.
    const KNOWN: [u64; 3] = [0xd41f_22cc_2bbd_5c4e, 0xa163_bcca_37c6_eca9, 0x9f35_08ea_8608_5a7f];

    #[test]
    fn the_logarithm_is_right_from_end_to_end_of_its_range() {
        let last = (1 << SHARE_BITS) - 1;
        let ends = (0..SHARE_BITS).flat_map(|bit| [1 << bit, 3 << bit >> 1, (1 << bit) - 1].map(|number: u64| number | 1));
        let (draws, purpose) = (Draws::new(3, 0), Purpose::new("logarithm"));
        let inner = (0..100_000).map(|case| share(draws.bits(case, purpose, 0)) >> (case % SHARE_BITS) | 1);
        for odd in ends.chain([last]).chain(inner) {
            let exact = libm::log(odd as f64 / (last + 1) as f64);
            assert!((ln_of_share(odd) - exact).abs() < 1e-15 * exact.abs().max(1.0), "{odd}: {} for {exact}", ln_of_share(odd));
        }
    }

    #[test]
    fn a_sample_is_the_quantile_at_the_uniform_number_of_its_address() {
        let series = Draws::new(5, 2).series(Purpose::new("sample"));
        for of in [Distribution::Exponential { mean: 4.0 }, Distribution::Normal { mean: 1.0, deviation: 2.0 }] {
            for case in 0..10_000 {
                let (sample, exact) = (series.sample(of, case, 1), of.quantile(series.uniform(case, 1)));
                assert!((sample - exact).abs() < 1e-13, "{of:?}: {sample} for {exact}");
            }
        }
    }

    #[test]
    fn every_distribution_has_its_mean() {
        let all = [
            Distribution::Fixed { value: 3.0 },
            Distribution::Exponential { mean: 4.0 },
            Distribution::Uniform { low: 1.0, high: 5.0 },
            Distribution::Normal { mean: 10.0, deviation: 2.0 },
            Distribution::LogNormal { median: 2.0, sigma: 0.7 },
            Distribution::Triangular { low: 1.0, mode: 2.0, high: 6.0 },
        ];
        let draws = Draws::new(11, 0);
        for (i, distribution) in all.iter().enumerate() {
            let purpose = Purpose::new(&format!("mean:{i}"));
            let n = 200_000;
            let sum: f64 = (0..n).map(|case| draws.series(purpose).sample(*distribution, case, 0)).sum();
            let mean = sum / f64::from(n);
            assert!((mean / distribution.mean() - 1.0).abs() < 0.01, "{distribution:?}: {mean}");
        }
    }
}
