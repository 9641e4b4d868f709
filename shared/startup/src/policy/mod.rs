//! The policy file: what the organization allows. `docs/POLICY.md` is its reference.
//!
//! Whatever is wrong with it, the answer is a policy under which a person does everything.

mod limits;
mod lists;
mod read;

#[cfg(test)]
mod tests;

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
    /// The settings name no file: a person does everything.
    NotNamed,
    /// This file is missing, cannot be read, or has faults: a person does everything.
    Refused(PathBuf),
}

/// Reads the policy that the settings name. One with a fault anywhere counts as none.
pub fn load_policy(path: Option<&Path>) -> PolicyLoad {
    let Some(path) = path else {
        return PolicyLoad { policy: Policy::manual_for_all(), faults: Vec::new(), origin: PolicyOrigin::NotNamed };
    };
    match read_text(path).map_err(|fault| vec![fault]).and_then(|text| read_policy(&text)) {
        Ok(policy) => PolicyLoad { policy, faults: Vec::new(), origin: PolicyOrigin::File(path.to_owned()) },
        Err(faults) => {
            let origin = PolicyOrigin::Refused(path.to_owned());
            PolicyLoad { policy: Policy::manual_for_all(), faults, origin }
        }
    }
}
