//! The manual queue: cases that need a person, each with what was found and what is proposed, as JSON.
//!
//! A message says how a case stood after one of its changes; its id and the number of that change name it, so that whoever
//! reads the queue knows one that comes twice. The case itself stays in the table.

use crate::fault::{broken, incomplete};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::MessageAttributeValue;
use serde::Serialize;
use untwin_core::decision::{Answer, Cause, GuardReport, PlanHash};
use untwin_core::domain::{CaseId, Outcome};
use untwin_workflow::CaseReport;
use untwin_workflow::ports::{PeopleQueue, StoreError};

/// The version of the shape, in the body and in an attribute.
const SHAPE: &str = "untwin.case/1";
/// Lists are cut here: a message has to fit, and the case holds all of it.
const LINES_MAX: usize = 100;

/// The manual queue.
#[derive(Debug, Clone)]
pub struct ManualQueue {
    client: Client,
    url: String,
}

impl ManualQueue {
    /// The queue at this URL; nothing is asked yet.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

impl PeopleQueue for ManualQueue {
    async fn post(&self, case: &CaseReport, version: u64) -> Result<(), StoreError> {
        let doing = "putting a case into the manual queue";
        let body = serde_json::to_string(&Posting::of(case, version)).map_err(|_| incomplete(doing))?;
        let shape = MessageAttributeValue::builder().data_type("String").string_value(SHAPE).build();
        let request = self.client.send_message().queue_url(&self.url).message_body(body);
        let request = request.message_attributes("shape", shape.map_err(|_| incomplete(doing))?);
        request.send().await.map(drop).map_err(|error| broken(doing, &error))
    }
}

/// A case for people. Its names are an interface.
#[derive(Serialize)]
struct Posting<'c> {
    shape: &'static str,
    case: &'c CaseId,
    change: u64,
    person: &'c str,
    outcome: Outcome,
    cause: Option<Cause>,
    sentence: Option<&'c str>,
    why: Option<&'c str>,
    stopped_by: Option<&'static str>,
    advice: &'c [String],
    evidence: &'c [String],
    guards: Vec<GuardLine<'c>>,
    findings: &'c [String],
    plan: Option<&'c PlanHash>,
    due_at: Option<jiff::Timestamp>,
}

/// A guard that did not simply pass.
#[derive(Serialize)]
struct GuardLine<'c> {
    guard: &'static str,
    reason: &'c str,
    looked_at: &'c str,
}

impl<'c> Posting<'c> {
    fn of(case: &'c CaseReport, change: u64) -> Self {
        Self {
            shape: SHAPE,
            case: &case.id,
            change,
            person: &case.wanted,
            outcome: case.outcome,
            cause: case.cause,
            sentence: case.sentence.as_deref(),
            why: case.why.as_deref(),
            stopped_by: case.stopped_by.map(untwin_core::decision::Guard::name),
            advice: first(&case.advice),
            evidence: first(&case.proof),
            guards: case.guards.iter().filter_map(line).collect(),
            findings: first(&case.findings),
            plan: case.plan.as_ref(),
            due_at: case.due_at,
        }
    }
}

fn first(lines: &[String]) -> &[String] {
    lines.get(..LINES_MAX).unwrap_or(lines)
}

fn line(report: &GuardReport) -> Option<GuardLine<'_>> {
    let reason = match &report.answer {
        Answer::NeedsPerson(why) | Answer::Unknown(why) => why,
        Answer::Pass | Answer::NotConcerned(_) => return None,
    };
    Some(GuardLine { guard: report.guard.name(), reason, looked_at: &report.looked_at })
}
