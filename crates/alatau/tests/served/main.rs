//! The program itself as a process that people talk to over HTTP: killed at random moments,
//! on a disk without room, copied while it works, and given the stores of earlier releases.

mod disk;
mod killed;
mod operate;
mod process;
mod upgrade;
