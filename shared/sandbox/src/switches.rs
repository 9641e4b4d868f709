//! The one list of the vendors' behaviours that no public source settles and that can change what the program does.
//!
//! Each switch turns one behaviour from the most plausible one to another plausible one. The simulation draws from this
//! list, and the tests go through all of it, alone and in pairs. It knows nothing of the program.

use crate::World;
use crate::atlassian::{
    self, AccountLeft, CaseHandling, CreateMeets, LinkToDeactivated, LinksLookAt, NoLinks, PendingDeletion,
    PlainSearch, ReleasedRecord, RenameToUnclaimed, RetryAfter, SameAddress, TakenAddress, Uniqueness, UniquenessText,
    UnlinkedAccount, UnmanagedLinks, UnpublishedLimits, UpdateOfUnlinked, Visibility,
};
use crate::entra::quirks::{
    self as entra, AddressFilters, ClaimsPermission, ClaimsPolicyShape, ExportedIds, IdentityFilter, LogPermission,
    MissingTarget, OldValues, OnDemandLog, OnDemandShape, PatchDialect, ServicePrincipalShape, StagedDeleteSpelling,
    StatusFilter, Throttling, UntouchedClaims,
};
use http::StatusCode;

macro_rules! switches {
    (
        organization { $($here:ident = $here_words:literal: $here_set:expr;)+ }
        tenant { $($there:ident = $there_words:literal: $there_set:expr;)+ }
    ) => {
        /// A behaviour that is otherwise than is most plausible.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Switch {
            $(#[doc = $here_words] $here,)+
            $(#[doc = $there_words] $there,)+
        }

        impl Switch {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$here,)+ $(Self::$there,)+];

            /// What it makes the vendors do, in words.
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$here => $here_words,)+
                    $(Self::$there => $there_words,)+
                }
            }

            const fn set(self) -> Set {
                match self {
                    $(Self::$here => Set::Organization($here_set),)+
                    $(Self::$there => Set::Tenant($there_set),)+
                }
            }
        }
    };
}

