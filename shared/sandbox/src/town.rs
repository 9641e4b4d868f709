//! A town to begin with: one organization, one tenant that pushes to it, and people whose address changed.
//!
//! The demo and the tests build their worlds here, in words. Every person, id and key is invented.

use crate::atlassian::{AccountSeed, Organization};
use crate::entra::{AppCredentials, Group, Initiator, LogRecord, Mapping, Tenant, UserSeed};
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, ScimUserId, sha256_hex};

/// The organization's id.
pub const ORGANIZATION: &str = "5f1c2a7e-8d34-4b0a-9c61-2e7d90b4a813";
/// Its API key.
pub const ORGANIZATION_KEY: &str = "example-organization-key";
/// The SCIM directory's id.
pub const DIRECTORY: &str = "0a94d6b2-53ce-4f17-8e20-c7b1f5a3d968";
/// Its key.
pub const SCIM_KEY: &str = "example-scim-key";
/// The tenant's id.
pub const TENANT: &str = "c6de21f4-7b08-49a5-b3e9-14f8a05d7c32";
/// The program's application in the tenant.
pub const CLIENT_ID: &str = "7e3b90d1-2c46-4a8f-95d7-60b8e1f4c2a9";
/// Its secret.
pub const CLIENT_SECRET: &str = "example-client-secret";
/// The HR system that changes addresses as a matter of record.
pub const HR_APP: &str = "example-hr-sync";

/// A world with its directory, and the moment at which its story begins.
#[derive(Debug)]
pub struct Town {
    /// The world.
    pub world: World,
    /// The SCIM directory that the job pushes to.
    pub directory: DirectoryId,
    /// When the story begins.
    pub start: Timestamp,
}

/// A person whose address changed at the provider while another account held the new one.
#[derive(Debug, Clone)]
pub struct Person {
    /// Object id at the provider.
    pub user: String,
    /// The address before.
    pub former: EmailAddress,
    /// The address that the provider pushes now.
    pub wanted: EmailAddress,
    /// The account with the history.
    pub original: AccountId,
    /// Its SCIM record.
    pub record: ScimUserId,
    /// The account that has the wanted address; it may not be there.
    pub holder: AccountId,
}

impl Town {
    /// An organization that has claimed example.com, and a tenant with an active job that pushes to it.
    pub fn new(start: Timestamp) -> Self {
        let mut organization = Organization::new(ORGANIZATION, ORGANIZATION_KEY);
        organization.verify_domain("example.com");
        let directory = organization.add_directory(DIRECTORY, SCIM_KEY);
        let secret = CLIENT_SECRET.to_owned();
        let mut tenant = Tenant::new(TENANT, AppCredentials { client_id: CLIENT_ID.to_owned(), secret });
        tenant.bind_job_to(DIRECTORY, SCIM_KEY);
        tenant.set_mapping(Mapping::gallery("userPrincipalName", "mail"));
        let mut town = Self { world: World::new(organization, tenant), directory, start };
        // The job has been running for a long time: its initial cycle is over before anybody is pushed.
        town.cycle(town.days_ago(800));
        town
    }

    /// Where callers find both vendors: `base` is scheme and authority.
    pub fn reached_at(&mut self, base: &str) {
        self.world.organization.reached_at(&format!("{base}/atlassian"));
        self.world.tenant.set_public_base(&format!("{base}/graph"));
    }

    /// A person with history under `given.former@`, renamed by HR three days ago to `given.family@`, which an empty duplicate
    /// holds that was invited half a year ago.
    pub fn person(&mut self, given: &str, former: &str, family: &str) -> Person {
        self.person_with(given, (former, family), Some)
    }

    /// The same, with another holder: `change` gets the empty duplicate, and may change it or leave it out.
    pub fn person_with(
        &mut self,
        given: &str,
        (former, family): (&str, &str),
        change: impl FnOnce(AccountSeed) -> Option<AccountSeed>,
    ) -> Person {
        let person = names(given, former, family);
        self.add_original(&person, (given, family));
        let duplicate = AccountSeed::managed(person.holder.as_str(), person.wanted.as_str())
            .named(&format!("{given} {family}"))
            .added(self.days_ago(180))
            .invited();
        if let Some(holder) = change(duplicate) {
            self.world.organization.add_account(holder);
        }
        self.rename(&person, self.days_ago(3));
        person
    }

