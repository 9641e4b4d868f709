//! A whole simulated world: an Atlassian organization and an Entra tenant, as a synchronous model.
//!
//! It depends on `core` for words at most and on none of our adapters: what it answers is written from the
//! vendors' documents, so that the product is tested against them and not against itself.

mod answer;
pub mod atlassian;
pub mod clock;
pub mod entra;
mod exchange;
pub mod face;
pub mod faulty;
pub mod ids;
pub mod switches;
pub mod town;
mod world;

pub use exchange::Exchange;
pub use world::{SeenRequest, World};
