//! What a JSON value is, by what it holds, and who reads it.

use crate::{
    alert, document,
    fields::Fields,
    layers::{Layers, nested},
    neutral, on_demand,
    reading::{Fault, Reading},
    record::{self, KeyWithoutId},
    table, text,
};
use serde_json::Value;
use untwin_core::domain::{Failure, Source};

/// How many documents may be wrapped in each other before the inner one is refused.
const WRAPPINGS_MAX: usize = 4;

/// The shapes of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An Azure Monitor alert.
    Alert,
    /// A query result.
    Tables,
    /// A batch or page, under this name.
    Batch(&'static str),
    /// An answer of provision on demand.
    OnDemandAnswer,
    /// What such an answer holds.
    OnDemandChange,
    /// A SCIM error.
    ScimError,
    /// A record of a diagnostic export.
    Exported,
    /// A row of a query result, as an object.
    Row,
    /// A record of Microsoft Graph.
    Graph,
    /// A neutral event.
    Neutral,
    /// A document in an envelope of `CloudEvents`.
    CloudEvent,
    /// Anything else.
    Foreign,
}

/// Reads whatever a value is; `wrapped` counts the documents around it.
pub(crate) fn read_value(value: &Value, place: &str, wrapped: usize, into: &mut Reading) {
    if wrapped > WRAPPINGS_MAX {
        let fault = Fault::new(place, "wrapped in too many documents", "send the inner one");
        return into.refuse(place, value.to_string(), fault);
    }
    match value {
        Value::Object(_) => read_object(value, place, wrapped, into),
        Value::Array(elements) => read_elements(elements, "", (place, wrapped), into),
        Value::String(text) => document::read_wrapped(text, place, wrapped, into),
        Value::Null | Value::Bool(_) | Value::Number(_) => into.passed_over += 1,
    }
}

/// What an object is.
pub(crate) fn shape(fields: Fields<'_>) -> Shape {
    if alert::is_alert(fields) {
        return Shape::Alert;
    }
    if neutral::is_neutral(fields) {
        return Shape::Neutral;
    }
    if fields.count(&["specversion"]) == 1 && fields.value(&["data"]).is_some() {
        return Shape::CloudEvent;
    }
    if let Some(batch) = container(fields) {
        return batch;
    }
    if fields.count(&["properties"]) == 1 && fields.count(&ENVELOPE) > 0 {
        return ours(fields, Shape::Exported);
    }
    if fields.count(&["provisioningStatusInfo", "provisioningAction"]) == 0 && is_change(fields) {
        return Shape::OnDemandChange;
    }
    if is_row(fields) {
        return ours(fields, Shape::Row);
    }
    let telling = fields.count(&["provisioningStatusInfo", "provisioningAction", "provisioningSteps"]) > 0;
    if telling || fields.count(&["jobId", "changeId", "sourceIdentity", "targetIdentity"]) > 1 {
        return Shape::Graph;
    }
    if is_scim_error(fields) { Shape::ScimError } else { Shape::Foreign }
}

const ENVELOPE: [&str; 4] = ["category", "operationName", "resultType", "correlationId"];

fn container(fields: Fields<'_>) -> Option<Shape> {
    if fields.list(&["tables"]).is_some() {
        return Some(Shape::Tables);
    }
    let batch = ["records", "value"].into_iter().find(|name| fields.list(&[name]).is_some());
    let named = fields.text(&["@odata.context"]).is_some_and(|context| context.ends_with("stringKeyStringValuePair"));
    let answer = (named || fields.count(&["key"]) == 1) && fields.value(&["value"]).is_some_and(Value::is_string);
    batch.map(Shape::Batch).or_else(|| answer.then_some(Shape::OnDemandAnswer))
}

