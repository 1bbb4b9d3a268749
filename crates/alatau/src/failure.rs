//! How a command ends when it does not end well: exit codes 1, 2 and 3.

use alatau_core::source::Diagnostic;

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// The answer is "no": a check found failures. Exit code 1.
    No(String),
    /// The input is wrong. Exit code 2.
    Input(String),
    /// Our fault. Exit code 3.
    Fault(String),
}

impl Failure {
    /// Exit code (design, command line).
    pub fn code(&self) -> u8 {
        match self {
            Failure::No(_) => 1,
            Failure::Input(_) => 2,
            Failure::Fault(_) => 3,
        }
    }

    /// What to print on standard error.
    pub fn message(&self) -> &str {
        match self {
            Failure::No(text) | Failure::Input(text) | Failure::Fault(text) => text,
        }
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(found: Vec<Diagnostic>) -> Failure {
        Failure::Input(found.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n\n"))
    }
}

impl From<Diagnostic> for Failure {
    fn from(found: Diagnostic) -> Failure {
        Failure::from(vec![found])
    }
}

impl From<alatau_store::Fault> for Failure {
    fn from(fault: alatau_store::Fault) -> Failure {
        Failure::Input(fault.to_string())
    }
}
