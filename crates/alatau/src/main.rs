//! The binary: command line, and later the server.
fn main() {}
