//! The people of the demo and what is wrong with each: the truth that the laws hold the world against in the end.
//!
//! It builds the world and knows nothing of the product.

use super::names::{Names, draw};
use super::payload::Payload;
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use untwin_core::domain::{AccountId, ScimUserId};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::entra::{Group, UserSeed};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, uuid};

/// What is wrong with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plot {
    /// An empty duplicate has the address, and nothing stands against moving it.
    EmptyDuplicate,
    /// It had it when the push failed; an administrator renamed it since, and nobody told the provider.
    FreedMeanwhile,
    /// The address is a shared mailbox's too.
    SharedMailbox,
    /// Somebody uses the account that has the address.
    ActiveHolder,
    /// The account that has the address is an administrator's.
    Administrator,
    /// Its address was never confirmed.
    NeverVerified,
    /// Another organization manages it, so no look-up shows it.
    Invisible,
    /// An empty duplicate has the address, and somebody links it to a SCIM record right before it would be renamed.
    Meddling,
    /// The push fails with a 409 that has nothing to do with an address.
    AnotherFailure,
}

/// How a person ends, if all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The duplicate gets a placeholder, and the person's account the address.
    Renamed,
    /// One push gives the person's account the address.
    Pushed,
    /// One push is tried, and changes nothing.
    PushedInVain,
    /// Nothing that could change anything is even sent.
    LeftAlone,
}

/// A person with their trouble, and how it is told.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub name: String,
    pub plot: Plot,
    pub payload: Payload,
    pub person: Person,
}

/// Everybody who has trouble.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    /// Whose failures arrive in the demo.
    pub scenes: Vec<Scene>,
    /// Whose failures are left for whoever watches.
    pub left: Vec<Scene>,
}

/// Whether failures are left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    Nobody,
    SomePeople,
}

const SCENES: [(Plot, Payload); 10] = [
    (Plot::EmptyDuplicate, Payload::GraphPage),
    (Plot::EmptyDuplicate, Payload::EventHub),
    (Plot::FreedMeanwhile, Payload::OnDemandAnswer),
    (Plot::SharedMailbox, Payload::LogAnalytics),
    (Plot::ActiveHolder, Payload::SimpleLogAlert),
    (Plot::Administrator, Payload::Ndjson),
    (Plot::NeverVerified, Payload::LogAlertV2),
    (Plot::Invisible, Payload::PastedPage),
    (Plot::Meddling, Payload::ScimError),
    (Plot::AnotherFailure, Payload::EventHub),
];

const LEFT: [(Plot, Payload); 2] =
    [(Plot::EmptyDuplicate, Payload::GraphPage), (Plot::ActiveHolder, Payload::LogAlertV2)];

/// People without any trouble.
const BYSTANDERS: usize = 12;
/// The groups that everybody with a SCIM record is in.
const GROUPS: [&str; 2] = ["confluence-authors", "jira-users"];

/// Builds the town's people and lets the provider push, ten minutes before the story begins.
pub(super) fn people(town: &mut Town, seed: u64, leave: Leave) -> Cast {
    let mut names = draw(seed);
    let mut enter = |town: &mut Town, plots: &[(Plot, Payload)]| -> Vec<Scene> {
        let pairs = plots.iter().zip(names.by_ref());
        pairs.map(|((plot, payload), names)| scene(town, names, *plot, *payload)).collect()
    };
    let scenes = enter(town, &SCENES);
    let left = match leave {
        Leave::Nobody => Vec::new(),
        Leave::SomePeople => enter(town, &LEFT),
    };
    let bystanders: Vec<Names> = names.take(BYSTANDERS).collect();
    for names in &bystanders {
        bystander(town, *names);
    }
    groups(town);
    town.cycle(minutes_before(town, 10));
    for scene in &scenes {
        after_the_push(town, scene);
    }
    Cast { scenes, left }
}

impl Plot {
    /// How it ends, if all is well.
    pub(super) const fn ending(self) -> Ending {
        match self {
            Self::EmptyDuplicate => Ending::Renamed,
            Self::FreedMeanwhile => Ending::Pushed,
            Self::Invisible => Ending::PushedInVain,
            Self::SharedMailbox
            | Self::ActiveHolder
            | Self::Administrator
            | Self::NeverVerified
            | Self::Meddling
            | Self::AnotherFailure => Ending::LeftAlone,
        }
    }
}

