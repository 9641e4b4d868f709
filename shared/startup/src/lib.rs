//! What everything that is started needs first: the settings, the policy and the keys.

pub mod policy;
pub mod settings;

mod any_store;
mod aside;
mod clock;
mod cloud;
mod connect;
mod dead_queues;
mod function;
mod heal;
mod key_ends;
mod keys;
mod lookout;
mod panics;
mod poll;
#[cfg(feature = "aws")]
mod queues;
mod redrive;
mod secret;
mod telemetry;
mod tell;
mod toml_file;
mod wiring;
mod work_off;

pub use any_store::{AnyStore, PolicyPushed, PolicyVersion};
pub use clock::SystemClock;
pub use cloud::{Asked, Cloud, CloudFault, CloudKeys};
pub use connect::*;
pub use dead_queues::{AnyDeadQueue, DeadLetters, QueueLooked, dead_queues, look_at_queues};
pub use function::*;
pub use heal::*;
pub use key_ends::tell_keys;
pub use lookout::*;
pub use panics::tell_only_where;
pub use poll::*;
#[cfg(feature = "aws")]
pub use queues::Queues;
pub use redrive::*;
pub use secret::SecretRef;
pub use telemetry::*;
pub use tell::{tell, tell_case, tell_placeholders};
pub use toml_file::{Fault, Faults, Spot};
pub use wiring::*;
pub use work_off::*;
