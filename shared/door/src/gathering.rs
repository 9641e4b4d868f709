//! Documents that arrive at the same time are kept together: one sync of the disk serves them all.
//!
//! Whoever comes first keeps what has gathered by then, for everybody; the others find that it is done.

use jiff::Timestamp;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot::{self, error::TryRecvError};
use untwin_workflow::ports::{Delivery, Kept, Letterbox, StoreError};

type Told = Result<Kept, StoreError>;

/// Where documents gather.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    waiting: Mutex<Vec<(Delivery, oneshot::Sender<Told>)>>,
    /// Held by whoever keeps them.
    keeper: tokio::sync::Mutex<()>,
}

impl Gathering {
    /// Keeps a document, together with those that wait beside it.
    pub(crate) async fn put<I: Letterbox>(&self, inbox: &I, delivery: Delivery, now: Timestamp) -> Told {
        let (tell, mut told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((delivery, tell));
        let _keeper = self.keeper.lock().await;
        match told.try_recv() {
            Ok(told) => return told,
            Err(TryRecvError::Closed) => return Err(given_up()),
            Err(TryRecvError::Empty) => {}
        }
        let gathered = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (deliveries, tell): (Vec<Delivery>, Vec<_>) = gathered.into_iter().unzip();
        match inbox.put_all(&deliveries, now).await {
            Ok(kept) => tell_each(tell, kept.into_iter().map(Ok)),
            Err(error) => tell_each(tell, std::iter::repeat(Err(error))),
        }
        told.try_recv().unwrap_or_else(|_| Err(given_up()))
    }
}

fn tell_each(tell: Vec<oneshot::Sender<Told>>, what: impl Iterator<Item = Told>) {
    for (tell, told) in tell.into_iter().zip(what) {
        // A sender that has gone away hears nothing, and brings its document again.
        let _ = tell.send(told);
    }
}

/// Whoever kept it was stopped on the way: it may be kept or not, so it has to come again.
fn given_up() -> StoreError {
    StoreError::Broken("keeping a document was given up".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;
    use untwin_sqlite::SqliteStore;
    use untwin_workflow::ports::{Inbox as _, Remembered};

    fn delivery(key: u32) -> Delivery {
        let (source, dedup_key) = ("azure".to_owned(), key.to_string());
        Delivery { source, dedup_key, remembered: Remembered::WhileWaiting, document: Vec::new(), trace: None }
    }

    #[tokio::test]
    async fn each_of_many_hears_what_became_of_its_own_document() {
        let (gathering, store) = (Gathering::default(), SqliteStore::in_memory().unwrap());
        let keys = [1, 2, 1, 3];
        let told = join_all(keys.map(|key| gathering.put(&store, delivery(key), Timestamp::UNIX_EPOCH))).await;
        assert_eq!(told, [Ok(Kept::New), Ok(Kept::New), Ok(Kept::Known), Ok(Kept::New)]);
        assert_eq!(store.waiting().await, Ok(3));
    }
}
