//! How values stand in columns, and how a failure of SQLite is told without showing what is stored.

use jiff::Timestamp;
use rusqlite::Error;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use untwin_workflow::ports::StoreError;

/// Turns a failure of SQLite into [`StoreError::Broken`].
pub(crate) trait Broken<T> {
    /// Says what was being done, and SQLite's own code where there is one. Values never appear.
    fn broken(self, doing: &str) -> Result<T, StoreError>;
}

impl<T> Broken<T> for Result<T, Error> {
    fn broken(self, doing: &str) -> Result<T, StoreError> {
        self.map_err(|error| {
            // Other texts of the library can quote a stored value, so only the code is told.
            let code = error.sqlite_error().map(ToString::to_string);
            let why = code.unwrap_or_else(|| "a stored value does not have the expected form".to_owned());
            StoreError::Broken(format!("{doing}: {why}"))
        })
    }
}

/// A stored value that this program cannot have written.
pub(crate) fn unreadable(what: &str) -> StoreError {
    StoreError::Broken(format!("{what} is unreadable"))
}

/// A moment, in microseconds since 1970: whole numbers sort and compare as moments do.
pub(crate) fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// A moment out of a column.
pub(crate) fn moment(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| unreadable("a stored time"))
}

/// A count for a column; SQLite's whole numbers have 63 bits.
pub(crate) fn whole(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Broken("a number is too large to be stored".to_owned()))
}

/// A count out of a column.
pub(crate) fn count(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| unreadable("a stored number"))
}

/// A count of people or cases out of a sum; more than fits is as good as the most that fits.
pub(crate) fn saturated(stored: i64) -> u32 {
    u32::try_from(stored.max(0)).unwrap_or(u32::MAX)
}

/// At most so many rows.
pub(crate) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A value of a closed list as the word that its serialised form is.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        Ok(_) | Err(_) => Err(StoreError::Broken("a value has no word to be stored as".to_owned())),
    }
}

/// The value that a stored word stands for.
pub(crate) fn from_word<T: DeserializeOwned>(word: String, what: &str) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(word)).map_err(|_| unreadable(what))
}
