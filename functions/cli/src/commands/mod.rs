//! One file per command: call the use case, print what came of it, choose the exit code, say what to type next.

mod apply;
mod cases;
mod classify;
mod demo;
mod diagnosis;
mod dlq;
mod document;
mod explain;
mod heal;
mod next;
mod plan;
mod policy;
mod shift;
mod sim;
mod sweep;
mod switch;
mod undo;

pub(crate) use apply::apply;
pub(crate) use cases::{list_cases, show_case};
pub(crate) use classify::classify;
pub(crate) use demo::demo;
pub(crate) use dlq::list_dead_letters;
pub(crate) use explain::explain;
pub(crate) use heal::heal;
pub(crate) use plan::plan;
pub(crate) use policy::check_policy;
pub(crate) use sim::simulate;
pub(crate) use sweep::sweep;
pub(crate) use switch::{pause, resume};
pub(crate) use undo::undo;