    /// The duplicate is synced as well: a record of its own, with this externalId, locks it, and brings these groups.
    pub fn sync_duplicate(&mut self, person: &Person, external_id: &str, groups: &[&str]) -> ScimUserId {
        let id = uuid(&format!("second record of {}", person.user));
        let record = self.world.organization.link(&self.directory, &id, external_id, &person.holder);
        for name in groups {
            self.world.organization.add_group(&self.directory, name, std::slice::from_ref(&record));
        }
        record
    }

    /// Lets the provider run one cycle, so that what was changed is pushed, and fails where it must.
    pub fn cycle(&mut self, at: Timestamp) {
        self.world.run_cycle(at);
    }

    /// The newest record of the provisioning log about a person.
    pub fn newest_record(&self, person: &Person) -> Option<&LogRecord> {
        self.world.tenant.log().iter().rev().find(|record| record.source.id == person.user)
    }

    /// So many days before the story begins.
    pub fn days_ago(&self, days: i64) -> Timestamp {
        let span = SignedDuration::from_hours(days.saturating_mul(24));
        self.start.checked_sub(span).unwrap_or(Timestamp::MIN)
    }

    fn add_original(&mut self, person: &Person, (given, family): (&str, &str)) {
        let added = self.days_ago(700);
        let history = AccountSeed::managed(person.original.as_str(), person.former.as_str())
            .named(&format!("{given} {family}"))
            .added(added)
            .last_active("jira-software", self.days_ago(1))
            .last_active("confluence", self.days_ago(2));
        let account = self.world.organization.add_account(history);
        self.world.organization.link(&self.directory, person.record.as_str(), &person.user, &account);
        let user = UserSeed::member(&person.user, person.former.as_str()).named(given, family).created_at(added);
        self.world.tenant.add_user(user);
        self.world.tenant.assign(added, &person.user);
        self.world.tenant.link_user(&person.user, person.record.as_str());
    }

    /// HR gives the person the wanted address.
    fn rename(&mut self, person: &Person, at: Timestamp) {
        self.world.tenant.rename_user(at, &person.user, person.wanted.as_str(), hr());
    }
}

impl World {
    /// The provider grants a person these groups at this moment, each of which exists at both sides.
    pub fn grant(&mut self, now: Timestamp, directory: &DirectoryId, (person, names): (&Person, &[&str])) {
        for name in names {
            let id = uuid(&format!("group {name}"));
            if !self.organization.groups(directory).any(|group| group.name == *name) {
                self.organization.add_group(directory, name, &[]);
            }
            self.tenant.add_group(Group::assigned_by_hand(&id, name, &[]));
            self.tenant.assign(now, &id);
            self.tenant.add_member(now, &id, &person.user);
        }
    }
}

/// The HR system, as the audit log names it.
pub fn hr() -> Initiator {
    Initiator::App { service_principal_id: uuid("hr"), display_name: HR_APP.to_owned() }
}

/// Ids made from names: the same person has the same ids in every world.
fn names(given: &str, former: &str, family: &str) -> Person {
    let given = given.to_ascii_lowercase();
    let key = |what: &str| uuid(&format!("{what} {given} {family}"));
    Person {
        user: key("user"),
        former: address(&format!("{given}.{}@example.com", former.to_ascii_lowercase())),
        wanted: address(&format!("{given}.{}@example.com", family.to_ascii_lowercase())),
        original: parsed(AccountId::parse(&format!("712020:{}", key("original")))),
        record: parsed(ScimUserId::parse(&key("record"))),
        holder: parsed(AccountId::parse(&format!("712020:{}", key("holder")))),
    }
}

fn address(text: &str) -> EmailAddress {
    parsed(EmailAddress::parse(text))
}

fn parsed<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| unreachable!("a town is built from sound names: {error}"))
}

/// A text in the shape of a UUID, made from a name.
pub fn uuid(name: &str) -> String {
    let hex = sha256_hex(name.as_bytes());
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
