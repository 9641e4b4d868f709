//! The journal of a case: events, their fold, and what comes next.

mod event;

pub use event::*;
