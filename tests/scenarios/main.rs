//! Whole stories: given a world, when a failure arrives, then the world, the report and the journal.

mod causes;
mod concurrent;
mod dry;
mod duplicates;
mod fence;
mod guards;
mod harm;
mod inputs;
mod killed;
mod quirks;
mod repair;
mod stale;
mod story;
mod writes;
