//! `untwin policy`: what a policy file says, what it would change, and putting it in force.

mod check;
mod compared;
mod push;

pub(crate) use check::check_policy;
pub(crate) use compared::diff_policy;
pub(crate) use push::push_policy;
