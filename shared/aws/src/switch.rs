//! The kill switch. Nobody may write until an operator has said so once: a table that is new says nothing.

use crate::fault::broken;
use crate::item::{Item, Key, Stored, text, time};
use crate::table::Table;
use jiff::Timestamp;
use untwin_core::decision::Writes;
use untwin_workflow::ports::StoreError;

const WRITES: &str = "writes";
const ENABLED: &str = "enabled";
const PAUSED: &str = "paused";
const SET_BY: &str = "set_by";
const SET_AT: &str = "set_at";

impl Table {
    /// Reads it, consistently.
    pub(crate) async fn writes(&self) -> Result<Writes, StoreError> {
        let Some(item) = self.get(&key(), "reading the kill switch").await? else { return Ok(Writes::Paused) };
        let stored = Stored::new(&item, "the kill switch");
        match stored.text(WRITES)? {
            ENABLED => Ok(Writes::Enabled),
            PAUSED => Ok(Writes::Paused),
            _ => Err(stored.unreadable(WRITES)),
        }
    }

    /// Who set it last, and when; `None` where nobody has.
    pub(crate) async fn switch_set(&self) -> Result<Option<(String, Timestamp)>, StoreError> {
        let Some(item) = self.get(&key(), "reading the kill switch").await? else { return Ok(None) };
        let stored = Stored::new(&item, "the kill switch");
        Ok(Some((stored.text(SET_BY)?.to_owned(), stored.time(SET_AT)?)))
    }

    /// Sets it, with who did so and when.
    pub(crate) async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        let name = match writes {
            Writes::Enabled => ENABLED,
            Writes::Paused => PAUSED,
        };
        let item = Item::new(&key()).with(WRITES, text(name)).with(SET_BY, text(by)).with(SET_AT, time(now));
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item.into_attributes()));
        request.send().await.map(drop).map_err(|error| broken("setting the kill switch", &error))
    }
}

fn key() -> Key {
    Key::alone("switch")
}
