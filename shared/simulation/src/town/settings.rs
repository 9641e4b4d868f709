//! What the product is told of a town: where the vendors are, their keys, and the policy.
//!
//! It knows nothing of what is in the town.

use super::cast::{Cast, Person, SECOND_KEY, sound};
use super::plan::{HolderPlan, PolicyPlan, SecondDirectory, TownPlan};
use secrecy::SecretString;
use std::collections::BTreeMap;
use untwin_atlassian::OrganizationSettings;
use untwin_core::decision::{Cause, Mode, Policy, Shadow};
use untwin_core::domain::{JobId, OrganizationId, ScimKey, TenantId};
use untwin_entra::{EntraSettings, SignIn};
use untwin_laws::Promises;
use untwin_outbound::{BaseUrl, Key};
use untwin_sandbox::World;
use untwin_sandbox::town;
use untwin_startup::Vendors;
use untwin_workflow::{Pushed, Setup};

/// People that may be touched in an hour where the budget is tight: one subject and one holder.
const TIGHT_PEOPLE_PER_HOUR: u32 = 2;
/// How many cases are a storm where that is few.
const CASES_OF_A_STORM: u32 = 3;

/// What no log may hold: the keys, and how every token of the sandbox begins.
pub(super) const SECRETS: [&str; 5] =
    [town::ORGANIZATION_KEY, town::SCIM_KEY, town::CLIENT_SECRET, SECOND_KEY, "sandbox."];

/// The vendors, where `base` is scheme and authority.
pub(super) fn vendors(plan: &TownPlan, cast: &Cast, world: &World, base: &str) -> Vendors {
    let directory = || cast.directory.clone();
    let second = cast.second.iter().filter(|_| plan.second_directory == SecondDirectory::Yes);
    let second = second.map(|second| (second.clone(), Some(key(SECOND_KEY))));
    let organization = OrganizationSettings {
        organization: sound(OrganizationId::parse(town::ORGANIZATION)),
        base_url: url(&format!("{base}/atlassian")),
        key: key(town::ORGANIZATION_KEY),
        directories: second.chain([(directory(), Some(key(town::SCIM_KEY)))]).collect(),
    };
    let provider = EntraSettings {
        tenant: sound(TenantId::parse(town::TENANT)),
        client_id: town::CLIENT_ID.to_owned(),
        sign_in: SignIn::Secret(key(town::CLIENT_SECRET)),
        service_principal: world.tenant.service_principal_id().to_owned(),
        job: job(world),
        graph_base: url(&format!("{base}/graph/v1.0")),
        login_base: url(&format!("{base}/login")),
    };
    Vendors { organization, providers: BTreeMap::from([(directory(), provider)]) }
}

/// The directory, the job that pushes to it, and the policy.
pub(super) fn setup(plan: &TownPlan, cast: &Cast, world: &World) -> Setup {
    let tenant = sound(TenantId::parse(town::TENANT));
    let by = Pushed { tenant, job: job(world), scim_key: ScimKey::Held };
    Setup { directories: BTreeMap::from([(cast.directory.clone(), by)]), policy: policy(plan, cast) }
}

/// What that policy promises.
pub(super) fn promises(setup: &Setup) -> Promises {
    let limits = &setup.policy.limits;
    Promises {
        gap_s: i64::from(limits.address_gap_max_s),
        settle_s: i64::from(limits.settle_s),
        request_s: i64::from(limits.request_timeout_s),
        people_per_hour: limits.people_per_hour,
        people_per_day: limits.people_per_day,
    }
}

fn policy(plan: &TownPlan, cast: &Cast) -> Policy {
    let mut policy = Policy { shadow: Shadow::Off, sso_attribute: Some("mail".to_owned()), ..Policy::shipped() };
    policy.administrators_of_record.apps.insert(town::HR_APP.to_owned());
    match plan.policy {
        PolicyPlan::Open => {}
        PolicyPlan::TightBudget => policy.limits.people_per_hour = TIGHT_PEOPLE_PER_HOUR,
        PolicyPlan::Approve => drop(policy.modes.insert(Cause::DuplicateUnlinked, Mode::Approve)),
        PolicyPlan::Shadow => policy.shadow = Shadow::On,
        PolicyPlan::SoonAStorm => policy.limits.storm_cases = CASES_OF_A_STORM,
    }
    let denied = plan.people.iter().zip(&cast.people).filter(|(plan, _)| plan.holder == HolderPlan::OnDenyList);
    policy.protected.accounts.extend(denied.map(|(_, person): (_, &Person)| person.holder.clone()));
    policy
}

fn job(world: &World) -> JobId {
    sound(JobId::parse(world.tenant.job_id()))
}

fn key(text: &str) -> Key {
    SecretString::from(text.to_owned()).into()
}

fn url(text: &str) -> BaseUrl {
    sound(BaseUrl::parse(text))
}
