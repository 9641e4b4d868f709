//! The simulation at work: seeds, everything there is to go through, workers at once, and bugs that it must find.

mod at_once;
mod planted;
mod seeds;
mod switches;
