//! The simulation: one seed is one world, one story and one run, in process and in virtual time, through the real use
//! cases, adapters and store.
//!
//! A [`Script`] says everything that will happen; running it twice is the same run. The laws are held against it by
//! `untwin-laws`, which shares no code with what runs.

mod campaign;
mod draw;
mod engine;
mod exhaustive;
mod plant;
pub mod script;
mod shrink;
mod story;
pub mod town;

pub use campaign::{Campaign, Found, Until, seeds};
pub use engine::{Counts, Heard, Outcome, QuietStore, Says, SimClock, SimStore, SimTransport, Trace};
pub use exhaustive::{Sweep, crash_pairs, crash_points, single_faults};
pub use plant::{Plant, Sound};
pub use script::Script;
pub use shrink::shrink;
pub use story::story;

/// Runs a script with whatever is planted.
pub fn run<P: Plant>(script: &Script, plant: P, trace: Trace) -> Outcome {
    engine::Stage::set(script, plant, trace).run()
}
