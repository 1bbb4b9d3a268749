//! The canonical form of a record, its hash, and where two records differ.
//!
//! Canonical: JSON without spaces, the keys of every object in the order of
//! their bytes. A record holds no floating-point number, so each value has one
//! form. The hash is SHA-256 of these bytes.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A place at which two records differ.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Keys from the top, joined by ` / `.
    pub at: String,
    /// As stored; nothing if it is new.
    pub before: Option<String>,
    /// As computed; nothing if it is gone.
    pub after: Option<String>,
}

/// The canonical form.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// SHA-256 of the canonical form, in lower-case hexadecimal.
pub(super) fn hash(value: &Value) -> String {
    let bytes: [u8; 32] = Sha256::digest(canonical(value)).into();
    crate::law::hex(&bytes)
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(entries) => {
            let keys: BTreeSet<&String> = entries.keys().collect();
            text.push('{');
            for (number, key) in keys.into_iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(&entries[key], text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// Every leaf at which the two differ, in the order of the keys.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), Some(before), Some(after), &mut found);
    found
}

fn compare(at: &mut Vec<String>, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    match (before, after) {
        (Some(a), Some(b)) if a == b => {}
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                at.push(key.clone());
                compare(at, a.get(key), b.get(key), found);
                at.pop();
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for number in 0..a.len().max(b.len()) {
                at.push((number + 1).to_string());
                compare(at, a.get(number), b.get(number), found);
                at.pop();
            }
        }
        (a, b) => found.push(Difference { at: at.join(" / "), before: a.map(canonical), after: b.map(canonical) }),
    }
}
