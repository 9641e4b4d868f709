//! The store port on SQLite: cases with their journals, leases, budgets, the kill switch, dead letters and pacing.
//!
//! It keeps what it is given and knows no vendor and no rule of the decision. The promises stand on
//! [`untwin_workflow::ports::Store`]. One file may be used by several processes at a time.

mod budget;
mod cases;
mod columns;
mod dead_letters;
mod inbox;
mod journal;
mod leases;
mod pace;
mod schema;
mod statement;
mod store;
mod switch;
mod watermarks;

#[cfg(test)]
mod tests;

pub use store::SqliteStore;
