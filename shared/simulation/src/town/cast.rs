//! Who is who in a town: ids, addresses and the names that stories call them by.
//!
//! Ids are made of names, so the same person has the same ids in every town. It knows nothing of a world's state.

use super::plan::{HolderPlan, PersonPlan, SecondDirectory, SubjectPlan, TownPlan};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, ScimUserId};
use untwin_sandbox::town::{DIRECTORY, uuid};

/// Given name, family name before, family name after.
const NAMES: [(&str, &str, &str); 12] = [
    ("Ada", "Byron", "Lovelace"),
    ("Bea", "Wood", "Stone"),
    ("Cleo", "Marsh", "Fielding"),
    ("Dora", "Winter", "Sommers"),
    ("Edda", "Falk", "Lindqvist"),
    ("Fritz", "Albers", "Brandt"),
    ("Gina", "Rossi", "Moretti"),
    ("Hugo", "Petit", "Lambert"),
    ("Ines", "Vega", "Navarro"),
    ("Jonas", "Keller", "Baumann"),
    ("Kaya", "Demir", "Yildiz"),
    ("Lena", "Novak", "Horvath"),
];

/// Names of the groups that the provider grants.
pub(super) const GROUPS: [&str; 3] = ["Engineering", "Design", "Payments"];

/// The key of the second directory.
pub(super) const SECOND_KEY: &str = "another-scim-key";

/// Who is who in a town.
#[derive(Debug, Clone)]
pub struct Cast {
    /// The people, as in the plan.
    pub people: Vec<Person>,
    /// The SCIM directory that the job pushes to.
    pub directory: DirectoryId,
    /// The other SCIM directory, if there is one.
    pub second: Option<DirectoryId>,
    /// The groups that the provider grants.
    pub groups: Vec<CastGroup>,
    names: BTreeMap<String, String>,
}

/// A group that the provider grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastGroup {
    /// Its name on both sides.
    pub name: &'static str,
    /// Its object id at the provider.
    pub at_provider: String,
    /// The id of the SCIM group.
    pub scim: String,
}

/// A person of the town. What is named here need not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Given name.
    pub given: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Object id at the provider.
    pub user: String,
    /// The address before.
    pub former: EmailAddress,
    /// The address that they are to have.
    pub wanted: EmailAddress,
    /// The account with the history.
    pub original: AccountId,
    /// Its SCIM record.
    pub record: ScimUserId,
    /// The account that has the wanted address at first.
    pub holder: AccountId,
    /// The record of the holder at first.
    pub holder_record: ScimUserId,
    /// The record in the second directory.
    pub second_record: ScimUserId,
    /// The account that signs up at the wanted address.
    pub newcomer: AccountId,
    /// The record that somebody makes for the holder.
    pub made_record: ScimUserId,
    /// The rival at the provider: user or group.
    pub rival: String,
    /// Another living user who has, or had, the wanted address.
    pub namesake: String,
    /// The user who gets the address as an alias by hand.
    pub colleague: String,
    /// The guest who comes by hand.
    pub guest: String,
    /// A user of the provider who is not there any more.
    pub gone: String,
}

impl Cast {
    /// Everybody in a town, with the ids of the SCIM groups yet to come.
    pub(super) fn of(plan: &TownPlan) -> Self {
        let people = people(plan);
        let here = |holder: HolderPlan| plan.people.iter().any(|person| person.holder == holder);
        let twice = plan.people.iter().any(|person| person.original == super::OriginalPlan::LinkedElsewhereToo);
        let second = plan.second_directory == SecondDirectory::Yes || here(HolderPlan::LinkedElsewhere) || twice;
        let second = second.then(|| sound(DirectoryId::parse(&uuid("another directory"))));
        let directory = sound(DirectoryId::parse(DIRECTORY));
        let mut names = BTreeMap::from([(directory.to_string(), "the directory".to_owned())]);
        names.extend(second.iter().map(|second| (second.to_string(), "the second directory".to_owned())));
        for person in &people {
            person.name(&mut names);
        }
        Self { people, directory, second, groups: Vec::new(), names }
    }

    pub(super) fn add_group(&mut self, group: CastGroup) {
        for id in [&group.at_provider, &group.scim] {
            self.names.insert(id.clone(), format!("group {}", group.name));
        }
        self.groups.push(group);
    }

    /// A person, by their index in the plan.
    pub fn person(&self, index: usize) -> Option<&Person> {
        self.people.get(index)
    }

