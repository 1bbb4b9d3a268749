//! Records, texts and counterfactuals of rulings.

mod counterfactual;
mod lay;
mod live;
mod records;
mod support;
