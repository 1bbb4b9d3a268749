//! Reading the law's folder: from texts to a [`Law`](super::Law) and located findings.

mod act;
mod common;
mod fields;
mod kinds;
mod kinds_more;
mod lists;
mod load;
mod markdown;
mod node;
mod table;

pub(crate) use fields::did_you_mean;
pub use fields::nearest;
pub(crate) use markdown::{Parts, Section, split};
pub(crate) use node::{Data, Node, Source};
pub(crate) use table::Table;
