//! `alatau procedure lint`: everything that is wrong with BPMN files.

use super::nets;
use crate::cli::{Globals, print, print_json, say};
use crate::failure::Failure;
use crate::files::read_text;
use crate::law::check::written;
use alatau_core::procedure::bpmn::rules::Class;
use alatau_core::procedure::bpmn::{self, Bpmn};
use alatau_core::procedure::sound;
use alatau_core::source::{Diagnostic, Severity};
use std::path::PathBuf;

/// What is to be checked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// BPMN 2.0 files; processes that they call are looked for in all of them
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints every finding; the answer is "no" if one is an error.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let found = findings(&args.files)?;
    let (errors, warnings): (Vec<&Diagnostic>, Vec<&Diagnostic>) = found.iter().partition(|f| f.severity == Severity::Error);
    let counts = [args.files.len(), errors.len(), warnings.len()].map(|count| count.to_string());
    let [files, wrong, doubtful] = &counts;
    let summary = say(globals.lang, "procedure-lint-summary", &[("files", files), ("errors", wrong), ("warnings", doubtful)]);
    if args.json {
        print_json(&serde_json::json!({ "errors": written(&errors), "warnings": written(&warnings) }))?;
        eprintln!("{summary}");
    } else {
        let shown: Vec<String> = found.iter().map(|finding| format!("{finding}\n\n")).collect();
        print(&format!("{}{summary}\n", shown.concat()))?;
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::No(String::new())) }
}

/// What is wrong, file by file in the order of their lines.
fn findings(paths: &[PathBuf]) -> Result<Vec<Diagnostic>, Failure> {
    let mut found = Vec::new();
    let mut files: Vec<Bpmn> = Vec::new();
    for path in paths {
        match bpmn::parse(&path.display().to_string(), &read_text(path)?) {
            Ok(file) => files.push(file),
            Err(errors) => found.extend(errors),
        }
    }
    for (number, file) in files.iter().enumerate() {
        let library: Vec<&Bpmn> = files.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, file)| file).collect();
        let formal = file.violations.iter().filter(|violation| violation.rule.class == Class::Formal);
        found.extend(formal.map(|violation| violation.diagnostic(file).warning()));
        match nets(file, None, &library) {
            Ok(nets) => found.extend(nets.iter().flat_map(sound::warnings).map(|warning| warning.diagnostic())),
            Err(errors) => found.extend(errors),
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
