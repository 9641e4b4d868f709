//! Whole stories: given a world, when a failure arrives, then the world, the report and the journal.

mod after;
mod canaries;
mod causes;
mod concurrent;
mod dry;
mod duplicates;
mod fence;
mod guards;
mod harm;
mod inbox;
mod inputs;
mod keys;
mod killed;
mod linked;
mod looking;
mod people;
mod quirks;
mod repair;
mod scanning;
mod stale;
mod story;
mod telling;
mod unusable;
mod writes;
