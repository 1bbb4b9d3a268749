//! The page that checks receipts, in one file that asks nothing of any network.
//!
//! `crates/alatau/assets/verify.html` with its style, its script and the texts of the catalogue put in. Its policy
//! (CSP) allows exactly this style and this script, by their hashes, and nothing else.

use alatau_core::text::{Arg, Lang, Message, text};
use alatau_evidence::note::Key;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

const FRAME: &str = include_str!("../../assets/verify.html");
const STYLE: &str = include_str!("../../assets/verify.css");
const SCRIPT: &str = include_str!("../../assets/verify.js");

/// The sentences that the page needs, by their keys in the catalogue without `evidence-`; the script fills in their variables.
const SENTENCES: [&str; 24] = [
    "valid",
    "expired",
    "revoked",
    "changed",
    "unknown-key",
    "why-form",
    "why-content",
    "why-proof",
    "why-signature",
    "log",
    "written",
    "entry",
    "outcome",
    "outcome-revoked",
    "until",
    "content-shown",
    "content-hidden",
    "page-title",
    "page-intro",
    "page-file",
    "page-key",
    "page-check",
    "page-bad-key",
    "page-old-browser",
];

/// Words for outcomes that the catalogue has for silence, too.
const OUTCOMES: [&str; 5] = ["approved", "refused", "agreed", "withdrawn", "escalated"];

/// The page; with a key, it is filled in.
pub fn page(lang: Lang, key: Option<&Key>) -> String {
    let said = |name: &str| escaped(&sentence(lang, &format!("evidence-{name}")));
    let key = key.map(|key| escaped(&key.to_string())).unwrap_or_default();
    let parts = [
        ("@lang@", lang.code().to_string()),
        ("@title@", said("page-title")),
        ("@intro@", said("page-intro")),
        ("@no-script@", said("page-no-script")),
        ("@script-hash@", hash(SCRIPT)),
        ("@style-hash@", hash(STYLE)),
        // No text may end the element that it stands in.
        ("@texts@", texts().to_string().replace("</", "<\\/")),
        ("@style@", STYLE.to_string()),
        ("@script@", SCRIPT.to_string()),
        // Last, because it is not ours.
        ("@key@", key),
    ];
    parts.into_iter().fold(FRAME.to_string(), |page, (mark, part)| page.replacen(mark, &part, if mark == "@title@" { 2 } else { 1 }))
}

fn texts() -> Value {
    let of = |lang: Lang| {
        let sentences = SENTENCES.iter().map(|name| ((*name).to_string(), format!("evidence-{name}")));
        let outcomes = OUTCOMES.iter().map(|name| (format!("outcome-{name}"), format!("silence-{name}")));
        sentences.chain(outcomes).map(|(name, key)| (name, Value::from(sentence(lang, &key)))).collect::<Map<_, _>>()
    };
    Lang::ALL.into_iter().map(|lang| (lang.code().to_string(), Value::from(of(lang)))).collect::<Map<_, _>>().into()
}

/// A sentence whose variables stand in it as `{name}`.
fn sentence(lang: Lang, key: &str) -> String {
    let message = Message::find(key).unwrap_or_else(|| panic!("the catalogue has no message `{key}`"));
    let marks: Vec<(&str, String)> = message.variables().iter().map(|name| (*name, format!("{{{name}}}"))).collect();
    let args: Vec<(&str, Arg)> = marks.iter().map(|(name, mark)| (*name, Arg::Text(mark))).collect();
    text(lang, message, &args)
}

fn hash(inline: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(inline)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
