//! What stories do and count beyond their first failure: people explain, apply and undo, and workers die.

use crate::{Mortal, Story};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use untwin_core::decision::{Guard, PlanHash, Writes};
use untwin_core::domain::{CaseId, Outcome};
use untwin_core::saga::{AcceptedPlan, Event};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::Change;
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_startup::{Healed, heal_document};
use untwin_workflow::ports::{Clock, Ports, Store, StoredCase, Tally};
use untwin_workflow::{
    ApplyError, Approval, CaseReport, CloseError, Diagnosis, Explained, Handled, RecheckError, Shift, UndoError, apply,
    close, explain_address, recheck, sweep, undo,
};

/// The path of the one request that renames an account.
pub const RENAME: &str = "/manage/email";
/// The path of the one request that pushes a person.
pub const PUSH: &str = "/provisionOnDemand";

impl Story {
    /// A shift of two hours.
    pub fn shift(&self) -> Shift {
        let deadline = self.clock.now().checked_add(SignedDuration::from_hours(2)).expect("a time");
        Shift { deadline, tally: Arc::new(Tally::default()) }
    }

    /// Lets a document arrive at a worker that dies where [`Story::cut`] says; `None` if it did.
    pub async fn heal_mortally(&self, document: &[u8]) -> Option<Healed> {
        let mortal = Mortal::new(&self.ports, &self.cut);
        let deadline = self.shift().deadline;
        tokio::select! {
            biased;
            healed = heal_document(&mortal, &self.setup, document, deadline) => Some(healed.expect("the store works")),
            () = self.cut.death() => None,
        }
    }

    /// Drives what is due by a worker that dies where [`Story::cut`] says.
    pub async fn sweep_mortally(&self) {
        let mortal = Mortal::new(&self.ports, &self.cut);
        let deadline = self.shift().deadline;
        tokio::select! {
            biased;
            handled = sweep(&mortal, &self.setup, deadline) => drop(handled.expect("the store works")),
            () = self.cut.death() => {}
        }
    }

    /// The only case, if there is one.
    pub async fn only_case(&self) -> Option<CaseReport> {
        let cases = self.ports.store().list(10).await.expect("the store works");
        assert!(cases.len() <= 1, "one person, one case: {cases:#?}");
        match cases.first() {
            Some(case) => Some(self.case(&case.id).await),
            None => None,
        }
    }

    /// Explains the conflict over a person's wanted address.
    pub async fn explain(&self, person: &Person) -> (CaseId, Diagnosis) {
        let explained = explain_address(self.ports.as_ref(), &self.setup, &person.wanted, &self.shift().tally).await;
        match explained.expect("the store works") {
            Explained::Case(case) => (case.0.id.clone(), case.1),
            Explained::Nothing { why } => panic!("nothing to explain: {why}"),
        }
    }

    /// Applies a plan as an operator who overrides what the case asks to override.
    pub async fn apply(&self, id: &CaseId, hash: &PlanHash) -> Result<Handled, ApplyError> {
        let asked = self.case(id).await.timeline.into_iter().rev().find_map(|record| match record.event {
            Event::ApprovalAsked { overrides, .. } => Some(overrides),
            _ => None,
        });
        let reasons = asked.unwrap_or_default().into_iter().map(|guard| (guard, "it was looked at".to_owned()));
        self.apply_overriding(id, hash, reasons.collect()).await
    }

    /// Applies a plan as an operator who overrides these guards for these reasons.
    pub async fn apply_overriding(
        &self,
        id: &CaseId,
        hash: &PlanHash,
        overrides: BTreeMap<Guard, String>,
    ) -> Result<Handled, ApplyError> {
        let approval = Approval { by: "operator".to_owned(), overrides };
        apply(self.ports.as_ref(), &self.setup, (id, hash), (&approval, &self.shift())).await
    }

    /// Has a case diagnosed again.
    pub async fn recheck(&self, id: &CaseId) -> Result<Handled, RecheckError> {
        recheck(self.ports.as_ref(), &self.setup, id, &self.shift()).await
    }

    /// Closes a case as an operator.
    pub async fn close(&self, id: &CaseId, reason: &str) -> Result<StoredCase, CloseError> {
        close(self.ports.store(), &self.setup.policy.limits, id, ("operator", reason), self.now()).await
    }

    /// The plan that a case accepted last.
    pub fn accepted_plan(&self, report: &CaseReport) -> AcceptedPlan {
        let accepted = report.timeline.iter().rev().find_map(|record| match &record.event {
            Event::PlanAccepted(plan) => Some(plan.as_ref().clone()),
            _ => None,
        });
        accepted.expect("an accepted plan")
    }

