//! `untwin explain`: a fresh diagnosis with its evidence. It writes to no account.

use super::diagnosis::{diagnosed, verdict_words};
use super::next;
use crate::args::Who;
use crate::exit::{Exit, Stop};
use crate::render::{EvidenceLine, Page, Paint, evidence_lines, guard_table, side_by_side};
use crate::report::{GuardEntry, mode_name};
use crate::terminal::{Format, Terminal};
use serde::Serialize;
use untwin_core::decision::{Cause, Decision, PlanHash, Policy, Verdict};
use untwin_core::domain::{CaseId, Outcome};
use untwin_workflow::ports::{Ports, StoredCase};
use untwin_workflow::{Diagnosis, Explained, Setup};

/// Explains a person or a case.
pub(crate) async fn explain<P: Ports>(ports: &P, setup: &Setup, who: &Who, terminal: &Terminal) -> Result<Exit, Stop> {
    let (case, diagnosis) = match diagnosed(ports, setup, who).await? {
        Explained::Case(found) => *found,
        Explained::Nothing { why } => {
            terminal.say(&format!("nothing to explain: {why}"));
            return Ok(Exit::NothingToDo);
        }
    };
    let told = Explanation::of(&case, &diagnosis, &setup.policy);
    match terminal.format() {
        Format::Json => terminal.put_json(&told)?,
        Format::Table => terminal.put(&page(&told, &diagnosis, terminal.paint()))?,
    }
    terminal.suggest(&told.next);
    Ok(Exit::Done)
}

/// A fresh diagnosis.
#[derive(Debug, Serialize)]
struct Explanation {
    id: CaseId,
    person: String,
    cause: Cause,
    mode: Option<&'static str>,
    sentence: String,
    verdict: String,
    advice: Vec<String>,
    proof: Vec<String>,
    evidence: Vec<EvidenceLine>,
    guards: Vec<GuardEntry>,
    plan: Option<PlanHash>,
    next: String,
}

impl Explanation {
    fn of(case: &StoredCase, diagnosis: &Diagnosis, policy: &Policy) -> Self {
        let Decision { finding, guards, plan, verdict } = &diagnosis.decision;
        Self {
            id: case.id.clone(),
            person: case.key.wanted.clone(),
            cause: finding.cause,
            mode: policy.mode(finding.cause).map(mode_name),
            sentence: finding.sentence.clone(),
            verdict: verdict_words(verdict),
            advice: finding.advice.clone(),
            proof: finding.proof.clone(),
            evidence: evidence_lines(&diagnosis.evidence),
            guards: guards.iter().map(GuardEntry::from).collect(),
            plan: plan.as_ref().map(untwin_core::decision::Plan::hash),
            next: next_command(verdict, &case.id),
        }
    }
}

fn next_command(verdict: &Verdict, case: &CaseId) -> String {
    match verdict {
        Verdict::Act | Verdict::AskApproval { .. } | Verdict::WouldAct => next::after(Outcome::AwaitingApproval, case),
        Verdict::HandOver { .. } | Verdict::VerifyOnly | Verdict::Ignore { .. } => format!("untwin cases show {case}"),
        Verdict::Defer { .. } => next::after(Outcome::Deferred, case),
    }
}

fn page(told: &Explanation, diagnosis: &Diagnosis, paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.heading(&format!("{}  {}", told.id, told.person));
    page.item(&told.sentence);
    page.labelled("cause", Some(told.cause.name()));
    page.labelled("mode", told.mode);
    page.labelled("verdict", Some(&told.verdict));
    page.labelled("plan", told.plan.as_ref().map(PlanHash::as_str));
    page.list("What to do", told.advice.iter().map(String::as_str));
    let (holder, original) = (diagnosis.evidence.holder.as_ref(), diagnosis.evidence.original.as_ref());
    if holder.is_some() || original.is_some() {
        page.heading("The two accounts");
        page.block(&side_by_side(holder, original, paint));
    }
    page.list("Proof", told.proof.iter().map(String::as_str));
    if !told.guards.is_empty() {
        page.heading("Guards");
        page.block(&guard_table(&told.guards, paint));
    }
    let evidence: Vec<String> = told.evidence.iter().map(EvidenceLine::text).collect();
    page.list("Evidence", evidence.iter().map(String::as_str));
    page.into_text()
}
