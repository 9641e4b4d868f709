//! What nobody could work off is seen without being taken, and goes back as it was.

use crate::local_aws::{LocalAws, own_name};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName};
use untwin_aws::{SqsDeadQueue, queue_state};
use untwin_workflow::ports::{DeadQueue as _, MovedBack, StoreError};

const ADA: &str = "arn:aws:sts::123456789012:assumed-role/Admin/ada";

/// A queue with dead letters.
struct Queues<'a> {
    aws: &'a LocalAws,
    client: Client,
    queue: String,
    dead: String,
}

impl<'a> Queues<'a> {
    fn new(aws: &'a LocalAws) -> Self {
        let client = Client::new(&aws.config());
        let (name, arn) = (own_name(), QueueAttributeName::QueueArn);
        let dead = aws.wait(client.create_queue().queue_name(format!("{name}-dead")).send()).expect("a queue");
        let dead = dead.queue_url.expect("its URL");
        let told = aws.wait(client.get_queue_attributes().queue_url(&dead).attribute_names(arn.clone()).send());
        let arn = told.expect("its attributes").attributes.expect("some").remove(&arn).expect("its ARN");
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":5}}"#);
        let made = client.create_queue().queue_name(name).attributes(QueueAttributeName::RedrivePolicy, policy);
        let queue = aws.wait(made.send()).expect("a queue").queue_url.expect("its URL");
        Self { aws, client, queue, dead }
    }

    fn dead_letters(&self) -> SqsDeadQueue {
        self.aws.wait(SqsDeadQueue::of(self.client.clone(), &self.queue)).expect("the queue says where they are")
    }

    fn bury(&self, kind: &str, body: &str) {
        let kind = MessageAttributeValue::builder().data_type("String").string_value(kind).build().expect("complete");
        let request = self.client.send_message().queue_url(&self.dead).message_body(body);
        self.aws.wait(request.message_attributes("kind", kind).send()).expect("it is sent");
    }

    /// The bodies that can be received, each with an attribute.
    fn received(&self, url: &str, attribute: &str) -> Vec<(String, Option<String>)> {
        let mut found = Vec::new();
        loop {
            let request = self.client.receive_message().queue_url(url).max_number_of_messages(10);
            let answer = self.aws.wait(request.message_attribute_names("All").send()).expect("an answer");
            if answer.messages().is_empty() {
                found.sort();
                return found;
            }
            for message in answer.messages() {
                let value = message.message_attributes().and_then(|attributes| attributes.get(attribute));
                let value = value.and_then(|value| value.string_value()).map(str::to_owned);
                found.push((message.body().unwrap_or_default().to_owned(), value));
            }
        }
    }
}

#[test]
fn dead_letters_are_looked_at_without_being_taken() {
    let Some(aws) = LocalAws::named() else { return };
    let queues = Queues::new(&aws);
    for number in 0..13 {
        queues.bury("document", &format!("letter {number:02}"));
    }
    let dead = queues.dead_letters();
    assert_eq!(aws.wait(dead.state()).map(|state| state.waiting), Ok(13));
    let looked = aws.wait(dead.peek(12)).expect("an answer");
    assert_eq!(looked.len(), 12);
    assert!(looked.iter().all(|letter| letter.kind.as_deref() == Some("document") && letter.sent_at.is_some()));
    assert!(looked.iter().all(|letter| letter.content.starts_with(b"letter ") && letter.receives == 1));
    assert!(!format!("{looked:?}").contains("letter 0"), "what it holds is not shown");
    assert_eq!(queues.received(&queues.dead, "kind").len(), 13, "everybody else still sees them all");
}

#[test]
fn a_dead_letter_goes_back_as_it_was_with_who_moved_it() {
    let Some(aws) = LocalAws::named() else { return };
    let queues = Queues::new(&aws);
    queues.bury("due", "case-0123456789ab");
    queues.bury("document", "Zo\u{eb}");
    let dead = queues.dead_letters();
    for expected in [MovedBack::One, MovedBack::One, MovedBack::None] {
        assert_eq!(aws.wait(dead.move_one_back(ADA)), Ok(expected));
    }
    assert_eq!(queues.received(&queues.dead, "kind"), []);
    let moved = queues.received(&queues.queue, "redriven_by");
    let by = Some(ADA.to_owned());
    assert_eq!(moved, [("Zo\u{eb}".to_owned(), by.clone()), ("case-0123456789ab".to_owned(), by)]);
}

#[test]
fn the_kind_of_a_dead_letter_stays_when_it_goes_back() {
    let Some(aws) = LocalAws::named() else { return };
    let queues = Queues::new(&aws);
    queues.bury("due", "case-0123456789ab");
    assert_eq!(aws.wait(queues.dead_letters().move_one_back(ADA)), Ok(MovedBack::One));
    let back = queues.received(&queues.queue, "kind");
    assert_eq!(back, [("case-0123456789ab".to_owned(), Some("due".to_owned()))]);
}

#[test]
fn a_letter_whose_queue_is_gone_stays_and_can_be_received_again() {
    let Some(aws) = LocalAws::named() else { return };
    let queues = Queues::new(&aws);
    queues.bury("document", "a letter");
    let dead = queues.dead_letters();
    aws.wait(queues.client.delete_queue().queue_url(&queues.queue).send()).expect("it is deleted");
    let told = aws.wait(dead.move_one_back(ADA));
    let Err(StoreError::Broken(why)) = told else { panic!("{told:?}") };
    assert!(why.starts_with("putting a dead letter back into its queue: "), "{why}");
    assert_eq!(queues.received(&queues.dead, "kind").len(), 1, "it is neither lost nor hidden");
}

#[test]
fn a_queue_says_what_it_does_with_what_it_gives_up() {
    let Some(aws) = LocalAws::named() else { return };
    let queues = Queues::new(&aws);
    let state = |url: &str| aws.wait(queue_state(&queues.client, url));
    assert_eq!(state(&queues.queue).map(|state| state.gives_up_after), Ok(Some(5)));
    assert_eq!(state(&queues.dead).map(|state| state.gives_up_after), Ok(None));
    let none = aws.wait(SqsDeadQueue::of(queues.client.clone(), &queues.dead)).map(drop);
    let told = "looking for the dead letters of a queue: the queue has none".to_owned();
    assert_eq!(none, Err(StoreError::Broken(told)));
    assert!(state(&format!("{}/1/none", aws.endpoint)).is_err());
}
