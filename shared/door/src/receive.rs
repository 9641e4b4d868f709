//! From a whole request to what the caller is told: checked, kept, and only then acknowledged.

use crate::door::{Door, Head, Refused};
use crate::refusal::Refusal;
use http::StatusCode;
use jiff::Timestamp;
use untwin_workflow::ports::{Kept, Letterbox};

/// When to come back where nothing else says it, in seconds.
const RETRY_AFTER_S: u64 = 30;

/// What the caller is told: a status, and never a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// `Retry-After`, in seconds.
    pub retry_after_s: Option<u64>,
    /// `Allow`.
    pub allow: Option<&'static str>,
}

impl Door {
    /// Checks a request and keeps its document. Once the answer is 202 the document survives a crash.
    pub async fn receive<I: Letterbox>(&self, inbox: &I, head: Head<'_>, body: &[u8], now: Timestamp) -> Answer {
        let delivery = match self.admit(head, body, now) {
            Ok(delivery) => delivery,
            Err(refused) => return self.refuse(refused),
        };
        match self.gathering.put(inbox, delivery, now).await {
            Ok(Kept::New) => {
                self.counts.kept();
                Answer::ACCEPTED
            }
            Ok(Kept::Known) => {
                self.counts.duplicate();
                Answer::ACCEPTED
            }
            Ok(Kept::Full) => self.refuse(Refusal::Full),
            Ok(Kept::TooLarge) => self.refuse(Refusal::TooLarge),
            Err(error) => {
                tracing::error!(event = error.event().name(), %error, "a document could not be kept");
                self.refuse(Refusal::Store)
            }
        }
    }

    /// Counts a refusal, and makes the answer of it.
    pub(crate) fn refuse(&self, refused: impl Into<Refused>) -> Answer {
        let Refused { refusal, retry_after_s } = refused.into();
        self.note(refusal);
        let status = refusal.status();
        let comes_back = status == StatusCode::SERVICE_UNAVAILABLE;
        Answer {
            status,
            retry_after_s: comes_back.then(|| retry_after_s.unwrap_or(RETRY_AFTER_S)),
            allow: (status == StatusCode::METHOD_NOT_ALLOWED).then_some("POST"),
        }
    }
}

impl Answer {
    const ACCEPTED: Self = Self { status: StatusCode::ACCEPTED, retry_after_s: None, allow: None };
}
