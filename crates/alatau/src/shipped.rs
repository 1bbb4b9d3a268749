//! The law that comes with the program, or the one in a folder.

use crate::failure::Failure;
use crate::threads::Threads;
use alatau_core::law::Law;
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::source::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../law"]
struct Files;

/// A law with everything that stands in its folder.
pub struct Body {
    /// Texts, by path within the folder.
    pub files: BTreeMap<String, String>,
    /// Acts and lists.
    pub law: Law,
    /// Compiled procedures, by file name.
    pub procedures: BTreeMap<String, Arc<Net>>,
    /// What the readers found.
    pub findings: Vec<Diagnostic>,
}

/// Reads the law of `folder`, or the one that is shipped.
pub fn read(folder: Option<&Path>) -> Result<Body, Failure> {
    Ok(of_files(files(folder)?))
}

/// The texts of `folder`, or those that are shipped.
pub fn files(folder: Option<&Path>) -> Result<BTreeMap<String, String>, Failure> {
    match folder {
        Some(folder) => folder_files(folder),
        None => Ok(shipped_files()),
    }
}

/// A law from its texts.
pub fn of_files(files: BTreeMap<String, String>) -> Body {
    let (law, mut findings) = Law::load_with(&files, &Threads);
    let mut procedures = BTreeMap::new();
    for (path, text) in &files {
        let Some(name) = path.strip_prefix("procedures/").filter(|n| n.ends_with(".bpmn")) else { continue };
        match bpmn::parse(path, text).and_then(|file| compile(&file, &Options::default())) {
            Ok(net) => drop(procedures.insert(name.to_string(), Arc::new(net))),
            Err(errors) => findings.extend(alatau_core::check::under_law(errors)),
        }
    }
    Body { files, law, procedures, findings }
}

/// The same, refusing a law with errors: nothing loads half.
pub fn read_sound(folder: Option<&Path>) -> Result<Body, Failure> {
    let body = read(folder)?;
    let errors: Vec<Diagnostic> = body.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    if errors.is_empty() { Ok(body) } else { Err(errors.into()) }
}

fn shipped_files() -> BTreeMap<String, String> {
    let text = |path: &str| Files::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    Files::iter().filter_map(|path| text(&path).map(|text| (path.into_owned(), text))).collect()
}

fn folder_files(root: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let fail = |path: &Path, e: std::io::Error| Failure::Input(format!("{}: {e}; name the folder that holds `acts`", path.display()));
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| fail(&folder, e))? {
            let path = entry.map_err(|e| fail(&folder, e))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|e| fail(&path, e))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(files)
}
