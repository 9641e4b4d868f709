//! What a run did, as one document: the same for `heal`, `sweep`, `cases show` and the demo. Its names are an interface.

mod after;

pub(crate) use after::{AfterEntry, PlaceholderEntry};

use jiff::Timestamp;
use serde::Serialize;
use untwin_core::decision::{Answer, Cause, GuardReport, Mode, PlanHash, Policy};
use untwin_core::domain::{CaseId, Outcome};
use untwin_startup::Healed;
use untwin_workflow::ports::{Calls, StoreError};
use untwin_workflow::{CaseReport, Handled, report};

/// What became of everything that a run took up.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub(crate) struct Report {
    /// Every case, in the order in which it was met.
    pub cases: Vec<CaseEntry>,
    /// Records that are not ours to repair.
    pub ignored: Vec<IgnoredEntry>,
    /// Records that have to come again.
    pub later: Vec<LaterEntry>,
    /// Why parts of the document could not be read.
    pub unreadable: Vec<String>,
    /// The cases that wait for a person.
    pub queue: Vec<CaseId>,
    /// Renamed accounts that still live a fortnight after their repair; only `sweep` looks for them, once a day.
    pub placeholders: Vec<PlaceholderEntry>,
    /// Laws of safety that were checked over the run.
    pub laws: Laws,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CaseEntry {
    /// Its id.
    pub id: CaseId,
    /// The wanted address.
    pub person: String,
    /// The cause, once diagnosed.
    pub cause: Option<Cause>,
    /// The mode of that cause, as the policy spells it.
    pub mode: Option<&'static str>,
    /// The outcome.
    pub outcome: Outcome,
    /// The guard that stopped it, by its name in the catalogue.
    pub stopped_by: Option<&'static str>,
    /// Why it is where it is.
    pub why: Option<String>,
    /// Requests of this run.
    pub calls: CallCounts,
    /// The shape in which the failure arrived; none where the case was taken up by itself.
    pub source: Option<&'static str>,
    /// One sentence of the newest diagnosis.
    pub sentence: Option<String>,
    /// What a person should do.
    pub advice: Vec<String>,
    /// Every guard of the newest diagnosis.
    pub guards: Vec<GuardEntry>,
    /// Hash of the newest plan.
    pub plan: Option<PlanHash>,
    /// When it is looked at again.
    pub due_at: Option<Timestamp>,
    /// What the last verification found.
    pub findings: Vec<String>,
    /// What is left to do after a repair.
    pub after: Option<AfterEntry>,
}

/// A guard with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct GuardEntry {
    /// Its name in the catalogue.
    pub guard: &'static str,
    /// What it says.
    pub answer: AnswerKind,
    /// Why, where it does not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it looked at.
    pub looked_at: String,
}

/// What a guard says; the reason stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerKind {
    /// It passes.
    Pass,
    /// It does not concern the plan.
    NotConcerned,
    /// A person has to decide.
    NeedsPerson,
    /// It could not be checked.
    Unknown,
}

/// Requests by phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct CallCounts {
    /// Reads before the decision.
    pub evidence: u32,
    /// Re-reads right before a write.
    pub fence: u32,
    /// Writes to the organization.
    pub write: u32,
    /// Reads after it.
    pub verify: u32,
    /// Pushes and tokens of the identity provider.
    pub idp: u32,
}

/// A record that nothing is done about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct IgnoredEntry {
    /// Its event id.
    pub dedup_key: String,
    /// The shape in which it arrived.
    pub source: &'static str,
    /// Why.
    pub why: String,
}

/// A record that has to come again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LaterEntry {
    /// Its event id.
    pub dedup_key: String,
    /// From when on, if something names a time.
    pub until: Option<Timestamp>,
    /// Why.
    pub why: String,
}

/// What was checked over a whole run; nothing, where the world is not ours to look into.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Laws {
    /// How many checks were made.
    pub checked: u32,
    /// Each that did not hold, in words.
    pub broken: Vec<String>,
}

impl Report {
    /// The report of a healed document.
    pub(crate) fn of_document(healed: &Healed, policy: &Policy) -> Result<Self, StoreError> {
        let entry = |met: &untwin_startup::HealedCase| {
            let told = report(&met.case, policy, met.calls)?;
            Ok(CaseEntry::new(told, Some(met.source)))
        };
        let cases = healed.cases.iter().map(entry).collect::<Result<Vec<_>, StoreError>>()?;
        let ignored = healed.ignored.iter().map(|passed| IgnoredEntry {
            dedup_key: passed.dedup_key.clone(),
            source: passed.source,
            why: passed.why.clone(),
        });
        let later = healed.later.iter().map(|later| LaterEntry {
            dedup_key: later.dedup_key.clone(),
            until: later.until,
            why: later.why.clone(),
        });
        let (ignored, later) = (ignored.collect(), later.collect());
        Ok(Self { ignored, later, unreadable: healed.unreadable.clone(), ..Self::of_entries(cases) })
    }

    /// The report of cases that were driven by themselves.
    pub(crate) fn of_handled(handled: &[Handled], policy: &Policy) -> Result<Self, StoreError> {
        let entry = |done: &Handled| Ok(CaseEntry::new(report(&done.case, policy, done.calls)?, None));
        Ok(Self::of_entries(handled.iter().map(entry).collect::<Result<Vec<_>, StoreError>>()?))
    }

