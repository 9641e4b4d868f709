//! Whole stories: given a world, when a failure arrives, then the world, the report and the journal.

mod repair;
