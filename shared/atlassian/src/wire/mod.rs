//! The vendor's JSON. Every field is optional here; what a missing one means is said where it is read.

mod directory;
mod organization;
mod time;
mod user_management;

pub(crate) use directory::*;
pub(crate) use organization::*;
pub(crate) use time::*;
pub(crate) use user_management::*;
