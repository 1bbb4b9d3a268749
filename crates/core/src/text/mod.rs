//! The message catalogue: every text that people see, in Kazakh, Russian and English.
