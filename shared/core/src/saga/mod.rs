//! The journal of a case: events, their fold, what comes next, and what each write demands right before it.
//!
//! Nothing here reads, waits or writes: the driver in `workflow` does what these functions say.

mod accepted;
mod act;
mod event;
mod fence;
mod fold;
mod late;
mod next;
mod run;
mod verification;
mod view;
mod written;

#[cfg(test)]
mod tests;

pub use accepted::*;
pub use act::*;
pub use event::*;
pub use fence::*;
pub use fold::*;
pub use late::*;
pub use next::*;
pub use run::*;
pub use verification::*;
pub use view::*;
pub use written::*;
