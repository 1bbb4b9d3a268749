//! What Alatau computes: calendar, law, procedures, decisions and the case
//! kernel.
//!
//! Invariant: nothing here knows a clock, a file, a socket, a thread or chance.
//! Time, law and chance arrive as parameters; the same input gives the same
//! bytes.
//!
//! Floors, from the ground up; each uses only what stands below it:
//!
//! - 0: [`time`], [`decision`], [`text`], [`source`], [`json`], [`workers`]
//! - 1: [`law`] and [`procedure`], which do not know each other
//! - 2: [`check`]: law and procedures held together
//! - 3: [`case`]: the kernel; [`register`]: what cases hold together;
//!   [`explain`]: why a ruling is as it is

pub mod case;
pub mod check;
pub mod decision;
pub mod explain;
pub mod json;
pub mod law;
pub mod procedure;
pub mod register;
pub mod source;
pub mod text;
pub mod time;
pub mod workers;
