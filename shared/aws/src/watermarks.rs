//! How far the log of each directory's provider was read.

use crate::fault::unless_refused;
use crate::item::{Key, Stored, time};
use crate::table::Table;
use crate::transaction::Expression;
use jiff::Timestamp;
use untwin_core::domain::DirectoryId;
use untwin_workflow::ports::StoreError;

const READ_UNTIL: &str = "read_until";

impl Table {
    pub(crate) async fn watermark(&self, directory: &DirectoryId) -> Result<Option<Timestamp>, StoreError> {
        let Some(item) = self.get(&key(directory), "reading a watermark").await? else { return Ok(None) };
        Stored::new(&item, "a watermark").time(READ_UNTIL).map(Some)
    }

    /// Moves it on, and never back.
    pub(crate) async fn move_watermark(&self, directory: &DirectoryId, until: Timestamp) -> Result<(), StoreError> {
        self.set(directory, until, "attribute_not_exists(pk) OR read_until < :until").await
    }

    /// Moves it back, and never on.
    pub(crate) async fn lower_watermark(&self, directory: &DirectoryId, until: Timestamp) -> Result<(), StoreError> {
        self.set(directory, until, "read_until > :until").await
    }

    async fn set(&self, directory: &DirectoryId, until: Timestamp, condition: &str) -> Result<(), StoreError> {
        let change = Expression::new("SET read_until = :until").with(":until", time(until));
        let request = self.client.update_item().table_name(&self.name).set_key(Some(key(directory).attributes()));
        let request = request.update_expression(change.text()).condition_expression(condition);
        let answer = request.set_expression_attribute_values(change.values()).send().await;
        unless_refused("moving a watermark", answer).map(drop)
    }
}

fn key(directory: &DirectoryId) -> Key {
    Key::alone(format!("watermark#{directory}"))
}
