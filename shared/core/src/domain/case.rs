//! A case: one person, one wanted address, one job. Its key, its states and its outcomes.

use super::{CaseId, IdpUserId, JobId, TenantId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What makes two failures the same case, however often and in whatever shape they arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseKey {
    /// Tenant of the identity provider.
    pub tenant: TenantId,
    /// Provisioning job.
    pub job: JobId,
    /// The IdP user being pushed.
    pub subject: IdpUserId,
    /// The value in conflict as the provider's own log says it, ASCII-folded: the wanted address, or what stands in its place.
    pub wanted: String,
}

impl CaseKey {
    /// The id of the case: made from the key, so that two workers agree on it without talking.
    pub fn case_id(&self) -> CaseId {
        let text = format!("{}\n{}\n{}\n{}", self.tenant, self.job, self.subject, self.wanted);
        let digest = sha256_hex(text.as_bytes());
        let short: String = digest.chars().take(12).collect();
        match CaseId::parse(&format!("case-{short}")) {
            Ok(id) => id,
            Err(_) => unreachable!("hex digits make an id"),
        }
    }
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// A failure was taken in; nothing was read yet.
    Received,
    /// Evidence was read and a decision stands.
    Diagnosed,
    /// A plan waits for a person.
    AwaitingApproval,
    /// A plan is being carried out.
    Executing,
    /// The provider has to push, and Atlassian has to show it.
    AwaitingSync,
    /// Verified from Atlassian; looked at again later.
    Repaired,
    /// With a person, with all the evidence.
    HandedOver,
    /// Not our business, counted.
    Ignored,
    /// Waiting for something that passes by itself.
    Deferred,
    /// A person must come: something is neither as before nor repaired.
    Stuck,
    /// Being undone.
    Undoing,
    /// Undone: the holder has its address back.
    Undone,
    /// Over: verified for good, or closed by a person.
    Closed,
}

/// What is said of a case to people and to programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person has one account, with the right address, verified from Atlassian.
    Repaired,
    /// A person decides.
    HandedOver,
    /// A plan waits for approval.
    AwaitingApproval,
    /// Pushed; not seen at Atlassian yet.
    AwaitingSync,
    /// Waits for something that passes by itself.
    Deferred,
    /// A person must come at once.
    Stuck,
    /// The holder has its address back.
    Undone,
    /// Not our business.
    Ignored,
}
