//! What was to be expected: the answer of `alatau compare` beside what is measured.
//!
//! `DATA/compare.json`, as `alatau compare --json` writes it, is shown if it is there. Otherwise the first
//! who asks lets it be computed, once and said in every language, on a thread of its own and in few replications.

use crate::cli::Globals;
use crate::compare::{Args, answers};
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
    /// Nobody says by which law it would be computed, or it cannot be.
    Not,
    /// It is being computed.
    Soon,
    /// There it is.
    Known(Arc<Answer>),
}

/// The answer in each language, as far as there is one.
#[derive(Clone, Default)]
enum Kept {
    #[default]
    Unasked,
    Soon,
    Never,
    Known(BTreeMap<&'static str, Arc<Answer>>),
}

/// The answer.
pub struct Expected {
    prepared: PathBuf,
    globals: OnceLock<Globals>,
    kept: Arc<Mutex<Kept>>,
}

impl Expected {
    /// Of a data folder.
    pub fn of(data: &Path) -> Expected {
        Expected { prepared: data.join(FILE), globals: OnceLock::new(), kept: Arc::default() }
    }

    /// By which law and readings an answer is computed.
    pub fn compute_by(&self, globals: &Globals) {
        // The first that says so holds: a server has one law.
        let _ = self.globals.set(globals.clone());
    }

    /// The answer for readers of a language.
    pub fn answered(&self, lang: Lang) -> Answered {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Kept::Unasked = *kept {
            *kept = match (prepared(&self.prepared), self.globals.get()) {
                (Some(prepared), _) => {
                    let prepared = Arc::new(prepared);
                    Kept::Known(Lang::ALL.iter().map(|lang| (lang.code(), prepared.clone())).collect())
                }
                (None, Some(globals)) => {
                    let (globals, kept) = (globals.clone(), self.kept.clone());
                    std::thread::spawn(move || {
                        let computed = computed(&globals);
                        *kept.lock().unwrap_or_else(PoisonError::into_inner) = computed;
                    });
                    Kept::Soon
                }
                (None, None) => Kept::Unasked,
            };
        }
        match &*kept {
            Kept::Unasked | Kept::Never => Answered::Not,
            Kept::Soon => Answered::Soon,
            Kept::Known(answers) => answers.get(lang.code()).map_or(Answered::Not, |answer| Answered::Known(answer.clone())),
        }
    }
}

fn computed(globals: &Globals) -> Kept {
    match answers(&Args::brief(REPLICATIONS), globals, Lang::ALL, &AtomicBool::new(false), |_| ProgressBar::hidden()) {
        Ok(answers) => Kept::Known(Lang::ALL.iter().map(|lang| lang.code()).zip(answers.map(Arc::new)).collect()),
        Err(failure) => {
            tracing::warn!("the comparison could not be computed: {}", failure.message());
            Kept::Never
        }
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
