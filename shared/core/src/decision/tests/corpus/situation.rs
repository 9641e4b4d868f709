//! A situation as the data spell it: plain words, before anything is made of them. `corpus/README.md` explains each.

use crate::decision::tests::healthy::now;
use jiff::{SignedDuration, Timestamp};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Situation {
    pub(super) failure: Told<Failure>,
    pub(super) log: Told<Vec<Failure>>,
    pub(super) subject: Told<User>,
    pub(super) owners: Told<Vec<Owner>>,
    pub(super) deleted_owners: Told<Vec<User>>,
    pub(super) address_changes: Told<Vec<Change>>,
    pub(super) mapping: Told<MappingWords>,
    pub(super) assigned: Told<Vec<Assigned>>,
    pub(super) job: Told<JobWords>,
    pub(super) found_by_address: Told<Vec<AccountWords>>,
    pub(super) holder: Option<AccountWords>,
    pub(super) original: Option<AccountWords>,
    pub(super) leads: Told<Vec<AccountWords>>,
    pub(super) records_with_the_address: Told<Vec<LinkWords>>,
    pub(super) targeted_link: Told<LinkWords>,
    pub(super) scim_key: String,
    pub(super) targeted_record: Told<RecordWords>,
    pub(super) subject_record: Told<RecordWords>,
    pub(super) named_record: Told<RecordWords>,
    pub(super) holder_record: Told<RecordWords>,
    pub(super) holder_person: Told<User>,
    pub(super) stray_record: Told<RecordWords>,
    pub(super) stray_link: Told<LinkWords>,
    pub(super) stray_person: Told<User>,
    pub(super) domains: Told<BTreeMap<String, String>>,
    pub(super) managed_on: BTreeMap<String, Told<String>>,
    pub(super) policy: PolicyWords,
    pub(super) circumstances: CircumstancesWords,
}

/// A fact: a value, or one of the phrases for what was not read or is proved not to be there.
pub(super) enum Told<T> {
    Is(T),
    NotThere,
    Unread,
    UnreadForNow,
    NotAsked,
    NotConfigured,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Told<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match value.as_str() {
            Some("not there") => Self::NotThere,
            Some("unread") => Self::Unread,
            Some("unread for now") => Self::UnreadForNow,
            Some("not asked") => Self::NotAsked,
            Some("not configured") => Self::NotConfigured,
            Some(_) | None => Self::Is(serde_json::from_value(value).map_err(D::Error::custom)?),
        })
    }
}

