//! What became of everybody, for programs: accounts, addresses, links and groups, and how each case stands.
//!
//! Two runs of one seed can be held against each other by it, wherever they ran. It names no moment.

use super::scenes::{Cast, Scene};
use anyhow::Context as _;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use untwin_core::decision::Cause;
use untwin_core::domain::{AccountId, CaseState, ScimUserId};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{Account, Status};
use untwin_workflow::ports::StoredCase;

/// A world at one moment, with those whom the demo is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Picture {
    people: Vec<Someone>,
    accounts: BTreeMap<AccountId, Look>,
    /// By the person's id at the identity provider; empty where the cases are kept elsewhere.
    cases: BTreeMap<String, Standing>,
}

/// A person with trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Someone {
    name: String,
    /// The id at the identity provider.
    subject: String,
    /// Their own account, and the one that has the address.
    accounts: [AccountId; 2],
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Look {
    address: String,
    status: &'static str,
    groups: BTreeSet<String>,
    /// The SCIM records that are linked to it, with the address of each.
    records: BTreeMap<ScimUserId, String>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Standing {
    state: CaseState,
    cause: Option<Cause>,
}

impl Picture {
    /// Of a world, and of the cases about it.
    pub(super) fn of(world: &World, cast: &Cast, cases: &[StoredCase]) -> Self {
        let accounts = world.organization.accounts().map(|account| (account.id.clone(), look(world, account)));
        let standing = |case: &StoredCase| Standing { state: case.state, cause: case.cause };
        Self {
            people: cast.scenes.iter().map(someone).collect(),
            accounts: accounts.collect(),
            cases: cases.iter().map(|case| (case.key.subject.to_string(), standing(case))).collect(),
        }
    }

    /// Writes it as JSON.
    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
    }
}

fn someone(scene: &Scene) -> Someone {
    let person = &scene.person;
    let accounts = [person.original.clone(), person.holder.clone()];
    Someone { name: scene.name.clone(), subject: person.user.clone(), accounts }
}

fn look(world: &World, account: &Account) -> Look {
    let records = world.organization.records_of(&account.id).into_iter();
    Look {
        address: account.email.to_string(),
        status: words(account.status()),
        groups: world.organization.groups_of(&account.id),
        records: records.map(|record| (record.id.clone(), record.draft.email.to_string())).collect(),
    }
}

const fn words(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::NotInvited => "not invited",
        Status::Deactivated => "deactivated",
        Status::ForDeletion => "marked for deletion",
    }
}
