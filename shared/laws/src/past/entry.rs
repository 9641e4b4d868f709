//! The records of a journal, read as the stored format that they are.
//!
//! Only what a law needs is taken; a record that cannot be read is no record of anything.

use crate::What;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a record of a journal says.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// A failure of the provider's log, by its id there.
    Failure(String),
    /// The same, which opened the case again.
    Reopened(String),
    Diagnosed,
    PlanAccepted(Arc<Plan>),
    Started {
        act: Act,
        not_after: Timestamp,
    },
    Finished(Ended),
    /// A push that seemed to have had no effect turned out to have had one.
    PushSeen,
    /// A rename that was given up turned out to have had an effect: its plan goes on.
    LateEffect,
    /// With how many findings.
    Verified(usize),
    /// Naming how many things that stay lost.
    Undone(usize),
    /// Anything else.
    Other,
}

/// How a request ended, as its journal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Effective,
    WithoutEffect,
}

/// A plan as accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) subject: String,
    /// In lower case.
    pub(crate) wanted: String,
    pub(crate) objects: Objects,
    pub(crate) rename: Option<Rename>,
    pub(crate) removal: Option<Removal>,
    /// The original and its record.
    pub(crate) original: String,
    pub(crate) record: String,
    pub(crate) people: u64,
    pub(crate) authority: Authority,
    /// Guards that an approval overrode, by name.
    pub(crate) overridden: BTreeSet<String>,
}

/// What a plan names. Addresses are in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Objects {
    pub(crate) accounts: BTreeSet<String>,
    pub(crate) records: BTreeSet<String>,
    pub(crate) users: BTreeSet<String>,
    pub(crate) addresses: BTreeSet<String>,
}

/// The rename of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rename {
    /// The holder.
    pub(crate) account: String,
    /// The wanted address, in lower case.
    pub(crate) from: String,
    /// The placeholder, in lower case.
    pub(crate) to: String,
}

/// The SCIM record that a plan takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removal {
    /// The account that has it, if any.
    pub(crate) account: Option<String>,
    pub(crate) record: String,
    /// The user who is gone and whose it was, if that is what the plan rests on.
    pub(crate) gone: Option<String>,
    /// Whether only a person's word says whose it is.
    pub(crate) vouched: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authority {
    Auto,
    Approved,
}

/// What is sent. Addresses are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    SetAddress { account: String, from: String, to: String, purpose: Purpose },
    RemoveRecords { account: String, record: String },
    DeleteRecord { record: String },
    Push { subject: String },
    PushGroup { subject: String, group: String },
    JoinGroup { record: String },
}

/// Why an address is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Step,
    Compensate,
    Undo,
}

impl Entry {
    /// The record that became durable, if that is what happened.
    pub(crate) fn of(what: &What) -> Option<Self> {
        let What::Journaled { record, .. } = what else { return None };
        Some(record.get("event").and_then(read).unwrap_or(Self::Other))
    }
}

fn read(event: &Value) -> Option<Entry> {
    let entry = match text(event, "event")? {
        "failure_seen" => Entry::Failure(text(event, "record")?.to_owned()),
        "reopened" => Entry::Reopened(text(event, "record")?.to_owned()),
        "diagnosed" => Entry::Diagnosed,
        "plan_accepted" => Entry::PlanAccepted(Arc::new(plan(event)?)),
        "started" => {
            Entry::Started { act: act(event.get("act")?)?, not_after: text(event, "not_after")?.parse().ok()? }
        }
        "finished" => Entry::Finished(match text(event.get("result")?, "result")? {
            "done" | "seen" => Ended::Effective,
            _ => Ended::WithoutEffect,
        }),
        "push_seen" => Entry::PushSeen,
        "late_effect" => Entry::LateEffect,
        "verified" => Entry::Verified(event.get("findings")?.as_array()?.len()),
        "undone" => Entry::Undone(event.get("lost").and_then(Value::as_array).map_or(0, Vec::len)),
        _ => Entry::Other,
    };
    Some(entry)
}

fn plan(event: &Value) -> Option<Plan> {
    let target = event.get("target")?;
    let rename = match event.get("rename") {
        None | Some(Value::Null) => None,
        Some(rename) => Some(Rename {
            account: text(rename, "account")?.to_owned(),
            from: address(rename, "from")?,
            to: address(rename, "to")?,
        }),
    };
    let overridden = event.get("overridden").and_then(Value::as_array).into_iter().flatten();
    Some(Plan {
        subject: text(event, "subject")?.to_owned(),
        wanted: address(event, "wanted")?,
        objects: objects(event.get("objects")?.as_array()?),
        rename,
        removal: removal(event),
        original: text(target, "account")?.to_owned(),
        record: text(target, "record")?.to_owned(),
        people: event.get("harm")?.get("people")?.as_u64()?,
        authority: authority(event.get("authority")?),
        overridden: overridden.filter_map(|pair| Some(pair.get(0)?.as_str()?.to_owned())).collect(),
    })
}

fn removal(event: &Value) -> Option<Removal> {
    let removal = event.get("removal")?;
    let of = removal.get("of")?;
    Some(Removal {
        account: text(removal, "account").map(str::to_owned),
        record: text(removal, "record")?.to_owned(),
        gone: text(of, "gone").map(str::to_owned),
        vouched: of.as_str() == Some("vouched"),
    })
}

fn authority(value: &Value) -> Authority {
    if value.get("approved").is_some() { Authority::Approved } else { Authority::Auto }
}

fn objects(list: &[Value]) -> Objects {
    let mut objects = Objects::default();
    for object in list {
        let of = |name: &str| object.get(name).and_then(Value::as_str);
        objects.accounts.extend(of("account").map(str::to_owned));
        objects.users.extend(of("idp_user").map(str::to_owned));
        objects.addresses.extend(of("address").map(str::to_lowercase));
        let record = object.get("record").and_then(|record| record.get(1)?.as_str());
        objects.records.extend(record.map(str::to_owned));
    }
    objects
}

fn act(value: &Value) -> Option<Act> {
    match text(value, "act")? {
        "set_address" => Some(Act::SetAddress {
            account: text(value, "account")?.to_owned(),
            from: address(value, "from")?,
            to: address(value, "to")?,
            purpose: match text(value, "purpose")? {
                "step" => Purpose::Step,
                "compensate" => Purpose::Compensate,
                "undo" => Purpose::Undo,
                _ => return None,
            },
        }),
        "remove_records" => Some(Act::RemoveRecords {
            account: text(value, "account")?.to_owned(),
            record: text(value, "record")?.to_owned(),
        }),
        "delete_record" => Some(Act::DeleteRecord { record: text(value, "record")?.to_owned() }),
        "push" => Some(Act::Push { subject: text(value, "subject")?.to_owned() }),
        "join_group" => Some(Act::JoinGroup { record: text(value, "record")?.to_owned() }),
        "push_group" => Some(Act::PushGroup {
            subject: text(value, "subject")?.to_owned(),
            group: text(value, "group")?.to_owned(),
        }),
        _ => None,
    }
}

fn address(value: &Value, name: &str) -> Option<String> {
    text(value, name).map(str::to_lowercase)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}
