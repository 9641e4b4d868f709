//! What is left after a repair: the renamed account and the next looks, as documents name them.

use jiff::Timestamp;
use serde::Serialize;
use untwin_core::domain::{AccountId, CaseId};
use untwin_workflow::{Aftercare, Placeholder, RenamedAccount};

/// What is left to do after a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AfterEntry {
    /// When the repair is looked at again.
    pub looks: Vec<Timestamp>,
    /// The account that the repair renamed, where it renamed one.
    pub renamed: Option<RenamedEntry>,
}

/// An account that was renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RenamedEntry {
    /// The account.
    pub account: AccountId,
    /// Its placeholder.
    pub address: String,
    /// What is proposed, and where to click.
    pub proposal: Vec<String>,
    /// Its access and tokens, as they were read before the repair.
    pub known: Vec<String>,
}

/// A renamed account that still lives a fortnight after its repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlaceholderEntry {
    /// The case.
    pub case: CaseId,
    /// The account.
    pub account: AccountId,
    /// Its placeholder.
    pub address: String,
    /// When the repair was verified first.
    pub repaired_at: Timestamp,
}

impl From<Aftercare> for AfterEntry {
    fn from(Aftercare { looks, renamed }: Aftercare) -> Self {
        let told = |RenamedAccount { account, address, proposal, known }: RenamedAccount| {
            let address = address.to_string();
            RenamedEntry { account, address, proposal, known }
        };
        Self { looks, renamed: renamed.map(told) }
    }
}

impl From<&Placeholder> for PlaceholderEntry {
    fn from(living: &Placeholder) -> Self {
        Self {
            case: living.case.clone(),
            account: living.account.clone(),
            address: living.address.to_string(),
            repaired_at: living.repaired_at,
        }
    }
}
