//! Evidence, policy and circumstances in; a decision out. One pure function.

mod cause;
mod causes;
mod circumstances;
mod decide;
mod groups;
mod guard;
mod guards;
mod outcome;
mod placeholder;
mod plan;
mod plan_check;
mod planner;
mod policy;
mod relied_on;
mod requirements;
mod scene;
mod step;
mod verdict;
mod whose;

#[cfg(test)]
mod tests;

pub use cause::*;
pub use circumstances::*;
pub use decide::decide;
pub(crate) use groups::granted;
pub use guard::*;
pub(crate) use guards::{Role, is_administrators, role};
pub use outcome::*;
pub use placeholder::{PlaceholderError, placeholder};
pub use plan::*;
pub use plan_check::{By, Complaint, PlaceholderFault, plan_check};
pub use policy::*;
pub use requirements::{Overridable, required_guards};
pub use step::*;
pub(crate) use whose::{Whose, whose};
