//! Taking a failure in: from a hint to a case that the provider's own log vouches for.
//!
//! A message is only a wake-up. The record is read again from the provider; what that says makes the case's key.

use crate::diagnose::{WorkError, days_before};
use crate::ledger::{Ledger, With};
use crate::news::tell_opened;
use crate::ports::{Clock, Eyes, IdpReads, Opened, Opening, Phase, Ports, Store, StoreError, StoredCase, Tally};
use crate::setup::{Setup, Unmatched};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use untwin_core::domain::{
    CaseId, CaseKey, CaseState, DirectoryId, EmailAddress, EventId, Fact, Failure, IdpObject, IdpUserId, LogRecord,
    Recognition, UniquenessConflict, Why,
};
use untwin_core::saga::{Event, RECORD_VERSION, Record};

/// How far back the log is searched for a failure that names no record, in days.
const LOG_DAYS: i64 = 30;
/// So long the log may take to show a record.
const LOG_LAG_MAX: SignedDuration = SignedDuration::from_hours(1);

/// What became of a failure at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It opened a case, or reopened one.
    Opened(CaseId),
    /// An open case absorbed it, or it was seen before.
    Absorbed(CaseId),
    /// It is no uniqueness conflict.
    Ignored {
        /// Why.
        why: String,
    },
    /// The provider's own log does not vouch for it: nothing is done, and it is put aside with the reason.
    NotVouchedFor {
        /// Why.
        why: String,
    },
    /// What it needs could not be read now.
    TryLater {
        /// From when on it makes sense, if something names a time.
        until: Option<Timestamp>,
        /// Why.
        why: String,
    },
}

/// Who brings a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A source: its case is due at once.
    Source,
    /// A person who only asks: the case is there to be planned and approved, and nothing drives it by itself.
    Asker,
}

/// Takes one failure in.
pub async fn take_in<P: Ports>(
    ports: &P,
    setup: &Setup,
    failure: &Failure,
    tally: &Arc<Tally>,
) -> Result<Taken, WorkError> {
    take(ports, setup, (failure, Bearer::Source), tally).await
}

pub(crate) async fn take<P: Ports>(
    ports: &P,
    setup: &Setup,
    (failure, bearer): (&Failure, Bearer),
    tally: &Arc<Tally>,
) -> Result<Taken, WorkError> {
    if let Some(why) = not_for_us(failure) {
        return Ok(Taken::Ignored { why });
    }
    if let Some(case) = ports.store().seen(&failure.dedup_key).await? {
        return Ok(Taken::Absorbed(case));
    }
    let directory = match setup.directory_of(failure) {
        Ok(directory) => directory,
        // Whoever pushes it elsewhere repairs it there.
        Err(unmatched @ Unmatched::None) => return Ok(Taken::Ignored { why: unmatched.to_string() }),
        Err(unmatched @ Unmatched::Several) => return Ok(Taken::NotVouchedFor { why: unmatched.to_string() }),
    };
    let unknown = || WorkError::NoSuchDirectory(directory.to_string());
    let eyes = ports.eyes(directory, tally, Phase::Evidence).ok_or_else(unknown)?;
    let now = ports.clock().now();
    match vouched(&eyes, failure, now).await {
        Vouched::By(record) => admit(ports, setup, directory, (failure, &record, bearer)).await,
        Vouched::NotInTheLog(why) if is_young(failure, now) => Ok(Taken::TryLater { until: None, why }),
        Vouched::NotInTheLog(why) | Vouched::No(why) => Ok(Taken::NotVouchedFor { why }),
        Vouched::Unreadable(Why::Throttled { until, vendor }) => {
            Ok(Taken::TryLater { until, why: format!("throttled by {vendor}") })
        }
        Vouched::Unreadable(why) => Ok(Taken::TryLater { until: None, why: why.to_string() }),
    }
}

/// A failure that does not say why, but carries an id of the log, is enough to go and look.
fn not_for_us(failure: &Failure) -> Option<String> {
    match &failure.recognition {
        Recognition::Uniqueness(_) => None,
        Recognition::Other(why) | Recognition::Nothing(why) => Some(why.clone()),
        Recognition::Untold(why) => failure.log_record.is_none().then(|| why.clone()),
    }
}

