//! Every question that the readers can ask, put to a small town.

use jiff::{SignedDuration, Timestamp};
use std::fmt::Debug;
use std::sync::Arc;
use untwin_core::domain::{
    AccountId, DirectoryId, Domain, EmailAddress, EventId, Fact, IdpUser, IdpUserId, ScimUserId,
};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{AccountSeed, Claiming, DomainStatus};
use untwin_sandbox::entra::{Group, UserSeed};
use untwin_sandbox::town::{Person, Town};
use untwin_tests::START;
use untwin_workflow::ports::{Eyes, IdpReads, OrganizationReads, Phase, Ports, Tally};

/// A question in words, and the answer without the moment at which it was read. One that begins with `no` is about
/// something that is not there.
pub type Reading = (&'static str, String);

/// A town with something to say to every question, on small pages.
pub fn talkative() -> (Town, Person) {
    let mut town = Town::new(START.parse().expect("a time"));
    let ada = town.person("Ada", "Byron", "Lovelace");
    let (used, deleted) = (town.days_ago(40), town.days_ago(10));
    let tenant = &mut town.world.tenant;
    tenant.add_user(UserSeed::guest("4b1f0c2e-93d7-4c58-8a06-1e5d7f2b9c34", "guest@example.org", "example.com"));
    tenant.add_user(UserSeed::member(GONE, "gone@example.com"));
    tenant.delete_user(deleted, GONE);
    tenant.add_group(Group::assigned_by_hand("5d8e3a71-0b2c-4f96-b7d4-c9a1e6083f25", "atlassian-users", &[&ada.user]));
    tenant.assign(used, "5d8e3a71-0b2c-4f96-b7d4-c9a1e6083f25");
    let organization = &mut town.world.organization;
    organization.add_account(AccountSeed::managed("712020:token-holder", "bob@example.com").token_used(used));
    organization.add_domain("example.org", DomainStatus::MissingToken, Claiming::Unclaimed);
    organization.page_size(1);
    (town, ada)
}

const GONE: &str = "6c0a9d52-7e14-4b83-95f0-2d8b3c7e1a46";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// Asks everything once, about somebody who is there and about somebody who is not.
pub async fn every_reading<P: Ports>(
    ports: &P,
    directory: &DirectoryId,
    (ada, record): (&Person, &str),
) -> Vec<Reading> {
    let tally = Arc::new(Tally::default());
    let Eyes { organization, idp } = ports.eyes(directory, &tally, Phase::Evidence).expect("a directory");
    let mut readings = Vec::new();
    of_accounts(&organization, ada, &mut readings).await;
    of_the_organization(&organization, directory, ada, &mut readings).await;
    of_the_provider(&idp, ada, &mut readings).await;
    of_the_logs(&idp, ada, record, &mut readings).await;
    readings
}

/// The id of the newest record of the provider's log about a person.
pub fn newest_record(world: &World, person: &Person) -> String {
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == person.user);
    record.expect("a push that failed").id.to_string()
}

async fn of_accounts<O: OrganizationReads>(organization: &O, ada: &Person, readings: &mut Vec<Reading>) {
    let nobody = AccountId::parse(&format!("712020:{NOBODY}")).expect("an id");
    let token_holder = AccountId::parse("712020:token-holder").expect("an id");
    readings.extend([
        told("accounts by address", &organization.accounts_by_address(&ada.wanted).await),
        told("no accounts by address", &organization.accounts_by_address(&address("no@example.com")).await),
        told("account", &organization.account(&ada.original).await),
        told("no account", &organization.account(&nobody).await),
        told("address", &organization.address_of(&ada.original).await),
        told("no address", &organization.address_of(&nobody).await),
        told("manageability", &organization.manageability(&ada.holder).await),
        told("no manageability", &organization.manageability(&nobody).await),
        told("tokens", &organization.api_tokens(&token_holder).await),
        told("no tokens", &organization.api_tokens(&ada.holder).await),
        told("activity", &organization.activity(&ada.original).await),
        told("no activity", &organization.activity(&nobody).await),
    ]);
}

async fn of_the_organization<O: OrganizationReads>(
    organization: &O,
    directory: &DirectoryId,
    ada: &Person,
    readings: &mut Vec<Reading>,
) {
    let (user, nobody) = (user(&ada.user), user(NOBODY));
    let unknown = ScimUserId::parse(NOBODY).expect("an id");
    let (claimed, foreign) = (Domain::folded("example.com"), Domain::folded("example.net"));
    readings.extend([
        told("links by address", &organization.links_by_address(&ada.former).await),
        told("links of the original", &organization.links_of(&ada.original).await),
        told("no links of the holder", &organization.links_of(&ada.holder).await),
        told("domains", &organization.domains().await),
        told("an account on the domain", &organization.managed_account_on(&claimed).await),
        told("no account on a foreign domain", &organization.managed_account_on(&foreign).await),
        told("record", &organization.scim_record(directory, &ada.record).await),
        told("no record", &organization.scim_record(directory, &unknown).await),
        told("record by external id", &organization.scim_records_by_external_id(directory, &user).await),
        told("no record by external id", &organization.scim_records_by_external_id(directory, &nobody).await),
    ]);
}

async fn of_the_provider<I: IdpReads>(idp: &I, ada: &Person, readings: &mut Vec<Reading>) {
    let (id, nobody) = (user(&ada.user), user(NOBODY));
    let subject: Fact<IdpUser> = idp.user(&id).await;
    readings.extend([
        told("user", &subject),
        told("no user", &idp.user(&nobody).await),
        told("assignment", &idp.assignment(&id).await),
        told("no assignment", &idp.assignment(&nobody).await),
        told("job", &idp.job().await),
        told("objects with the address", &idp.objects_with_address(&ada.wanted).await),
        told("a guest with the address", &idp.objects_with_address(&address("guest@example.org")).await),
        told("no objects with the address", &idp.objects_with_address(&address("no@example.com")).await),
        told("deleted with the address", &idp.deleted_with_address(&address("gone@example.com")).await),
        told("no deleted with the address", &idp.deleted_with_address(&ada.wanted).await),
    ]);
    if let Some(subject) = subject.known() {
        readings.push(told("mapping", &idp.mapping_for(subject).await));
    }
}

async fn of_the_logs<I: IdpReads>(idp: &I, ada: &Person, record: &str, readings: &mut Vec<Reading>) {
    let id = user(&ada.user);
    let since: Timestamp = START
        .parse::<Timestamp>()
        .and_then(|start| start.checked_sub(SignedDuration::from_hours(720)))
        .expect("a time");
    let record = EventId::parse(record).expect("an id");
    let unknown = EventId::parse(NOBODY).expect("an id");
    readings.extend([
        told("log record", &idp.log_record(&record).await),
        told("no log record", &idp.log_record(&unknown).await),
        told("log of the subject", &idp.log_of(&id, since).await),
        told("address changes", &idp.address_changes(&id, since).await),
        told("no address changes", &idp.address_changes(&user(GONE), since).await),
    ]);
}

fn told<T: Debug>(question: &'static str, fact: &Fact<T>) -> Reading {
    let answer = match fact {
        Fact::Known(value, _) => format!("known: {value:?}"),
        Fact::Absent(proof) => format!("absent: {:?}", proof.asked()),
        Fact::Unavailable(why) => format!("unavailable, passes by itself: {}: {why}", why.passes_by_itself()),
    };
    (question, answer)
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

fn user(text: &str) -> IdpUserId {
    IdpUserId::parse(text).expect("an id")
}
