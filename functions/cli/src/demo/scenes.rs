//! The people of the demo and what is wrong with each: the truth that the laws hold the world against in the end.
//!
//! It builds the world and knows nothing of the product.

mod neighbours;
mod plots;

use super::names::{Names, draw};
use super::payload::Payload;
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::{AccountId, ScimUserId};
use untwin_sandbox::town::{Person, Town};

/// What is wrong with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plot {
    /// An empty duplicate has the address, and nothing stands against moving it.
    EmptyDuplicate,
    /// The duplicate is synced as well: a second record of the same person locks it. The provider grants the person groups that
    /// Atlassian lacks.
    BothSynced,
    /// A SCIM record of the person's own, left over by a provisioning that went wrong, has the address, and no account is behind it.
    RecordOfNobody,
    /// A duplicate had it when the push failed; an administrator renamed it since, and nobody told the provider.
    FreedMeanwhile,
    /// The address is a shared mailbox's too.
    SharedMailbox,
    /// Somebody uses the account that has the address.
    ActiveHolder,
    /// The account that has the address is an administrator's.
    Administrator,
    /// Its address was never confirmed.
    NeverVerified,
    /// Its person signed up alone, and nobody claimed it.
    Unclaimed,
    /// Another organization manages it, so no look-up shows it.
    Invisible,
    /// It is deactivated.
    Deactivated,
    /// Somebody new, at a domain that nobody verified.
    ForeignDomain,
    /// The person's own account is not managed here any more.
    OwnUnclaimed,
    /// A colleague's record has the userName that the person should get.
    UserNameTaken,
    /// An empty duplicate has the address, and Atlassian does not answer for a while.
    VendorDown,
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
    /// The same, after the duplicate lost its record; and the groups that the provider grants come back.
    Unlocked,
    /// The record that nobody is behind goes, and one push gives the person's account the address.
    Cleared,
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
    /// The SCIM record that has to go, where the plot has one.
    pub in_the_way: Option<ScimUserId>,
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

const SCENES: [(Plot, Payload); 18] = [
    (Plot::EmptyDuplicate, Payload::GraphPage),
    (Plot::EmptyDuplicate, Payload::EventHub),
    (Plot::BothSynced, Payload::SimpleLogAlert),
    (Plot::RecordOfNobody, Payload::LogAnalytics),
    (Plot::FreedMeanwhile, Payload::OnDemandAnswer),
    (Plot::SharedMailbox, Payload::LogAnalytics),
    (Plot::ActiveHolder, Payload::SimpleLogAlert),
    (Plot::Administrator, Payload::Ndjson),
    (Plot::NeverVerified, Payload::LogAlertV2),
    (Plot::Unclaimed, Payload::GraphPage),
    (Plot::Invisible, Payload::PastedPage),
    (Plot::Deactivated, Payload::Ndjson),
    (Plot::ForeignDomain, Payload::EventHub),
    (Plot::OwnUnclaimed, Payload::LogAlertV2),
    (Plot::UserNameTaken, Payload::OnDemandAnswer),
    (Plot::VendorDown, Payload::GraphPage),
    (Plot::Meddling, Payload::ScimError),
    (Plot::AnotherFailure, Payload::EventHub),
];

const LEFT: [(Plot, Payload); 2] =
    [(Plot::EmptyDuplicate, Payload::GraphPage), (Plot::ActiveHolder, Payload::LogAlertV2)];

/// The groups that the provider grants whoever is synced twice, and that Atlassian lacks.
pub(super) const GRANTED: [&str; 3] = ["design-review", "release-notes", "service-desk"];
/// Granted too, but with an administrator's name: no program hands those out.
const ADMINISTRATORS: &str = "site-admins";
/// A group that only the duplicate is in.
const OF_THE_DUPLICATE: &str = "team-of-the-duplicate";
/// People without any trouble.
const BYSTANDERS: usize = 12;

/// Builds the town's people and lets the provider push, ten minutes before the story begins.
pub(super) fn people(town: &mut Town, seed: u64, leave: Leave) -> Cast {
    let mut names = draw(seed);
    let mut enter = |town: &mut Town, plots: &[(Plot, Payload)]| -> Vec<Scene> {
        let pairs = plots.iter().zip(names.by_ref());
        pairs.map(|((plot, payload), names)| plots::scene(town, names, *plot, *payload)).collect()
    };
    let mut scenes = enter(town, &SCENES);
    let left = match leave {
        Leave::Nobody => Vec::new(),
        Leave::SomePeople => enter(town, &LEFT),
    };
    let bystanders: Vec<Names> = names.take(BYSTANDERS).collect();
    for names in &bystanders {
        neighbours::bystander(town, *names);
    }
    neighbours::groups(town);
    for scene in &mut scenes {
        plots::sync_duplicate(town, scene);
    }
    town.cycle(minutes_before(town, 10));
    for scene in &scenes {
        plots::after_the_push(town, scene);
    }
    Cast { scenes, left }
}

impl Plot {
    /// How it ends, if all is well.
    pub(super) const fn ending(self) -> Ending {
        match self {
            Self::EmptyDuplicate | Self::VendorDown => Ending::Renamed,
            Self::BothSynced => Ending::Unlocked,
            Self::RecordOfNobody => Ending::Cleared,
            Self::FreedMeanwhile => Ending::Pushed,
            Self::Invisible => Ending::PushedInVain,
            Self::SharedMailbox
            | Self::ActiveHolder
            | Self::Administrator
            | Self::NeverVerified
            | Self::Unclaimed
            | Self::Deactivated
            | Self::ForeignDomain
            | Self::OwnUnclaimed
            | Self::UserNameTaken
            | Self::Meddling
            | Self::AnotherFailure => Ending::LeftAlone,
        }
    }
}

impl Cast {
    /// The first one with this plot.
    pub(super) fn with(&self, plot: Plot) -> Option<&Scene> {
        self.scenes.iter().find(|scene| scene.plot == plot)
    }
}

impl Scene {
    /// The SCIM record that somebody links to the duplicate, where the plot has one.
    pub(super) fn stray_record(&self) -> String {
        plots::stray(&self.person)
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
        let in_the_way = self.in_the_way.as_ref();
        let text = in_the_way.map_or_else(|| text.to_owned(), |id| text.replace(id.as_str(), "in the way"));
        words.iter().fold(text, |text, (id, word)| text.replace(id, word))
    }
}

/// How requests spell an account: the colon in its id may be escaped, what stands behind it never is.
pub(super) fn in_paths(account: &AccountId) -> &str {
    account.as_str().rsplit(':').next().unwrap_or_default()
}

fn minutes_before(town: &Town, minutes: i64) -> Timestamp {
    town.start.checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(town.start)
}
