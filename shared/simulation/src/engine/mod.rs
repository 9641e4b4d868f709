//! What runs a script: virtual time, the wire, the store, the workers, and whoever meddles, as events in one order.
//!
//! It knows nothing of what is right: it tells a witness what happens.

mod agenda;
mod capture;
mod clock;
mod garble;
mod heard;
mod mishap;
mod opening;
mod people;
mod quiet;
mod shelf;
mod stage;
mod wire;
mod witness;
mod worker;

pub use clock::SimClock;
pub use heard::{Heard, Says};
pub use quiet::QuietStore;
pub use shelf::SimStore;
pub use stage::Outcome;
pub(crate) use stage::Stage;
pub use wire::SimTransport;
pub use witness::{Counts, Trace};
