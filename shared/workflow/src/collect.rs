//! Collecting evidence: which questions depend on which answers, asked in parallel where they do not.
//!
//! Three rounds: what the failure names, what the wanted address leads to, and the two accounts in full.
//! Nothing is concluded here; a question that makes no sense is answered "not asked", with the reason.

mod accounts;
mod records;
mod rounds;

use crate::ports::{Eyes, IdpReads, OrganizationReads};
use crate::setup::Pushed;
use jiff::Timestamp;
use rounds::{First, Second};
use untwin_core::domain::{CaseKey, DirectoryId, EventId, Evidence};

/// What evidence is collected about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The case's key; its subject and job are asked about, its address is not trusted.
    pub key: CaseKey,
    /// The SCIM directory.
    pub directory: DirectoryId,
    /// The newest failing record.
    pub record: EventId,
    /// Since when the logs are read.
    pub since: Timestamp,
}

/// Collects the evidence of one case.
pub async fn collect<O: OrganizationReads, I: IdpReads>(eyes: &Eyes<O, I>, about: &About, by: &Pushed) -> Evidence {
    let first = First::ask(eyes, about).await;
    let second = Second::ask(eyes, about, by, &first).await;
    accounts::ask(eyes, about, by, first, second).await
}
