//! The policy file: what the organization allows. `docs/POLICY.md` is its reference.
//!
//! Whatever is wrong with it, the answer is a policy under which a person does everything.

mod compared;
mod limits;
mod lists;
mod read;

#[cfg(test)]
mod tests;

pub use compared::{Effect, PolicyChange, compare};
pub use read::read_policy;

use crate::toml_file::{Fault, read_text};
use std::path::{Path, PathBuf};
use untwin_core::decision::Policy;

/// A policy, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyLoad {
    /// What holds now.
    pub policy: Policy,
    /// What is wrong with the file; empty where it holds as written, or where none is named.
    pub faults: Vec<Fault>,
    /// Where the policy comes from.
    pub origin: PolicyOrigin,
}

/// Where a policy comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyOrigin {
    /// This file, as written.
    File(PathBuf),
    /// The policy of this number, as an operator pushed it into the store.
    Pushed(u64),
    /// The settings name no file: a person does everything.
    NotNamed,
    /// This file is missing, cannot be read, or has faults: a person does everything.
    Refused(PathBuf),
    /// The policy of this number was pushed, and has faults for this program: a person does everything.
    PushRefused(u64),
}

impl PolicyLoad {
    fn held(policy: Policy, origin: PolicyOrigin) -> Self {
        Self { policy, faults: Vec::new(), origin }
    }

    fn refused(faults: Vec<Fault>, origin: PolicyOrigin) -> Self {
        Self { policy: Policy::manual_for_all(), faults, origin }
    }
}

/// Reads a policy file, with its text, or tells all of its faults.
pub fn read_policy_file(path: &Path) -> Result<(Policy, String), Vec<Fault>> {
    let text = read_text(path).map_err(|fault| vec![fault])?;
    Ok((read_policy(&text)?, text))
}

/// Reads the policy that the settings name. One with a fault anywhere counts as none.
pub fn load_policy(path: Option<&Path>) -> PolicyLoad {
    let Some(path) = path else { return PolicyLoad::refused(Vec::new(), PolicyOrigin::NotNamed) };
    match read_policy_file(path) {
        Ok((policy, _)) => PolicyLoad::held(policy, PolicyOrigin::File(path.to_owned())),
        Err(faults) => PolicyLoad::refused(faults, PolicyOrigin::Refused(path.to_owned())),
    }
}

/// The same for a policy that was pushed.
pub fn pushed_policy(text: &str, number: u64) -> PolicyLoad {
    match read_policy(text) {
        Ok(policy) => PolicyLoad::held(policy, PolicyOrigin::Pushed(number)),
        Err(faults) => PolicyLoad::refused(faults, PolicyOrigin::PushRefused(number)),
    }
}
