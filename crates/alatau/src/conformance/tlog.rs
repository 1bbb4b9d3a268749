//! Transparency logs: proofs, roots, signed notes, whole logs of tiles, and signatures at the edge of the standard.
//!
//! A vector is told by its members, a log by the file `vkey` beside its checkpoints. Every vector
//! is put to the functions that verify receipts; only subtrees, which nothing of ours uses, have their
//! few lines here. Of signatures with odd points strict and lax verifiers think differently; ours is
//! strict (`docs/decisions/which-signatures-count.md`), and the suite's flags say what that must lead to.

use super::{Outcome, Verdict, files};
use crate::failure::Failure;
use alatau_evidence::leaf::leaf_hash;
use alatau_evidence::note::{Key, is_signature};
use alatau_evidence::policy::Policy;
use alatau_evidence::tiles::{Edge, Tile, Tiles, bundle_path, bundles, leaves_in};
use alatau_evidence::tree::{Frontier, check_consistency, check_inclusion, node_hash};
use alatau_evidence::{Hash, hex};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// What makes a strict verifier refuse a signature, in the words of the suite.
const REFUSED: [&str; 6] = ["low_order_A", "low_order_R", "low_order_residue", "non_canonical_A", "non_canonical_R", "reencoded_k"];

/// One case for each vector and for each checkpoint of a log.
pub(super) fn run(dir: &Path) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for (name, path) in files(dir, "")? {
        let bytes = std::fs::read(&path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        if name == "vkey" || name.ends_with("/vkey") {
            let folder = path.parent().unwrap_or(dir);
            outcomes.extend(log(&name, folder, &String::from_utf8_lossy(&bytes))?);
            continue;
        }
        let text = match (name.ends_with(".json"), name.ends_with(".json.gz")) {
            (true, _) => bytes,
            (_, true) => unpacked(&bytes).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?,
            _ => continue,
        };
        let value: Value = serde_json::from_slice(&text).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        match &value {
            Value::Array(all) => outcomes.extend(all.iter().enumerate().map(|(at, one)| judged(format!("{name}: {at}"), one))),
            one => outcomes.push(judged(name, one)),
        }
    }
    Ok(outcomes)
}

fn unpacked(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut text)?;
    Ok(text)
}

/// A vector by what it has.
fn judged(case: String, vector: &Value) -> Outcome {
    let has = |name: &str| vector.get(name).is_some();
    let wanted = |name: &str, yes: bool| vector[name].as_bool().map(|flag| flag == yes);
    let (found, expected) = match () {
        () if has("leafIdx") && has("start") => (subtree_inclusion(vector), wanted("wantErr", false)),
        () if has("leafIdx") => (inclusion(vector), wanted("wantErr", false)),
        () if has("start") => (subtree_consistency(vector), wanted("wantErr", false)),
        () if has("size1") => (consistency(vector), wanted("wantErr", false)),
        () if has("leaf_inputs_hex") => (roots(vector), Some(true)),
        () if has("vkey") => (note(vector), wanted("valid", true)),
        () if has("sig") => (signature(vector), is_strictly_good(vector)),
        () => return Outcome { case, result: Verdict::Skipped("it is no vector that is known here".to_string()) },
    };
    let result = match expected {
        None => Verdict::Skipped("it does not say what is expected".to_string()),
        Some(expected) if expected == found.is_some() => Verdict::Passed,
        Some(true) => Verdict::Failed("it is good, and was refused".to_string()),
        Some(false) => Verdict::Failed("it is bad, and was accepted".to_string()),
    };
    Outcome { case, result }
}

fn number(vector: &Value, name: &str) -> Option<u64> {
    vector[name].as_u64()
}

fn hash(value: &Value) -> Option<Hash> {
    BASE64_STANDARD.decode(value.as_str()?).ok()?.try_into().ok()
}

fn proof(vector: &Value) -> Option<Vec<Hash>> {
    match &vector["proof"] {
        Value::Null => Some(Vec::new()),
        hashes => hashes.as_array()?.iter().map(hash).collect(),
    }
}

