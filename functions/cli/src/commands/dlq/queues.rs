//! Dead letters of the queues, where cases are kept in AWS: which there are, and putting them back.

use super::super::shift::DOCUMENT_S_MAX;
use crate::exit::{Exit, Stop};
use crate::render::{DeadQueueRow, MovedRow};
use crate::session::StoreSession;
use crate::terminal::{Format, Terminal};
use jiff::{SignedDuration, Timestamp};
use untwin_core::saga::later_s;
use untwin_startup::{AnyDeadQueue, DeadLetters, dead_queues};
use untwin_workflow::ports::{Clock, DeadMessage, DeadQueue, MovedBack, StoreError};

/// Messages looked at in each queue, at most.
const LOOKED_AT_MAX: usize = 10;
/// Messages looked through for the one that is asked for, in each queue.
const LOOKED_THROUGH_MAX: usize = 1_000;
/// Messages moved by one command, at most.
const MOVED_MAX: u64 = 100_000;

/// Each queue with some of its dead letters.
pub(super) async fn rows(open: &StoreSession) -> Vec<DeadQueueRow> {
    let mut rows = Vec::new();
    for DeadLetters { of, queue } in dead_queues(&open.settings, &open.cloud).await {
        rows.push(DeadQueueRow::new(of, looked_at(queue).await));
    }
    rows
}

async fn looked_at(queue: Result<AnyDeadQueue, StoreError>) -> Result<(u64, Vec<DeadMessage>), StoreError> {
    let queue = queue?;
    let state = queue.state().await?;
    Ok((state.waiting.saturating_add(state.in_hand), queue.peek(LOOKED_AT_MAX).await?))
}

/// The message whose SHA-256 begins so, and whose dead letter it is.
pub(super) async fn the_one(open: &StoreSession, digest: &str) -> Result<Option<(&'static str, DeadMessage)>, Stop> {
    for DeadLetters { of, queue } in dead_queues(&open.settings, &open.cloud).await {
        let messages = queue?.peek(LOOKED_THROUGH_MAX).await?;
        if let Some(found) = messages.into_iter().find(|message| message.sha256.starts_with(digest)) {
            return Ok(Some((of, found)));
        }
    }
    Ok(None)
}

/// Puts the dead letters of a queue back into it.
pub(crate) async fn redrive_queue(
    open: &StoreSession,
    (of, per_minute): (&str, u32),
    clock: &impl Clock,
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let found = dead_queues(&open.settings, &open.cloud).await.into_iter().find(|letters| letters.of == of);
    let none = || Stop::new(Exit::Usage, "cases are kept in a file here, and there are no queues");
    let queue = found.ok_or_else(none)?.queue?;
    let by = open.operator.name().await?;
    let (row, ended) = put_back(&queue, (of, &by, per_minute), clock, |line| terminal.progress(line)).await?;
    terminal.progress_over();
    told(&row, terminal)?;
    ended?;
    Ok(exit(&row))
}

/// One at a time, no faster than asked, and not those that come while it works: what fails again is not chased. What it did is
/// told whatever ended it.
async fn put_back(
    queue: &impl DeadQueue,
    (of, by, per_minute): (&str, &str, u32),
    clock: &impl Clock,
    progress: impl Fn(&str),
) -> Result<(MovedRow, Result<(), StoreError>), Stop> {
    let all = queue.state().await?.waiting;
    let pause = SignedDuration::from_mins(1) / i32::try_from(per_minute.max(1)).unwrap_or(i32::MAX);
    let deadline = later_s(clock.now(), DOCUMENT_S_MAX);
    let (mut moved, mut ended) = (0_u64, Ok(()));
    while moved < all.min(MOVED_MAX) && clock.now() < deadline {
        progress(&format!("message {} of {all}", moved.saturating_add(1)));
        let next_at = clock.now().saturating_add(pause).unwrap_or(Timestamp::MAX);
        match queue.move_one_back(by).await {
            Ok(MovedBack::One) => moved = moved.saturating_add(1),
            Ok(MovedBack::None) => break,
            Err(error) => {
                ended = Err(error);
                break;
            }
        }
        if moved < all {
            clock.sleep_until(next_at).await;
        }
    }
    Ok((MovedRow { queue: of.to_owned(), moved, left: all.saturating_sub(moved) }, ended))
}

