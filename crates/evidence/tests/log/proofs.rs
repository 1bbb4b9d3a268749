//! Tiles, proofs and receipts: what holds, and what a changed byte does to it.

use crate::city::{City, checkpoint, published, signer};
use alatau_evidence::Hash;
use alatau_evidence::note::{Checkpoint, Key, Signer, Wrong as NoteWrong};
use alatau_evidence::policy::Policy;
use alatau_evidence::proof::{Proof, Wrong as ProofWrong};
use alatau_evidence::receipt::{Receipt, Wrong};
use alatau_evidence::tiles::{Edge, Tile, Tiles, bundle, bundle_path, bundles, leaves_in};
use alatau_evidence::tree::{self, check_consistency, check_inclusion, leaf_hash};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn policy() -> Policy {
    Policy::of(signer().key())
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

#[test]
fn the_tiles_of_a_size_are_those_that_the_standard_counts() {
    // The example in the standard: 273 full tiles and one of 112 on level 0, 1 and 17 on level 1, one of 1 on level 2.
    let tiles = published(&leaves(70_000));
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    for (path, hashes) in
        [("tile/0/272", 256), ("tile/0/273.p/112", 112), ("tile/1/000", 256), ("tile/1/001.p/17", 17), ("tile/2/000.p/1", 1)]
    {
        assert_eq!(tiles[path].len(), hashes * 32, "{path}");
    }
    assert_eq!(published(&leaves(256)).into_keys().collect::<Vec<_>>(), ["tile/0/000", "tile/1/000.p/1"]);
    assert!(published(&[]).is_empty());
    assert_eq!(
        bundles(300, 1000).map(|(index, width)| bundle_path(index, width)).collect::<Vec<_>>(),
        ["tile/entries/001", "tile/entries/002", "tile/entries/003.p/232"]
    );
    assert_eq!(bundles(256, 256).count(), 0);
}

#[test]
fn a_leaf_that_does_not_fit_a_bundle_is_refused() {
    assert!(bundle(&[vec![0; 65_536]]).is_err());
    let bytes = bundle(&[vec![0; 65_535], Vec::new()]).expect("they fit");
    assert_eq!(leaves_in(&bytes).map(|leaves| leaves.len()), Ok(2));
    assert!(leaves_in(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn a_damaged_or_missing_tile_proves_nothing() {
    let hashes = leaves(1000);
    let (seen, tiles) = (checkpoint(&hashes), published(&hashes));
    let with = |tiles: BTreeMap<String, Vec<u8>>| {
        Tiles::new(seen.size, seen.root, move |tile: &Tile| tiles.get(&tile.path()).cloned()).inclusion(5).map(|_| ())
    };
    assert_eq!(with(tiles.clone()), Ok(()));
    // One hash in each of the tiles on the way from the leaf to the root; the first tile has the leaf's neighbours.
    for path in ["tile/0/000", "tile/0/003.p/232", "tile/1/000.p/3"] {
        let mut damaged = tiles.clone();
        damaged.get_mut(path).expect("it is there")[40] ^= 1;
        assert_eq!(with(damaged), Err(tree::Wrong::Tile), "{path}");
        let mut less = tiles.clone();
        less.remove(path);
        assert_eq!(with(less), Err(tree::Wrong::Missing(path.to_string())));
    }
    let log = Tiles::new(seen.size, seen.root, |tile: &Tile| tiles.get(&tile.path()).cloned());
    assert_eq!(log.inclusion(1000), Err(tree::Wrong::Proof));
    assert_eq!((log.consistency(0), log.consistency(1001)), (Err(tree::Wrong::Proof), Err(tree::Wrong::Proof)));
}

#[test]
fn erased_content_leaves_every_proof_valid() {
    let city = City::of(&[(1, 2), (2, 1), (1, 1), (4, 3), (2, 1)]);
    for index in 0..city.entries.len() {
        let whole = city.receipt(index);
        assert_eq!(whole.verify(&policy()).expect("valid").content, Some(city.entries[index].content.as_str()));
        // Content and case key are gone; what is left is the leaf and its proof.
        let erased = Receipt { opened: None, ..whole };
        let read = Receipt::read(&erased.write()).expect("a receipt");
        assert_eq!(read.verify(&policy()).expect("valid").content, None);
    }
}

#[test]
fn a_receipt_is_small() {
    let city = City::of(&vec![(1, 3); 3000]);
    assert!(city.receipt(17).write().len() < 20_000);
}

#[test]
fn a_key_that_is_not_in_the_policy_is_told_from_a_changed_checkpoint() {
    let receipt = City::of(&[(1, 1), (2, 1)]).receipt(1);
    let stranger = Signer::new(crate::city::ORIGIN, &[8; 32]).expect("a name").key();
    let refused = receipt.verify(&Policy::of(stranger));
    assert_eq!(refused, Err(Wrong::Proof(ProofWrong::Note(NoteWrong::Unknown { origin: crate::city::ORIGIN.to_string() }))));
    let changed = receipt.proof.checkpoint.replacen("\n2\n", "\n3\n", 1);
    let changed = Receipt { proof: Proof { checkpoint: changed, ..receipt.proof.clone() }, ..receipt };
    assert_eq!(changed.verify(&policy()), Err(Wrong::Proof(ProofWrong::Note(NoteWrong::Signature(crate::city::ORIGIN.to_string())))));
}

#[test]
fn a_log_cannot_sign_under_another_name() {
    let other = Checkpoint { origin: "example.org/other".to_string(), size: 0, root: [0; 32] };
    assert!(other.sign(&signer()).is_err());
    assert!(Signer::new("with space", &[0; 32]).is_err() && Signer::new("", &[0; 32]).is_err() && Signer::new("a+b", &[0; 32]).is_err());
}

#[test]
fn a_verifier_key_has_one_form() {
    let good = signer().key().to_string();
    assert_eq!(Key::read(&good).map(|key| key.to_string()), Ok(good.clone()));
    let (name, rest) = good.split_once('+').expect("a name");
    let (id, key) = rest.split_once('+').expect("an id");
    for bad in [
        format!("{name}+{}+{key}", id.to_uppercase()),
        format!("{name}+00000000+{key}"),
        format!("other+{id}+{key}"),
        format!("{name}+{id}+{}", &key[..key.len() - 4]),
        format!("{good}\n"),
        String::new(),
    ] {
        assert!(bad == good || Key::read(&bad).is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Inclusion and consistency from tiles are the proofs that another library makes, and both verify.
    #[test]
    fn proofs_from_tiles_are_those_of_another_library(count in 1usize..700, at: prop::sample::Index, before: prop::sample::Index) {
        let (index, earlier) = (at.index(count), before.index(count) + 1);
        let mut theirs = MemoryBackedTree::<sha2_11::Sha256, Vec<u8>>::new();
        (0..count).for_each(|number| theirs.push(number.to_be_bytes().to_vec()));
        let hashes = leaves(count);
        let (now, then, tiles) = (checkpoint(&hashes), checkpoint(&hashes[..earlier]), published(&hashes));
        let log = Tiles::new(now.size, now.root, |tile: &Tile| tiles.get(&tile.path()).cloned());
        let proof = log.inclusion(index as u64).expect("a proof");
        let same = proof.as_flattened() == theirs.prove_inclusion(index).as_bytes();
        prop_assert!(same);
        prop_assert_eq!(check_inclusion(&proof, now.size, &now.root, index as u64, &hashes[index]), Ok(()));
        let proof = log.consistency(earlier as u64).expect("a proof");
        if earlier < count {
            let same = proof.as_flattened() == theirs.prove_consistency(count - earlier).as_bytes();
            prop_assert!(same);
        }
        prop_assert_eq!(check_consistency(&proof, (then.size, &then.root), (now.size, &now.root)), Ok(()));
    }

    /// A publisher that stops and goes on writes the tiles of one that never stopped.
    #[test]
    fn an_edge_resumed_from_partial_tiles_is_the_same(before in 0usize..700, more in 0usize..300) {
        let hashes = leaves(before + more);
        let old = published(&hashes[..before]);
        let mut edge = Edge::resume(before as u64, |tile| old.get(&tile.path()).cloned()).expect("its tiles");
        let mut written = Vec::new();
        hashes[before..].iter().for_each(|hash| edge.push(*hash, &mut written));
        written.extend(edge.partial());
        let all = published(&hashes);
        for (tile, bytes) in &written {
            prop_assert_eq!(all.get(&tile.path()), Some(bytes));
        }
        let known: BTreeMap<_, _> = old.into_iter().chain(written.into_iter().map(|(tile, bytes)| (tile.path(), bytes))).collect();
        prop_assert!(all.keys().all(|path| known.contains_key(path)));
    }

    /// Whatever byte of the file is changed, however: it is refused.
    #[test]
    fn any_changed_byte_of_a_receipt_is_refused(cases in prop::collection::vec((1u64..9, 1u32..4), 1..40), which: prop::sample::Index,
                                                at: prop::sample::Index, to in any::<u8>()) {
        let city = City::of(&cases);
        let text = city.receipt(which.index(cases.len())).write();
        prop_assert!(Receipt::read(&text).and_then(|receipt| receipt.verify(&policy()).map(|_| ())).is_ok());
        let mut bytes = text.clone().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] = if bytes[place] == to { to ^ 1 } else { to };
        if let Ok(changed) = String::from_utf8(bytes) {
            let refused = Receipt::read(&changed).and_then(|receipt| receipt.verify(&policy()).map(|_| ()));
            prop_assert!(refused.is_err(), "byte {place} changed: {changed}");
        }
    }

    /// The parts, changed one at a time behind the strict reader's back.
    #[test]
    fn a_change_in_any_part_is_refused(which in 0usize..12, part in 0..6, at: prop::sample::Index, bit in 0u32..7) {
        let city = City::of(&[(1, 1), (2, 2), (3, 1), (1, 1), (4, 1), (2, 1), (5, 1), (1, 2), (6, 1), (2, 3), (7, 1), (8, 1)]);
        let mut receipt = city.receipt(which);
        let flip = |text: &mut String| {
            let mut bytes = std::mem::take(text).into_bytes();
            let place = at.index(bytes.len());
            bytes[place] ^= 1u8 << bit;
            *text = String::from_utf8_lossy(&bytes).into_owned();
        };
        let opened = receipt.opened.as_mut().expect("opened");
        match part {
            0 => flip(&mut receipt.leaf),
            1 => flip(&mut opened.content),
            2 => opened.salt[at.index(32)] ^= 1u8 << bit,
            3 => flip(&mut receipt.proof.checkpoint),
            4 => receipt.proof.index ^= 1u64 << bit,
            _ => {
                let count = receipt.proof.hashes.len();
                receipt.proof.hashes[at.index(count)][bit as usize] ^= 1;
            }
        }
        prop_assert!(receipt.verify(&policy()).is_err());
    }
}
