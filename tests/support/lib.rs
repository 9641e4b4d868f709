//! The World of every test: the sandbox behind the real adapters, an in-memory store, and a clock that only moves when told.
//!
//! Nothing of the product is replaced here: requests are built, sent, parsed and journaled as they are in use.

mod acting;
mod clock;
mod cut;
mod hooks;
mod keys;
pub mod local_aws;
mod loopback;
mod mortal;
pub mod oracle;
mod overheard;
mod transport;
mod world;

pub use acting::{PUSH, RENAME, at_once};
pub use clock::TestClock;
pub use cut::Cut;
pub use hooks::{Knock, PATH_SECRET, SIGNING_KEY, signature, signing_secret};
pub use keys::Safe;
pub use loopback::Loopback;
pub use mortal::{Mortal, MortalStore};
pub use overheard::Overheard;
pub use transport::InProcess;
pub use world::*;
