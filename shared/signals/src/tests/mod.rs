//! What every shape is read as, and what is refused by name.

mod bad_input;
mod neutral;
mod samples;
mod shapes;
mod texts;

use crate::{Reading, classified, read};
use serde_json::{Value, json};

const ADA: &str = "a1b2c3d4-1111-4aaa-8bbb-000000000001";
const GRACE: &str = "a1b2c3d4-1111-4aaa-8bbb-000000000002";

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/entra/", $name)).as_slice()
    };
}
pub(crate) use fixture;

const FIXTURES: [&[u8]; 16] = [
    fixture!("graph-page.json"),
    fixture!("graph-record.json"),
    fixture!("event-hub-batch.json"),
    fixture!("event-hub-lines.ndjson"),
    fixture!("log-analytics-result.json"),
    fixture!("log-analytics-rows.json"),
    fixture!("alert-rows.json"),
    fixture!("alert-dimensions.json"),
    fixture!("alert-search-results.json"),
    fixture!("on-demand-list.json"),
    fixture!("on-demand-object.json"),
    fixture!("on-demand-group.json"),
    fixture!("scim-error.json"),
    fixture!("pasted-on-demand-page.txt"),
    fixture!("pasted-several.txt"),
    fixture!("pasted-cut-brace.txt"),
];

/// Reads a document that must hold nothing unreadable.
fn read_clean(document: &[u8]) -> Reading {
    let reading = read(document);
    assert_eq!(reading.unreadable, []);
    reading
}

/// Kind, resource, attribute, value and operation of each record, as `classify` prints them.
fn lines(reading: &Reading) -> Vec<Value> {
    let printed = reading.failures.iter().map(|failure| serde_json::to_value(classified(failure)).unwrap());
    printed.map(|c| json!([c["kind"], c["resource"], c["attribute"], c["value"], c["operation"]])).collect()
}

/// What the failing update of the invented person is always read as.
fn of_ada() -> Value {
    json!(["uniqueness", "user", "email", "ada@example.com", "update"])
}

/// A document as text, to be changed.
fn text_of(document: &[u8]) -> String {
    String::from_utf8(document.to_vec()).unwrap()
}