    /// A case as stored.
    pub async fn stored(&self, id: &CaseId) -> StoredCase {
        self.ports.store().load(id).await.expect("the store works").expect("a case")
    }

    /// Undoes a case as an operator.
    pub async fn undo(&self, id: &CaseId) -> Result<Handled, UndoError> {
        let shift = self.shift();
        undo(self.ports.as_ref(), &self.setup, id, ("operator", &shift)).await
    }

    /// Lets a fault strike.
    pub fn inject(&self, matcher: Matcher, effect: Effect) {
        self.world().inject(Fault::new(matcher, effect));
    }

    /// Lets something happen right before a request is answered.
    pub fn meanwhile(&self, matcher: Matcher, mut act: impl FnMut(&mut World, jiff::Timestamp) + Send + 'static) {
        self.world().before(matcher, move |world, now| act(world, now));
    }

    /// Lets something happen once, right before the first request that is sent when the journal says that it is time.
    pub fn once(&self, time: fn(&Event) -> bool, act: impl FnOnce(&mut World, jiff::Timestamp) + Send + 'static) {
        let (ports, mut act) = (Arc::clone(&self.ports), Some(act));
        self.meanwhile(Matcher::any_method("/").at(Occurrence::Every), move |world, now| {
            let cases = at_once(ports.store().list(10)).expect("the store works");
            let due = cases.iter().flat_map(|case| &case.journal).any(|record| time(&record.event));
            if let Some(act) = act.take_if(|_| due) {
                act(world, now);
            }
        });
    }

    /// Throws the kill switch, or releases it.
    pub fn set_writes(&self, writes: Writes) {
        at_once(self.ports.store().set_writes(writes, "operator", self.now())).expect("the store works");
    }

    /// How many requests were sent whose path contains this.
    pub fn sent(&self, path: &str) -> usize {
        self.world().requests_seen().iter().filter(|seen| seen.path.contains(path)).count()
    }

    /// Requests with this method so far whose path contains this.
    pub fn sent_by(&self, method: &http::Method, path: &str) -> usize {
        let world = self.world();
        world.requests_seen().iter().filter(|seen| seen.method == *method && seen.path.contains(path)).count()
    }

    /// Asserts that a person is repaired, or that nothing at all was written; anything else is in between.
    pub fn is_repaired_or_untouched(&self, person: &Person, report: &CaseReport, what: &str) {
        match report.outcome {
            Outcome::Repaired => {
                self.is_repaired(person);
                self.only_the_repair_changed(person);
            }
            Outcome::HandedOver | Outcome::AwaitingApproval | Outcome::Deferred | Outcome::Ignored => {
                self.nothing_was_written();
            }
            Outcome::AwaitingSync | Outcome::Stuck | Outcome::Undone => {
                panic!("{what} ends in between: {:?} {:?}", report.outcome, report.why)
            }
        }
    }

    /// Asserts that the organization is as it was; a push that met a conflict may have been made.
    pub fn nothing_changed(&self) {
        assert_eq!((self.changes(), self.sent(RENAME)), (Vec::new(), 0), "the organization was changed");
    }

    /// Asserts that the two accounts and the subject's record are all that changed.
    pub fn only_the_repair_changed(&self, person: &Person) {
        let ours = |change: &Change| match change {
            Change::AddressChanged { account, .. } | Change::SessionsEnded { account, .. } => {
                *account == person.original || *account == person.holder
            }
            Change::NameChanged { account } => *account == person.original,
            Change::RecordChanged { record, .. } => *record == person.record,
            _ => false,
        };
        let strange: Vec<Change> = self.changes().into_iter().filter(|change| !ours(change)).collect();
        assert_eq!(strange, [], "something else changed");
    }

    /// Changes of the holder's address, each as whether it left the wanted one.
    pub fn renames_of_the_holder(&self, person: &Person) -> Vec<&'static str> {
        let renamed = |change: Change| match change {
            Change::AddressChanged { account, from, .. } if account == person.holder => {
                Some(if from == person.wanted { "away" } else { "back" })
            }
            _ => None,
        };
        self.changes().into_iter().filter_map(renamed).collect()
    }

    /// Now, as the product sees it.
    pub fn now(&self) -> jiff::Timestamp {
        self.ports.clock().now()
    }

    /// Lets the provider run a cycle now.
    pub fn cycle(&self) {
        let now = self.clock.now();
        self.world().run_cycle(now);
    }
}

/// What the store in memory answers without waiting.
pub fn at_once<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("the store in memory waits for nothing"),
    }
}
