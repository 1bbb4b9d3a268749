//! Whether two tokens can ever meet on one flow.

use super::super::net::{Kind, Net};

/// Whether at most one token can ever be on any flow.
///
/// Conservative: yes only where nothing splits.
pub(super) fn one_safe(net: &Net) -> bool {
    net.nodes.iter().all(|node| match node.kind {
        Kind::Exclusive => true,
        Kind::BoundaryTimer if !node.interrupting => false,
        _ => node.outs.len <= 1,
    })
}
