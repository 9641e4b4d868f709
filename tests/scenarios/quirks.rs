//! What nobody has confirmed about either side: under each setting alone a case is repaired or left untouched.

use crate::story::{ada_in, brief};
use http::StatusCode;
use untwin_core::domain::Outcome;
use untwin_sandbox::atlassian::{self, AccountSeed, TakenAddress};
use untwin_sandbox::entra::quirks as entra;
use untwin_tests::{Story, town};

type Atlassian = fn(&mut atlassian::Quirks);
type Entra = fn(&mut entra::Quirks);

/// Settings under which the healthy story must end repaired.
const ATLASSIAN: &[(&str, Atlassian)] = &[
    ("no links: a missing list", |q| q.no_links = atlassian::NoLinks::MissingList),
    ("no links: 404", |q| q.no_links = atlassian::NoLinks::NotFound),
    ("links look at accounts", |q| q.links_look_at = atlassian::LinksLookAt::Accounts),
    ("links look at both", |q| q.links_look_at = atlassian::LinksLookAt::Both),
    ("links compare exactly", |q| q.links_case = atlassian::CaseHandling::Exact),
    ("search compares exactly", |q| q.search_case = atlassian::CaseHandling::Exact),
    ("search shows managed accounts too", |q| q.plain_search = atlassian::PlainSearch::ManagedToo),
    ("taken address: 403", |q| q.taken_address = taken(StatusCode::FORBIDDEN)),
    ("taken address: 409", |q| q.taken_address = taken(StatusCode::CONFLICT)),
    ("unclaimed domains refuse", |q| q.rename_to_unclaimed = atlassian::RenameToUnclaimed::Refused),
    ("429 with retry-after", |q| q.retry_after = atlassian::RetryAfter::Present),
    ("activity is a day late", |q| q.activity_lag_s = 86_400),
    ("the text names the attribute", |q| q.uniqueness_text = atlassian::UniquenessText::Attribute),
    ("external ids are free", |q| q.external_ids = atlassian::Uniqueness::Free),
    ("addresses are free across directories", |q| q.emails_across_directories = atlassian::Uniqueness::Free),
    ("unverified accounts are hidden", |q| q.unverified = atlassian::Visibility::Hidden),
    ("unmanaged addresses are hidden", |q| q.unmanaged_emails = atlassian::Visibility::Hidden),
    ("guests are hidden", |q| q.foreign_guests = atlassian::Visibility::Hidden),
    ("links take an hour to unlock", |q| q.editable_after_s = 3_600),
    ("released records are ignored", |q| q.released_record = atlassian::ReleasedRecord::Ignored),
    ("updates without account do nothing", |q| q.update_of_unlinked = atlassian::UpdateOfUnlinked::Nothing),
    ("links leave the deactivated", |q| q.link_to_deactivated = atlassian::LinkToDeactivated::Leaves),
];

const ENTRA: &[(&str, Entra)] = &[
    ("on demand answers an object", |q| q.on_demand_shape = entra::OnDemandShape::ResultObject),
    ("on demand leaves no record", |q| q.on_demand_log = entra::OnDemandLog::Silent),
    ("old values are null", |q| q.old_values = entra::OldValues::Null),
    ("the service principal is an array", |q| q.service_principal = entra::ServicePrincipalShape::Array),
    ("staged deletes in lower case", |q| q.staged_delete = entra::StagedDeleteSpelling::LowerCase),
    ("a missing target is an invalid anchor", |q| q.missing_target = entra::MissingTarget::InvalidAnchor),
    ("address filters are plain", |q| q.address_filters = entra::AddressFilters::Plain),
    ("eventual answers lag a day", |q| q.eventual_lag_s = 86_400),
    ("the log lags five minutes", |q| q.log_lag_s = 300),
    ("the log needs the broad permission", |q| q.log_permission = entra::LogPermission::BroadOnly),
    ("the log refuses status filters", |q| q.status_filter = entra::StatusFilter::Refused),
    ("throttled with retry-after", |q| q.throttling = entra::Throttling::WithRetryAfter),
    ("throttled without retry-after", |q| q.throttling = entra::Throttling::WithoutRetryAfter),
    ("claims in a list", |q| q.claims_policy = entra::ClaimsPolicyShape::List),
    ("untouched claims are empty", |q| q.untouched_claims = entra::UntouchedClaims::Empty),
    ("patches are compliant", |q| q.patch_dialect = entra::PatchDialect::Compliant),
    ("pages of one", |q| q.default_page_size = 1),
];

