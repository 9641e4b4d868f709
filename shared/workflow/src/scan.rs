//! What is wrong already: people with two accounts, SCIM records of nobody, old placeholders, accounts to review.
//!
//! It reads and nothing else, through [`ReadOnly`] ports, and is bounded in entries, questions and time. What it did not get
//! to is said: a scan that was cut short is no clean bill.

mod accounts;
mod listing;
mod ours;
mod records;

use crate::diagnose::WorkError;
use crate::ports::{Clock, Eyes, Phase, Ports, ReadOnly, Tally};
use crate::setup::Setup;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use untwin_core::domain::{Account, AccountId, DirectoryId, EmailAddress, ScimKey, ScimRecord};

/// Questions about single accounts, records and people, at most.
const LOOKUPS_MAX: usize = 1_000;

/// What a scan found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scanned {
    /// Accounts that were listed.
    pub accounts: usize,
    /// SCIM records that were listed.
    pub records: usize,
    /// Everything that somebody should look at.
    pub findings: Vec<ScanFinding>,
    /// What was not looked at, and why.
    pub gaps: Vec<String>,
}

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanFinding {
    /// What kind of thing.
    pub kind: ScanKind,
    /// The accounts that it is about.
    pub accounts: Vec<ScannedAccount>,
    /// What was found, in one sentence.
    pub words: String,
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScanKind {
    /// One person seems to have two accounts.
    TwoAccounts,
    /// Nobody stands behind a SCIM record.
    RecordOfNobody,
    /// A renamed account is still active long after the repair.
    Placeholder,
    /// A managed account that nobody has used for long.
    Outdated,
    /// An account with access that nobody here manages.
    External,
}

/// An account of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its address, where the vendor shows it.
    pub address: Option<EmailAddress>,
    /// When it was last active in a product, where that is said.
    pub last_active_at: Option<Timestamp>,
    /// Whether a SCIM record is tied to it.
    pub linked: Linked,
}

/// Whether a SCIM record is tied to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    /// One is.
    Yes,
    /// None is, in any directory whose records were all listed.
    No,
    /// Not all records were listed.
    Unknown,
}

/// Everything that was listed, and what was found in it so far.
struct Scan<'p, P: Ports> {
    ports: &'p P,
    setup: &'p Setup,
    until: Timestamp,
    lookups: usize,
    accounts: BTreeMap<AccountId, Account>,
    records: Vec<ScimRecord>,
    /// Accounts that a record is tied to.
    linked: BTreeSet<AccountId>,
    /// Directories whose records were not all listed.
    unlisted: BTreeSet<DirectoryId>,
    findings: Vec<ScanFinding>,
    gaps: Vec<String>,
}

/// Looks through the organization until everything was looked at, or that moment has come.
pub async fn scan<P: Ports>(
    ports: &P,
    setup: &Setup,
    until: Timestamp,
    mut progress: impl FnMut(&str),
) -> Result<Scanned, WorkError> {
    let ports = ReadOnly::new(ports);
    let mut scan = Scan {
        ports: &ports,
        setup,
        until,
        lookups: 0,
        accounts: BTreeMap::new(),
        records: Vec::new(),
        linked: BTreeSet::new(),
        unlisted: BTreeSet::new(),
        findings: Vec::new(),
        gaps: Vec::new(),
    };
    scan.list(&mut progress).await?;
    progress("placeholders");
    scan.placeholders().await?;
    for directory in setup.directories.keys() {
        progress(&format!("records of directory {directory}"));
        scan.records_of_nobody(directory).await?;
        progress(&format!("people of directory {directory}"));
        scan.people_with_two(directory).await?;
    }
    scan.near_twins();
    scan.accounts_to_review().await?;
    if scan.lookups >= LOOKUPS_MAX {
        scan.gaps
            .push(format!("more than {LOOKUPS_MAX} questions about single records and people: the rest was not asked"));
    }
    let Scan { accounts, records, mut findings, gaps, .. } = scan;
    findings.sort_by_key(|finding| finding.kind);
    Ok(Scanned { accounts: accounts.len(), records: records.len(), findings, gaps })
}

/// Whether there is room for one more question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Left,
    Spent,
}

impl<P: Ports> Scan<'_, P> {
    fn eyes(&self, directory: &DirectoryId) -> Result<Eyes<P::Organization, P::Idp>, WorkError> {
        let eyes = self.ports.eyes(directory, &Arc::new(Tally::default()), Phase::Evidence);
        eyes.ok_or_else(|| WorkError::NoSuchDirectory(directory.to_string()))
    }

    fn now(&self) -> Timestamp {
        self.ports.clock().now()
    }

    /// Takes room for one question about a single thing.
    fn question(&mut self) -> Room {
        if self.lookups >= LOOKUPS_MAX || self.now() >= self.until {
            return Room::Spent;
        }
        self.lookups += 1;
        Room::Left
    }

    /// Said once, however often it is met.
    fn gap(&mut self, words: String) {
        if !self.gaps.contains(&words) {
            self.gaps.push(words);
        }
    }

    fn find(&mut self, kind: ScanKind, accounts: &[AccountId], words: String) {
        let accounts = accounts.iter().map(|id| self.told(id)).collect();
        self.findings.push(ScanFinding { kind, accounts, words });
    }

    fn told(&self, id: &AccountId) -> ScannedAccount {
        let account = self.accounts.get(id);
        ScannedAccount {
            id: id.clone(),
            address: account.and_then(|account| account.address.clone()),
            last_active_at: account.and_then(accounts::last_active),
            linked: self.linked(id),
        }
    }

    fn linked(&self, id: &AccountId) -> Linked {
        if self.linked.contains(id) {
            return Linked::Yes;
        }
        if self.unlisted.is_empty() { Linked::No } else { Linked::Unknown }
    }

    fn has_key(&self, directory: &DirectoryId) -> ScimKey {
        self.setup.directories.get(directory).map_or(ScimKey::NotHeld, |by| by.scim_key)
    }
}
