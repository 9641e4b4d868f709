//! How a queue is: what waits in it, whether it is encrypted, and where it puts what nobody can work off.

use crate::fault::broken;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use serde::Deserialize;
use std::collections::BTreeMap;
use untwin_workflow::ports::{Encryption, QueueState, StoreError};

/// The attributes of a queue by name.
pub(crate) type QueueAttributes = BTreeMap<String, String>;

/// Where a queue puts what was received too often.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Redrive {
    /// The ARN of the dead letters.
    #[serde(rename = "deadLetterTargetArn")]
    pub(crate) dead_letters: String,
    /// Received so often; a number, or one in quotes.
    #[serde(rename = "maxReceiveCount")]
    after: serde_json::Value,
}

/// How the queue at this URL is.
pub async fn state(client: &Client, url: &str) -> Result<QueueState, StoreError> {
    Ok(read(&attributes(client, url, "looking at a queue").await?))
}

/// Every attribute of the queue at this URL.
pub(crate) async fn attributes(client: &Client, url: &str, doing: &str) -> Result<QueueAttributes, StoreError> {
    let asked = client.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All).send().await;
    let attributes = asked.map_err(|error| broken(doing, &error))?.attributes.unwrap_or_default();
    Ok(attributes.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect())
}

/// Where it puts what was received too often; `None` where it does not.
pub(crate) fn redrive(attributes: &QueueAttributes) -> Option<Redrive> {
    serde_json::from_str(attributes.get("RedrivePolicy")?).ok()
}

fn read(attributes: &QueueAttributes) -> QueueState {
    let said = |name: &str| attributes.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let count = |name: &str| said(name).and_then(|count| count.parse().ok()).unwrap_or_default();
    let with_a_key = said("KmsMasterKeyId").is_some() || said("SqsManagedSseEnabled") == Some("true");
    QueueState {
        waiting: count("ApproximateNumberOfMessages"),
        in_hand: count("ApproximateNumberOfMessagesNotVisible"),
        encryption: if with_a_key { Encryption::Encrypted } else { Encryption::Plain },
        gives_up_after: redrive(attributes).and_then(|redrive| redrive.after()),
    }
}

impl Redrive {
    fn after(&self) -> Option<u32> {
        let number = self.after.as_u64().and_then(|number| u32::try_from(number).ok());
        number.or_else(|| self.after.as_str()?.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &[(&str, &str)]) -> QueueState {
        read(&attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_queue_is_read_as_sqs_describes_it() {
        let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:1:dead","maxReceiveCount":5}"#;
        let state = of(&[
            ("ApproximateNumberOfMessages", "3"),
            ("ApproximateNumberOfMessagesNotVisible", "1"),
            ("SqsManagedSseEnabled", "true"),
            ("RedrivePolicy", policy),
        ]);
        assert_eq!((state.waiting, state.in_hand, state.gives_up_after), (3, 1, Some(5)));
        assert_eq!(state.encryption, Encryption::Encrypted);
    }

    #[test]
    fn what_is_not_said_is_not_there() {
        let state = of(&[("SqsManagedSseEnabled", "false"), ("RedrivePolicy", "")]);
        assert_eq!((state.gives_up_after, state.encryption), (None, Encryption::Plain));
        let quoted = r#"{"deadLetterTargetArn":"arn","maxReceiveCount":"5"}"#;
        assert_eq!(of(&[("RedrivePolicy", quoted), ("KmsMasterKeyId", "k")]).gives_up_after, Some(5));
    }
}
