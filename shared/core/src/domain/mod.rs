//! The words: what the field calls things, as types that cannot hold nonsense.
//!
//! Nothing here decides anything, and nothing here knows how a vendor spells it.

mod account;
mod address;
mod case;
mod conflict;
mod dead_letter;
mod evidence;
mod fact;
mod failure;
mod idp;
mod ids;
mod mention;
mod moment;
mod question;
mod recognise;
mod stated;
mod unescape;

pub use account::*;
pub use address::*;
pub use case::*;
pub use conflict::*;
pub use dead_letter::*;
pub use evidence::*;
pub use fact::*;
pub use failure::*;
pub use idp::*;
pub use ids::*;
pub use moment::*;
pub use question::*;
pub use recognise::*;
pub use unescape::plain;
