//! What is looked at in AWS, where cases are kept there: who asks, the table with its switch and its policies, the queues.

use jiff::Timestamp;
use untwin_core::decision::Writes;
use untwin_startup::settings::{AwsSettings, Settings};
use untwin_startup::{
    AnyStore, Cloud, CloudFault, DeadLetters, PolicyVersion, QueueLooked, dead_queues, look_at_queues,
};
use untwin_workflow::ports::{DeadQueue as _, Encryption, QueueState, Store as _, StoreError};
use untwin_workflow::{Check, Health};

/// Everything, in the order in which one thing needs the other.
pub(super) async fn in_aws(settings: &Settings, (aws, cloud): (&AwsSettings, &Cloud), store: &AnyStore) -> Vec<Check> {
    let mut checks = vec![operator(cloud.caller().await)];
    checks.push(table(&aws.table, store).await);
    checks.push(pushed(store.policy_version().await));
    checks.extend(look_at_queues(settings, cloud).await.into_iter().map(queue));
    for letters in dead_queues(settings, cloud).await {
        checks.push(dead(letters).await);
    }
    checks
}

fn operator(caller: Result<String, CloudFault>) -> Check {
    let what = "operator";
    match caller {
        Ok(arn) => Check::ok(what, format!("the audit records you as {arn}")),
        Err(CloudFault::Silent { service }) => {
            let found = format!("{service} does not answer");
            Check::to_do(what, Health::Unreachable, found, "try again later; `untwin pause` works without it")
        }
        Err(CloudFault::Wrong { problem, fix }) => Check::to_do(what, Health::Broken, problem, fix),
    }
}

/// Whether the table answers, and whether anything may be written.
async fn table(name: &str, store: &AnyStore) -> Check {
    let what = "store";
    let read = async { Ok::<_, StoreError>((store.writes().await?, store.switch_set().await?)) };
    match read.await {
        Ok((writes, set)) => switch(name, writes, set),
        Err(error) => {
            let fix = "check the name of the table, the region, and that you may read it";
            Check::to_do(what, Health::Unreachable, error.to_string(), fix)
        }
    }
}

fn switch(name: &str, writes: Writes, set: Option<(String, Timestamp)>) -> Check {
    let (what, fix) = ("store", "`untwin resume` allows them, once everything else is in order");
    let by = |(by, at): (String, Timestamp)| format!("by {by} at {at}");
    match (writes, set) {
        (Writes::Enabled, set) => {
            let allowed = set.map(by).map_or_else(String::new, |by| format!("; writes were allowed {by}"));
            Check::ok(what, format!("table {name} answers{allowed}"))
        }
        (Writes::Paused, Some(set)) => {
            let found = format!("table {name} answers; writes were paused {}", by(set));
            Check::to_do(what, Health::Attention, found, fix)
        }
        (Writes::Paused, None) => {
            let found = format!("table {name} answers; writes are paused: nobody has allowed any yet");
            Check::to_do(what, Health::Attention, found, fix)
        }
    }
}

fn pushed(version: Result<Option<PolicyVersion>, StoreError>) -> Check {
    let what = "policy in the table";
    match version {
        Ok(Some(PolicyVersion { number, pushed_by, pushed_at })) => {
            Check::ok(what, format!("version {number}, pushed by {pushed_by} at {pushed_at}"))
        }
        Ok(None) => Check::ok(what, "none was pushed: the functions use the one that was packed with them"),
        Err(error) => {
            let fix = "check that you may read the table";
            Check::to_do(what, Health::Unreachable, error.to_string(), fix)
        }
    }
}

fn queue(QueueLooked { name, state }: QueueLooked) -> Check {
    let what = format!("queue {name}");
    match state {
        Ok(state) => of_state(what, state),
        Err(error) => {
            let fix = "compare its URL with the outputs of the stack, and check that you may sqs:GetQueueAttributes";
            Check::to_do(what, Health::Unreachable, error.to_string(), fix)
        }
    }
}

