//! Comparing territories: the same applications, filed in each, under one body
//! of law, with the same draws.
//!
//! In reading order: [`scenario`] (what people do), [`regime`] (the law of a
//! column, bound, and its people), [`replicate`] (one replication of one
//! column), [`figures`] (statistics), [`analysis`] (the whole comparison),
//! [`effect`] (what a draft changes, case by case), [`story`] (one run, told deed by deed).

pub mod analysis;
pub mod effect;
pub mod figures;
pub mod regime;
pub mod replicate;
pub mod scenario;
pub mod story;
