//! Behaviours that no public source confirms, as switches. The defaults are what seems most plausible.
//!
//! The product has to be right under each of them.

use http::StatusCode;
use std::collections::BTreeSet;

/// How this organization behaves where the documents are silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirks {
    /// Success code of unlinking a record.
    pub unlink_success: StatusCode,
    /// Answer to unlinking a record that has no link.
    pub unlink_again: StatusCode,
    /// Success code of deleting an account's records.
    pub only_delete_success: StatusCode,
    /// Answer to deleting the records of an account that has none.
    pub only_delete_without_record: StatusCode,
    /// What deleting an account's records does to the account.
    pub only_delete_leaves: AccountLeft,
    /// The answer where there is no link to show.
    pub no_links: NoLinks,
    /// What `get-scim-links-for-email` compares with.
    pub links_look_at: LinksLookAt,
    /// Case of addresses in `get-scim-links-for-email`.
    pub links_case: CaseHandling,
    /// Case of addresses in users/search.
    pub search_case: CaseHandling,
    /// Whether the links of an account that is not managed here are told.
    pub links_of_unmanaged: UnmanagedLinks,
    /// The answer to renaming to an address that an account holds.
    pub taken_address: TakenAddress,
    /// The answer to renaming an account to the address that it has.
    pub same_address: SameAddress,
    /// Seconds from the removal of the last link until `email.set` is allowed.
    pub editable_after_s: i64,
    /// Whether an account is editable once its record is only unlinked.
    pub unlinked_account: UnlinkedAccount,
    /// Whether an unlinked record still occupies its address and names.
    pub released_record: ReleasedRecord,
    /// What an update of a record without account does.
    pub update_of_unlinked: UpdateOfUnlinked,
    /// Whether the address of an account marked for deletion can be set.
    pub pending_deletion: PendingDeletion,
    /// Whether a SCIM link also forbids deleting the account.
    pub deletion_under_scim: DeletionUnderScim,
    /// The answer to disabling what is disabled, and the like.
    pub repeated_lifecycle: RepeatedLifecycle,
    /// Whether an account may be renamed into a domain that is verified with nothing claimed on it.
    pub rename_to_unclaimed: RenameToUnclaimed,
    /// Properties that users/search and user details leave out (`claimStatus`).
    pub absent_fields: BTreeSet<&'static str>,
    /// Whether a 429 says when to come back in `Retry-After`.
    pub retry_after: RetryAfter,
    /// Whether the APIs without a published limit have one.
    pub unpublished_limits: UnpublishedLimits,
    /// Whether search shows accounts that were never verified.
    pub unverified: Visibility,
    /// Whether search shows guests whom another organization manages.
    pub foreign_guests: Visibility,
    /// Whether answers say the addresses of accounts that are not managed here.
    pub unmanaged_emails: Visibility,
    /// Whom a search without `claimStatus` finds.
    pub plain_search: PlainSearch,
    /// Seconds by which activity is late (documented: up to a day).
    pub activity_lag_s: i64,
    /// What the text of a 409 names.
    pub uniqueness_text: UniquenessText,
    /// Whether an `externalId` must be unique in its directory; the sources contradict each other.
    pub external_ids: Uniqueness,
    /// Whether an address must be unique over the records of all directories.
    pub emails_across_directories: Uniqueness,
    /// A record is created with the address of an unmanaged account.
    pub create_on_unmanaged: CreateMeets,
    /// A record is created with the address of an account that was never verified.
    pub create_on_unverified: CreateMeets,
    /// A record is created with the address of an account of another organization.
    pub create_on_foreign: CreateMeets,
    /// A record is created with the address of an account marked for deletion.
    pub create_on_pending_deletion: CreateMeets,
    /// What linking an active record does to a deactivated account.
    pub link_to_deactivated: LinkToDeactivated,
}

macro_rules! switch {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$case_doc])* $case),+ }
    };
}