fn inclusion(vector: &Value) -> Option<()> {
    let (root, leaf) = (hash(&vector["root"])?, hash(&vector["leafHash"])?);
    check_inclusion(&proof(vector)?, number(vector, "treeSize")?, &root, number(vector, "leafIdx")?, &leaf).ok()
}

fn consistency(vector: &Value) -> Option<()> {
    let (earlier, later) = (hash(&vector["root1"])?, hash(&vector["root2"])?);
    check_consistency(&proof(vector)?, (number(vector, "size1")?, &earlier), (number(vector, "size2")?, &later)).ok()
}

/// A subtree begins at a multiple of the power of two that it fits into.
fn subtree(vector: &Value) -> Option<(u64, u64)> {
    let (start, end) = (number(vector, "start")?, number(vector, "end")?);
    let width = end.checked_sub(start).filter(|width| *width > 0)?;
    (start % width.checked_next_power_of_two()? == 0).then_some((start, end))
}

fn subtree_inclusion(vector: &Value) -> Option<()> {
    let (start, end) = subtree(vector)?;
    let (root, leaf) = (hash(&vector["root"])?, hash(&vector["leafHash"])?);
    let index = number(vector, "leafIdx")?.checked_sub(start)?;
    check_inclusion(&proof(vector)?, end - start, &root, index, &leaf).ok()
}

fn subtree_consistency(vector: &Value) -> Option<()> {
    // No leaves are a part of every tree that reaches there, whatever its root.
    if vector["start"] == vector["end"] {
        let is_empty = proof(vector)?.is_empty() && hash(&vector["root1"])? == Frontier::default().root();
        return (is_empty && number(vector, "end")? <= number(vector, "size")?).then_some(());
    }
    let ((start, end), size) = (subtree(vector)?, number(vector, "size")?);
    // All leaves are their tree: nothing is hashed, the two roots are one or not.
    if (start, end) == (0, size) {
        return (proof(vector)?.is_empty() && vector["root1"] == vector["root2"]).then_some(());
    }
    let (inner, outer) = (hash(&vector["root1"])?, hash(&vector["root2"])?);
    let both = (end <= size).then(|| both_roots(&proof(vector)?, (start, end), size, Some(inner)))??;
    (both == (inner, outer)).then_some(())
}

/// The roots of leaves `start..end` and of all `size` leaves that a proof leads to. `known` is the
/// root of `start..end`, as long as no part of it was split off on the way.
fn both_roots(proof: &[Hash], (start, end): (u64, u64), size: u64, known: Option<Hash>) -> Option<(Hash, Hash)> {
    if (start, end) == (0, size) {
        let hash = match (known, proof) {
            (Some(known), []) => known,
            (None, [hash]) => *hash,
            _ => return None,
        };
        return Some((hash, hash));
    }
    let (beside, proof) = proof.split_last()?;
    let left = 1 << (size - 1).ilog2();
    if end <= left {
        let (inner, outer) = both_roots(proof, (start, end), left, known)?;
        Some((inner, node_hash(outer, *beside)))
    } else if start >= left {
        let (inner, outer) = both_roots(proof, (start - left, end - left), size - left, known)?;
        Some((inner, node_hash(*beside, outer)))
    } else {
        let (inner, outer) = both_roots(proof, (0, end - left), size - left, None)?;
        Some((node_hash(*beside, inner), node_hash(*beside, outer)))
    }
}

fn roots(vector: &Value) -> Option<()> {
    let leaves = vector["leaf_inputs_hex"].as_array()?.iter().map(bytes).collect::<Option<Vec<_>>>()?;
    let roots = vector["root_hash_by_size_hex"].as_array()?.iter().map(bytes).collect::<Option<Vec<_>>>()?;
    let mut log = Frontier::default();
    let mut found = vec![log.root().to_vec()];
    for leaf in &leaves {
        log.push(leaf_hash(leaf));
        found.push(log.root().to_vec());
    }
    (found == roots).then_some(())
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    hex::bytes(value.as_str()?.as_bytes())
}

