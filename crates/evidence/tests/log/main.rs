//! A log from its leaves to its receipts: what holds, and what must not.

mod city;
mod complete;
mod leaf;
mod others;
mod proofs;
