//! Jobs that one worker does at a time: whoever has begun one keeps the others from it until it is done, or until its time
//! is over.
//!
//! Two at once would do no harm, only the same work twice.

use crate::fault::unless_refused;
use crate::item::{Item, Key, number, time};
use crate::table::Table;
use crate::transaction::Expression;
use jiff::Timestamp;
use untwin_workflow::ports::StoreError;

/// A job that was begun here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    job: String,
    epoch: u64,
}

impl Table {
    /// Begins a job, which is over at `until` at the latest; `None` while somebody else is at it.
    pub(crate) async fn begin(&self, job: &str, now: Timestamp, until: Timestamp) -> Result<Option<Begun>, StoreError> {
        let epoch = self.next_epoch().await?;
        // Ours, if the answer to a first try was lost: no other beginning has this epoch.
        let free = Expression::new("attribute_not_exists(pk) OR held_until <= :now OR held_epoch = :epoch")
            .with(":now", time(now))
            .with(":epoch", number(epoch));
        let item = Item::new(&key(job)).with("held_epoch", number(epoch)).with("held_until", time(until));
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item.into_attributes()));
        let request = request.condition_expression(free.text()).set_expression_attribute_values(free.values());
        let put = unless_refused("beginning a job", request.send().await)?;
        Ok(put.map(|_| Begun { job: job.to_owned(), epoch }))
    }

    /// Ends a job, if it still is the one that was begun.
    pub(crate) async fn end(&self, begun: &Begun) -> Result<(), StoreError> {
        let ours = Expression::new("held_epoch = :epoch").with(":epoch", number(begun.epoch));
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(key(&begun.job).attributes()));
        let request = request.condition_expression(ours.text()).set_expression_attribute_values(ours.values());
        unless_refused("ending a job", request.send().await).map(drop)
    }
}

fn key(job: &str) -> Key {
    Key::alone(format!("job#{job}"))
}
