//! The use cases over ports: intake, collect, repair, drive, sweep, undo.
//!
//! No vendor's word stands here. Whatever reaches the outside world does so through [`ports`].

pub mod ports;
