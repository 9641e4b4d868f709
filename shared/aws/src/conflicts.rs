//! The conflicts queue, as those see it who put something in: documents, and cases whose time has come.
//!
//! A queue keeps no duplicates apart. The case of a failure does, by the failure's id and by its key.

use crate::fault::broken;
use crate::message::{KIND, MESSAGE_BYTES_MAX, Outgoing, TooLarge};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    MessageAttributeValue, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
    SendMessageBatchRequestEntry,
};
use jiff::Timestamp;
use untwin_core::domain::CaseId;
use untwin_telemetry::TRACEPARENT;
use untwin_workflow::ports::{Delivery, DueQueue, Kept, Letterbox, StoreError};

/// SQS takes so many messages in one request.
const BATCH_MAX: usize = 10;

/// The conflicts queue.
#[derive(Debug, Clone)]
pub struct ConflictsQueue {
    client: Client,
    url: String,
}

impl ConflictsQueue {
    /// The queue at this URL; nothing is asked yet.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }

    /// Has a message that was received shown again after so many seconds, instead of when its time is up.
    pub async fn hide(&self, receipt: &str, pause_s: i64) -> Result<(), StoreError> {
        let request = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        let request = request.visibility_timeout(i32::try_from(pause_s).unwrap_or(i32::MAX));
        request.send().await.map(drop).map_err(|error| broken("hiding a message", &error))
    }

    async fn send(&self, messages: &[Outgoing]) -> Result<(), StoreError> {
        for batch in batches(messages) {
            let entries = batch.iter().enumerate().map(|(index, message)| entry(index, message));
            let entries = entries.collect::<Result<Vec<_>, _>>()?;
            let request = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
            let answer = request.send().await.map_err(|error| broken("putting a message into the queue", &error))?;
            if let Some(failed) = answer.failed.first() {
                return Err(StoreError::Broken(format!("the queue refused a message: {}", failed.code)));
            }
        }
        Ok(())
    }
}

impl Letterbox for ConflictsQueue {
    async fn put(&self, delivery: &Delivery, now: Timestamp) -> Result<Kept, StoreError> {
        let kept = self.put_all(std::slice::from_ref(delivery), now).await?;
        kept.first().copied().ok_or_else(|| StoreError::Broken("a document got no answer".to_owned()))
    }

    async fn put_all(&self, deliveries: &[Delivery], _now: Timestamp) -> Result<Vec<Kept>, StoreError> {
        let messages: Vec<_> = deliveries
            .iter()
            .map(|delivery| Outgoing::document(&delivery.document).map(|sent| sent.traced(delivery.trace.as_ref())))
            .collect();
        let fitting: Vec<Outgoing> = messages.iter().flatten().cloned().collect();
        self.send(&fitting).await?;
        Ok(messages.into_iter().map(|message| message.map_or_else(|TooLarge| Kept::TooLarge, |_| Kept::New)).collect())
    }
}

impl DueQueue for ConflictsQueue {
    async fn put_due(&self, cases: &[CaseId]) -> Result<(), StoreError> {
        self.send(&cases.iter().map(Outgoing::due).collect::<Vec<_>>()).await
    }
}

/// As many messages together as one request takes, by number and by size.
fn batches(messages: &[Outgoing]) -> Vec<&[Outgoing]> {
    let mut batches = Vec::new();
    let mut rest = messages;
    while !rest.is_empty() {
        let fitting = rest.iter().take(BATCH_MAX).scan(0_usize, |bytes, message| {
            *bytes = bytes.saturating_add(message.bytes());
            (*bytes <= MESSAGE_BYTES_MAX).then_some(())
        });
        let (batch, after) = rest.split_at(fitting.count().max(1));
        batches.push(batch);
        rest = after;
    }
    batches
}

fn entry(index: usize, message: &Outgoing) -> Result<SendMessageBatchRequestEntry, StoreError> {
    let incomplete = |_| crate::fault::incomplete("putting a message into the queue");
    let kind = MessageAttributeValue::builder().data_type("String").string_value(message.kind);
    let entry = SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(&message.body)
        .message_attributes(KIND, kind.build().map_err(incomplete)?);
    let Some(trace) = &message.trace else { return entry.build().map_err(incomplete) };
    let text = |value: String| MessageAttributeValue::builder().data_type("String").string_value(value).build();
    let x_ray = MessageSystemAttributeValue::builder().data_type("String").string_value(trace.x_ray()).build();
    entry
        .message_attributes(TRACEPARENT, text(trace.traceparent()).map_err(incomplete)?)
        .message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, x_ray.map_err(incomplete)?)
        .build()
        .map_err(incomplete)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(sizes: &[usize]) -> Vec<Outgoing> {
        sizes.iter().map(|size| Outgoing { kind: "document", body: "x".repeat(*size), trace: None }).collect()
    }

    #[test]
    fn a_request_holds_ten_messages_and_a_megabyte_at_most() {
        let lengths = |sizes: &[usize]| batches(&messages(sizes)).iter().map(|batch| batch.len()).collect::<Vec<_>>();
        assert_eq!(lengths(&[10; 23]), [10, 10, 3]);
        assert_eq!(lengths(&[600_000, 300_000, 300_000]), [2, 1]);
        assert_eq!(lengths(&[999_000, 999_000]), [1, 1]);
        assert_eq!(lengths(&[]), [0; 0]);
    }
}