/// The log shows a record some minutes after its moment. A time that is far ahead says nothing.
fn is_young(failure: &Failure, now: Timestamp) -> bool {
    failure.occurred_at.is_some_and(|at| now.duration_since(at).abs() <= LOG_LAG_MAX)
}

enum Vouched {
    By(Box<LogRecord>),
    /// The log was read, and shows nothing of the kind.
    NotInTheLog(String),
    /// Nothing that the log could show would vouch for it.
    No(String),
    Unreadable(Why),
}

async fn vouched<O, I: IdpReads>(eyes: &Eyes<O, I>, failure: &Failure, now: Timestamp) -> Vouched {
    if let Some(id) = &failure.log_record {
        return match eyes.idp.log_record(id.to_look_up()).await {
            Fact::Known(record, _) => Vouched::By(Box::new(record)),
            Fact::Absent(_) => vouched_by_another(eyes, failure, now).await,
            Fact::Unavailable(why) => Vouched::Unreadable(why),
        };
    }
    match subject(eyes, failure).await {
        Ok(subject) => newest_conflict(eyes, &subject, failure, now).await,
        Err(not) => not,
    }
}

/// An export may know a record under an id of its own: so the log is asked whether it holds the same conflict of the same user.
async fn vouched_by_another<O, I: IdpReads>(eyes: &Eyes<O, I>, failure: &Failure, now: Timestamp) -> Vouched {
    if let (Some(subject), Some(_)) = (&failure.subject, value(&failure.recognition)) {
        match newest_conflict(eyes, subject.to_look_up(), failure, now).await {
            Vouched::NotInTheLog(_) => {}
            told @ (Vouched::By(_) | Vouched::No(_) | Vouched::Unreadable(_)) => return told,
        }
    }
    Vouched::NotInTheLog("the provider's log does not hold this record".to_owned())
}

/// Whom a failure without a record's id is about: the id that it names, or the one user who has its address or name.
async fn subject<O, I: IdpReads>(eyes: &Eyes<O, I>, failure: &Failure) -> Result<IdpUserId, Vouched> {
    if let Some(subject) = &failure.subject {
        return Ok(subject.to_look_up().clone());
    }
    let named = failure.subject_name.as_ref().and_then(|name| EmailAddress::parse(name.to_look_up()).ok());
    let conflict = value(&failure.recognition).and_then(|value| EmailAddress::parse(value).ok());
    let address = conflict.or(named).ok_or_else(|| {
        Vouched::No("it names neither a record of the provider's log nor an address to look for".to_owned())
    })?;
    let owners = eyes.idp.objects_with_address(&address).await;
    let owners = owners.entries().map_err(|why| Vouched::Unreadable(why.clone()))?;
    let mut users = owners.iter().filter_map(|owner| match owner {
        IdpObject::User(user) => Some(user.id.clone()),
        IdpObject::Group(_) => None,
    });
    match (users.next(), users.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Vouched::No("no user of the provider has this address".to_owned())),
        (Some(_), Some(_)) => Err(Vouched::No("several users of the provider have this address".to_owned())),
    }
}

async fn newest_conflict<O, I: IdpReads>(
    eyes: &Eyes<O, I>,
    subject: &IdpUserId,
    failure: &Failure,
    now: Timestamp,
) -> Vouched {
    let log = eyes.idp.log_of(subject, days_before(now, LOG_DAYS)).await;
    let records = match log.entries() {
        Ok(records) => records,
        Err(why) => return Vouched::Unreadable(why.clone()),
    };
    let said = value(&failure.recognition);
    let same = |record: &&LogRecord| {
        let logged = value(&record.recognition);
        matches!(record.recognition, Recognition::Uniqueness(_)) && said.is_none_or(|said| Some(said) == logged)
    };
    match records.iter().find(same) {
        Some(record) => Vouched::By(Box::new(record.clone())),
        None => Vouched::NotInTheLog("the provider's log holds no such conflict for this user".to_owned()),
    }
}

