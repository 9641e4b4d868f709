//! The client against scripted answers, in the shapes that Microsoft documents.

mod addresses;
mod app;
mod keys;
mod library;
mod logs;
mod people;
mod stretch;
mod tokens;
pub(crate) mod world;
mod writing;