/// Exports carry other categories and tables too; those are none of ours.
fn ours(fields: Fields<'_>, shape: Shape) -> Shape {
    let category = fields.text(&["category"]).is_none_or(|name| name.eq_ignore_ascii_case("ProvisioningLogs"));
    let table = shape != Shape::Row
        || fields.text(&["Type"]).is_none_or(|name| name.eq_ignore_ascii_case("AADProvisioningLogs"));
    if category && table { shape } else { Shape::Foreign }
}

fn is_change(fields: Fields<'_>) -> bool {
    fields.count(&["statusInfo", "changeId", "provisioningSteps", "reportableIdentifier"]) > 1
}

fn is_row(fields: Fields<'_>) -> bool {
    let stamped = fields.count(&["TimeGenerated", "TimeGenerated [UTC]", "AADTenantId"]) > 0;
    let results = fields.count(&["ResultType", "ResultDescription", "ResultSignature"]);
    stamped && fields.count(&table::KNOWN_COLUMNS) > 0 || results > 0 && fields.count(&table::KNOWN_COLUMNS) > 1
}

fn is_scim_error(fields: Fields<'_>) -> bool {
    let schemas = fields.list(&["schemas"]).into_iter().flatten().filter_map(Value::as_str);
    let named = schemas.into_iter().any(|schema| schema.to_ascii_lowercase().ends_with(":error"));
    named || fields.count(&["detail"]) == 1 && fields.count(&["status", "scimType"]) > 0
}

fn read_object(value: &Value, place: &str, wrapped: usize, into: &mut Reading) {
    let Some(fields) = Fields::of(value) else { return };
    match shape(fields) {
        Shape::Alert => alert::read_alert(value, place, into),
        Shape::Tables => table::read_tables(fields, place, into),
        Shape::Batch(name) => {
            let elements = fields.list(&[name]).map(Vec::as_slice).unwrap_or_default();
            read_elements(elements, name, (place, wrapped), into);
        }
        Shape::OnDemandAnswer => on_demand::read_answer(value, place, into),
        Shape::OnDemandChange => into.take(place, value, on_demand::change(value)),
        Shape::ScimError => text::read_scim_error(value, place, into),
        Shape::Exported => into.take(place, value, exported(value, fields)),
        Shape::Row => into.take(place, value, alone(value, fields, Source::EntraLogAnalytics)),
        Shape::Graph => into.take(place, value, alone(value, fields, Source::EntraGraph)),
        Shape::Neutral => into.take(place, value, neutral::read_neutral(fields)),
        Shape::CloudEvent => {
            let data = fields.value(&["data"]).unwrap_or(&Value::Null);
            read_value(data, &table::within(place, "data"), wrapped + 1, into);
        }
        Shape::Foreign => into.passed_over += 1,
    }
}

fn read_elements(elements: &[Value], name: &str, (outer, wrapped): (&str, usize), into: &mut Reading) {
    for (index, element) in elements.iter().enumerate() {
        let place = table::within(outer, &format!("{name}[{index}]"));
        match element {
            Value::Object(_) | Value::String(_) => read_value(element, &place, wrapped + 1, into),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                let fault = Fault::new(&place, "not a record", "send objects, as they were exported");
                into.refuse(&place, element.to_string(), fault);
            }
        }
    }
}

fn alone(value: &Value, fields: Fields<'_>, source: Source) -> Result<Failure, Fault> {
    record::failure(&Layers(vec![fields]), source, KeyWithoutId::Content(value))
}

/// The properties are an object, or a JSON string of one; the envelope stands behind them.
fn exported(value: &Value, envelope: Fields<'_>) -> Result<Failure, Fault> {
    let fault = || Fault::new("properties", "not an object", "send the record as it was exported");
    let properties = nested(envelope.value(&["properties"]).ok_or_else(fault)?, "properties")?.ok_or_else(fault)?;
    let inner = Fields::of(&properties).ok_or_else(fault)?;
    record::failure(&Layers(vec![inner, envelope]), Source::EntraEventHub, KeyWithoutId::Content(value))
}
