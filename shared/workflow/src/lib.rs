//! The use cases over ports: take in, collect, diagnose, repair, sweep, apply, undo, explain.
//!
//! No vendor's word stands here. Whatever reaches the outside world does so through [`ports`].

mod accept;
mod apply;
mod collect;
mod diagnose;
mod drive;
mod explain;
mod intake;
mod ledger;
pub mod ports;
mod repair;
mod report;
mod resume;
mod setup;
mod sweep;
mod undo;

pub use apply::*;
pub use collect::collect;
pub use diagnose::*;
pub use explain::*;
pub use intake::*;
pub use repair::*;
pub use report::*;
pub use resume::resume;
pub use setup::*;
pub use sweep::*;
pub use undo::*;
