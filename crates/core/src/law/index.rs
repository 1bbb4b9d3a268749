//! Derived tables of the law; empty until it is linked.

/// Chains of blocks, prefixes of slots, closures of territories.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {}
