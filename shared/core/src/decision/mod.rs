//! Evidence, policy and circumstances in; a decision out. One pure function.

mod cause;
mod circumstances;
mod guard;
mod outcome;
mod plan;
mod policy;
mod step;

pub use cause::*;
pub use circumstances::*;
pub use guard::*;
pub use outcome::*;
pub use plan::*;
pub use policy::*;
pub use step::*;