impl Scene {
    /// The SCIM record that somebody links to the duplicate, where the plot has one.
    pub(super) fn stray_record(&self) -> String {
        stray(&self.person)
    }

    /// A text with the words that people use instead of ids.
    pub(super) fn in_words(&self, text: &str) -> String {
        let Person { user, original, record, holder, .. } = &self.person;
        let words = [
            (format!("holder {holder}"), "holder is the duplicate"),
            (format!("original {original}"), "original is their own account"),
            (format!("account {holder}"), "the duplicate"),
            (holder.to_string(), "the duplicate"),
            (format!("account {original}"), "their own account"),
            (original.to_string(), "their own account"),
            (format!("record {record}"), "their SCIM record"),
            (format!("subject {user}"), "the person"),
            (user.clone(), "the person"),
        ];
        words.iter().fold(text.to_owned(), |text, (id, word)| text.replace(id, word))
    }
}

fn scene(town: &mut Town, names: Names, plot: Plot, payload: Payload) -> Scene {
    let Names { given, former, family } = names;
    let recently = town.days_ago(3);
    let person = town.person_with(given, (former, family), |duplicate| match plot {
        Plot::EmptyDuplicate | Plot::FreedMeanwhile | Plot::SharedMailbox | Plot::Meddling => Some(duplicate),
        Plot::ActiveHolder => Some(duplicate.last_active("confluence", recently)),
        Plot::Administrator => Some(duplicate.with_role("atlassian/org-admin")),
        Plot::NeverVerified => Some(duplicate.unverified()),
        Plot::Invisible | Plot::AnotherFailure => None,
    });
    complicate(town, plot, &person);
    Scene { name: format!("{given} {family}"), plot, payload, person }
}

fn complicate(town: &mut Town, plot: Plot, person: &Person) {
    let wanted = person.wanted.as_str();
    match plot {
        Plot::SharedMailbox => town.world.tenant.add_group(shared_mailbox(wanted)),
        Plot::Invisible => {
            town.world.organization.add_account(AccountSeed::foreign(person.holder.as_str(), wanted));
        }
        Plot::AnotherFailure => town.world.inject(not_active(person)),
        Plot::Meddling => meddle(town, person),
        Plot::EmptyDuplicate
        | Plot::FreedMeanwhile
        | Plot::ActiveHolder
        | Plot::Administrator
        | Plot::NeverVerified => {}
    }
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
        organization.orphan_record(&directory, &stray(person), "left-behind", &left_behind(person));
    let asked_again = Matcher::on(Method::GET, &format!("{}/manage", in_paths(&holder))).at(Occurrence::Nth(2));
    let link = move |world: &mut World, now: Timestamp| {
        world.organization.link_by_hand(now, &directory, &record, &holder);
    };
    town.world.before(asked_again, link);
}

/// How requests spell an account: the colon in its id may be escaped, what stands behind it never is.
pub(super) fn in_paths(account: &AccountId) -> &str {
    account.as_str().rsplit(':').next().unwrap_or_default()
}

fn stray(person: &Person) -> String {
    uuid(&format!("stray {}", person.user))
}

fn left_behind(person: &Person) -> String {
    format!("left-behind.{}", person.former)
}

fn after_the_push(town: &mut Town, scene: &Scene) {
    if scene.plot == Plot::FreedMeanwhile {
        let elsewhere = format!("spare.{}", scene.person.former);
        let at = minutes_before(town, 5);
        town.world.organization.rename_by_hand(at, &scene.person.holder, &elsewhere);
    }
}

/// Somebody who is where they should be.
fn bystander(town: &mut Town, Names { given, family, .. }: Names) {
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
fn groups(town: &mut Town) {
    let organization = &mut town.world.organization;
    let linked = organization.records().filter(|record| record.account().is_some());
    let members: Vec<ScimUserId> = linked.map(|record| record.id.clone()).collect();
    for name in GROUPS {
        organization.add_group(&town.directory, name, &members);
    }
}

fn minutes_before(town: &Town, minutes: i64) -> Timestamp {
    town.start.checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(town.start)
}
