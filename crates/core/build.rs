//! Checks the message catalogue and writes one constant per message, so that a
//! text missing in a language stops the build, and so does a key that code
//! uses and nobody wrote.

#[path = "src/text/check.rs"]
mod check;

use check::Source;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The first is the one whose text documents the constants.
const LANGUAGES: [&str; 3] = ["en", "kk", "ru"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let folder = root.join("src/text/ftl");
    println!("cargo:rerun-if-changed=src/text/ftl");
    println!("cargo:rerun-if-changed=src/text/check.rs");
    let mut sources = Vec::new();
    for lang in LANGUAGES {
        read_language(&folder, lang, &mut sources);
    }
    let messages = check::check(&LANGUAGES, &sources).unwrap_or_else(|faults| {
        for fault in &faults {
            eprintln!("{fault}");
        }
        panic!("the message catalogue has {} fault(s):\n{}", faults.len(), faults.join("\n"));
    });

    let mut code = String::from("/// Every `.ftl` file: language, text.\nstatic SOURCES: &[(&str, &str)] = &[\n");
    for source in &sources {
        writeln!(code, "    ({:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))),", source.lang, format!("/{}", source.file))
            .expect("a String takes all");
    }
    code.push_str("];\n\n/// One constant per message, named like its key.\npub mod msg {\n    use super::Message;\n");
    for (key, message) in &messages {
        let name = key.to_uppercase().replace('-', "_");
        let sample = message.sample.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(code, "    #[doc = {sample:?}]").expect("a String takes all");
        writeln!(
            code,
            "    pub const {name}: Message = Message {{ key: {key:?}, variables: &{:?} }};",
            message.variables.iter().collect::<Vec<_>>()
        )
        .expect("a String takes all");
    }
    code.push_str("}\n\n/// All messages, sorted by key.\nstatic MESSAGES: &[Message] = &[\n");
    for key in messages.keys() {
        writeln!(code, "    msg::{},", key.to_uppercase().replace('-', "_")).expect("a String takes all");
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("catalogue.rs");
    fs::write(&out, code).unwrap_or_else(|e| panic!("cannot write {}: {e}", out.display()));
}

/// Every `.ftl` file of one language, by name.
fn read_language(folder: &Path, lang: &str, sources: &mut Vec<Source>) {
    let folder = folder.join(lang);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot read {}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|x| x == "ftl")).collect();
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("cargo:rerun-if-changed=src/text/ftl/{lang}/{name}");
        sources.push(Source { lang: lang.to_string(), file: format!("src/text/ftl/{lang}/{name}"), text });
    }
}
