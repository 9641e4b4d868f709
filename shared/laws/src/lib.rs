//! The laws of safety, I1 to I17, as monitors that watch what happens and speak when a law is broken.
//!
//! They hold a small model of who owns what, built from what is observed. Nothing of the product is used here: what is
//! wrong in its own model of the world cannot be wrong here in the same way.

mod call;
mod law;
mod laws;
mod observed;
mod past;
mod request;
mod watch;

pub use call::*;
pub use law::*;
pub use observed::*;
pub use past::Model;
pub use watch::*;

#[cfg(test)]
mod tests;
