//! Records, texts and counterfactuals of rulings.

mod counterfactual;
mod lay;
mod records;
mod support;
