//! The World of every test: the sandbox behind the real adapters, an in-memory store, and a clock that only moves when told.
//!
//! Nothing of the product is replaced here: requests are built, sent, parsed and journaled as they are in use.

mod clock;
mod transport;
mod world;

pub use clock::TestClock;
pub use transport::InProcess;
pub use world::*;
