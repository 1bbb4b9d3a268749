//! The law as data: acts, vocabulary, resolution.
