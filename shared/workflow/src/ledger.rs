//! The journal of one case in hand: append under its version, and mint the right to send one request.

use crate::accept::lease_s;
use crate::news::tell_appended;
use crate::ports::{Append, Budget, Lease, Started, Store, StoreError, StoredCase};
use jiff::Timestamp;
use untwin_core::decision::{Limits, Writes};
use untwin_core::domain::{CaseId, CaseState, EventId};
use untwin_core::saga::{Act, CaseView, Event, Move, PreconditionHolds, RECORD_VERSION, Record, fold, later_s, next};

/// How often an append is put on top of records that arrived meanwhile.
const REBASES_MAX: u32 = 5;
/// How long after its lease has run out a case is looked at again, in seconds.
const RESUME_MARGIN_S: i64 = 10;

/// A case in hand.
pub(crate) struct Ledger<'s, S> {
    store: &'s S,
    limits: Limits,
    /// As stored.
    pub(crate) case: StoredCase,
    /// What its journal says.
    pub(crate) view: CaseView,
}

/// What an append carries beside its events.
#[derive(Default)]
pub(crate) struct With<'a> {
    pub(crate) lease: Option<&'a Lease>,
    pub(crate) budget: Option<Budget>,
    pub(crate) dedup_key: Option<EventId>,
    pub(crate) due_at: Option<Timestamp>,
}

/// Lease held, precondition just re-read, writes enabled: the only thing that a start accepts.
pub(crate) struct Fence<'l> {
    lease: &'l Lease,
}

impl<'l> Fence<'l> {
    /// All three, or no fence.
    pub(crate) const fn closed(lease: &'l Lease, _holds: &PreconditionHolds, writes: Writes) -> Option<Self> {
        match writes {
            Writes::Enabled => Some(Self { lease }),
            Writes::Paused => None,
        }
    }
}

impl<'s, S: Store> Ledger<'s, S> {
    /// Loads a case and folds its journal.
    pub(crate) async fn load(store: &'s S, id: &CaseId, limits: &Limits) -> Result<Self, StoreError> {
        let case = store.load(id).await?.ok_or(StoreError::NoSuchCase)?;
        Self::of(store, case, limits)
    }

    /// Takes a stored case in hand.
    pub(crate) fn of(store: &'s S, case: StoredCase, limits: &Limits) -> Result<Self, StoreError> {
        let view = fold(&case.journal).map_err(|error| StoreError::Broken(format!("case {}: {error}", case.id)))?;
        Ok(Self { store, limits: limits.clone(), case, view })
    }

    /// Appends events; once it returns, they survive a crash.
    ///
    /// A worker that holds the lease is the only one that may move the case, but a repeated failure may be noted in its journal
    /// at any time. Such a record does not stop a plan between its steps: the append is put on top of it.
    pub(crate) async fn write(&mut self, events: Vec<Event>, now: Timestamp, with: With<'_>) -> Result<(), StoreError> {
        for _ in 0..REBASES_MAX {
            match self.try_write(&events, now, &with).await {
                Err(StoreError::Conflict) if with.lease.is_some() => self.rebase().await?,
                result => return result,
            }
        }
        Err(StoreError::Conflict)
    }

    /// Takes over what was appended meanwhile, if it is nothing but failures that were seen.
    async fn rebase(&mut self) -> Result<(), StoreError> {
        let case = self.store.load(&self.case.id).await?.ok_or(StoreError::NoSuchCase)?;
        let news = case.journal.get(self.case.journal.len()..).ok_or(StoreError::Conflict)?;
        if !news.iter().all(|record| matches!(record.event, Event::FailureSeen { .. })) {
            return Err(StoreError::Conflict);
        }
        let limits = self.limits.clone();
        *self = Self::of(self.store, case, &limits)?;
        Ok(())
    }

    async fn try_write(&mut self, events: &[Event], now: Timestamp, with: &With<'_>) -> Result<(), StoreError> {
        let (view, records) = self.extended(events, now)?;
        let append = self.append(&view, &records, now, with);
        let version = self.store.append(&append).await?;
        tell_appended(&self.case.id, (&self.view, &view), &records);
        self.case.version = version;
        self.case.state = view.state;
        self.case.cause = append.cause;
        self.case.due_at = append.due_at;
        self.case.changed_at = now;
        self.case.journal.extend(records);
        self.view = view;
        Ok(())
    }

    /// The view and the records with these events on top.
    fn extended(&self, events: &[Event], now: Timestamp) -> Result<(CaseView, Vec<Record>), StoreError> {
        let mut view = self.view.clone();
        let mut records = Vec::with_capacity(events.len());
        let mut prev_hash = self.case.journal.last().map(Record::hash).unwrap_or_default();
        for (offset, event) in (0_u64..).zip(events) {
            let seq = self.view_len() + offset;
            let record = Record { version: RECORD_VERSION, seq, at: now, prev_hash, event: event.clone() };
            view.apply(&record).map_err(|error| StoreError::Broken(error.to_string()))?;
            prev_hash = record.hash();
            records.push(record);
        }
        Ok((view, records))
    }

    /// Journals that a request is about to be sent, under a fence, and only then gives the right to send it.
    pub(crate) async fn start(
        &mut self,
        fence: Fence<'_>,
        (step, act): (usize, Act),
        (now, not_after): (Timestamp, Timestamp),
    ) -> Result<Started, StoreError> {
        let attempt = self.attempts(&act) + 1;
        let event = Event::Started { step, attempt, act, not_after };
        self.write(vec![event], now, With { lease: Some(fence.lease), ..With::default() }).await?;
        Ok(Started::journaled(not_after))
    }

    fn append(&self, view: &CaseView, records: &[Record], now: Timestamp, with: &With<'_>) -> Append {
        Append {
            case: self.case.id.clone(),
            expected_version: self.case.version,
            records: records.to_vec(),
            state: view.state,
            cause: view.diagnosis.as_ref().map(|told| told.cause),
            due_at: with.due_at.or_else(|| due_after(view, now, &self.limits)),
            lease: with.lease.cloned(),
            budget: with.budget,
            dedup_key: with.dedup_key.clone(),
            now,
        }
    }

    fn attempts(&self, act: &Act) -> u32 {
        let same = |event: &Event| matches!(event, Event::Started { act: earlier, .. } if earlier == act);
        u32::try_from(self.case.journal.iter().filter(|record| same(&record.event)).count()).unwrap_or(u32::MAX - 1)
    }

    fn view_len(&self) -> u64 {
        u64::try_from(self.case.journal.len()).unwrap_or(u64::MAX)
    }
}

/// When a case has to be looked at again after this view, if ever.
fn due_after(view: &CaseView, now: Timestamp, limits: &Limits) -> Option<Timestamp> {
    match next(view, now, limits) {
        Move::WaitUntil(moment) => Some(moment),
        Move::Rest => None,
        Move::Diagnose if view.state == CaseState::Received => Some(now),
        Move::Diagnose
        | Move::Snapshot
        | Move::AwaitEditable(_)
        | Move::Send { .. }
        | Move::Resolve(_)
        | Move::Verify { .. }
        | Move::LookBack(_)
        | Move::Unwind { .. }
        | Move::FinishUndo
        | Move::FlagStuck { .. }
        | Move::LapseApproval
        | Move::Close => Some(later_s(now, lease_s(limits) + RESUME_MARGIN_S)),
    }
}