    /// Every id that has a name, with it.
    pub fn names(&self) -> impl Iterator<Item = (&String, &String)> {
        self.names.iter()
    }

    /// What stories call this account, record, user, group or directory; the id itself where nobody gave it a name.
    pub fn name_of(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

impl Person {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// The wanted address with capitals.
    pub(super) fn spelled_in_capitals(&self) -> String {
        format!("{}.{}@{}", self.given, self.family, self.wanted.domain())
    }

    /// An address of theirs that is none of those in the plan.
    pub(super) fn address(&self, what: &str) -> EmailAddress {
        address(&format!("{}.{what}@example.com", self.given.to_ascii_lowercase()))
    }

    /// Object ids of all users who may turn up because of this person.
    pub(super) fn users(&self) -> [&str; 5] {
        [&self.user, &self.rival, &self.namesake, &self.colleague, &self.guest]
    }

    fn of((given, former, family): (&'static str, &'static str, &'static str), plan: PersonPlan) -> Self {
        let key = |what: &str| uuid(&format!("{what} {given} {family}"));
        let account = |what: &str| sound(AccountId::parse(&format!("712020:{}", key(what))));
        let record = |what: &str| sound(ScimUserId::parse(&key(what)));
        let at = |family: &str, domain: &str| {
            address(&format!("{}.{}@{domain}", given.to_ascii_lowercase(), family.to_ascii_lowercase()))
        };
        Self {
            given,
            family,
            user: key("user"),
            former: at(former, "example.com"),
            wanted: at(family, domain(plan.subject)),
            original: account("original"),
            record: record("record"),
            holder: account("holder"),
            holder_record: record("holder's record"),
            second_record: record("second record"),
            newcomer: account("newcomer"),
            made_record: record("made record"),
            rival: key("rival"),
            namesake: key("namesake"),
            colleague: key("colleague"),
            guest: key("guest"),
            gone: key("gone"),
        }
    }

    fn name(&self, names: &mut BTreeMap<String, String>) {
        let given = self.given;
        names.insert(self.user.clone(), given.to_owned());
        let others = [
            (self.original.as_str(), "original"),
            (self.record.as_str(), "record"),
            (self.holder.as_str(), "duplicate"),
            (self.holder_record.as_str(), "duplicate's record"),
            (self.second_record.as_str(), "record in the second directory"),
            (self.newcomer.as_str(), "newcomer"),
            (self.made_record.as_str(), "record made by hand"),
            (self.rival.as_str(), "rival"),
            (self.namesake.as_str(), "namesake"),
            (self.colleague.as_str(), "colleague"),
            (self.guest.as_str(), "guest"),
            (self.gone.as_str(), "gone user"),
        ];
        names.extend(others.map(|(id, what)| (id.to_owned(), format!("{given}'s {what}"))));
    }
}

/// The domain of the address that the provider is to push.
pub(super) const fn domain(subject: SubjectPlan) -> &'static str {
    match subject {
        SubjectPlan::LostDomain => LOST_DOMAIN,
        SubjectPlan::ForeignDomain => "example.net",
        SubjectPlan::RenamedByHr
        | SubjectPlan::RenamedByThemselvesLongAgo
        | SubjectPlan::RenamedByThemselvesToday
        | SubjectPlan::RenamedByHelpdeskToday
        | SubjectPlan::MailOnly
        | SubjectPlan::SignInNameOnly
        | SubjectPlan::Disabled
        | SubjectPlan::Guest
        | SubjectPlan::NotAssigned
        | SubjectPlan::NotRenamed => "example.com",
    }
}

/// The domain whose proof is lost.
pub(super) const LOST_DOMAIN: &str = "example.org";

/// Twice the same name would be twice the same ids: the second one gets the next name that is free.
fn people(plan: &TownPlan) -> Vec<Person> {
    let mut taken = BTreeSet::new();
    let named = |person: &PersonPlan| {
        let from = usize::from(person.name) % NAMES.len();
        let free = (from..NAMES.len()).chain(0..from).find(|index| !taken.contains(index))?;
        taken.insert(free);
        Some(Person::of(*NAMES.get(free)?, *person))
    };
    plan.people.iter().filter_map(named).collect()
}

pub(super) fn address(text: &str) -> EmailAddress {
    sound(EmailAddress::parse(text))
}

pub(super) fn sound<T, E: Display>(read: Result<T, E>) -> T {
    read.unwrap_or_else(|error| unreachable!("a town is built from sound names: {error}"))
}
