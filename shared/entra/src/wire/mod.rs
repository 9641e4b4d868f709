//! Graph's JSON as it is documented and as it was seen on the wire. Private to this crate.
//!
//! Nothing here decides: a missing field stays missing, an unknown word stays a word.

pub(crate) mod audit;
pub(crate) mod directory;
pub(crate) mod error;
pub(crate) mod job;
pub(crate) mod log;
pub(crate) mod on_demand;
pub(crate) mod schema;
pub(crate) mod token;

use serde::{Deserialize, Deserializer};

/// One page of a Graph collection. An answer without `value` is no page: it must not look like an empty list.
#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    pub(crate) next_link: Option<String>,
}

/// A word of an enumeration: Graph spells it, diagnostic exports number it.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum Word {
    Text(String),
    Number(i64),
}

impl Word {
    /// The word in lower case. Numbers are looked up in the order of the metadata; an unknown one stays a number.
    pub(crate) fn named(&self, in_order: &[&str]) -> String {
        match self {
            Self::Text(text) => text.to_ascii_lowercase(),
            Self::Number(number) => usize::try_from(*number)
                .ok()
                .and_then(|index| in_order.get(index))
                .map_or_else(|| number.to_string(), |name| (*name).to_owned()),
        }
    }
}

/// Reads `null` like a missing field.
pub(crate) fn null_is_missing<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