fn note(vector: &Value) -> Option<()> {
    let known = Key::read(vector["vkey"].as_str()?).ok()?;
    alatau_evidence::note::is_signed(vector["note"].as_str()?, &known).then_some(())
}

fn signature(vector: &Value) -> Option<()> {
    let (key, signature) = (bytes(&vector["key"])?.try_into().ok()?, bytes(&vector["sig"])?.try_into().ok()?);
    is_signature(&key, vector["msg"].as_str()?.as_bytes(), &signature).then_some(())
}

fn is_strictly_good(vector: &Value) -> Option<bool> {
    let flags = match &vector["flags"] {
        Value::Null => &Vec::new(),
        flags => flags.as_array()?,
    };
    Some(!flags.iter().any(|flag| flag.as_str().is_some_and(|flag| REFUSED.contains(&flag))))
}

/// A log in a folder: each checkpoint, with the tiles and entries of its size.
fn log(name: &str, folder: &Path, key: &str) -> Result<Vec<Outcome>, Failure> {
    let checkpoints = files(folder, "")?.into_iter().filter(|(name, _)| !name.contains('/') && name.starts_with("checkpoint"));
    let base = name.strip_suffix("vkey").unwrap_or_default();
    let mut outcomes = Vec::new();
    let mut sizes = BTreeMap::new();
    for (file, path) in checkpoints {
        let note = std::fs::read_to_string(&path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        let result = match whole(folder, key.trim(), &note, &mut sizes) {
            Ok(()) => Verdict::Passed,
            Err(why) => Verdict::Failed(why),
        };
        outcomes.push(Outcome { case: format!("{base}{file}"), result });
    }
    Ok(outcomes)
}

/// Holds entries, tiles, proofs and checkpoint of a size to each other, and to the sizes seen before.
fn whole(folder: &Path, key: &str, note: &str, sizes: &mut BTreeMap<u64, Hash>) -> Result<(), String> {
    let key = Key::read(key).map_err(|wrong| wrong.to_string())?;
    let seen = Policy::of(key).open(note).map_err(|wrong| wrong.to_string())?.checkpoint;
    let read = |path: String| std::fs::read(folder.join(&path)).map_err(|error| format!("{path}: {error}"));
    let (mut edge, mut tiles, mut hashes, mut frontier) = (Edge::default(), Vec::new(), Vec::new(), Frontier::default());
    for (index, width) in bundles(0, seen.size) {
        let bundle = read(bundle_path(index, width))?;
        for leaf in leaves_in(&bundle).map_err(|wrong| wrong.to_string())? {
            let hash = leaf_hash(leaf);
            edge.push(hash, &mut tiles);
            frontier.push(hash);
            hashes.push(hash);
        }
    }
    if (frontier.size(), frontier.root()) != (seen.size, seen.root) {
        return Err(format!("the entries lead to another root at {} leaves", seen.size));
    }
    tiles.extend(edge.partial());
    for (tile, bytes) in &tiles {
        if read(tile.path())? != *bytes {
            return Err(format!("{} is not the tile of the entries", tile.path()));
        }
    }
    let log = Tiles::new(seen.size, seen.root, |tile: &Tile| read(tile.path()).ok());
    for (index, leaf) in hashes.iter().enumerate() {
        let proof = log.inclusion(index as u64).map_err(|wrong| wrong.to_string())?;
        check_inclusion(&proof, seen.size, &seen.root, index as u64, leaf).map_err(|wrong| wrong.to_string())?;
    }
    for (size, root) in sizes.iter().filter(|(size, _)| (1..=seen.size).contains(*size)) {
        let proof = log.consistency(*size).map_err(|wrong| wrong.to_string())?;
        check_consistency(&proof, (*size, root), (seen.size, &seen.root)).map_err(|wrong| wrong.to_string())?;
    }
    sizes.insert(seen.size, seen.root);
    Ok(())
}
