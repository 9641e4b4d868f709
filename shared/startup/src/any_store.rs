//! The store that the settings name: a file on this machine, or a table in AWS.

use crate::cloud::Cloud;
use crate::connect::ConnectError;
#[cfg(feature = "aws")]
use crate::policy::pushed_policy;
use crate::policy::{PolicyLoad, load_policy};
use crate::settings::{AwsSettings, Settings, StoreSettings};
use jiff::Timestamp;
use std::collections::BTreeSet;
#[cfg(feature = "aws")]
use untwin_aws::{DynamoStore, PolicyPush};
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, DirectoryId, EventId};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{Append, Lease, Leased, Opened, Opening, Rate, Store, StoreError, StoredCase, Watermarks};

/// One of the stores that there are.
#[derive(Debug)]
pub enum AnyStore {
    /// A file.
    Sqlite(SqliteStore),
    /// A table.
    #[cfg(feature = "aws")]
    Dynamo(DynamoStore),
}

impl AnyStore {
    /// Opens the store that the settings name.
    pub fn open(settings: &Settings, cloud: &Cloud) -> Result<Self, ConnectError> {
        match &settings.store {
            StoreSettings::File(path) => Ok(Self::Sqlite(SqliteStore::open(path)?)),
            StoreSettings::Aws(aws) => Self::in_aws(settings, aws, cloud),
        }
    }

    #[cfg(feature = "aws")]
    fn in_aws(settings: &Settings, aws: &AwsSettings, cloud: &Cloud) -> Result<Self, ConnectError> {
        let clients = cloud.clients().ok_or_else(|| settings.store_fault(NO_WAY, NO_WAY_FIX))?;
        Ok(Self::Dynamo(DynamoStore::new(clients.dynamodb.clone(), &aws.table)))
    }

    #[cfg(not(feature = "aws"))]
    fn in_aws(settings: &Settings, _: &AwsSettings, _: &Cloud) -> Result<Self, ConnectError> {
        Err(settings.store_fault(NO_WAY, NO_WAY_FIX).into())
    }

    /// The policy in force: the one that was pushed into the store, and before the first push the file that the settings
    /// name.
    #[cfg_attr(not(feature = "aws"), expect(clippy::unused_async, reason = "a table is asked over the network"))]
    pub async fn policy(&self, settings: &Settings) -> Result<PolicyLoad, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(load_policy(settings.policy_path.as_deref())),
            #[cfg(feature = "aws")]
            Self::Dynamo(store) => Ok(match store.policy().await? {
                Some(pushed) => pushed_policy(&pushed.text, pushed.number),
                None => load_policy(settings.policy_path.as_deref()),
            }),
        }
    }
}

/// Who put which policy in force, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Counts the pushes, from one.
    pub number: u64,
    /// As AWS knows them.
    pub pushed_by: String,
    /// When.
    pub pushed_at: Timestamp,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyPushed {
    /// It is in force, under this number.
    InForce(u64),
    /// Somebody else pushed since the one that it was to replace.
    Outdated,
    /// The store is a file: the policy is the one that the settings name.
    NotHere,
}

#[cfg_attr(not(feature = "aws"), expect(clippy::unused_async, reason = "a table is asked over the network"))]
impl AnyStore {
    /// Which policy was pushed last; `None` before the first push, and for a store in a file.
    pub async fn policy_version(&self) -> Result<Option<PolicyVersion>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            #[cfg(feature = "aws")]
            Self::Dynamo(store) => Ok(store.policy().await?.map(|pushed| PolicyVersion {
                number: pushed.number,
                pushed_by: pushed.pushed_by,
                pushed_at: pushed.pushed_at,
            })),
        }
    }

    /// Puts the text of a policy in force in place of number `instead_of`, 0 for none.
    #[cfg_attr(not(feature = "aws"), expect(unused_variables, reason = "nothing is pushed into a file"))]
    pub async fn push_policy(
        &self,
        (text, instead_of): (&str, u64),
        by: &str,
        now: Timestamp,
    ) -> Result<PolicyPushed, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(PolicyPushed::NotHere),
            #[cfg(feature = "aws")]
            Self::Dynamo(store) => Ok(match store.push_policy((text, instead_of), by, now).await? {
                PolicyPush::InForce(number) => PolicyPushed::InForce(number),
                PolicyPush::Outdated => PolicyPushed::Outdated,
            }),
        }
    }

    /// Who set the kill switch, and when; `None` where nobody has, and for a store in a file.
    pub async fn switch_set(&self) -> Result<Option<(String, Timestamp)>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            #[cfg(feature = "aws")]
            Self::Dynamo(store) => store.switch_set().await,
        }
    }
}

const NO_WAY: &str = "this program was built without AWS";
const NO_WAY_FIX: &str = "use a program that was built with the feature aws, or keep cases in a file: store.path";

/// What the one that it is answers.
macro_rules! ask {
    ($any:ident, $store:ident => $answer:expr) => {
        match $any {
            Self::Sqlite($store) => $answer.await,
            #[cfg(feature = "aws")]
            Self::Dynamo($store) => $answer.await,
        }
    };
}

impl Store for AnyStore {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        ask!(self, store => store.seen(dedup_key))
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        ask!(self, store => store.open(opening))
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        ask!(self, store => store.load(id))
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        ask!(self, store => store.list(limit))
    }

    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        ask!(self, store => store.append(append))
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        ask!(self, store => store.lease(case, objects, now, until))
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        ask!(self, store => store.renew(lease, now, until))
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        ask!(self, store => store.release(lease))
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        ask!(self, store => store.writes())
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        ask!(self, store => store.set_writes(writes, by, now))
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        ask!(self, store => store.due(now, limit))
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        ask!(self, store => store.put_back(case, due_at))
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        ask!(self, store => store.opened_between(from, until))
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        ask!(self, store => store.people_since(since))
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        ask!(self, store => store.bury(letter))
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        ask!(self, store => store.dead_letters(limit))
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        ask!(self, store => store.exhume(letter))
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        ask!(self, store => store.pace(key, rate, now))
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        ask!(self, store => store.hold_off(key, until))
    }
}

impl Watermarks for AnyStore {
    async fn watermark(&self, directory: &DirectoryId) -> Result<Option<Timestamp>, StoreError> {
        ask!(self, store => store.watermark(directory))
    }

    async fn move_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        ask!(self, store => store.move_watermark(directory, read_until))
    }

    async fn lower_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        ask!(self, store => store.lower_watermark(directory, read_until))
    }
}
