//! `alatau conformance SUITE DIR`: suites that others wrote, run against us.
//!
//! Each suite is one file of this folder with one function: it reads a folder
//! and gives an [`Outcome`] for every case. What a suite needs beyond the
//! standard (its own dialects, its clock) is mapped there, never in the core.

mod bpmn_betsy;
mod bpmn_miwg;
mod bpmn_spiff;
mod dmn_tck;
mod must_reject;
mod scan;
mod tlog;

use crate::cli::{Globals, print, print_json};
use crate::failure::Failure;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `alatau conformance`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The suite
    #[arg(value_enum)]
    suite: Suite,
    /// Its folder, as its authors publish it, or any part of it
    dir: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The suites that we run.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Suite {
    /// BPMN 2.0 execution and must-reject models, of the benchmark betsy
    BpmnBetsy,
    /// BPMN 2.0 execution, recorded runs of SpiffWorkflow
    BpmnSpiff,
    /// BPMN model interchange working group
    BpmnMiwg,
    /// DMN 1.5 technology compatibility kit
    DmnTck,
    /// Transparency logs: proofs, signed notes, tiles
    Tlog,
}

impl Suite {
    fn name(self) -> &'static str {
        match self {
            Suite::BpmnBetsy => "bpmn-betsy",
            Suite::BpmnSpiff => "bpmn-spiff",
            Suite::BpmnMiwg => "bpmn-miwg",
            Suite::DmnTck => "dmn-tck",
            Suite::Tlog => "tlog",
        }
    }

    fn run(self, dir: &Path, globals: &Globals) -> Result<Vec<Outcome>, Failure> {
        match self {
            Suite::BpmnBetsy => Ok([bpmn_betsy::run(dir, globals.lang)?, must_reject::run(dir)?].concat()),
            Suite::BpmnMiwg => bpmn_miwg::run(dir),
            Suite::BpmnSpiff => bpmn_spiff::run(dir, globals.lang),
            Suite::DmnTck => dmn_tck::run(dir, globals.lang),
            Suite::Tlog => tlog::run(dir),
        }
    }
}

/// What became of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file, relative to the folder of the suite, and the case in it: `0005-simple-test-01.xml: 001`.
    pub case: String,
    /// How it ended.
    pub result: Verdict,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As the suite expects.
    Passed,
    /// Otherwise, and how.
    Failed(String),
    /// It was not run, and why.
    Skipped(String),
}

/// Runs a suite; the answer is "no" if a case fails, and the input is wrong if there is none.
pub fn conformance(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let outcomes = args.suite.run(&args.dir, globals)?;
    if outcomes.is_empty() {
        let (suite, dir) = (args.suite.name(), args.dir.display().to_string());
        return Err(Failure::Input(crate::cli::say(globals.lang, "conformance-nothing", &[("suite", suite), ("dir", &dir)])));
    }
    let (mut passed, mut failures, mut skips) = (0, Vec::new(), Vec::new());
    for Outcome { case, result } in &outcomes {
        match result {
            Verdict::Passed => passed += 1,
            Verdict::Failed(reason) => failures.push((case, reason)),
            Verdict::Skipped(reason) => skips.push((case, reason)),
        }
    }
    let summary = format!("{passed} passed, {} failed, {} skipped", failures.len(), skips.len());
    if args.json {
        let listed =
            |all: &[(&String, &String)]| -> Vec<_> { all.iter().map(|(case, reason)| json!({ "case": case, "reason": reason })).collect() };
        print_json(&json!({
            "suite": args.suite.name(),
            "passed": passed,
            "failed": failures.len(),
            "skipped": skips.len(),
            "failures": listed(&failures),
            "skips": listed(&skips),
        }))?;
        eprintln!("{summary}");
    } else {
        let lines: Vec<String> = skips.iter().chain(&failures).map(|(case, reason)| format!("{case}\n  {reason}\n")).collect();
        print(&format!("{}{summary}\n", lines.concat()))?;
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::No(String::new())) }
}

/// The files below a folder, or the file itself, whose name ends so; sorted, each with its path relative to the folder.
pub(crate) fn files(dir: &Path, ending: &str) -> Result<Vec<(String, PathBuf)>, Failure> {
    let wrong =
        |path: &Path, error: std::io::Error| Failure::Input(format!("{}: {error}; check the path and its permissions", path.display()));
    let (mut found, mut open) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path).map_err(|error| wrong(&path, error))? {
                let entry = entry.map_err(|error| wrong(&path, error))?;
                // A link to a folder could lead round in a circle.
                if entry.file_type().is_ok_and(|kind| !kind.is_symlink() || !entry.path().is_dir()) {
                    open.push(entry.path());
                }
            }
        } else if !path.exists() {
            return Err(wrong(&path, std::io::ErrorKind::NotFound.into()));
        } else if path.to_string_lossy().ends_with(ending) {
            let name = path.strip_prefix(dir).ok().filter(|rest| *rest != Path::new("")).unwrap_or(&path);
            found.push((name.to_string_lossy().into_owned(), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}
