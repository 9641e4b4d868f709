//! What is put into the conflicts queue comes out as it was.

use crate::local_aws::{LocalAws, own_name};
use jiff::Timestamp;
use untwin_aws::{ConflictsQueue, KIND, Message};
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Delivery, DueQueue as _, Kept, Letterbox as _, Remembered, StoreError};

struct Queue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl Queue {
    fn new(aws: &LocalAws) -> Self {
        let client = aws_sdk_sqs::Client::new(&aws.config());
        let made = aws.wait(client.create_queue().queue_name(own_name()).send()).expect("a queue");
        Self { client, url: made.queue_url.expect("its URL") }
    }

    fn conflicts(&self) -> ConflictsQueue {
        ConflictsQueue::new(self.client.clone(), &self.url)
    }

    /// Every message: its kind, and its body.
    fn messages(&self, aws: &LocalAws) -> Vec<(Option<String>, String)> {
        let mut messages = Vec::new();
        loop {
            let request = self.client.receive_message().queue_url(&self.url).max_number_of_messages(10);
            let received = aws.wait(request.message_attribute_names("All").send()).expect("an answer");
            if received.messages().is_empty() {
                return messages;
            }
            messages.extend(received.messages().iter().map(|message| {
                let kind = message.message_attributes().and_then(|attributes| attributes.get(KIND));
                let kind = kind.and_then(|kind| kind.string_value()).map(str::to_owned);
                (kind, message.body().unwrap_or_default().to_owned())
            }));
        }
    }
}

fn delivery(document: &[u8]) -> Delivery {
    let (source, dedup_key) = ("azure".to_owned(), "key".to_owned());
    Delivery { source, dedup_key, remembered: Remembered::WhileWaiting, document: document.to_vec(), trace: None }
}

#[test]
fn documents_of_every_kind_and_size_arrive_as_they_were() {
    let Some(aws) = LocalAws::named() else { return };
    let queue = Queue::new(&aws);
    let large = "a line of a log\n".repeat(100_000);
    let documents = [&b"{\"small\": true}"[..], b"\x00\xff", large.as_bytes(), "Zo\u{eb}".as_bytes()];
    let deliveries = documents.map(delivery);
    assert_eq!(aws.wait(queue.conflicts().put_all(&deliveries, Timestamp::UNIX_EPOCH)), Ok(vec![Kept::New; 4]));
    let messages = queue.messages(&aws);
    let mut arrived: Vec<Vec<u8>> = messages
        .iter()
        .map(|(kind, body)| match Message::open(kind.as_deref(), body) {
            Ok(Message::Document(document)) => document.into_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    let mut sent: Vec<Vec<u8>> = documents.map(<[u8]>::to_vec).to_vec();
    arrived.sort();
    sent.sort();
    assert!(arrived == sent, "what arrived is not what was sent");
}

#[test]
fn every_case_that_is_due_arrives_by_name() {
    let Some(aws) = LocalAws::named() else { return };
    let queue = Queue::new(&aws);
    let cases: Vec<CaseId> = (10..33).map(|n| CaseId::parse(&format!("case-0123456789{n}")).unwrap()).collect();
    aws.wait(queue.conflicts().put_due(&cases)).unwrap();
    let messages = queue.messages(&aws);
    let opened = messages.iter().map(|(kind, body)| Message::open(kind.as_deref(), body).unwrap());
    let mut arrived: Vec<String> = opened.map(|message| format!("{message:?}")).collect();
    arrived.sort();
    assert_eq!(arrived, cases.iter().map(|case| format!("Due({case})")).collect::<Vec<_>>());
}

#[test]
fn a_queue_that_is_gone_is_told_without_what_was_sent() {
    let Some(aws) = LocalAws::named() else { return };
    let queue = Queue { client: aws_sdk_sqs::Client::new(&aws.config()), url: format!("{}/1/none", aws.endpoint) };
    let told = aws.wait(queue.conflicts().put(&delivery(b"a secret"), Timestamp::UNIX_EPOCH));
    let Err(StoreError::Broken(why)) = told else { panic!("{told:?}") };
    assert!(why.starts_with("putting a message into the queue: ") && !why.contains("secret"), "{why}");
}
