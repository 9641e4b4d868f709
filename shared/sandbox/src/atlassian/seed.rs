//! Accounts and records as a world or a test writes them down.
//!
//! A seed that cannot be read is a mistake in the world that is being built, so it ends the program.

use super::account::{Account, ApiToken, Claim, Kind, Lifecycle, Membership, ProductAccess, SignIn, Verification};
use super::directory::{Activity, Draft, Tie};
use jiff::Timestamp;
use serde_json::{Map, json};
use std::collections::BTreeSet;
use std::fmt::Debug;
use untwin_core::domain::{AccountId, EmailAddress, ScimUserId};

/// An account to be added.
#[derive(Debug, Clone)]
pub struct AccountSeed {
    pub(super) account: Account,
}

impl AccountSeed {
    /// An active, verified account that this organization manages, in a directory.
    pub fn managed(id: &str, email: &str) -> Self {
        Self::of(id, email, Claim::Managed, Membership::Active)
    }

    /// An active, verified account that only its owner manages, in a directory of the organization.
    pub fn unmanaged(id: &str, email: &str) -> Self {
        Self::of(id, email, Claim::Unmanaged, Membership::Active)
    }

    /// An account that another organization manages; invisible here unless it is made a guest by [`Self::invited`].
    pub fn foreign(id: &str, email: &str) -> Self {
        Self::of(id, email, Claim::OtherOrganization, Membership::Absent)
    }

    fn of(id: &str, email: &str, claim: Claim, membership: Membership) -> Self {
        let account = Account {
            id: account_id(id),
            email: address(email),
            verification: Verification::Verified,
            lifecycle: Lifecycle::Active,
            membership,
            claim,
            kind: Kind::Person,
            name: email.split('@').next().unwrap_or_default().to_owned(),
            added_at: None,
            roles: BTreeSet::new(),
            products: Vec::new(),
            local_groups: BTreeSet::new(),
            tokens: Vec::new(),
            sessions: 1,
            sign_in: SignIn::Free,
            locked_until: None,
        };
        Self { account }
    }

    /// With this full name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.account.name);
        self
    }

    /// Added to the organization then.
    #[must_use]
    pub fn added(mut self, at: Timestamp) -> Self {
        self.account.added_at = Some(at);
        self
    }

    /// May use a product, and last did then.
    #[must_use]
    pub fn last_active(mut self, product: &str, at: Timestamp) -> Self {
        self.account.products.push(ProductAccess { key: product.to_owned(), last_active_at: Some(at) });
        self
    }

    /// May use a product, and never did.
    #[must_use]
    pub fn never_active(mut self, product: &str) -> Self {
        self.account.products.push(ProductAccess { key: product.to_owned(), last_active_at: None });
        self
    }

    /// In these groups, without SCIM.
    #[must_use]
    pub fn in_groups(mut self, names: &[&str]) -> Self {
        self.account.local_groups.extend(names.iter().map(|&name| name.to_owned()));
        self
    }

    /// Has an API token, last used then.
    #[must_use]
    pub fn token_used(self, at: Timestamp) -> Self {
        self.token(at, Some(at))
    }

    /// Has an API token, made then and never used.
    #[must_use]
    pub fn token_unused(self, created_at: Timestamp) -> Self {
        self.token(created_at, None)
    }

    fn token(mut self, created_at: Timestamp, last_used_at: Option<Timestamp>) -> Self {
        let id = format!("token-{}", self.account.tokens.len() + 1);
        self.account.tokens.push(ApiToken { id, created_at, last_used_at });
        self
    }

    /// Has a platform role (`atlassian/org-admin`).
    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        self.account.roles.insert(role.to_owned());
        self
    }

    /// Its address was never confirmed.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.account.verification = Verification::Unverified;
        self
    }

    /// Deactivated then.
    #[must_use]
    pub fn deactivated(mut self, at: Timestamp) -> Self {
        self.account.lifecycle = Lifecycle::Deactivated(at);
        self.account.sessions = 0;
        self
    }

    /// Marked for deletion then.
    #[must_use]
    pub fn for_deletion(mut self, at: Timestamp) -> Self {
        self.account.lifecycle = Lifecycle::ForDeletion(at);
        self.account.sessions = 0;
        self
    }

    /// Suspended in its directory.
    #[must_use]
    pub fn suspended(mut self) -> Self {
        self.account.membership = Membership::Suspended;
        self
    }

    /// In no directory: a plain search does not find it (`not_invited`).
    #[must_use]
    pub fn outside_directories(mut self) -> Self {
        self.account.membership = Membership::Absent;
        self
    }

    /// In a directory of the organization.
    #[must_use]
    pub fn invited(mut self) -> Self {
        self.account.membership = Membership::Active;
        self
    }

    /// Under this authentication policy.
    #[must_use]
    pub fn signed_in_by(mut self, policy: SignIn) -> Self {
        self.account.sign_in = policy;
        self
    }

    /// With this many open sessions.
    #[must_use]
    pub fn sessions(mut self, count: u32) -> Self {
        self.account.sessions = count;
        self
    }

    /// Of this kind.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.account.kind = kind;
        self
    }
}

/// A SCIM record to be added.
#[derive(Debug, Clone)]
pub struct RecordSeed {
    pub(super) id: ScimUserId,
    pub(super) draft: Draft,
    pub(super) tie: Tie,
    pub(super) created_at: Timestamp,
}

impl RecordSeed {
    /// An active record without account, whose `userName` is its address.
    pub fn new(id: &str, email: &str) -> Self {
        let mut document = Map::new();
        document.insert("userName".to_owned(), json!(email));
        document.insert("emails".to_owned(), json!([{ "value": email, "type": "work", "primary": true }]));
        let draft = Draft {
            user_name: email.to_owned(),
            external_id: None,
            email: address(email),
            activity: Activity::Active,
            document,
        };
        let id = sound(ScimUserId::parse(id), "a SCIM user id");
        Self { id, draft, tie: Tie::Orphan, created_at: Timestamp::UNIX_EPOCH }
    }

    /// With this `externalId`.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.draft.external_id = Some(id.to_owned());
        self.draft.document.insert("externalId".to_owned(), json!(id));
        self
    }

    /// With a `userName` other than the address.
    #[must_use]
    pub fn user_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.draft.user_name);
        self.draft.document.insert("userName".to_owned(), json!(name));
        self
    }

    /// With `active` false.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.draft.activity = Activity::Inactive;
        self.draft.document.insert("active".to_owned(), json!(false));
        self
    }

    /// Made then.
    #[must_use]
    pub fn created(mut self, at: Timestamp) -> Self {
        self.created_at = at;
        self
    }

    /// Linked to this account.
    #[must_use]
    pub fn linked_to(mut self, account: &AccountId) -> Self {
        self.tie = Tie::Linked(account.clone());
        self
    }
}

pub(super) fn address(text: &str) -> EmailAddress {
    sound(EmailAddress::parse(text), "an address")
}

fn account_id(text: &str) -> AccountId {
    sound(AccountId::parse(text), "an account id")
}

/// What a world must get right.
#[expect(clippy::expect_used, reason = "a world that cannot be read is a mistake of whoever writes it down")]
pub(super) fn sound<T, E: Debug>(read: Result<T, E>, what: &str) -> T {
    read.map_err(|error| format!("{what} in this world is unusable: {error:?}")).expect("a sound world")
}

/// What a world must have.
pub(super) fn present<T>(found: Option<T>, what: &str) -> T {
    sound(found.ok_or("not there"), what)
}
