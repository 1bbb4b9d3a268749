//! The server, asked in process.
