//! What sending promises, shown on a scripted transport and a virtual clock.

mod double;
mod keys;
mod network;
mod reading;
mod redaction;
mod writing;
