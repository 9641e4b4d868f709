//! One message: a document, or a case that is due, from the queue to its end; and whether the queue may forget it.

use crate::batch::{Ended, When};
use aws_lambda_events::event::sqs::SqsMessage;
use jiff::Timestamp;
use std::sync::Arc;
use untwin_aws::{KIND, Message, REDRIVEN_BY};
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::later_s;
use untwin_startup::{Healed, heal_document, tell, tell_case};
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::{Calls, Clock, PeopleQueue, Ports, StoreError, StoredCase, Tally};
use untwin_workflow::{Setup, Shift, WorkError, handle, report, waits_since};

/// Clocks differ by no more than this, in seconds.
const CLOCKS_S: i64 = 60;

/// Works on one message until its end, or until `deadline`.
pub(crate) async fn work_on<P: Ports, Q: PeopleQueue>(
    (ports, setup): (&P, &Setup),
    people: Option<&Q>,
    message: &SqsMessage,
    deadline: Timestamp,
) -> Ended {
    let kind = message.message_attributes.get(KIND).and_then(|kind| kind.string_value.as_deref());
    let told = People { setup, queue: people, since: waits_untold_since(message) };
    match Message::open(kind, message.body.as_deref().unwrap_or_default()) {
        Ok(Message::Document(document)) => heal((ports, setup), &told, &document, deadline).await,
        Ok(Message::Due(case)) => drive((ports, setup), &told, &case, deadline).await,
        Err(fault) => {
            tracing::error!(event = LogEvent::WorkFailed.name(), error = %fault, "a message cannot be opened, and ends among the dead");
            Ended::Again(When::Later)
        }
    }
}

/// Heals what a document holds. What cannot be read is put aside with the reason and never comes again: it would be as
/// unreadable then.
async fn heal<P: Ports, Q: PeopleQueue>(
    (ports, setup): (&P, &Setup),
    people: &People<'_, Q>,
    document: &[u8],
    deadline: Timestamp,
) -> Ended {
    let healed = match heal_document(ports, setup, document, deadline).await {
        Ok(healed) => healed,
        Err(error) => {
            tracing::error!(event = error.event().name(), %error, "a message could not be worked on: it comes again");
            return Ended::Again(When::Later);
        }
    };
    tell(&healed, setup);
    for entry in &healed.cases {
        if let Err(error) = people.hear_of(&entry.case).await {
            return unheard(&error);
        }
    }
    judge(&healed, ports.clock().now())
}

/// Drives a case whose time has come. Until that is done its row says when it is due, so no fault here loses the case; what is to
/// be said of it would be.
async fn drive<P: Ports, Q: PeopleQueue>(
    (ports, setup): (&P, &Setup),
    people: &People<'_, Q>,
    case: &CaseId,
    deadline: Timestamp,
) -> Ended {
    let shift = Shift { deadline, tally: Arc::new(Tally::default()) };
    let handled = match handle(ports, setup, case, &shift).await {
        Ok(handled) => handled,
        Err(WorkError::Store(StoreError::NoSuchCase)) => {
            tracing::warn!(case.id = %case, "a message names a case that is not there, and is done with");
            return Ended::Acknowledged;
        }
        // What it has come to may be stored, and be told to nobody yet.
        Err(error @ WorkError::Store(_)) => {
            tracing::error!(event = error.event().name(), case.id = %case, %error, "a case could not be driven: its message comes again");
            return Ended::Again(When::Later);
        }
        Err(error) => {
            tracing::error!(event = error.event().name(), case.id = %case, %error, "a case could not be driven, and stays due");
            return Ended::Acknowledged;
        }
    };
    tell_case(&handled.case, handled.calls, setup);
    if let Err(error) = people.hear_of(&handled.case).await {
        return unheard(&error);
    }
    if left_in_the_middle(&handled.case, ports.clock().now()) {
        Ended::Again(When::AtOnce)
    } else {
        Ended::Acknowledged
    }
}

/// Who has to hear of cases that wait for a person.
struct People<'p, Q> {
    setup: &'p Setup,
    queue: Option<&'p Q>,
    /// Whoever waited longer than this was told before.
    since: Timestamp,
}

impl<Q: PeopleQueue> People<'_, Q> {
    /// Puts a case into the manual queue that has begun to wait since the message was sent: the same message that comes
    /// again says it again, and a later one about the same case does not.
    async fn hear_of(&self, case: &StoredCase) -> Result<(), StoreError> {
        let Some(queue) = self.queue else { return Ok(()) };
        if waits_since(case).is_none_or(|waits| waits < self.since) {
            return Ok(());
        }
        queue.post(&report(case, &self.setup.policy, Calls::default())?, case.version).await
    }
}

fn unheard(error: &StoreError) -> Ended {
    tracing::error!(event = error.event().name(), %error, "a case that waits cannot be told: its message comes again");
    Ended::Again(When::Later)
}

/// A message that an operator moved back was sent for the first time nobody knows when.
fn waits_untold_since(message: &SqsMessage) -> Timestamp {
    if message.message_attributes.contains_key(REDRIVEN_BY) { Timestamp::MIN } else { sent_at(message) }
}

/// By the queue's own clock; the beginning of time where it does not say.
fn sent_at(message: &SqsMessage) -> Timestamp {
    let sent_ms = message.attributes.get("SentTimestamp").and_then(|sent| sent.parse().ok());
    let sent_at = sent_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    sent_at.map_or(Timestamp::MIN, |sent_at| later_s(sent_at, -CLOCKS_S))
}

/// A case with a time in its row is safe there. One whose plan was left in the middle for want of time is the exception:
/// the sooner somebody goes on with it the better, so its message comes again too.
fn judge(healed: &Healed, now: Timestamp) -> Ended {
    if healed.cases.iter().any(|entry| left_in_the_middle(&entry.case, now)) {
        return Ended::Again(When::AtOnce);
    }
    if healed.later.is_empty() {
        return Ended::Acknowledged;
    }
    let named = healed.later.iter().filter_map(|later| later.until).max();
    Ended::Again(named.map_or(When::Later, When::NotBefore))
}

fn left_in_the_middle(case: &StoredCase, now: Timestamp) -> bool {
    let running = matches!(case.state, CaseState::Executing | CaseState::Undoing);
    running && case.due_at.is_some_and(|due_at| due_at <= now)
}