fn value(recognition: &Recognition) -> Option<&str> {
    match recognition {
        Recognition::Uniqueness(UniquenessConflict { value, .. }) => value.as_deref(),
        Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_) => None,
    }
}

async fn admit<P: Ports>(
    ports: &P,
    setup: &Setup,
    directory: &DirectoryId,
    (failure, record, bearer): (&Failure, &LogRecord, Bearer),
) -> Result<Taken, WorkError> {
    let Some(key) = key(setup, directory, record) else {
        return Ok(Taken::Ignored { why: other_kind(&record.recognition) });
    };
    let now = ports.clock().now();
    let seen = Event::FailureSeen { record: record.id.clone(), failed_at: record.at };
    let first = Record { version: RECORD_VERSION, seq: 0, at: now, prev_hash: String::new(), event: seen };
    let due_at = (bearer == Bearer::Source).then_some(now);
    let dedup_key = failure.dedup_key.clone();
    let opening = Opening { key, directory: directory.clone(), dedup_key, first, due_at, now };
    match (ports.store().open(&opening).await?, bearer) {
        (Opened::New(case), _) => {
            tell_opened(&case.id, directory);
            Ok(Taken::Opened(case.id))
        }
        (Opened::Existing(case), Bearer::Asker) => Ok(Taken::Absorbed(case.id)),
        (Opened::Existing(case), Bearer::Source) => join(ports, setup, case, (failure, record)).await,
    }
}

pub(crate) fn key(setup: &Setup, directory: &DirectoryId, record: &LogRecord) -> Option<CaseKey> {
    let by = setup.directories.get(directory)?;
    let Recognition::Uniqueness(conflict) = &record.recognition else { return None };
    Some(CaseKey {
        tenant: by.tenant.clone(),
        job: by.job.clone(),
        subject: record.subject.clone(),
        wanted: conflict.value.clone().unwrap_or_default().to_ascii_lowercase(),
    })
}

fn other_kind(recognition: &Recognition) -> String {
    match recognition {
        Recognition::Other(why) | Recognition::Untold(why) | Recognition::Nothing(why) => why.clone(),
        Recognition::Uniqueness(_) => "the settings do not know its directory".to_owned(),
    }
}

/// A failure for a case that exists: absorbed, or, where it is newer than the last closing, a relapse.
async fn join<P: Ports>(
    ports: &P,
    setup: &Setup,
    case: StoredCase,
    (failure, record): (&Failure, &LogRecord),
) -> Result<Taken, WorkError> {
    let mut case = case;
    for _ in 0..JOIN_TRIES_MAX {
        let mut ledger = Ledger::of(ports.store(), case, &setup.policy.limits)?;
        let news = ledger.view.closed_at.is_some_and(|closed_at| record.at > closed_at);
        let over = matches!(
            ledger.view.state,
            CaseState::Repaired | CaseState::Undone | CaseState::Closed | CaseState::Ignored
        );
        let (record_id, failed_at) = (record.id.clone(), record.at);
        let known = ledger.case.journal.iter().any(|known| names(known, &record.id));
        let reopens = news && over && !known;
        let events = match (known, reopens) {
            (true, _) => Vec::new(),
            (false, true) => vec![Event::Reopened { record: record_id, failed_at }],
            (false, false) => vec![Event::FailureSeen { record: record_id, failed_at }],
        };
        let due_at = ledger.case.due_at.filter(|_| !reopens);
        let with = With { dedup_key: Some(failure.dedup_key.clone()), due_at, ..With::default() };
        match ledger.write(events, ports.clock().now(), with).await {
            Ok(()) if reopens => return Ok(Taken::Opened(ledger.case.id)),
            Ok(()) => return Ok(Taken::Absorbed(ledger.case.id)),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        case = ports.store().load(&ledger.case.id).await?.ok_or(StoreError::NoSuchCase)?;
    }
    Err(StoreError::Conflict.into())
}

/// How often joining a case is tried while others change it.
const JOIN_TRIES_MAX: u32 = 5;

fn names(record: &Record, id: &EventId) -> bool {
    match &record.event {
        Event::FailureSeen { record, .. } | Event::Reopened { record, .. } => record == id,
        _ => false,
    }
}
