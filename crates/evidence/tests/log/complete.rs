//! A leaf that was left out is found.

use crate::city::{City, checkpoint};
use alatau_evidence::complete::{Auditor, Finding};
use alatau_evidence::leaf::Leaf;
use alatau_evidence::note::Checkpoint;
use proptest::prelude::*;

fn audited(leaves: &[&[u8]], checkpoints: Vec<Checkpoint>) -> Vec<Finding> {
    let mut auditor = Auditor::new(checkpoints);
    for leaf in leaves {
        auditor.push(leaf);
    }
    auditor.finish()
}

/// Commands of cases: case, events. Cases are numbered as they begin.
fn commands() -> impl Strategy<Value = Vec<(u64, u32)>> {
    prop::collection::vec((1u64..8, 1u32..4), 2..60).prop_map(|commands| {
        let mut begun = Vec::new();
        let number = |(case, events)| {
            let at = begun.iter().position(|seen| *seen == case).unwrap_or(begun.len());
            if at == begun.len() {
                begun.push(case);
            }
            (at as u64 + 1, events)
        };
        commands.into_iter().map(number).collect()
    })
}

#[test]
fn what_is_missing_is_named() {
    let city = City::of(&[(1, 2), (2, 1), (3, 1), (4, 3), (4, 1), (1, 1)]);
    let without = |left_out: usize| {
        let leaves: Vec<&[u8]> = (0..6).filter(|at| *at != left_out).map(|at| city.entries[at].leaf.as_slice()).collect();
        audited(&leaves, vec![]).iter().map(Finding::to_string).collect::<Vec<_>>()
    };
    assert_eq!(without(6), [""; 0]);
    assert_eq!(without(3), ["land: number 3 to 5 are missing before leaf 3", "case 4: event 1 to 3 are missing before leaf 3"]);
    assert_eq!(without(4), ["land: number 6 is missing before leaf 4"]);
    assert_eq!(without(1), ["case 2 is missing before leaf 1"], "all of a case, the only one of its procedure");
    // The last of its procedure and of its case leaves no gap; see below for what does show it.
    assert_eq!(without(5), [""; 0]);
    let back = City::at(&[(1, 1, 20), (2, 1, 10), (1, 1, 19)]);
    let leaves: Vec<&[u8]> = back.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
    assert_eq!(audited(&leaves, vec![]), [Finding::Back { case: 1, leaf: 2 }], "a case is not closed before it was filed");
}

#[test]
fn bytes_that_are_no_leaf_and_a_number_twice_are_named() {
    let city = City::of(&[(1, 1)]);
    let leaf = city.entries[0].leaf.as_slice();
    let found = audited(&[leaf, leaf, b"{}"], vec![]);
    let said: Vec<_> = found.iter().map(Finding::to_string).collect();
    let again = ["land: number 1", "case 1: event 1", "case 1"].map(|what| format!("{what} stands there again at leaf 1"));
    assert_eq!(said[..3], again);
    assert!(said[3].starts_with("leaf 2: AL-4201"), "{}", said[3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_whole_log_has_nothing_missing(commands in commands(), kept: prop::sample::Index) {
        let city = City::of(&commands);
        let leaves: Vec<_> = city.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let kept = vec![city.checkpoint(leaves.len()), city.checkpoint(kept.index(leaves.len())), city.checkpoint(0)];
        prop_assert_eq!(audited(&leaves, kept), vec![]);
    }

    /// The city removes a leaf and leaves the signed checkpoint as it was: found, whichever leaf it is.
    #[test]
    fn a_leaf_left_out_is_always_found_by_the_checkpoint(commands in commands(), which: prop::sample::Index) {
        let city = City::of(&commands);
        let mut leaves: Vec<_> = city.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let signed = city.checkpoint(leaves.len());
        leaves.remove(which.index(leaves.len()));
        prop_assert!(!audited(&leaves, vec![signed]).is_empty());
    }

    /// The city removes a leaf and signs the whole log anew: anyone's older checkpoint that had the leaf finds it.
    #[test]
    fn a_log_signed_anew_is_found_by_an_older_checkpoint(commands in commands(), which: prop::sample::Index, later: prop::sample::Index) {
        let city = City::of(&commands);
        let mut leaves: Vec<_> = city.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let removed = which.index(leaves.len());
        let kept = city.checkpoint(removed + 1 + later.index(leaves.len() - removed));
        leaves.remove(removed);
        let anew = checkpoint(&leaves.iter().map(|leaf| alatau_evidence::leaf::leaf_hash(leaf)).collect::<Vec<_>>());
        prop_assert!(!audited(&leaves, vec![anew, kept]).is_empty());
    }

    /// Without any older checkpoint the counters find it, unless it was the last of its procedure and the last of its case
    /// and, where it was the first of its case too, no case began after it.
    #[test]
    fn the_counters_find_all_but_the_last_of_both(commands in commands(), which: prop::sample::Index) {
        let city = City::of(&commands);
        let mut leaves: Vec<_> = city.entries.iter().map(|entry| entry.leaf.as_slice()).collect();
        let removed = which.index(leaves.len());
        let gone = Leaf::read(leaves.remove(removed)).expect("a leaf");
        let mut after = leaves[removed..].iter().map(|leaf| Leaf::read(leaf).expect("a leaf"));
        let follows = |leaf: Leaf<'_>| {
            leaf.procedure == gone.procedure || leaf.case == gone.case || (gone.index == 1 && leaf.index == 1)
        };
        let has_successor = after.any(follows);
        prop_assert_eq!(!audited(&leaves, vec![]).is_empty(), has_successor);
    }
}
