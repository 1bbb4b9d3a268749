//! What was to be expected: the answer of `alatau compare` beside what is measured.
//!
//! `DATA/compare.json`, as `alatau compare --json` writes it, is shown if it is there. Otherwise the first
//! who asks lets it be computed, once for each language, on a thread of its own and in few replications.

use crate::cli::Globals;
use crate::compare::{Args, answer};
use alatau_core::text::Lang;
use alatau_twin::answer::Answer;
use indicatif::ProgressBar;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Replications of an answer that nobody prepared.
const REPLICATIONS: u32 = 4;
/// Name of a prepared answer in the data folder.
const FILE: &str = "compare.json";

/// An answer, as far as there is one.
#[derive(Clone, Debug)]
pub enum Answered {
    /// Nobody says by which law it would be computed.
    Not,
    /// It is being computed.
    Soon,
    /// There it is.
    Known(Arc<Answer>),
}

/// The answers by language.
pub struct Expected {
    prepared: PathBuf,
    globals: OnceLock<Globals>,
    answers: Arc<Mutex<BTreeMap<&'static str, Answered>>>,
}

impl Expected {
    /// Of a data folder.
    pub fn of(data: &Path) -> Expected {
        Expected { prepared: data.join(FILE), globals: OnceLock::new(), answers: Arc::default() }
    }

    /// By which law and readings an answer is computed.
    pub fn compute_by(&self, globals: &Globals) {
        // The first that says so holds: a server has one law.
        let _ = self.globals.set(globals.clone());
    }

    /// The answer for readers of a language.
    pub fn answered(&self, lang: Lang) -> Answered {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers.get(lang.code()) {
            return known.clone();
        }
        if let Some(prepared) = prepared(&self.prepared) {
            let known = Answered::Known(Arc::new(prepared));
            answers.insert(lang.code(), known.clone());
            return known;
        }
        let Some(globals) = self.globals.get() else { return Answered::Not };
        answers.insert(lang.code(), Answered::Soon);
        let (globals, kept) = (Globals { lang, ..globals.clone() }, self.answers.clone());
        std::thread::spawn(move || {
            let computed = answer(&Args::brief(REPLICATIONS), &globals, &AtomicBool::new(false), |_| ProgressBar::hidden());
            let known = match computed {
                Ok(answer) => Answered::Known(Arc::new(answer)),
                Err(failure) => {
                    tracing::warn!("the comparison could not be computed: {}", failure.message());
                    Answered::Not
                }
            };
            kept.lock().unwrap_or_else(PoisonError::into_inner).insert(lang.code(), known);
        });
        Answered::Soon
    }
}

fn prepared(path: &Path) -> Option<Answer> {
    let text = std::fs::read_to_string(path).ok()?;
    let read = serde_json::from_str(&text);
    if let Err(error) = &read {
        tracing::warn!("{}: {error}; write it with `alatau compare --json`", path.display());
    }
    read.ok()
}
