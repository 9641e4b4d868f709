//! Each plot, written into the world before and after the push that fails.

use super::{ADMINISTRATORS, GRANTED, Names, OF_THE_DUPLICATE, Payload, Plot, Scene, in_paths, minutes_before};
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::json;
use untwin_core::domain::{AccountId, EmailAddress, ScimUserId};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{AccountSeed, RecordSeed};
use untwin_sandbox::entra::{Group, UserSeed};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, uuid};

/// So many requests about one account fail while Atlassian does not answer.
const DOWN_FOR: u32 = 6;

pub(super) fn scene(town: &mut Town, names: Names, plot: Plot, payload: Payload) -> Scene {
    let Names { given, former, family } = names;
    let (recently, long_ago) = (town.days_ago(3), town.days_ago(9));
    let name = format!("{given} {family}");
    if plot == Plot::ForeignDomain {
        return Scene { person: newcomer(town, given, family), name, plot, payload, in_the_way: None };
    }
    let added = town.days_ago(180);
    let person = town.person_with(given, (former, family), |duplicate| match plot {
        Plot::EmptyDuplicate
        | Plot::BothSynced
        | Plot::FreedMeanwhile
        | Plot::SharedMailbox
        | Plot::OwnUnclaimed
        | Plot::VendorDown
        | Plot::Meddling => Some(duplicate),
        Plot::ActiveHolder => Some(duplicate.last_active("confluence", recently)),
        Plot::Administrator => Some(duplicate.with_role("atlassian/org-admin")),
        Plot::NeverVerified => Some(duplicate.unverified()),
        Plot::Deactivated => Some(duplicate.deactivated(long_ago)),
        Plot::RecordOfNobody
        | Plot::Unclaimed
        | Plot::Invisible
        | Plot::UserNameTaken
        | Plot::ForeignDomain
        | Plot::AnotherFailure => None,
    });
    if plot == Plot::Unclaimed {
        let own = AccountSeed::unmanaged(person.holder.as_str(), person.wanted.as_str());
        town.world.organization.add_account(own.named(&name).added(added));
    }
    complicate(town, plot, &person);
    let in_the_way = (plot == Plot::RecordOfNobody).then(|| record_of_nobody(town, &person));
    Scene { name, plot, payload, person, in_the_way }
}

/// Somebody whom the provider tries to make at Atlassian, at a domain that is not verified; another organization has the account.
fn newcomer(town: &mut Town, given: &str, family: &str) -> Person {
    let key = |what: &str| uuid(&format!("{what} {given} {family}"));
    let address = format!("{given}.{family}@example.org").to_ascii_lowercase();
    let (user, account) = (key("user"), |what: &str| format!("712020:{}", key(what)));
    let joined = town.days_ago(1);
    let tenant = &mut town.world.tenant;
    tenant.add_user(UserSeed::member(&user, &address).named(given, family).created_at(joined));
    tenant.assign(joined, &user);
    let holder = town.world.organization.add_account(AccountSeed::foreign(&account("holder"), &address));
    let address: EmailAddress = sound(EmailAddress::parse(&address));
    Person {
        user,
        former: address.clone(),
        wanted: address,
        original: sound(AccountId::parse(&account("original"))),
        record: sound(ScimUserId::parse(&key("record"))),
        holder,
    }
}

fn sound<T, E: std::fmt::Display>(made: Result<T, E>) -> T {
    made.unwrap_or_else(|error| unreachable!("the demo is built from sound names: {error}"))
}

fn complicate(town: &mut Town, plot: Plot, person: &Person) {
    let wanted = person.wanted.as_str();
    match plot {
        Plot::SharedMailbox => town.world.tenant.add_group(shared_mailbox(wanted)),
        Plot::Invisible => {
            town.world.organization.add_account(AccountSeed::foreign(person.holder.as_str(), wanted));
        }
        Plot::UserNameTaken => colleague(town, person),
        Plot::VendorDown => {
            for nth in 1..=DOWN_FOR {
                let asked = Matcher::on(Method::GET, &format!("{}/manage", in_paths(&person.holder)));
                let down = Effect::HtmlPage(StatusCode::SERVICE_UNAVAILABLE);
                town.world.inject(Fault::new(asked.at(Occurrence::Nth(nth)), down));
            }
        }
        Plot::AnotherFailure => town.world.inject(not_active(person)),
        Plot::Meddling => meddle(town, person),
        Plot::EmptyDuplicate
        | Plot::BothSynced
        | Plot::RecordOfNobody
        | Plot::FreedMeanwhile
        | Plot::ActiveHolder
        | Plot::Administrator
        | Plot::NeverVerified
        | Plot::Unclaimed
        | Plot::Deactivated
        | Plot::ForeignDomain
        | Plot::OwnUnclaimed => {}
    }
}

