//! The use cases over ports: take in, collect, diagnose, repair, sweep, apply, undo, explain.
//!
//! No vendor's word stands here. Whatever reaches the outside world does so through [`ports`].

mod accept;
mod aftercare;
mod apply;
mod close;
mod collect;
mod diagnose;
mod doctor;
mod drive;
mod explain;
mod hand_on;
mod intake;
mod ledger;
mod news;
mod placeholders;
pub mod ports;
mod recheck;
mod repair;
mod replay;
mod report;
mod resume;
mod scan;
mod setup;
mod sweep;
mod undo;

pub use aftercare::{Aftercare, RenamedAccount, look_at_account};
pub use apply::*;
pub use close::*;
pub use collect::collect;
pub use diagnose::*;
pub use doctor::*;
pub use explain::*;
pub use hand_on::hand_on;
pub use intake::*;
pub use placeholders::*;
pub use recheck::*;
pub use repair::*;
pub use replay::*;
pub use report::*;
pub use resume::resume;
pub use scan::*;
pub use setup::*;
pub use sweep::*;
pub use undo::*;
