//! The decision, tested as data: a healthy duplicate, and what changes when one thing in it changes.

mod causes;
mod corpus;
mod docs;
mod guards;
mod hash;
mod healthy;
mod history;
mod linked;
mod manual;
mod neighbours;
mod newest;
mod plan_check;
mod verdict;

use super::*;
