//! Dead letters in SQS: what is there, and the way back, a message at a time.
//!
//! A message goes back before it goes from here: twice is harmless, since the case keeps duplicates apart, and none at all is
//! not. It knows nothing of what a message says.

use crate::fault::{broken, incomplete};
use crate::message::{KIND, Message};
use crate::queue::{attributes, redrive, state};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    Message as Received, MessageAttributeValue, MessageSystemAttributeName, MessageSystemAttributeNameForSends,
    MessageSystemAttributeValue,
};
use jiff::Timestamp;
use untwin_core::domain::sha256_hex;
use untwin_workflow::ports::{DeadMessage, DeadQueue, MovedBack, QueueState, StoreError};

/// Who moved a message back, beside its other attributes.
pub const REDRIVEN_BY: &str = "redriven_by";
/// SQS takes so many attributes with a message.
const ATTRIBUTES_MAX: usize = 10;
/// SQS gives so many messages at once.
const BATCH_MAX: usize = 10;
/// A message that is looked at comes back after so many seconds, whatever happens to whoever looks.
const LOOK_S: i32 = 30;
/// The same for one that is moved.
const MOVE_S: i32 = 60;
/// A short answer can be empty although there are messages; one that waits for a moment asks everywhere.
const WAIT_S: i32 = 1;

/// Dead letters, and the queue that they come from, if there is one.
#[derive(Debug, Clone)]
pub struct SqsDeadQueue {
    client: Client,
    url: String,
    goes_back_to: Option<String>,
}

impl SqsDeadQueue {
    /// The dead letters of the queue at this URL; that queue says which they are.
    pub async fn of(client: Client, queue: &str) -> Result<Self, StoreError> {
        let doing = "looking for the dead letters of a queue";
        let none = || StoreError::Broken(format!("{doing}: the queue has none"));
        let of_queue = attributes(&client, queue, doing).await?;
        let arn = redrive(&of_queue).ok_or_else(none)?.dead_letters;
        let (account, name) = account_and_name(&arn).ok_or_else(|| incomplete(doing))?;
        let asked = client.get_queue_url().queue_name(name).queue_owner_aws_account_id(account).send().await;
        let url = asked.map_err(|error| broken(doing, &error))?.queue_url.ok_or_else(|| incomplete(doing))?;
        Ok(Self { client, url, goes_back_to: Some(queue.to_owned()) })
    }

    /// Dead letters at this URL that were in no queue before.
    pub fn without_way_back(client: Client, url: &str) -> Self {
        Self { client, url: url.to_owned(), goes_back_to: None }
    }

    async fn receive(&self, count: usize, hidden_s: i32) -> Result<Vec<Received>, StoreError> {
        let request = self.client.receive_message().queue_url(&self.url).visibility_timeout(hidden_s);
        let request = request.max_number_of_messages(i32::try_from(count.min(BATCH_MAX)).unwrap_or(1));
        let request = request.wait_time_seconds(WAIT_S).message_attribute_names("All");
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        let answer = request.send().await.map_err(|error| broken("receiving dead letters", &error))?;
        Ok(answer.messages.unwrap_or_default())
    }

    /// Others may have it again. Should that fail, its time is over soon.
    async fn show_again(&self, message: &Received) {
        if let Some(receipt) = message.receipt_handle() {
            let request = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
            let _ = request.visibility_timeout(0).send().await;
        }
    }

    async fn send_back(&self, to: &str, message: &Received, by: &str) -> Result<(), StoreError> {
        let doing = "putting a dead letter back into its queue";
        let body = message.body().ok_or_else(|| incomplete(doing))?;
        let mut kept = message.message_attributes.clone().unwrap_or_default();
        if kept.len() < ATTRIBUTES_MAX || kept.contains_key(REDRIVEN_BY) {
            let by = MessageAttributeValue::builder().data_type("String").string_value(by).build();
            kept.insert(REDRIVEN_BY.to_owned(), by.map_err(|_| incomplete(doing))?);
        }
        let mut request =
            self.client.send_message().queue_url(to).message_body(body).set_message_attributes(Some(kept));
        if let Some(trace) = system(message, &MessageSystemAttributeName::AwsTraceHeader) {
            let trace = MessageSystemAttributeValue::builder().data_type("String").string_value(trace).build();
            let name = MessageSystemAttributeNameForSends::AwsTraceHeader;
            request = request.message_system_attributes(name, trace.map_err(|_| incomplete(doing))?);
        }
        request.send().await.map(drop).map_err(|error| broken(doing, &error))
    }

