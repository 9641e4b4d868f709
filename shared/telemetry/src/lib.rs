//! The words that machines read: the fields and events of the log, the metrics that are counted out of it, trace ids.
//!
//! It is pure. It writes nothing, reads no clock and knows no subscriber; whoever logs, uses these words.

mod dimension;
mod emf;
mod event;
mod field;
mod key;
mod meter;
mod metric;
mod sample;
mod trace;

pub use dimension::*;
pub use emf::*;
pub use event::*;
pub use field::*;
pub use key::*;
pub use meter::*;
pub use metric::*;
pub use sample::*;
pub use trace::*;
