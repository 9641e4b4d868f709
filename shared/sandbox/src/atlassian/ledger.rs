//! What happened, for assertions: every change of the model's state and every request that was handled.

use http::{Method, StatusCode};
use jiff::Timestamp;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, GroupId, ScimUserId};

/// One change of state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// When.
    pub at: Timestamp,
    /// Through whom.
    pub actor: Actor,
    /// What.
    pub change: Change,
}

/// Through whom something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A request with the organization's key.
    OrganizationKey,
    /// A request with the key of this SCIM directory.
    DirectoryKey(DirectoryId),
    /// A person in the administration pages or an account's owner; no request.
    Person,
    /// Time alone (the end of a grace period).
    Time,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the ids and addresses that their names say")]
pub enum Change {
    /// An account was made by a push.
    AccountCreated { account: AccountId },
    /// An account's address changed.
    AddressChanged { account: AccountId, from: EmailAddress, to: EmailAddress },
    /// An account's name changed.
    NameChanged { account: AccountId },
    /// An account's sessions ended.
    SessionsEnded { account: AccountId, count: u32 },
    /// An account was deactivated.
    Deactivated { account: AccountId },
    /// An account was activated again.
    Reactivated { account: AccountId },
    /// An account was marked for deletion.
    MarkedForDeletion { account: AccountId },
    /// The mark was taken away, which also activates the account.
    DeletionCancelled { account: AccountId },
    /// An account was deleted for good.
    Closed { account: AccountId },
    /// An account became managed here.
    Claimed { account: AccountId },
    /// An API token was deleted.
    TokenDeleted { account: AccountId, token: String },
    /// A SCIM record was made.
    RecordCreated { directory: DirectoryId, record: ScimUserId },
    /// A SCIM record's content changed.
    RecordChanged { directory: DirectoryId, record: ScimUserId },
    /// A SCIM record was deleted.
    RecordDeleted { directory: DirectoryId, record: ScimUserId },
    /// A SCIM record was linked to an account.
    Linked { directory: DirectoryId, record: ScimUserId, account: AccountId },
    /// A SCIM record lost its account and stayed.
    Unlinked { directory: DirectoryId, record: ScimUserId, account: AccountId },
    /// A SCIM group was made.
    GroupCreated { directory: DirectoryId, group: GroupId },
    /// A SCIM group was deleted.
    GroupDeleted { directory: DirectoryId, group: GroupId },
    /// A record joined a SCIM group.
    MemberAdded { group: GroupId, record: ScimUserId },
    /// A record left a SCIM group.
    MemberRemoved { group: GroupId, record: ScimUserId },
}

/// One request that was handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandledRequest {
    /// When.
    pub at: Timestamp,
    /// Method.
    pub method: Method,
    /// Path without its query, as sent.
    pub path: String,
    /// Whether such a request could change anything; told by meaning, since two reads are a POST.
    pub meaning: Meaning,
    /// What was answered.
    pub status: StatusCode,
}

/// Whether a request could change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It only reads.
    Read,
    /// It would change something if it were accepted.
    Write,
}

/// When and through whom the change at hand comes about.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub(super) at: Timestamp,
    pub(super) actor: Actor,
}
