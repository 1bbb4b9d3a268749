//! The case kernel.
