//! The client against scripted answers, shaped as the vendor documents them.

mod accounts;
mod directories;
pub(crate) mod double;
mod management;
mod trouble;
