//! The people at the provider: who they are, how their address changed, and who else has it.
//!
//! It knows nothing of accounts.

use super::build::Site;
use super::cast::Person;
use super::plan::{HolderPlan, OriginalPlan, PersonPlan, RivalPlan, SubjectPlan};
use untwin_sandbox::entra::{Group, Initiator, User, UserSeed, UserType};
use untwin_sandbox::town::{hr, uuid};

/// The user, the users and groups around them, and changes of their address that are some days old.
pub(super) fn have_users(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    if plan.original == OriginalPlan::NewPerson {
        return join(site, plan, person);
    }
    let joined = site.days_ago(700);
    let seed = UserSeed::member(&person.user, person.former.as_str()).named(person.given, person.family);
    let tenant = &mut site.world.tenant;
    tenant.add_user(seed.created_at(joined));
    tenant.assign(joined, &person.user);
    tenant.link_user(&person.user, person.record.as_str());
    have_namesake(site, plan.holder, person);
    have_rival(site, plan.rival, person);
    change_days_ago(site, plan.subject, person);
}

/// Somebody who joined days ago, and has had the wanted address since.
fn join(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    let joined = site.days_ago(3);
    let seed = UserSeed::member(&person.user, person.wanted.as_str()).named(person.given, person.family);
    let tenant = &mut site.world.tenant;
    tenant.add_user(seed.created_at(joined));
    tenant.assign(joined, &person.user);
    have_namesake(site, plan.holder, person);
    have_rival(site, plan.rival, person);
}

/// What happened in the hours before the provider's last cycle.
pub(super) fn change_this_morning(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    let by = match plan.subject {
        SubjectPlan::RenamedByThemselvesToday => themselves(person),
        SubjectPlan::RenamedByHelpdeskToday => {
            Initiator::User { id: uuid("helpdesk"), user_principal_name: "helpdesk@example.com".to_owned() }
        }
        SubjectPlan::RenamedByHr
        | SubjectPlan::RenamedByThemselvesLongAgo
        | SubjectPlan::MailOnly
        | SubjectPlan::SignInNameOnly
        | SubjectPlan::Disabled
        | SubjectPlan::Guest
        | SubjectPlan::NotAssigned
        | SubjectPlan::LostDomain
        | SubjectPlan::ForeignDomain
        | SubjectPlan::NotRenamed => return,
    };
    site.world.tenant.rename_user(site.minutes_ago(180), &person.user, person.wanted.as_str(), by);
}

/// What happened since the provider's last cycle, which has not seen it.
pub(super) fn change_since(site: &mut Site<'_>, plan: PersonPlan, person: &Person) {
    let now = site.since();
    let tenant = &mut site.world.tenant;
    match plan.subject {
        SubjectPlan::Disabled => tenant.edit_user(now, &person.user, hr(), |user| user.account_enabled = false),
        SubjectPlan::NotAssigned => {
            tenant.unassign(&person.user);
            for group in &site.cast.groups {
                tenant.remove_member(now, &group.at_provider, &person.user);
            }
        }
        SubjectPlan::RenamedByHr
        | SubjectPlan::RenamedByThemselvesLongAgo
        | SubjectPlan::RenamedByThemselvesToday
        | SubjectPlan::RenamedByHelpdeskToday
        | SubjectPlan::MailOnly
        | SubjectPlan::SignInNameOnly
        | SubjectPlan::Guest
        | SubjectPlan::LostDomain
        | SubjectPlan::ForeignDomain
        | SubjectPlan::NotRenamed => {}
    }
    if plan.holder == HolderPlan::OthersOwn {
        tenant.rename_user(now, &person.namesake, person.address("namesake").as_str(), hr());
    }
}

fn change_days_ago(site: &mut Site<'_>, plan: SubjectPlan, person: &Person) {
    let (days_ago, weeks_ago) = (site.days_ago(3), site.days_ago(40));
    let (tenant, id, wanted) = (&mut site.world.tenant, person.user.as_str(), person.wanted.as_str());
    match plan {
        SubjectPlan::RenamedByHr
        | SubjectPlan::Disabled
        | SubjectPlan::NotAssigned
        | SubjectPlan::LostDomain
        | SubjectPlan::ForeignDomain => tenant.rename_user(days_ago, id, wanted, hr()),
        SubjectPlan::Guest => {
            tenant.rename_user(days_ago, id, wanted, hr());
            tenant.edit_user(days_ago, id, hr(), |user| user.user_type = UserType::Guest);
        }
        SubjectPlan::RenamedByThemselvesLongAgo => tenant.rename_user(weeks_ago, id, wanted, themselves(person)),
        SubjectPlan::MailOnly => tenant.edit_user(days_ago, id, hr(), |user| {
            user.mail = Some(wanted.to_owned());
            user.proxy_addresses = vec![format!("SMTP:{wanted}"), format!("smtp:{}", person.former)];
        }),
        SubjectPlan::SignInNameOnly => tenant.edit_user(days_ago, id, hr(), |user: &mut User| {
            wanted.clone_into(&mut user.user_principal_name);
        }),
        SubjectPlan::RenamedByThemselvesToday | SubjectPlan::RenamedByHelpdeskToday | SubjectPlan::NotRenamed => {}
    }
}

/// Another living user whose record the holder is linked to. They have the address, too.
fn have_namesake(site: &mut Site<'_>, plan: HolderPlan, person: &Person) {
    if !matches!(plan, HolderPlan::LinkedToAnother | HolderPlan::OthersOwn) {
        return;
    }
    let joined = site.days_ago(180);
    let seed = UserSeed::member(&person.namesake, person.wanted.as_str()).named(person.given, person.family);
    let tenant = &mut site.world.tenant;
    tenant.add_user(seed.created_at(joined));
    tenant.assign(joined, &person.namesake);
    tenant.link_user(&person.namesake, person.holder_record.as_str());
}

fn have_rival(site: &mut Site<'_>, plan: RivalPlan, person: &Person) {
    let left = site.days_ago(10);
    let (tenant, id, wanted) = (&mut site.world.tenant, person.rival.as_str(), person.wanted.as_str());
    let mailbox = person.address("mailbox");
    match plan {
        RivalPlan::None => {}
        RivalPlan::AnotherUser => tenant.add_user(UserSeed::member(id, mailbox.as_str()).secondary_address(wanted)),
        RivalPlan::SharedMailbox => {
            tenant.add_user(UserSeed::member(id, mailbox.as_str()).disabled().secondary_address(wanted));
        }
        RivalPlan::Guest => tenant.add_user(UserSeed::guest(id, wanted, "example.com")),
        RivalPlan::Group => {
            let mut group = Group::assigned_by_hand(id, "Team", &[]);
            group.mail = Some(wanted.to_owned());
            group.proxy_addresses = vec![format!("SMTP:{wanted}")];
            tenant.add_group(group);
        }
        RivalPlan::DeletedUser => {
            tenant.add_user(UserSeed::member(id, wanted));
            tenant.delete_user(left, id);
        }
    }
}

fn themselves(person: &Person) -> Initiator {
    Initiator::User { id: person.user.clone(), user_principal_name: person.wanted.as_str().to_owned() }
}