/// Fields that an answer may leave out, and what becomes of the case then.
const ABSENT: &[(&str, Outcome)] = &[
    ("accountType", Outcome::HandedOver),
    ("accountStatus", Outcome::Repaired),
    ("status", Outcome::HandedOver),
    ("membershipStatus", Outcome::Repaired),
    ("claimStatus", Outcome::HandedOver),
    ("managementSource", Outcome::Repaired),
    ("emailVerified", Outcome::Repaired),
    ("name", Outcome::Repaired),
    ("nickname", Outcome::Repaired),
    ("email", Outcome::HandedOver),
    ("addedToOrg", Outcome::Repaired),
    ("platformRoles", Outcome::HandedOver),
    ("productAccess", Outcome::AwaitingApproval),
    ("groups", Outcome::AwaitingApproval),
    ("counts", Outcome::Repaired),
];

#[tokio::test]
async fn under_each_setting_of_the_organization_alone_the_person_is_repaired() {
    for (what, set) in ATLASSIAN {
        let (story, ada) = ada_in(|town, _| set(town.world.organization.quirks()));
        let report = story.heal_person(&ada).await;
        story.is_repaired_or_untouched(&ada, &report, what);
        assert_eq!(report.outcome, Outcome::Repaired, "{what}: {}", brief(&report));
    }
}

#[tokio::test]
async fn under_each_setting_of_the_provider_alone_the_person_is_repaired() {
    for (what, set) in ENTRA {
        let (story, ada) = ada_in(|town, _| set(&mut town.world.tenant.quirks));
        let report = story.heal_person(&ada).await;
        story.is_repaired_or_untouched(&ada, &report, what);
        assert_eq!(report.outcome, Outcome::Repaired, "{what}: {}", brief(&report));
    }
}

#[tokio::test]
async fn a_field_that_is_left_out_is_never_taken_for_a_yes() {
    for (field, expected) in ABSENT {
        let (story, ada) = ada_in(|town, _| {
            town.world.organization.quirks().absent_fields.insert(field);
        });
        let report = story.heal_person(&ada).await;
        story.live_on(12).await;
        let report = story.case(&report.id).await;
        story.is_repaired_or_untouched(&ada, &report, field);
        assert_eq!(report.outcome, *expected, "{field}: {}", brief(&report));
    }
}

#[tokio::test]
async fn a_holder_that_spells_the_address_in_capitals_is_found_or_left_alone() {
    for search in [atlassian::CaseHandling::Folded, atlassian::CaseHandling::Exact] {
        for links in [atlassian::CaseHandling::Folded, atlassian::CaseHandling::Exact] {
            let mut town = town();
            let ada = town.person_with("Ada", ("Byron", "Lovelace"), |_| None);
            let holder = AccountSeed::managed(ada.holder.as_str(), "Ada.Lovelace@Example.com");
            let added = town.days_ago(180);
            town.world.organization.add_account(holder.added(added));
            town.world.organization.quirks().search_case = search;
            town.world.organization.quirks().links_case = links;
            let story = Story::begin(town);
            let report = story.heal_person(&ada).await;
            match report.outcome {
                Outcome::Repaired => story.is_repaired(&ada),
                _ => story.nothing_changed(),
            }
        }
    }
}

#[tokio::test]
async fn a_provider_whose_search_lags_behind_is_waited_for_and_nothing_is_written_meanwhile() {
    let (story, ada) = ada_in(|town, ada| {
        town.world.tenant.quirks.eventual_lag_s = 6 * 3_600;
        let now = town.start;
        town.world.tenant.rename_user(now, &ada.user, ada.wanted.as_str(), untwin_sandbox::town::hr());
    });
    let report = story.heal_person(&ada).await;
    story.is_repaired_or_untouched(&ada, &report, "a lagging search");
}

const fn taken(status: StatusCode) -> TakenAddress {
    TakenAddress { status, key: "emailTaken" }
}