    async fn take_out(&self, message: &Received) -> Result<(), StoreError> {
        let doing = "taking a dead letter out";
        let receipt = message.receipt_handle().ok_or_else(|| incomplete(doing))?;
        let request = self.client.delete_message().queue_url(&self.url).receipt_handle(receipt);
        request.send().await.map(drop).map_err(|error| broken(doing, &error))
    }
}

impl DeadQueue for SqsDeadQueue {
    async fn state(&self) -> Result<QueueState, StoreError> {
        state(&self.client, &self.url).await
    }

    async fn peek(&self, limit: usize) -> Result<Vec<DeadMessage>, StoreError> {
        let mut seen: Vec<Received> = Vec::new();
        let mut ended = Ok(());
        while seen.len() < limit {
            match self.receive(limit.saturating_sub(seen.len()), LOOK_S).await {
                Ok(some) if some.is_empty() => break,
                Ok(some) => seen.extend(some),
                Err(error) => {
                    ended = Err(error);
                    break;
                }
            }
        }
        for message in &seen {
            self.show_again(message).await;
        }
        ended.map(|()| seen.iter().map(dead).collect())
    }

    async fn move_one_back(&self, by: &str) -> Result<MovedBack, StoreError> {
        let Some(to) = &self.goes_back_to else {
            return Err(StoreError::Broken("these dead letters were in no queue".to_owned()));
        };
        let received = self.receive(1, MOVE_S).await?;
        let Some(message) = received.first() else { return Ok(MovedBack::None) };
        if let Err(error) = self.send_back(to, message, by).await {
            self.show_again(message).await;
            return Err(error);
        }
        self.take_out(message).await?;
        Ok(MovedBack::One)
    }
}

fn dead(message: &Received) -> DeadMessage {
    let body = message.body().unwrap_or_default();
    let kind = message.message_attributes().and_then(|attributes| attributes.get(KIND));
    let kind = kind.and_then(|kind| kind.string_value()).map(str::to_owned);
    let content = match Message::open(kind.as_deref(), body) {
        Ok(Message::Document(document)) => document.into_owned(),
        Ok(Message::Due(_)) | Err(_) => body.as_bytes().to_vec(),
    };
    let receives = system(message, &MessageSystemAttributeName::ApproximateReceiveCount);
    DeadMessage {
        sha256: sha256_hex(body.as_bytes()),
        kind,
        length_bytes: body.len(),
        sent_at: moment(message, &MessageSystemAttributeName::SentTimestamp),
        first_received_at: moment(message, &MessageSystemAttributeName::ApproximateFirstReceiveTimestamp),
        receives: receives.and_then(|count| count.parse().ok()).unwrap_or_default(),
        content,
    }
}

fn system<'m>(message: &'m Received, name: &MessageSystemAttributeName) -> Option<&'m str> {
    message.attributes()?.get(name).map(String::as_str)
}

/// In milliseconds since 1970.
fn moment(message: &Received, name: &MessageSystemAttributeName) -> Option<Timestamp> {
    Timestamp::from_millisecond(system(message, name)?.parse().ok()?).ok()
}

/// `arn:PARTITION:sqs:REGION:ACCOUNT:NAME`.
fn account_and_name(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':').skip(4);
    Some((parts.next()?, parts.next().filter(|name| !name.is_empty())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arn_of_a_queue_names_its_account_and_itself() {
        let arn = "arn:aws:sqs:eu-central-1:123456789012:untwin-conflicts-dead";
        assert_eq!(account_and_name(arn), Some(("123456789012", "untwin-conflicts-dead")));
        assert_eq!(account_and_name("arn:aws:sqs:eu-central-1"), None);
    }
}
