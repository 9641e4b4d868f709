//! Microsoft Graph as [`untwin_workflow::ports::IdpReads`] and [`untwin_workflow::ports::IdpWrites`].
//!
//! Only this crate knows Graph's JSON, its filters and its error codes. It decides nothing: a value that is not certain
//! is passed on as such. Make one [`Entra`] for the process, and a reader or writer for each case.

mod audit;
mod entra;
mod expression;
mod filter;
mod graph;
mod job;
mod mapping;
mod person;
mod push;
mod reader;
mod record;
mod settings;
mod token;
mod vendors;
mod wire;
mod writer;

#[cfg(test)]
mod tests;

pub use entra::Entra;
pub use reader::EntraReader;
pub use settings::{EntraSettings, SignIn};
pub use token::ASSERTION_AUDIENCE;
pub use writer::EntraWriter;
