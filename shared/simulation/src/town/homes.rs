//! The people's accounts and records at Atlassian, as they were made long ago and as they were changed since.
//!
//! It knows nothing of the provider.

use super::build::Site;
use super::cast::Person;
use super::plan::{HolderPlan, OriginalPlan, PersonPlan};
use untwin_core::domain::AccountId;
use untwin_sandbox::atlassian::{AccountSeed, Kind, RecordSeed, SignIn};

/// When originals were added, in days before the beginning.
const ORIGINAL_ADDED_DAYS: i64 = 700;

/// The original with its record, and the holder with whatever is linked to it.
pub(super) fn have_accounts(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    if plan.original != OriginalPlan::NewPerson {
        have_original(site, plan, person);
    }
    if let Some(seed) = holder(site, plan.holder, person) {
        let holder = site.world.organization.add_account(seed);
        link_holder(site, plan.holder, person, &holder);
    } else {
        let address = match plan.holder {
            HolderPlan::OrphanInCapitals => person.spelled_in_capitals(),
            _ => person.wanted.to_string(),
        };
        let orphan = RecordSeed::new(person.holder_record.as_str(), &address).external_id(&person.gone);
        let directory = site.cast.directory.clone();
        site.world.organization.add_record(&directory, orphan);
    }
}

/// What happened to accounts since the provider's last cycle.
pub(super) fn change_since(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    let (now, directory) = (site.since(), site.cast.directory.clone());
    let organization = &mut site.world.organization;
    if matches!(plan.holder, HolderPlan::GoneMeanwhile | HolderPlan::HealedMeanwhile) {
        organization.rename_by_hand(now, &person.holder, person.address("gone").as_str());
    }
    let healed = plan.holder == HolderPlan::HealedMeanwhile && plan.original != OriginalPlan::NewPerson;
    if healed && organization.account_with(&person.wanted).is_none() {
        organization.rename_by_hand(now, &person.original, person.wanted.as_str());
    }
    if plan.holder == HolderPlan::Released {
        organization.unlink_by_hand(now, &directory, &person.holder_record);
    }
    match plan.original {
        OriginalPlan::Plain
        | OriginalPlan::Admin
        | OriginalPlan::Unverified
        | OriginalPlan::LinkedElsewhereToo
        | OriginalPlan::NewPerson => {}
        OriginalPlan::Deactivated => organization.deactivate_by_hand(now, &person.original),
        OriginalPlan::Unlinked => organization.unlink_by_hand(now, &directory, &person.record),
        OriginalPlan::Unclaimed => organization.unclaim_by_hand(&person.original),
    }
}

fn have_original(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    let seed = AccountSeed::managed(person.original.as_str(), person.former.as_str())
        .named(&person.full_name())
        .added(site.days_ago(ORIGINAL_ADDED_DAYS))
        .last_active("jira-software", site.days_ago(1))
        .last_active("confluence", site.days_ago(2));
    let seed = match plan.original {
        OriginalPlan::Plain
        | OriginalPlan::Deactivated
        | OriginalPlan::LinkedElsewhereToo
        | OriginalPlan::Unlinked
        | OriginalPlan::Unclaimed
        | OriginalPlan::NewPerson => seed,
        OriginalPlan::Admin => seed.with_role("atlassian/org-admin"),
        OriginalPlan::Unverified => seed.unverified(),
    };
    let organization = &mut site.world.organization;
    let original = organization.add_account(seed);
    organization.link(&site.cast.directory, person.record.as_str(), &person.user, &original);
    if let (OriginalPlan::LinkedElsewhereToo, Some(second)) = (plan.original, &site.cast.second) {
        organization.link(second, person.second_record.as_str(), &person.user, &original);
    }
}

