//! Each law is broken on purpose and has to speak; and the nearest harmless thing happens, and it has to be silent.

mod calls;
mod effects;
mod endings;
mod healthy;
mod journals;
mod removals;
mod saying;
mod story;
mod writes;