switch!(
    /// What happens to an account whose records are deleted.
    AccountLeft {
        /// It stays as it is.
        AsItWas,
        /// It is deactivated.
        Deactivated,
    }
);
switch!(
    /// How "no link" is said.
    NoLinks {
        /// An empty list.
        EmptyList,
        /// The list is missing.
        MissingList,
        /// 404.
        NotFound,
    }
);
switch!(
    /// Whether links are told of accounts that are not managed here.
    UnmanagedLinks {
        /// As those of managed accounts.
        Told,
        /// 403.
        Forbidden,
    }
);
switch!(
    /// The answer to a rename that changes nothing.
    SameAddress {
        /// As if it had changed: sessions end.
        Accepted,
        /// 400.
        Refused,
    }
);
switch!(
    /// What an address is compared with.
    LinksLookAt {
        /// The addresses of records.
        Records,
        /// The addresses of the accounts behind them.
        Accounts,
        /// Either.
        Both,
    }
);
switch!(
    /// How addresses are compared.
    CaseHandling {
        /// Without regard to ASCII case.
        Folded,
        /// As spelled.
        Exact,
    }
);
switch!(
    /// Whether an account is editable after an unlink that keeps the record.
    UnlinkedAccount {
        /// It is.
        Editable,
        /// It stays locked as long as the record exists.
        Locked,
    }
);
switch!(
    /// Whether an unlinked record is still in the way.
    ReleasedRecord {
        /// Its address and names stay taken.
        Blocks,
        /// It is as if it were not there.
        Ignored,
    }
);
switch!(
    /// What an update of a record without account does.
    UpdateOfUnlinked {
        /// Links it to the account that holds its address, or makes such an account.
        LinksOrCreates,
        /// Links it to the account that holds its address.
        Links,
        /// Nothing.
        Nothing,
    }
);
switch!(
    /// Whether the address of an account in its deletion grace can be set.
    PendingDeletion {
        /// It cannot.
        AddressLocked,
        /// It can.
        AddressEditable,
    }
);
switch!(
    /// Whether a SCIM link forbids deletion.
    DeletionUnderScim {
        /// It does.
        Locked,
        /// It does not.
        Allowed,
    }
);
switch!(
    /// The answer to a change of life that already is so.
    RepeatedLifecycle {
        /// 409; where there is no deletion to cancel, 404.
        Conflict,
        /// As if it had been done.
        Accepted,
    }
);
switch!(
    /// Whether a domain that is verified and unclaimed takes renamed accounts.
    RenameToUnclaimed {
        /// It does.
        Allowed,
        /// It does not.
        Refused,
    }
);
switch!(
    /// Whether something is shown.
    Visibility {
        /// Shown.
        Shown,
        /// Hidden.
        Hidden,
    }
);
switch!(
    /// Whether a 429 has `Retry-After`.
    RetryAfter {
        /// Only the documented headers.
        Absent,
        /// Seconds until the reset.
        Present,
    }
);
switch!(
    /// Whom a search without `claimStatus` finds.
    PlainSearch {
        /// Only users in directories (the reference's words).
        InDirectories,
        /// All managed accounts as well (the changelog's words).
        ManagedToo,
    }
);
switch!(
    /// What a 409 names.
    UniquenessText {
        /// Always the address, whatever collided.
        AlwaysEmail,
        /// The attribute that collided.
        Attribute,
    }
);
switch!(
    /// Whether something has to be unique.
    Uniqueness {
        /// A second one is refused.
        Enforced,
        /// A second one is accepted.
        Free,
    }
);
switch!(
    /// What a created record does with an account that has its address.
    CreateMeets {
        /// It links.
        Links,
        /// It is refused with 409.
        Refuses,
    }
);
switch!(
    /// What linking an active record does to a deactivated account.
    LinkToDeactivated {
        /// Activates it, since the record says active.
        Activates,
        /// Leaves it deactivated.
        Leaves,
    }
);

/// Whether SCIM, SCIM links and user management limit requests; no number is published for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnpublishedLimits {
    /// They do not.
    Unlimited,
    /// Each takes so many requests in a minute.
    PerMinute(u32),
}

/// The answer to renaming an account to an address that another one holds; the key is invented, no source names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAddress {
    /// Status.
    pub status: StatusCode,
    /// Error key.
    pub key: &'static str,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            unlink_success: StatusCode::NO_CONTENT,
            unlink_again: StatusCode::NO_CONTENT,
            only_delete_success: StatusCode::NO_CONTENT,
            only_delete_without_record: StatusCode::NOT_FOUND,
            only_delete_leaves: AccountLeft::AsItWas,
            no_links: NoLinks::EmptyList,
            links_look_at: LinksLookAt::Records,
            links_case: CaseHandling::Folded,
            search_case: CaseHandling::Folded,
            links_of_unmanaged: UnmanagedLinks::Told,
            taken_address: TakenAddress { status: StatusCode::BAD_REQUEST, key: "fieldConstraintsViolated" },
            same_address: SameAddress::Accepted,
            editable_after_s: 0,
            unlinked_account: UnlinkedAccount::Editable,
            released_record: ReleasedRecord::Blocks,
            update_of_unlinked: UpdateOfUnlinked::LinksOrCreates,
            pending_deletion: PendingDeletion::AddressLocked,
            deletion_under_scim: DeletionUnderScim::Locked,
            repeated_lifecycle: RepeatedLifecycle::Conflict,
            rename_to_unclaimed: RenameToUnclaimed::Allowed,
            absent_fields: BTreeSet::new(),
            retry_after: RetryAfter::Absent,
            unpublished_limits: UnpublishedLimits::Unlimited,
            unverified: Visibility::Shown,
            foreign_guests: Visibility::Shown,
            unmanaged_emails: Visibility::Shown,
            plain_search: PlainSearch::InDirectories,
            activity_lag_s: 0,
            uniqueness_text: UniquenessText::AlwaysEmail,
            external_ids: Uniqueness::Enforced,
            emails_across_directories: Uniqueness::Enforced,
            create_on_unmanaged: CreateMeets::Links,
            create_on_unverified: CreateMeets::Refuses,
            create_on_foreign: CreateMeets::Refuses,
            create_on_pending_deletion: CreateMeets::Refuses,
            link_to_deactivated: LinkToDeactivated::Activates,
        }
    }
}
