//! The query options of a Graph request, and how long lists are cut into pages.
//!
//! It knows nothing of what the lists hold.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::fault::GraphFault;
use crate::entra::filter::Filter;

/// The query options, decoded.
#[derive(Debug)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

/// How a list is answered.
pub(super) struct Listing<'a> {
    /// What the context names, after the `#`.
    pub(super) context: &'a str,
    /// The address of the list, without a query.
    pub(super) address: &'a str,
    /// The version segment.
    pub(super) version: &'a str,
    /// How many items a page holds where the request does not say.
    pub(super) default_page_size: usize,
    /// How many it holds at most.
    pub(super) page_max: usize,
}

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Self { pairs: pairs.collect() }
    }

    pub(super) fn option(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        pair.map(|(_, value)| value.as_str())
    }

    pub(super) fn filter(&self) -> Result<Option<Filter>, GraphFault> {
        let parse = |text| Filter::parse(text).map_err(|_| GraphFault::bad_request("Invalid filter clause"));
        self.option("$filter").map(parse).transpose()
    }

    /// The item with only the selected properties, or with `default` ones where the request selects none.
    pub(super) fn select(&self, item: Value, default: Option<&[&str]>) -> Value {
        let wanted: Vec<&str> = match (self.option("$select"), default) {
            (Some(names), _) => names.split(',').map(str::trim).collect(),
            (None, Some(default)) => default.to_vec(),
            (None, None) => return item,
        };
        let Value::Object(properties) = item else {
            return item;
        };
        let kept = |name: &String| name.starts_with('@') || wanted.contains(&name.as_str());
        Value::Object(properties.into_iter().filter(|(name, _)| kept(name)).collect())
    }

    /// The page of the list that the request asks for, with the address of the next one.
    pub(super) fn page(&self, items: Vec<Value>, listing: &Listing<'_>) -> Result<Value, GraphFault> {
        let size = match self.option("$top") {
            None => listing.default_page_size,
            Some(top) => top.parse().map_err(|_| GraphFault::bad_request("Invalid value for $top."))?,
        };
        let size = size.clamp(1, listing.page_max);
        let start = self.start()?;
        let total = items.len();
        let page: Vec<Value> = items.into_iter().skip(start).take(size).collect();
        let mut body = Map::new();
        body.insert("@odata.context".to_owned(), json!(context(listing.version, listing.context)));
        if self.option("$count") == Some("true") && start == 0 {
            body.insert("@odata.count".to_owned(), json!(total));
        }
        let next = start.saturating_add(size);
        if next < total {
            body.insert("@odata.nextLink".to_owned(), json!(self.next_link(listing.address, next)));
        }
        body.insert("value".to_owned(), Value::Array(page));
        Ok(Value::Object(body))
    }

    fn start(&self) -> Result<usize, GraphFault> {
        let Some(token) = self.option("$skiptoken") else {
            return Ok(0);
        };
        let position = token.strip_prefix("page_").and_then(|position| position.parse().ok());
        position.ok_or_else(|| GraphFault::bad_request("Skip token is null or invalid."))
    }

    fn next_link(&self, address: &str, next: usize) -> String {
        let others = self.pairs.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skiptoken"));
        let kept = others.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        let all: Vec<String> = kept.chain([format!("$skiptoken=page_{next}")]).collect();
        format!("{address}?{}", all.join("&"))
    }
}

/// The context that an answer of Graph names.
pub(super) fn context(version: &str, what: &str) -> String {
    format!("https://graph.microsoft.com/{version}/$metadata#{what}")
}

pub(super) fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
