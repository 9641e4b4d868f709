//! People without any trouble, and the groups that everybody is in.

use super::Names;
use untwin_core::domain::ScimUserId;
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::entra::UserSeed;
use untwin_sandbox::town::{Town, uuid};

/// The groups that everybody with a SCIM record is in.
const GROUPS: [&str; 2] = ["confluence-authors", "jira-users"];

/// Somebody who is where they should be.
pub(super) fn bystander(town: &mut Town, Names { given, family, .. }: Names) {
    let key = |what: &str| uuid(&format!("{what} {given} {family}"));
    let address = format!("{given}.{family}@example.com").to_ascii_lowercase();
    let (user, account, added) = (key("user"), format!("712020:{}", key("account")), town.days_ago(500));
    let seed = AccountSeed::managed(&account, &address).named(&format!("{given} {family}")).added(added);
    let yesterday = town.days_ago(1);
    let account = town.world.organization.add_account(seed.last_active("jira-software", yesterday));
    town.world.organization.link(&town.directory, &key("record"), &user, &account);
    let tenant = &mut town.world.tenant;
    tenant.add_user(UserSeed::member(&user, &address).named(given, family).created_at(added));
    tenant.assign(added, &user);
    tenant.link_user(&user, &key("record"));
}

/// Everybody's groups, as they were pushed long ago.
pub(super) fn groups(town: &mut Town) {
    let organization = &mut town.world.organization;
    let linked = organization.records().filter(|record| record.account().is_some());
    let members: Vec<ScimUserId> = linked.map(|record| record.id.clone()).collect();
    for name in GROUPS {
        organization.add_group(&town.directory, name, &members);
    }
}
