//! Every payload of every source, recognised as failures.
//!
//! A document is recognised by what it holds, never by a flag: pages and records of the provisioning log,
//! diagnostic exports, query results, alerts, answers of provision on demand, neutral events, and text as people paste it.
//! What comes out are hints. This crate is pure: bytes in, records out; it sends and stores nothing.

mod alert;
mod bounds;
mod classified;
mod document;
mod fields;
mod identity;
mod judge;
mod layers;
mod lines;
mod neutral;
mod on_demand;
mod quoted;
mod reading;
mod record;
mod shape;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use bounds::{DEPTH_MAX, DOCUMENT_BYTES_MAX};
pub use classified::{Classified, classified};
pub use document::read;
pub use reading::{Contents, Reading, Unreadable};
