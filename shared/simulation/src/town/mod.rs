//! The town of a run: who lives there, how their accounts lie, and what the sandbox is told of it.
//!
//! It knows nothing of workers, faults or the program's own ports.

mod build;
mod by_hand;
mod cast;
mod documents;
mod draw;
mod homes;
mod plan;
mod provider;
mod settings;
#[cfg(test)]
mod tests;
mod told;
mod truth;

pub use build::{Built, build, start};
pub use by_hand::{ByHand, perform};
pub use cast::{Cast, CastGroup, Person};
pub use documents::document;
pub use plan::{
    HolderPlan, OriginalPlan, PersonPlan, PolicyPlan, QuirkPlan, RivalPlan, SchedulePlan, SecondDirectory, SubjectPlan,
    TownPlan,
};
pub use told::{failures, told};
pub use untwin_sandbox::switches::Switch;
