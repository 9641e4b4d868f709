//! What chat is told of a case, and how each channel wants it written. Pure: it renders, and sends nothing.
//!
//! A case becomes one neutral [`Message`]; [`plain()`], [`slack()`], [`teams()`] and [`google_chat()`] write it down. Personal data in
//! it: addresses, ids, group and product names, and who changed an address. Never people's names, never a key or a token's id.
//! The preview, which telephones show while they are locked, holds no personal data at all.
//!
//! It must not know ports, adapters or the store: whoever has a case tells it in the words of the core.

#![deny(clippy::wildcard_enum_match_arm)]

mod accounts;
mod acts;
mod after;
mod bounded;
mod compose;
mod digest;
mod foreign;
mod google_chat;
mod message;
mod plain;
mod slack;
mod teams;
mod told;
mod words;

#[cfg(test)]
mod tests;

pub use acts::*;
pub use compose::compose;
pub use digest::*;
pub use google_chat::google_chat;
pub use message::*;
pub use plain::plain;
pub use slack::slack;
pub use teams::teams;
pub use told::*;