fn told(row: &MovedRow, terminal: &Terminal) -> Result<(), Stop> {
    if terminal.format() == Format::Json {
        terminal.put_json(row)?;
    }
    let MovedRow { queue, moved, left } = row;
    terminal.say(&format!("{moved} dead letters of {queue} are in their queue again; {left} were left"));
    match (moved, left) {
        (0, 0) => {}
        (_, 0) => terminal.suggest("untwin cases ls --newer-than 1h"),
        (_, _) => terminal.suggest(&format!("untwin dlq redrive --queue {queue}")),
    }
    Ok(())
}

const fn exit(row: &MovedRow) -> Exit {
    match (row.moved, row.left) {
        (0, 0) => Exit::NothingToDo,
        (_, _) => Exit::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use untwin_workflow::ports::{Encryption, QueueState};

    /// So many letters, of which the one with this number cannot be moved; and who moved the others.
    struct Letters {
        left: Mutex<u64>,
        stuck_at: Option<u64>,
        by: Mutex<Vec<String>>,
    }

    impl DeadQueue for Letters {
        async fn state(&self) -> Result<QueueState, StoreError> {
            let waiting = *self.left.lock().unwrap();
            Ok(QueueState { waiting, in_hand: 0, encryption: Encryption::Encrypted, gives_up_after: None })
        }

        async fn peek(&self, _: usize) -> Result<Vec<DeadMessage>, StoreError> {
            Ok(Vec::new())
        }

        async fn move_one_back(&self, by: &str) -> Result<MovedBack, StoreError> {
            let mut left = self.left.lock().unwrap();
            if Some(*left) == self.stuck_at {
                return Err(StoreError::Broken("the queue is gone".to_owned()));
            }
            if *left == 0 {
                return Ok(MovedBack::None);
            }
            *left -= 1;
            self.by.lock().unwrap().push(by.to_owned());
            Ok(MovedBack::One)
        }
    }

    /// Time that passes by waiting alone.
    struct Hands(Mutex<Timestamp>);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }

        async fn sleep_until(&self, moment: Timestamp) {
            *self.0.lock().unwrap() = moment;
        }
    }

    /// What was told, whether something broke, the letters, and how long it took in seconds.
    async fn moved(count: u64, stuck_at: Option<u64>) -> (MovedRow, Result<(), StoreError>, Letters, i64) {
        let letters = Letters { left: count.into(), stuck_at, by: Mutex::default() };
        let clock = Hands(Timestamp::UNIX_EPOCH.into());
        let (row, ended) = put_back(&letters, ("conflicts", "ada", 30), &clock, |_| {}).await.unwrap();
        (row, ended, letters, clock.now().as_second())
    }

    #[tokio::test]
    async fn every_letter_goes_back_no_faster_than_asked_in_the_name_of_whoever_asked() {
        let (row, ended, letters, seconds) = moved(4, None).await;
        assert_eq!((row.moved, row.left, exit(&row)), (4, 0, Exit::Done));
        assert_eq!((ended, seconds), (Ok(()), 6));
        assert_eq!(*letters.by.lock().unwrap(), ["ada"; 4]);
    }

    #[tokio::test]
    async fn a_queue_that_breaks_ends_it_and_the_others_stay_for_the_next_time() {
        let (row, ended, letters, _) = moved(4, Some(2)).await;
        assert_eq!((row.moved, row.left, *letters.left.lock().unwrap()), (2, 2, 2));
        assert_eq!(Stop::from(ended.unwrap_err()).exit, Exit::DependencyDown);
    }

    #[tokio::test]
    async fn where_there_is_none_there_is_nothing_to_do() {
        assert_eq!(exit(&moved(0, None).await.0), Exit::NothingToDo);
    }

    #[tokio::test]
    async fn what_is_left_after_six_hours_stays() {
        let (row, _, letters, seconds) = moved(20_000, None).await;
        assert_eq!((row.moved, row.left, seconds), (10_800, 9_200, DOCUMENT_S_MAX));
        assert_eq!(*letters.left.lock().unwrap(), row.left);
    }
}
