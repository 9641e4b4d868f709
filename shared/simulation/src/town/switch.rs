//! The switches of both vendors that can change what the program does.
//!
//! Each is a behaviour that no public source settles; the program has to be right under every one of them.

use untwin_sandbox::World;
use untwin_sandbox::atlassian::{
    CaseHandling, LinkToDeactivated, LinksLookAt, NoLinks, PendingDeletion, PlainSearch, ReleasedRecord,
    RenameToUnclaimed, RetryAfter, TakenAddress, Uniqueness, UniquenessText, UpdateOfUnlinked, Visibility,
};
use untwin_sandbox::entra::quirks::{
    AddressFilters, ClaimsPolicyShape, LogPermission, MissingTarget, OldValues, OnDemandLog, OnDemandShape,
    PatchDialect, ServicePrincipalShape, StagedDeleteSpelling, StatusFilter, Throttling, UntouchedClaims,
};

macro_rules! switches {
    ($($(#[$doc:meta])* $case:ident),+ $(,)?) => {
        /// A behaviour that is otherwise than is most plausible.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Switch { $($(#[$doc])* $case),+ }

        impl Switch {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];
        }
    };
}

switches!(
    /// No links: a missing list.
    NoLinksMissingList,
    /// No links: 404.
    NoLinksNotFound,
    /// Links for an address look at accounts.
    LinksLookAtAccounts,
    /// Links for an address look at records and accounts.
    LinksLookAtBoth,
    /// Links compare addresses as spelled.
    LinksCompareExactly,
    /// The search compares addresses as spelled.
    SearchComparesExactly,
    /// A search without claim status shows managed accounts outside of directories.
    SearchShowsManagedToo,
    /// A rename to a taken address is answered with 409.
    TakenIsConflict,
    /// A rename to a taken address is answered with 403.
    TakenIsForbidden,
    /// A verified domain with nothing claimed on it takes no renamed accounts.
    UnclaimedDomainRefuses,
    /// 429 says when to come back.
    RetryAfterPresent,
    /// Activity is a day late.
    ActivityLags,
    /// The text of a 409 names what collided.
    TextNamesAttribute,
    /// External ids need not be unique.
    ExternalIdsFree,
    /// Addresses need not be unique across directories.
    AddressesFreeAcrossDirectories,
    /// The search hides accounts that were never verified.
    UnverifiedHidden,
    /// Answers hide addresses of accounts that are not managed here.
    UnmanagedAddressesHidden,
    /// The search hides guests whom another organization manages.
    GuestsHidden,
    /// An account is editable an hour after its last link went.
    UnlockTakesAnHour,
    /// A record that was unlinked occupies nothing.
    ReleasedRecordsIgnored,
    /// An update of a record without account does nothing.
    UpdateOfUnlinkedDoesNothing,
    /// A link leaves a deactivated account deactivated.
    LinkLeavesDeactivated,
    /// The address of an account marked for deletion can be set.
    PendingDeletionEditable,
    /// The search leaves product access out.
    NoProductAccess,
    /// The search leaves groups out.
    NoGroups,
    /// The search leaves the claim status out.
    NoClaimStatus,
    /// The search leaves the day of adding out.
    NoAddedToOrg,
    /// Provision on demand answers with an object.
    OnDemandAnswersObject,
    /// Provision on demand leaves no record.
    OnDemandSilent,
    /// Records of updates tell no former values.
    OldValuesNull,
    /// The log names the service principal in an array.
    ServicePrincipalArray,
    /// Staged deletions are spelled in lower case.
    StagedDeleteLowerCase,
    /// A push whose record is gone fails.
    MissingTargetFails,
    /// Address filters need no special headers.
    AddressFiltersPlain,
    /// The provider's search is a day late.
    EventualLagsADay,
    /// The log is five minutes late.
    LogLags,
    /// The log needs the broad permission.
    LogBroadOnly,
    /// The log refuses filters on the status.
    LogRefusesStatus,
    /// The provider throttles, and says for how long.
    ThrottlesWithRetryAfter,
    /// The provider throttles, and does not say for how long.
    ThrottlesWithout,
    /// The claims policy is a list.
    ClaimsInList,
    /// Claims that nobody edited are empty.
    UntouchedClaimsEmpty,
    /// Patches are written as the standard says.
    PatchesCompliant,
    /// Pages hold one item.
    PagesOfOne,
);

impl Switch {
    /// Throws the switch in a world.
    pub fn throw(self, world: &mut World) {
        let (at_atlassian, at_provider) = (world.organization.quirks(), &mut world.tenant.quirks);
        let taken = |status| TakenAddress { status, key: "emailTaken" };
        match self {
            Self::NoLinksMissingList => at_atlassian.no_links = NoLinks::MissingList,
            Self::NoLinksNotFound => at_atlassian.no_links = NoLinks::NotFound,
            Self::LinksLookAtAccounts => at_atlassian.links_look_at = LinksLookAt::Accounts,
            Self::LinksLookAtBoth => at_atlassian.links_look_at = LinksLookAt::Both,
            Self::LinksCompareExactly => at_atlassian.links_case = CaseHandling::Exact,
            Self::SearchComparesExactly => at_atlassian.search_case = CaseHandling::Exact,
            Self::SearchShowsManagedToo => at_atlassian.plain_search = PlainSearch::ManagedToo,
            Self::TakenIsConflict => at_atlassian.taken_address = taken(http::StatusCode::CONFLICT),
            Self::TakenIsForbidden => at_atlassian.taken_address = taken(http::StatusCode::FORBIDDEN),
            Self::UnclaimedDomainRefuses => at_atlassian.rename_to_unclaimed = RenameToUnclaimed::Refused,
            Self::RetryAfterPresent => at_atlassian.retry_after = RetryAfter::Present,
            Self::ActivityLags => at_atlassian.activity_lag_s = 86_400,
            Self::TextNamesAttribute => at_atlassian.uniqueness_text = UniquenessText::Attribute,
            Self::ExternalIdsFree => at_atlassian.external_ids = Uniqueness::Free,
            Self::AddressesFreeAcrossDirectories => at_atlassian.emails_across_directories = Uniqueness::Free,
            Self::UnverifiedHidden => at_atlassian.unverified = Visibility::Hidden,
            Self::UnmanagedAddressesHidden => at_atlassian.unmanaged_emails = Visibility::Hidden,
            Self::GuestsHidden => at_atlassian.foreign_guests = Visibility::Hidden,
            Self::UnlockTakesAnHour => at_atlassian.editable_after_s = 3_600,
            Self::ReleasedRecordsIgnored => at_atlassian.released_record = ReleasedRecord::Ignored,
            Self::UpdateOfUnlinkedDoesNothing => at_atlassian.update_of_unlinked = UpdateOfUnlinked::Nothing,
            Self::LinkLeavesDeactivated => at_atlassian.link_to_deactivated = LinkToDeactivated::Leaves,
            Self::PendingDeletionEditable => at_atlassian.pending_deletion = PendingDeletion::AddressEditable,
            Self::NoProductAccess => drop(at_atlassian.absent_fields.insert("productAccess")),
            Self::NoGroups => drop(at_atlassian.absent_fields.insert("groups")),
            Self::NoClaimStatus => drop(at_atlassian.absent_fields.insert("claimStatus")),
            Self::NoAddedToOrg => drop(at_atlassian.absent_fields.insert("addedToOrg")),
            Self::OnDemandAnswersObject => at_provider.on_demand_shape = OnDemandShape::ResultObject,
            Self::OnDemandSilent => at_provider.on_demand_log = OnDemandLog::Silent,
            Self::OldValuesNull => at_provider.old_values = OldValues::Null,
            Self::ServicePrincipalArray => at_provider.service_principal = ServicePrincipalShape::Array,
            Self::StagedDeleteLowerCase => at_provider.staged_delete = StagedDeleteSpelling::LowerCase,
            Self::MissingTargetFails => at_provider.missing_target = MissingTarget::InvalidAnchor,
            Self::AddressFiltersPlain => at_provider.address_filters = AddressFilters::Plain,
            Self::EventualLagsADay => at_provider.eventual_lag_s = 86_400,
            Self::LogLags => at_provider.log_lag_s = 300,
            Self::LogBroadOnly => at_provider.log_permission = LogPermission::BroadOnly,
            Self::LogRefusesStatus => at_provider.status_filter = StatusFilter::Refused,
            Self::ThrottlesWithRetryAfter => at_provider.throttling = Throttling::WithRetryAfter,
            Self::ThrottlesWithout => at_provider.throttling = Throttling::WithoutRetryAfter,
            Self::ClaimsInList => at_provider.claims_policy = ClaimsPolicyShape::List,
            Self::UntouchedClaimsEmpty => at_provider.untouched_claims = UntouchedClaims::Empty,
            Self::PatchesCompliant => at_provider.patch_dialect = PatchDialect::Compliant,
            Self::PagesOfOne => at_provider.default_page_size = 1,
        }
    }
}
