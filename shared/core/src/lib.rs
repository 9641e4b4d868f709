//! The pure heart of untwin: the words, the decision and the saga.
//!
//! Facts go in, decisions and journal records come out, as data. This crate knows no vendor,
//! and it has no async, no I/O, no clock and no randomness: `now` and every id are arguments.
//! What stands in `Cargo.toml` enforces it, and an architecture test watches over that.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod decision;
pub mod domain;
pub mod saga;
