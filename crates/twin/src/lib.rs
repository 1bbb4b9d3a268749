//! Virtual time around the kernel of `alatau-core`.

pub mod answer;