fn of_state(what: String, state: QueueState) -> Check {
    let QueueState { waiting, in_hand, encryption, gives_up_after } = state;
    let counts = format!("{waiting} messages wait, {in_hand} are in hand");
    match (gives_up_after, encryption) {
        (None, _) => {
            let found = format!("{counts}; it has no dead letters, so what cannot be worked off is lost in the end");
            Check::to_do(what, Health::Broken, found, "deploy infra/template.yaml as it is: a RedrivePolicy is missing")
        }
        (Some(_), Encryption::Plain) => {
            let found = format!("{counts}; what lies there is not encrypted");
            Check::to_do(what, Health::Attention, found, "deploy infra/template.yaml as it is: it encrypts the queues")
        }
        (Some(after), Encryption::Encrypted) => {
            Check::ok(what, format!("{counts}; encrypted; dead letters after {after} receives"))
        }
    }
}

async fn dead(DeadLetters { of, queue }: DeadLetters) -> Check {
    let state = match queue {
        Ok(queue) => queue.state().await,
        Err(error) => Err(error),
    };
    of_dead(of, state.map(|state| state.waiting.saturating_add(state.in_hand)))
}

fn of_dead(of: &str, count: Result<u64, StoreError>) -> Check {
    let what = format!("dead letters of {of}");
    match count {
        Ok(0) => Check::ok(what, "there are none"),
        Ok(count) => {
            let found = format!("{count} lie there, for 14 days at most");
            Check::to_do(what, Health::Attention, found, after_looking(of))
        }
        Err(error) => {
            let fix = "check that you may sqs:GetQueueUrl and sqs:GetQueueAttributes";
            Check::to_do(what, Health::Unreachable, error.to_string(), fix)
        }
    }
}

/// Events were in no queue before.
fn after_looking(of: &str) -> String {
    match of {
        "events" => "`untwin dlq ls` shows them, and `untwin dlq show SHA256 --content` what arrived".to_owned(),
        queue => format!("`untwin dlq ls` shows them, and `untwin dlq redrive --queue {queue}` puts them back"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "arn:aws:sts::123456789012:assumed-role/Admin/ada";

    #[test]
    fn who_asks_is_named_and_who_cannot_be_named_has_something_to_do() {
        assert!(operator(Ok(ADA.to_owned())).found.ends_with(ADA));
        assert_eq!(operator(Err(CloudFault::Silent { service: "AWS STS" })).health, Health::Unreachable);
        let nobody = CloudFault::Wrong { problem: "there are no AWS credentials".to_owned(), fix: "sign in" };
        let check = operator(Err(nobody));
        assert_eq!((check.health, check.fix.as_deref()), (Health::Broken, Some("sign in")));
    }

    #[test]
    fn the_switch_is_told_with_who_set_it_and_when() {
        let set = || Some((ADA.to_owned(), Timestamp::UNIX_EPOCH));
        let paused = switch("untwin", Writes::Paused, set());
        assert_eq!(paused.health, Health::Attention);
        assert!(paused.found.ends_with(&format!("by {ADA} at 1970-01-01T00:00:00Z")), "{}", paused.found);
        assert_eq!(switch("untwin", Writes::Enabled, set()).health, Health::Ok);
        assert!(switch("untwin", Writes::Paused, None).found.ends_with("nobody has allowed any yet"));
    }

    #[test]
    fn a_queue_without_dead_letters_is_broken_and_one_without_encryption_is_told() {
        let state = |gives_up_after, encryption| QueueState { waiting: 2, in_hand: 1, encryption, gives_up_after };
        let health = |state| of_state("queue conflicts".to_owned(), state).health;
        assert_eq!(health(state(Some(5), Encryption::Encrypted)), Health::Ok);
        assert_eq!(health(state(Some(5), Encryption::Plain)), Health::Attention);
        assert_eq!(health(state(None, Encryption::Encrypted)), Health::Broken);
    }

    #[test]
    fn dead_letters_call_for_somebody() {
        assert_eq!(of_dead("manual", Ok(0)).health, Health::Ok);
        assert_eq!(of_dead("manual", Ok(3)).health, Health::Attention);
        assert_eq!(of_dead("manual", Err(StoreError::Broken("gone".to_owned()))).health, Health::Unreachable);
    }
}
