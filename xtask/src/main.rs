//! Chores: `cargo xtask test|soak|bench|tidy|golden`.
fn main() {
    println!("usage: cargo xtask test|soak|bench|tidy|golden");
}