    fn of_entries(cases: Vec<CaseEntry>) -> Self {
        Self { queue: Self::waiting(&cases), cases, ..Self::default() }
    }

    /// The cases that wait for a person.
    pub(crate) fn waiting(cases: &[CaseEntry]) -> Vec<CaseId> {
        cases.iter().filter(|case| case.next_move() == NextMove::Person).map(|case| case.id.clone()).collect()
    }
}

impl CaseEntry {
    /// A case as it is told.
    pub(crate) fn new(told: CaseReport, source: Option<&'static str>) -> Self {
        Self {
            id: told.id,
            person: told.wanted,
            cause: told.cause,
            mode: told.mode.map(mode_name),
            outcome: told.outcome,
            stopped_by: told.stopped_by.map(untwin_core::decision::Guard::name),
            why: told.why,
            calls: told.calls.into(),
            source,
            sentence: told.sentence,
            advice: told.advice,
            guards: told.guards.iter().map(GuardEntry::from).collect(),
            plan: told.plan,
            due_at: told.due_at,
            findings: told.findings,
            after: told.after.map(Into::into),
        }
    }
}

impl CallCounts {
    /// All of them.
    pub(crate) const fn total(self) -> u32 {
        let Self { evidence, fence, write, verify, idp } = self;
        evidence.saturating_add(fence).saturating_add(write).saturating_add(verify).saturating_add(idp)
    }
}

impl From<Calls> for CallCounts {
    fn from(Calls { evidence, fence, write, verify, idp }: Calls) -> Self {
        Self { evidence, fence, write, verify, idp }
    }
}

impl From<&GuardReport> for GuardEntry {
    fn from(told: &GuardReport) -> Self {
        let (answer, reason) = match &told.answer {
            Answer::Pass => (AnswerKind::Pass, None),
            Answer::NotConcerned(why) => {
                (AnswerKind::NotConcerned, Some(crate::render::not_concerned(*why).to_owned()))
            }
            Answer::NeedsPerson(why) => (AnswerKind::NeedsPerson, Some(why.clone())),
            Answer::Unknown(why) => (AnswerKind::Unknown, Some(why.clone())),
        };
        Self { guard: told.guard.name(), answer, reason, looked_at: told.looked_at.clone() }
    }
}

/// A mode as the policy file spells it.
pub(crate) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Approve => "approve",
        Mode::Manual => "manual",
        Mode::Off => "off",
    }
}

/// For whom the next move is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextMove {
    /// A person has to do something.
    Person,
    /// Time has to pass, or nothing has to happen any more.
    NoPerson,
}

impl CaseEntry {
    /// For whom the next move is.
    pub(crate) const fn next_move(&self) -> NextMove {
        match self.outcome {
            Outcome::HandedOver | Outcome::AwaitingApproval | Outcome::Stuck => NextMove::Person,
            Outcome::Repaired | Outcome::AwaitingSync | Outcome::Deferred | Outcome::Undone | Outcome::Ignored => {
                NextMove::NoPerson
            }
        }
    }

    /// Why it is where it is, where that says more than the sentence does.
    pub(crate) fn why_beside_sentence(&self) -> Option<&str> {
        self.why.as_deref().filter(|why| Some(*why) != self.sentence.as_deref())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A case of an invented person.
    pub(crate) fn entry(id: &str, outcome: Outcome) -> CaseEntry {
        CaseEntry {
            id: CaseId::parse(id).unwrap(),
            person: "ada@example.com".to_owned(),
            cause: Some(Cause::DuplicateUnlinked),
            mode: Some("auto"),
            outcome,
            stopped_by: None,
            why: None,
            calls: CallCounts { evidence: 14, fence: 6, write: 1, verify: 4, idp: 2 },
            source: Some("entra-graph"),
            sentence: Some("Another account holds the address, and no SCIM link locks it.".to_owned()),
            advice: Vec::new(),
            guards: Vec::new(),
            plan: None,
            due_at: None,
            findings: Vec::new(),
            after: None,
        }
    }

    #[test]
    fn whatever_waits_for_a_person_is_in_the_queue() {
        use Outcome::{AwaitingApproval, AwaitingSync, Deferred, HandedOver, Ignored, Repaired, Stuck, Undone};
        let all = [Repaired, HandedOver, AwaitingApproval, AwaitingSync, Deferred, Stuck, Undone, Ignored];
        let cases = all.iter().enumerate().map(|(n, outcome)| entry(&format!("case-{n}"), *outcome)).collect();
        let queue: Vec<String> = Report::of_entries(cases).queue.iter().map(ToString::to_string).collect();
        assert_eq!(queue, ["case-1", "case-2", "case-5"]);
    }

    #[test]
    fn the_names_in_the_document_are_fixed() {
        let report = Report::of_entries(vec![entry("case-1", Outcome::HandedOver)]);
        let value = serde_json::to_value(&report).unwrap();
        let names =
            |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(names(&value), "cases ignored later laws placeholders queue unreadable");
        assert_eq!(
            names(&value["cases"][0]),
            "advice after calls cause due_at findings guards id mode outcome person plan sentence source stopped_by why"
        );
        assert_eq!(names(&value["cases"][0]["calls"]), "evidence fence idp verify write");
        assert_eq!(value["cases"][0]["outcome"], "handed_over");
        assert_eq!(value["laws"], serde_json::json!({"checked": 0, "broken": []}));
    }
}