/// The account that has the wanted address; `None` where only a record has it.
fn holder(site: &Site<'_>, plan: HolderPlan, person: &Person) -> Option<AccountSeed> {
    let (id, wanted) = (person.holder.as_str(), person.wanted.as_str());
    let settled = |seed: AccountSeed| seed.named(&person.full_name()).added(site.days_ago(180));
    let empty = || settled(AccountSeed::managed(id, wanted));
    Some(match plan {
        HolderPlan::EmptyDuplicate
        | HolderPlan::GoneMeanwhile
        | HolderPlan::HealedMeanwhile
        | HolderPlan::OnDenyList
        | HolderPlan::LinkedElsewhere
        | HolderPlan::LinkedToSubject
        | HolderPlan::LinkedToAnother
        | HolderPlan::LinkedToNobody
        | HolderPlan::Released => empty(),
        HolderPlan::OutsideDirectories => empty().outside_directories(),
        HolderPlan::ForeignGuest => settled(AccountSeed::foreign(id, wanted)).invited(),
        HolderPlan::Invisible => settled(AccountSeed::foreign(id, wanted)),
        HolderPlan::Unmanaged => settled(AccountSeed::unmanaged(id, wanted)),
        HolderPlan::Unverified => empty().unverified(),
        HolderPlan::Deactivated => empty().deactivated(site.days_ago(9)),
        HolderPlan::ForDeletion => empty().for_deletion(site.days_ago(2)),
        HolderPlan::UsedLately => empty().last_active("confluence", site.days_ago(7)),
        HolderPlan::UsedLongAgo => empty().last_active("confluence", site.days_ago(170)),
        HolderPlan::TokenUsed => empty().token_used(site.days_ago(7)),
        HolderPlan::OrgAdmin => empty().with_role("atlassian/org-admin"),
        HolderPlan::InDefaultGroup => empty().in_groups(&["jira-software-users"]),
        HolderPlan::InAdminGroup => empty().in_groups(&["wiki-admins"]),
        HolderPlan::OlderThanOriginal => empty().added(site.days_ago(800)),
        HolderPlan::AddedYesterday => empty().added(site.days_ago(1)),
        HolderPlan::ServiceAccount => empty().of_kind(Kind::App),
        HolderPlan::Capitals => settled(AccountSeed::managed(id, &person.spelled_in_capitals())),
        HolderPlan::LockedBySaml => empty().signed_in_by(SignIn::Saml),
        HolderPlan::OthersOwn => empty().last_active("jira-software", site.days_ago(1)),
        HolderPlan::ExternalIdOnly => settled(AccountSeed::managed(id, person.address("other").as_str())),
        HolderPlan::UserNameOnly => settled(AccountSeed::managed(id, person.address("colleague").as_str())),
        HolderPlan::OrphanRecord | HolderPlan::OrphanInCapitals => return None,
    })
}

fn link_holder(site: &mut Site<'_>, plan: HolderPlan, person: &Person, holder: &AccountId) {
    let organization = &mut site.world.organization;
    let (directory, record) = (&site.cast.directory, person.holder_record.as_str());
    let external_id = match plan {
        HolderPlan::LinkedToSubject | HolderPlan::ExternalIdOnly => &person.user,
        HolderPlan::LinkedToAnother | HolderPlan::OthersOwn => &person.namesake,
        HolderPlan::LinkedToNobody | HolderPlan::Released => &person.gone,
        HolderPlan::UserNameOnly => {
            let colleague = RecordSeed::new(record, person.address("colleague").as_str());
            let colleague = colleague.user_name(person.wanted.as_str()).external_id(&person.colleague);
            organization.add_record(directory, colleague.linked_to(holder));
            return;
        }
        HolderPlan::LinkedElsewhere => {
            if let Some(second) = &site.cast.second {
                organization.link(second, person.second_record.as_str(), &person.user, holder);
            }
            return;
        }
        HolderPlan::EmptyDuplicate
        | HolderPlan::GoneMeanwhile
        | HolderPlan::HealedMeanwhile
        | HolderPlan::Invisible
        | HolderPlan::Unmanaged
        | HolderPlan::Unverified
        | HolderPlan::Deactivated
        | HolderPlan::ForDeletion
        | HolderPlan::UsedLately
        | HolderPlan::UsedLongAgo
        | HolderPlan::TokenUsed
        | HolderPlan::OrgAdmin
        | HolderPlan::InDefaultGroup
        | HolderPlan::InAdminGroup
        | HolderPlan::OlderThanOriginal
        | HolderPlan::AddedYesterday
        | HolderPlan::ServiceAccount
        | HolderPlan::OnDenyList
        | HolderPlan::Capitals
        | HolderPlan::LockedBySaml
        | HolderPlan::OutsideDirectories
        | HolderPlan::ForeignGuest
        | HolderPlan::OrphanRecord
        | HolderPlan::OrphanInCapitals => return,
    };
    organization.link(directory, record, external_id, holder);
}