/// `10 days ago`, `in 5 minutes`, `now`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Moment(pub(super) Timestamp);

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no moment: say \"10 days ago\", \"in 5 minutes\" or \"now\"");
        let words: Vec<&str> = text.split(' ').collect();
        let (count, unit, sign) = match words[..] {
            ["now"] => return Ok(Self(now())),
            [count, unit, "ago"] => (count, unit, -1),
            ["in", count, unit] => (count, unit, 1),
            _ => return Err(wrong()),
        };
        let seconds = match unit.trim_end_matches('s') {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            "second" => 1,
            _ => return Err(wrong()),
        };
        let count: i64 = count.parse().map_err(|_| wrong())?;
        now().checked_add(SignedDuration::from_secs(sign * count * seconds)).map(Self).map_err(|_| wrong())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    pub(super) id: String,
    pub(super) job: String,
    pub(super) at: Moment,
    pub(super) operation: String,
    pub(super) status: String,
    pub(super) subject: String,
    pub(super) record: Option<String>,
    pub(super) says: Says,
    pub(super) former: Vec<String>,
    pub(super) retry_announced: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) enum Says {
    #[serde(rename = "taken")]
    Taken { resource: String, attribute: String, value: Option<String> },
    #[serde(rename = "another failure")]
    AnotherFailure(String),
    #[serde(rename = "untold")]
    Untold(String),
    #[serde(rename = "nothing")]
    Nothing(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) login_name: Option<String>,
    #[serde(default)]
    pub(super) mail: Option<String>,
    #[serde(default)]
    pub(super) primary_proxy: Option<String>,
    #[serde(default)]
    pub(super) secondary_proxies: Vec<String>,
    #[serde(default)]
    pub(super) other_addresses: Vec<String>,
    #[serde(default = "enabled")]
    pub(super) sign_in: String,
    #[serde(default = "member")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) employee_id: Option<String>,
    #[serde(default)]
    pub(super) created: Option<Moment>,
    #[serde(default)]
    pub(super) deleted: Option<Moment>,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) enum Owner {
    User(Box<User>),
    Group(GroupWords),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupWords {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub(super) at: Moment,
    pub(super) by: By,
    #[serde(default)]
    pub(super) former: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) enum By {
    User(String),
    App { id: Option<String>, name: Option<String> },
    Nobody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MappingWords {
    pub(super) address: Mapped,
    pub(super) user_name: Mapped,
    pub(super) external_id: Mapped,
    pub(super) external_id_is_the_immutable_id: bool,
    pub(super) matching: Vec<String>,
    pub(super) on_demand: String,
    pub(super) group_rule: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapped {
    pub(super) from: Option<String>,
    pub(super) gives: Option<String>,
    #[serde(default)]
    pub(super) expression: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) enum Assigned {
    Directly,
    Group(GroupWords),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JobWords {
    pub(super) id: String,
    pub(super) state: String,
    pub(super) last_cycle: Option<Moment>,
    pub(super) cycle_minutes: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountWords {
    pub(super) id: String,
    #[serde(default)]
    pub(super) address: Option<String>,
    #[serde(default = "verified")]
    pub(super) verification: String,
    #[serde(default = "active")]
    pub(super) status: String,
    #[serde(default = "active")]
    pub(super) lifecycle: String,
    #[serde(default = "managed")]
    pub(super) claim: String,
    #[serde(default = "person")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) added: Option<Moment>,
    #[serde(default = "none")]
    pub(super) roles: Option<Vec<String>>,
    #[serde(default = "none")]
    pub(super) products: Option<Vec<Product>>,
    #[serde(default = "none")]
    pub(super) groups: Option<Vec<GroupWords>>,
    /// Whether the account, asked for by its id, is what the search shows.
    #[serde(default = "as_found")]
    pub(super) by_id: Told<String>,
    #[serde(default = "not_there")]
    pub(super) links: Told<Vec<LinkWords>>,
    #[serde(default = "not_there")]
    pub(super) editing: Told<String>,
    #[serde(default = "not_there")]
    pub(super) tokens: Told<Vec<TokenWords>>,
    #[serde(default = "not_there")]
    pub(super) report: Told<Report>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Product {
    pub(super) key: String,
    pub(super) last_active: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenWords {
    pub(super) id: String,
    pub(super) last_used: Option<Moment>,
    pub(super) ends: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    /// `the same` as the account's, a moment, or none.
    pub(super) added: Option<String>,
    pub(super) products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkWords {
    pub(super) directory: String,
    pub(super) record: String,
    pub(super) account: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordWords {
    pub(super) directory: String,
    pub(super) id: String,
    pub(super) external_id: Option<String>,
    pub(super) user_name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) active: bool,
    pub(super) account: Option<String>,
    #[serde(default)]
    pub(super) created: Option<Moment>,
    #[serde(default)]
    pub(super) groups: Vec<GroupWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyWords {
    pub(super) sso_attribute: Option<String>,
    pub(super) employee_id_source: Option<String>,
    pub(super) protected_accounts: Vec<String>,
    pub(super) protected_addresses: Vec<String>,
    pub(super) administrators: Vec<String>,
    pub(super) administrator_apps: Vec<String>,
    pub(super) modes: BTreeMap<String, String>,
    pub(super) people_per_hour: Option<u32>,
    pub(super) placeholder: Option<String>,
    pub(super) freezes: Vec<FreezeWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FreezeWords {
    pub(super) from: Moment,
    pub(super) until: Moment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CircumstancesWords {
    pub(super) writes: String,
    pub(super) reading_began: Moment,
    pub(super) last_repaired: Option<Moment>,
    pub(super) last_undone: Option<Moment>,
    pub(super) last_closed: Option<Moment>,
    pub(super) cases_in_storm_window: u32,
    pub(super) people_last_hour: u32,
    pub(super) people_last_day: u32,
    pub(super) original_before: Option<String>,
    pub(super) stray_before: Option<Met>,
    pub(super) own_pushes: Vec<Pushed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Met {
    pub(super) record: String,
    pub(super) at: Moment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pushed {
    pub(super) at: Moment,
    pub(super) result: String,
}

fn enabled() -> String {
    "enabled".to_owned()
}

fn member() -> String {
    "member".to_owned()
}

fn verified() -> String {
    "verified".to_owned()
}

fn active() -> String {
    "active".to_owned()
}

fn managed() -> String {
    "managed".to_owned()
}

fn person() -> String {
    "person".to_owned()
}

#[expect(clippy::unnecessary_wraps, reason = "the answer says the list, and the list is empty")]
fn none<T>() -> Option<Vec<T>> {
    Some(Vec::new())
}

fn as_found() -> Told<String> {
    Told::Is("as found".to_owned())
}

fn not_there<T>() -> Told<T> {
    Told::NotThere
}
