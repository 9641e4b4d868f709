//! Where documents go: into the inbox beside the cases of a file, or into the conflicts queue.

use jiff::Timestamp;
use untwin_aws::ConflictsQueue;
use untwin_sqlite::SqliteStore;
use untwin_startup::settings::Settings;
use untwin_startup::{Cloud, ConnectError, Queues};
use untwin_workflow::ports::{Delivery, Kept, Letterbox, StoreError};

/// One of them.
pub(crate) enum Mailbox {
    /// The inbox of a file.
    File(SqliteStore),
    /// The queue.
    Queue(ConflictsQueue),
}

impl Mailbox {
    /// The one that the settings name.
    pub(crate) fn open(settings: &Settings, cloud: &Cloud) -> Result<Self, ConnectError> {
        match Queues::of(settings, cloud) {
            Some(queues) => Ok(Self::Queue(queues.conflicts)),
            None => Ok(Self::File(SqliteStore::open(settings.store_file()?)?)),
        }
    }
}

impl Letterbox for Mailbox {
    async fn put(&self, delivery: &Delivery, now: Timestamp) -> Result<Kept, StoreError> {
        match self {
            Self::File(inbox) => inbox.put(delivery, now).await,
            Self::Queue(queue) => queue.put(delivery, now).await,
        }
    }

    async fn put_all(&self, deliveries: &[Delivery], now: Timestamp) -> Result<Vec<Kept>, StoreError> {
        match self {
            Self::File(inbox) => inbox.put_all(deliveries, now).await,
            Self::Queue(queue) => queue.put_all(deliveries, now).await,
        }
    }
}
