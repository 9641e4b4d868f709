//! What everything that is started needs first: the settings, the policy and the keys.

pub mod policy;
pub mod settings;

mod clock;
mod connect;
mod heal;
mod secret;
mod telemetry;
mod toml_file;
mod wiring;

pub use clock::SystemClock;
pub use connect::*;
pub use heal::*;
pub use secret::SecretRef;
pub use telemetry::*;
pub use toml_file::{Fault, Faults};
pub use wiring::*;