fn record_of_nobody(town: &mut Town, person: &Person) -> ScimUserId {
    let id = uuid(&format!("nobody {}", person.user));
    let seed = RecordSeed::new(&id, person.wanted.as_str()).external_id(&person.user).created(town.days_ago(90));
    town.world.organization.add_record(&town.directory, seed)
}

/// A colleague's record carries the name that the person should log in with.
fn colleague(town: &mut Town, person: &Person) {
    let key = |what: &str| uuid(&format!("{what} colleague {}", person.user));
    let (account, address) = (format!("712020:{}", key("account")), format!("colleague.of.{}", person.former));
    let seed = AccountSeed::managed(&account, &address).added(town.days_ago(400));
    let yesterday = town.days_ago(1);
    let account = town.world.organization.add_account(seed.last_active("jira-software", yesterday));
    let record = RecordSeed::new(&key("record"), &address).user_name(person.wanted.as_str());
    town.world.organization.add_record(&town.directory, record.external_id(&key("user")).linked_to(&account));
}

fn shared_mailbox(address: &str) -> Group {
    let proxy_addresses = vec![format!("SMTP:{address}")];
    let plain = Group::assigned_by_hand(&uuid(&format!("mailbox {address}")), "Shared mailbox", &[]);
    Group { mail: Some(address.to_owned()), proxy_addresses, ..plain }
}

/// Atlassian's answer to every push of this person.
fn not_active(person: &Person) -> Fault {
    let schema = "urn:ietf:params:scim:api:messages:2.0:Error";
    let body = json!({"schemas": [schema], "status": "409", "detail": "User must be Active."}).to_string();
    let headers = vec![("content-type".to_owned(), "application/scim+json".to_owned())];
    let pushes = Matcher::on(Method::PATCH, person.record.as_str()).at(Occurrence::Every).by_identity_provider();
    Fault::new(pushes, Effect::Answer { status: StatusCode::CONFLICT, headers, body })
}

/// What may be done to the duplicate is asked twice: for the evidence, and once more right before the rename.
/// Between the two, somebody links it to a SCIM record that was left behind.
fn meddle(town: &mut Town, person: &Person) {
    let (directory, holder) = (town.directory.clone(), person.holder.clone());
    let organization = &mut town.world.organization;
    let record: ScimUserId =
        organization.orphan_record(&directory, &stray(person), &uuid("left behind"), &left_behind(person));
    let asked_again = Matcher::on(Method::GET, &format!("{}/manage", in_paths(&holder))).at(Occurrence::Nth(2));
    let link = move |world: &mut World, now: Timestamp| {
        world.organization.link_by_hand(now, &directory, &record, &holder);
    };
    town.world.before(asked_again, link);
}

pub(super) fn stray(person: &Person) -> String {
    uuid(&format!("stray {}", person.user))
}

fn left_behind(person: &Person) -> String {
    format!("left-behind.{}", person.former)
}

/// Where the plot wants it, the duplicate gets a record and groups of its own.
pub(super) fn sync_duplicate(town: &mut Town, scene: &mut Scene) {
    if scene.plot == Plot::BothSynced {
        let person = &scene.person;
        scene.in_the_way = Some(town.sync_duplicate(person, &person.user, &[OF_THE_DUPLICATE]));
    }
}

/// What people did since the push.
pub(super) fn after_the_push(town: &mut Town, scene: &Scene) {
    let (at, person) = (minutes_before(town, 5), &scene.person);
    match scene.plot {
        Plot::FreedMeanwhile => {
            let elsewhere = format!("spare.{}", person.former);
            town.world.organization.rename_by_hand(at, &person.holder, &elsewhere);
        }
        Plot::OwnUnclaimed => town.world.organization.unclaim_by_hand(&person.original),
        Plot::BothSynced => {
            let directory = town.directory.clone();
            town.world.grant(at, &directory, (person, &GRANTED));
            town.world.grant(at, &directory, (person, &[ADMINISTRATORS]));
        }
        Plot::EmptyDuplicate
        | Plot::RecordOfNobody
        | Plot::SharedMailbox
        | Plot::ActiveHolder
        | Plot::Administrator
        | Plot::NeverVerified
        | Plot::Unclaimed
        | Plot::Invisible
        | Plot::Deactivated
        | Plot::ForeignDomain
        | Plot::UserNameTaken
        | Plot::VendorDown
        | Plot::Meddling
        | Plot::AnotherFailure => {}
    }
}