switches!(
    organization {
        // What a request about SCIM links answers where there is nothing to answer, and where nothing may be asked.
        NoLinksMissingList = "That there are no links is told by leaving the list out.": |q| q.no_links = NoLinks::MissingList;
        NoLinksNotFound = "That there are no links is told by 404.": |q| q.no_links = NoLinks::NotFound;
        UnmanagedLinksForbidden = "Links of an account that is not managed here are answered with 403.":
            |q| q.links_of_unmanaged = UnmanagedLinks::Forbidden;
        // What deleting the records of an account answers, and what it leaves.
        OnlyDeleteAnswersOk = "Deleting an account's records is answered with 200.":
            |q| q.only_delete_success = StatusCode::OK;
        OnlyDeleteOfNothingAccepted = "Deleting the records of an account that has none is answered with 204.":
            |q| q.only_delete_without_record = StatusCode::NO_CONTENT;
        OnlyDeleteDeactivates = "Deleting an account's records deactivates it.":
            |q| q.only_delete_leaves = AccountLeft::Deactivated;
        UnlockTakesAnHour = "An account is editable an hour after its last record went.": |q| q.editable_after_s = 3_600;
        // What unlinking leaves, and what becomes of a record without account.
        UnlinkedStaysLocked = "An account whose record was only unlinked stays locked.":
            |q| q.unlinked_account = UnlinkedAccount::Locked;
        ReleasedRecordsIgnored = "A record that was unlinked occupies nothing.":
            |q| q.released_record = ReleasedRecord::Ignored;
        UpdateOfUnlinkedLinks = "An update of a record without account links it, and makes no account.":
            |q| q.update_of_unlinked = UpdateOfUnlinked::Links;
        UpdateOfUnlinkedDoesNothing = "An update of a record without account does nothing.":
            |q| q.update_of_unlinked = UpdateOfUnlinked::Nothing;
        // Renames.
        TakenIsConflict = "A rename to a taken address is answered with 409.": |q| q.taken_address = taken(StatusCode::CONFLICT);
        TakenIsForbidden = "A rename to a taken address is answered with 403.": |q| q.taken_address = taken(StatusCode::FORBIDDEN);
        SameAddressRefused = "A rename to the address that the account has is refused.":
            |q| q.same_address = SameAddress::Refused;
        UnclaimedDomainRefuses = "A verified domain with nothing claimed on it takes no renamed accounts.":
            |q| q.rename_to_unclaimed = RenameToUnclaimed::Refused;
        PendingDeletionEditable = "The address of an account marked for deletion can be set.":
            |q| q.pending_deletion = PendingDeletion::AddressEditable;
        // What the reads show, and how they compare.
        LinksLookAtAccounts = "Links for an address are found by the accounts' addresses.": |q| q.links_look_at = LinksLookAt::Accounts;
        LinksLookAtBoth = "Links for an address are found by the records' and the accounts' addresses.":
            |q| q.links_look_at = LinksLookAt::Both;
        LinksCompareExactly = "Links for an address are found by its exact spelling.": |q| q.links_case = CaseHandling::Exact;
        SearchComparesExactly = "The search finds an address by its exact spelling.": |q| q.search_case = CaseHandling::Exact;
        SearchShowsManagedToo = "A search without claim status shows managed accounts outside of directories.":
            |q| q.plain_search = PlainSearch::ManagedToo;
        UnverifiedHidden = "The search hides accounts that were never verified.": |q| q.unverified = Visibility::Hidden;
        UnmanagedAddressesHidden = "Answers hide addresses of accounts that are not managed here.":
            |q| q.unmanaged_emails = Visibility::Hidden;
        GuestsHidden = "The search hides guests whom another organization manages.": |q| q.foreign_guests = Visibility::Hidden;
        NoProductAccess = "The search leaves product access out.": |q| leave_out(q, "productAccess");
        NoGroups = "The search leaves groups out.": |q| leave_out(q, "groups");
        NoClaimStatus = "The search leaves the claim status out.": |q| leave_out(q, "claimStatus");
        NoAddedToOrg = "The search leaves the day of adding out.": |q| leave_out(q, "addedToOrg");
        ActivityLags = "Activity is a day late.": |q| q.activity_lag_s = 86_400;
        // Limits.
        RetryAfterPresent = "429 says when to come back.": |q| q.retry_after = RetryAfter::Present;
        LimitsEverywhere = "SCIM, SCIM links and user management take ten requests in a minute each.":
            |q| q.unpublished_limits = UnpublishedLimits::PerMinute(10);
        // What a pushed record collides with, and what it is linked to.
        TextNamesAttribute = "The text of a 409 names what collided.": |q| q.uniqueness_text = UniquenessText::Attribute;
        ExternalIdsFree = "External ids need not be unique.": |q| q.external_ids = Uniqueness::Free;
        AddressesFreeAcrossDirectories = "Addresses need not be unique across directories.":
            |q| q.emails_across_directories = Uniqueness::Free;
        LinkLeavesDeactivated = "A link leaves a deactivated account deactivated.":
            |q| q.link_to_deactivated = LinkToDeactivated::Leaves;
        UnmanagedNotLinked = "A new record is refused where an unmanaged account has its address.":
            |q| q.create_on_unmanaged = CreateMeets::Refuses;
        UnverifiedLinked = "A new record is linked to an account that was never verified.":
            |q| q.create_on_unverified = CreateMeets::Links;
        ForeignLinked = "A new record is linked to an account of another organization.":
            |q| q.create_on_foreign = CreateMeets::Links;
        PendingDeletionLinked = "A new record is linked to an account that is marked for deletion.":
            |q| q.create_on_pending_deletion = CreateMeets::Links;
    }
    tenant {
        // Provision on demand.
        OnDemandAnswersObject = "Provision on demand answers with a result object.": |q| q.on_demand_shape = OnDemandShape::ResultObject;
        OnDemandSilent = "Provision on demand leaves no record in the log.": |q| q.on_demand_log = OnDemandLog::Silent;
        MissingTargetFails = "A push whose target record is gone fails, and matches nothing else.":
            |q| q.missing_target = MissingTarget::InvalidAnchor;
        PatchesCompliant = "Patches are written as the standard says.": |q| q.patch_dialect = PatchDialect::Compliant;
        // The provisioning log and its exports.
        OldValuesNull = "Records of updates tell no former values.": |q| q.old_values = OldValues::Null;
        ServicePrincipalArray = "The log names the service principal in an array.":
            |q| q.service_principal = ServicePrincipalShape::Array;
        StagedDeleteLowerCase = "Staged deletions are spelled in lower case.": |q| q.staged_delete = StagedDeleteSpelling::LowerCase;
        ExportedIdsOfTheirOwn = "An exported record has another id than the record in Graph.":
            |q| q.exported_ids = ExportedIds::Own;
        LogLags = "The log is a quarter of an hour late.": |q| q.log_lag_s = 900;
        LogBroadOnly = "The log needs the broad permission.": |q| q.log_permission = LogPermission::BroadOnly;
        LogRefusesStatus = "The log refuses filters on the status.": |q| q.status_filter = StatusFilter::Refused;
        LogRefusesIdentities = "The log refuses filters on the source identity.": |q| q.identity_filter = IdentityFilter::Refused;
        // The directory and the application.
        AddressFiltersPlain = "Address filters need no special headers.": |q| q.address_filters = AddressFilters::Plain;
        EventualLagsADay = "The provider's search is a day late.": |q| q.eventual_lag_s = 86_400;
        ClaimsInList = "The claims policy is a list.": |q| q.claims_policy = ClaimsPolicyShape::List;
        UntouchedClaimsEmpty = "Claims that nobody edited are empty.": |q| q.untouched_claims = UntouchedClaims::Empty;
        ClaimsNeedWrite = "The claims policy is read by those only who may write it.":
            |q| q.claims_permission = ClaimsPermission::ReadWriteOnly;
        // Limits and pages.
        ThrottlesWithRetryAfter = "The provider throttles, and says for how long.": |q| q.throttling = Throttling::WithRetryAfter;
        ThrottlesWithout = "The provider throttles, and does not say for how long.":
            |q| q.throttling = Throttling::WithoutRetryAfter;
        PagesOfOne = "Pages hold one item where the request does not say how many.": |q| q.default_page_size = 1;
        PagesAreSmall = "Pages hold two items at most, whatever the request says.": |q| q.page_max = 2;
    }
);

