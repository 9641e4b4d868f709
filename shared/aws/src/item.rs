//! How things are named in the table, and how values stand in attributes.
//!
//! Each item has a partition key and a sort key. Two sparse indexes find what has no key of its own: what is due, and what
//! changed last. No name is a word that DynamoDB reserves.

use crate::fault::unreadable;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use untwin_workflow::ports::StoreError;

/// The partition key.
pub(crate) const PK: &str = "pk";
/// The sort key.
pub(crate) const SK: &str = "sk";
/// When DynamoDB may forget an item, in seconds since 1970.
pub(crate) const EXPIRES_AT: &str = "expires_at";
/// The index of what is due: by [`DUE_SHARD`], then [`DUE_AT`].
pub(crate) const DUE_INDEX: &str = "due";
/// One of a few partitions of that index.
pub(crate) const DUE_SHARD: &str = "due_shard";
/// When it is due.
pub(crate) const DUE_AT: &str = "due_at";
/// The index of what changed last: by [`LISTED`], then [`CHANGED_AT`].
pub(crate) const LISTED_INDEX: &str = "listed";
/// The kind of an item that is listed.
pub(crate) const LISTED: &str = "listed";
/// When it changed last.
pub(crate) const CHANGED_AT: &str = "changed_at";

/// An item's attributes, as the SDK has them.
#[expect(clippy::disallowed_types, reason = "it is the SDK's own type, and its order is never looked at")]
pub(crate) type Attributes = std::collections::HashMap<String, AttributeValue>;

/// A whole key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Partition.
    pub(crate) pk: String,
    /// Within it.
    pub(crate) sk: String,
}

impl Key {
    /// Of something that is alone in its partition.
    pub(crate) fn alone(pk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: "-".to_owned() }
    }

    /// Of one of several in a partition.
    pub(crate) fn of(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Its two attributes.
    pub(crate) fn attributes(&self) -> Attributes {
        Attributes::from([(PK.to_owned(), text(&self.pk)), (SK.to_owned(), text(&self.sk))])
    }
}

/// An item on its way into the table.
#[derive(Debug, Clone)]
pub(crate) struct Item(Attributes);

impl Item {
    /// With nothing but its key.
    pub(crate) fn new(key: &Key) -> Self {
        Self(key.attributes())
    }

    /// With one attribute more.
    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// With one attribute more, if there is a value.
    pub(crate) fn with_some(self, name: &str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// As the SDK wants it.
    pub(crate) fn into_attributes(self) -> Attributes {
        self.0
    }
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

/// A moment, in microseconds since 1970: numbers sort and compare as moments do.
pub(crate) fn time(moment: Timestamp) -> AttributeValue {
    number(moment.as_microsecond())
}

pub(crate) fn bytes(value: Vec<u8>) -> AttributeValue {
    AttributeValue::B(Blob::new(value))
}

/// A value of a closed list as the word that its serialised form is.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(text(word)),
        Ok(_) | Err(_) => Err(StoreError::Broken("a value has no word to be stored as".to_owned())),
    }
}

/// An item on its way out of the table. Whatever is not as this program writes it is a fault that quotes nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    attributes: &'a Attributes,
    what: &'static str,
}

impl<'a> Stored<'a> {
    /// An item, and what it is in words.
    pub(crate) const fn new(attributes: &'a Attributes, what: &'static str) -> Self {
        Self { attributes, what }
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, StoreError> {
        self.some_text(name)?.ok_or_else(|| self.unreadable(name))
    }

    pub(crate) fn some_text(&self, name: &str) -> Result<Option<&'a str>, StoreError> {
        let value = self.attributes.get(name).map(AttributeValue::as_s).transpose();
        value.map(|text| text.map(String::as_str)).map_err(|_| self.unreadable(name))
    }

    pub(crate) fn number<N: TryFrom<i128>>(&self, name: &str) -> Result<N, StoreError> {
        self.some_number(name)?.ok_or_else(|| self.unreadable(name))
    }

    pub(crate) fn some_number<N: TryFrom<i128>>(&self, name: &str) -> Result<Option<N>, StoreError> {
        let Some(value) = self.attributes.get(name) else { return Ok(None) };
        let whole = value.as_n().ok().and_then(|text| text.parse::<i128>().ok());
        whole.and_then(|whole| N::try_from(whole).ok()).map(Some).ok_or_else(|| self.unreadable(name))
    }

    pub(crate) fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        self.some_time(name)?.ok_or_else(|| self.unreadable(name))
    }

    pub(crate) fn some_time(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let micros: Option<i64> = self.some_number(name)?;
        micros.map(Timestamp::from_microsecond).transpose().map_err(|_| self.unreadable(name))
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let blob = self.attributes.get(name).and_then(|value| value.as_b().ok());
        blob.map(|blob| blob.as_ref().to_vec()).ok_or_else(|| self.unreadable(name))
    }

    /// The value that a stored word stands for.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        let word = Value::String(self.text(name)?.to_owned());
        serde_json::from_value(word).map_err(|_| self.unreadable(name))
    }

    /// An id, or whatever else is parsed from a text.
    pub(crate) fn parsed<T, E>(&self, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<T, StoreError> {
        parse(self.text(name)?).map_err(|_| self.unreadable(name))
    }

    pub(crate) fn unreadable(&self, name: &str) -> StoreError {
        unreadable(&format!("{name} of {}", self.what))
    }
}
