//! The queues where cases are kept in AWS, as an operator looks at them: how each is, and the dead letters beside it.
//!
//! Without the feature `aws` there are none.

use crate::cloud::Cloud;
use crate::settings::Settings;
use untwin_workflow::ports::{QueueState, StoreError};

/// Dead letters of a queue.
pub struct DeadLetters {
    /// Whose they are: `conflicts`, `manual` or `events`.
    pub of: &'static str,
    /// The way to them, or why there is none.
    pub queue: Result<AnyDeadQueue, StoreError>,
}

/// A queue, and how it is.
pub struct QueueLooked {
    /// Its name in the settings.
    pub name: &'static str,
    /// How it is, or why that cannot be said.
    pub state: Result<QueueState, StoreError>,
}

#[cfg(feature = "aws")]
mod in_aws {
    use super::{Cloud, DeadLetters, QueueLooked, Settings};
    use crate::settings::StoreSettings;
    use untwin_aws::{SqsDeadQueue, queue_state};

    /// A queue of dead letters.
    pub type AnyDeadQueue = SqsDeadQueue;

    /// The dead letters of each queue that the settings name.
    pub async fn dead_queues(settings: &Settings, cloud: &Cloud) -> Vec<DeadLetters> {
        let (StoreSettings::Aws(aws), Some(clients)) = (&settings.store, cloud.clients()) else { return Vec::new() };
        let mut found = Vec::new();
        for (of, url) in [("conflicts", &aws.conflicts), ("manual", &aws.manual)] {
            found.push(DeadLetters { of, queue: SqsDeadQueue::of(clients.sqs.clone(), url).await });
        }
        if let Some(url) = &aws.events_dead {
            let queue = SqsDeadQueue::without_way_back(clients.sqs.clone(), url);
            found.push(DeadLetters { of: "events", queue: Ok(queue) });
        }
        found
    }

    /// How each queue is that the settings name.
    pub async fn look_at_queues(settings: &Settings, cloud: &Cloud) -> Vec<QueueLooked> {
        let (StoreSettings::Aws(aws), Some(clients)) = (&settings.store, cloud.clients()) else { return Vec::new() };
        let mut looked = Vec::new();
        for (name, url) in [("conflicts", &aws.conflicts), ("manual", &aws.manual)] {
            looked.push(QueueLooked { name, state: queue_state(&clients.sqs, url).await });
        }
        looked
    }
}

#[cfg(not(feature = "aws"))]
mod in_aws {
    use super::{Cloud, DeadLetters, QueueLooked, QueueState, Settings, StoreError};
    use std::future::{Ready, ready};
    use untwin_workflow::ports::{DeadMessage, DeadQueue, MovedBack};

    /// There is none.
    #[derive(Debug, Clone, Copy)]
    pub enum AnyDeadQueue {}

    impl DeadQueue for AnyDeadQueue {
        async fn state(&self) -> Result<QueueState, StoreError> {
            match *self {}
        }

        async fn peek(&self, _: usize) -> Result<Vec<DeadMessage>, StoreError> {
            match *self {}
        }

        async fn move_one_back(&self, _: &str) -> Result<MovedBack, StoreError> {
            match *self {}
        }
    }

    /// None.
    pub fn dead_queues(_: &Settings, _: &Cloud) -> Ready<Vec<DeadLetters>> {
        ready(Vec::new())
    }

    /// None.
    pub fn look_at_queues(_: &Settings, _: &Cloud) -> Ready<Vec<QueueLooked>> {
        ready(Vec::new())
    }
}

pub use in_aws::{AnyDeadQueue, dead_queues, look_at_queues};