/// What a switch sets, and at which vendor.
#[derive(Clone, Copy)]
enum Set {
    Organization(fn(&mut atlassian::Quirks)),
    Tenant(fn(&mut entra::Quirks)),
}

impl Switch {
    /// Throws it in a world.
    pub fn throw(self, world: &mut World) {
        match self.set() {
            Set::Organization(set) => set(world.organization.quirks()),
            Set::Tenant(set) => set(&mut world.tenant.quirks),
        }
    }

    /// Every two that can be thrown together: those that set the same thing to different values cannot.
    pub fn pairs() -> Vec<(Self, Self)> {
        let ordered = Self::ALL.iter().flat_map(|one| Self::ALL.iter().map(move |other| (*one, *other)));
        ordered.filter(|(one, other)| one < other && after(*one, *other) == after(*other, *one)).collect()
    }
}

/// How both vendors behave after these two were thrown in this order.
fn after(one: Switch, other: Switch) -> (atlassian::Quirks, entra::Quirks) {
    let (mut organization, mut tenant) = (atlassian::Quirks::default(), entra::Quirks::default());
    for switch in [one, other] {
        match switch.set() {
            Set::Organization(set) => set(&mut organization),
            Set::Tenant(set) => set(&mut tenant),
        }
    }
    (organization, tenant)
}

fn leave_out(quirks: &mut atlassian::Quirks, field: &'static str) {
    quirks.absent_fields.insert(field);
}

const fn taken(status: StatusCode) -> TakenAddress {
    TakenAddress { status, key: "emailTaken" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_changes_something() {
        let plain = (atlassian::Quirks::default(), entra::Quirks::default());
        let idle: Vec<_> = Switch::ALL.iter().filter(|switch| after(**switch, **switch) == plain).collect();
        assert_eq!(idle, Vec::<&Switch>::new());
    }

    #[test]
    fn two_values_of_one_thing_are_no_pair() {
        let pairs = Switch::pairs();
        assert!(!pairs.contains(&(Switch::NoLinksMissingList, Switch::NoLinksNotFound)));
        assert!(pairs.contains(&(Switch::NoGroups, Switch::NoClaimStatus)));
        assert!(pairs.contains(&(Switch::NoLinksNotFound, Switch::OnDemandSilent)));
    }
}
