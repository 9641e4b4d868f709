//! People who act while the program works: administrators who change the world by hand, and operators of the program.

use super::agenda::Item;
use super::wire::Desk;
use super::witness::Trace;
use super::worker::End;
use crate::script::{Deed, Operation, Planned, When};
use crate::town::perform;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;
use untwin_core::decision::{Guard, Plan, PlanHash, Verdict, Writes};
use untwin_core::domain::{CaseId, CaseState, EmailAddress};
use untwin_laws::{By, Undone, What};
use untwin_workflow::ports::{Clock, Ports, Store, Tally};
use untwin_workflow::{Approval, Explained, Setup, Shift, apply, explain_address, resume, undo};

/// How long a plan lies around before somebody applies it after all.
const OLD_PLAN: SignedDuration = SignedDuration::from_mins(10);
/// How many cases are looked through.
const CASES_MAX: usize = 100;
/// Who the operator is.
const OPERATOR: &str = "operator";
/// Why the operator overrides what stands in the way.
const REASON: &str = "it was looked at";

/// Deeds that wait for their moment.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    deeds: Vec<Deed>,
    before_calls: BTreeMap<u32, Vec<usize>>,
    before_writes: BTreeMap<u32, Vec<usize>>,
    after_writes: BTreeMap<u32, Vec<usize>>,
}

impl Desk {
    /// Takes the deeds of a script up.
    pub(super) fn invite(&mut self, planned: &[Planned]) {
        let beginning = self.agenda.now();
        for (index, Planned { when, deed }) in planned.iter().enumerate() {
            self.crowd.deeds.push(*deed);
            match *when {
                When::AtSecond(second) => {
                    let moment = beginning.checked_add(SignedDuration::from_secs(second.into())).unwrap_or(beginning);
                    self.agenda.at(moment, Item::Deed(index));
                }
                When::BeforeCall(nth) => self.crowd.before_calls.entry(nth).or_default().push(index),
                When::BeforeWrite(nth) => self.crowd.before_writes.entry(nth).or_default().push(index),
                When::AfterWrite(nth) => self.crowd.after_writes.entry(nth).or_default().push(index),
            }
        }
    }

    /// Nobody meddles any more from here on.
    pub(super) fn everybody_goes_home(&mut self) {
        self.crowd = Crowd { deeds: std::mem::take(&mut self.crowd.deeds), ..Crowd::default() };
    }

    pub(super) fn meddle_before(&mut self, call: u32, write: Option<u32>) {
        let by_call = self.crowd.before_calls.remove(&call);
        let by_write = write.and_then(|nth| self.crowd.before_writes.remove(&nth));
        self.do_now([by_call, by_write].into_iter().flatten().flatten());
    }

    pub(super) fn meddle_after(&mut self, write: Option<u32>) {
        let due = write.and_then(|nth| self.crowd.after_writes.remove(&nth));
        self.do_now(due.into_iter().flatten());
    }

    fn do_now(&mut self, deeds: impl Iterator<Item = usize>) {
        for index in deeds {
            if self.by_hand(index).is_some() {
                let now = self.agenda.now();
                self.agenda.at(now, Item::Deed(index));
            }
        }
    }

    /// Does a deed that is done by hand. What an operator does takes a worker, and is given back.
    pub(super) fn by_hand(&mut self, index: usize) -> Option<(usize, Operation)> {
        let deed = self.crowd.deeds.get(index).copied()?;
        self.witness.counts.deeds += 1;
        let now = self.agenda.now();
        self.time_passes();
        if self.witness.keeps() == Trace::Kept {
            self.heard.deed(now, deed);
        }
        match deed {
            Deed::ByHand { person, act } => {
                let further = perform(&mut self.world, &self.cast, usize::from(person), act, now);
                self.tell_changes(By::Person);
                for change in further {
                    self.see(What::Changed { by: By::Person, change });
                }
                None
            }
            Deed::Cycle => {
                self.world.run_cycle(now);
                self.tell_changes(By::Provider);
                None
            }
            Deed::Operator { person, act } => Some((usize::from(person), act)),
        }
    }
}

/// What an operator does about one address.
pub(super) struct Operator<P> {
    pub(super) ports: P,
    pub(super) setup: Arc<Setup>,
    pub(super) address: EmailAddress,
    pub(super) shift: Shift,
}

impl<P: Ports> Operator<P> {
    pub(super) async fn act(self, act: Operation) -> End {
        match act {
            Operation::Explain => {
                self.plan().await;
                End::Done
            }
            Operation::Apply => {
                let plan = self.plan().await;
                self.apply(plan).await
            }
            Operation::ApplyOldPlan => {
                let plan = self.plan().await;
                let later = self.ports.clock().now().checked_add(OLD_PLAN).unwrap_or_default();
                self.ports.clock().sleep_until(later).await;
                self.apply(plan).await
            }
            Operation::Undo => self.undo().await,
            Operation::Pause => {
                let paused = self.ports.store().set_writes(Writes::Paused, OPERATOR, self.ports.clock().now()).await;
                paused.map_or_else(|error| End::Failed { why: error.to_string() }, |()| End::Done)
            }
            Operation::Resume => {
                let resumed = resume(self.ports.store(), OPERATOR, self.ports.clock().now()).await;
                resumed.map_or_else(|error| End::Failed { why: error.to_string() }, |()| End::Done)
            }
        }
    }

    async fn plan(&self) -> Option<(CaseId, PlanHash, Approval)> {
        let tally = Arc::new(Tally::default());
        let explained = explain_address(&self.ports, &self.setup, &self.address, &tally).await.ok()?;
        let Explained::Case(case) = explained else { return None };
        let (case, diagnosis) = *case;
        let asked: &[Guard] = match &diagnosis.decision.verdict {
            Verdict::AskApproval { overrides, .. } => overrides,
            _ => &[],
        };
        let overrides = asked.iter().map(|guard| (*guard, REASON.to_owned())).collect();
        let approval = Approval { by: OPERATOR.to_owned(), overrides };
        diagnosis.decision.plan.as_ref().map(Plan::hash).map(|hash| (case.id, hash, approval))
    }

    async fn apply(&self, plan: Option<(CaseId, PlanHash, Approval)>) -> End {
        let Some((case, hash, approval)) = plan else { return End::Done };
        match apply(&self.ports, &self.setup, (&case, &hash), (&approval, &self.shift)).await {
            Ok(_) => End::Done,
            Err(error) => End::Failed { why: error.to_string() },
        }
    }

    async fn undo(&self) -> End {
        let cases = self.ports.store().list(CASES_MAX).await.unwrap_or_default();
        let Some(case) = cases.into_iter().find(|case| case.key.wanted == self.address.folded()) else {
            return End::Done;
        };
        let undone = match undo(&self.ports, &self.setup, &case.id, (OPERATOR, &self.shift)).await {
            Ok(handled) if handled.case.state == CaseState::Undone => Undone::Yes,
            Ok(_) | Err(_) => Undone::No,
        };
        End::Undo { case: case.id.as_str().to_owned(), undone }
    }
}
