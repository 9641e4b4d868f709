//! Azure Monitor alerts: rows where they carry rows, ids where they carry only ids.
//!
//! The query text of the rule is never read for a conflict: it names the words it looks for.

use crate::{
    fields::{Fields, named_value},
    identity::{key_of_record, key_of_text},
    layers::Layers,
    reading::{Fault, Reading},
    record::{self, KeyWithoutId},
    table::{for_each_row, within},
};
use serde_json::{Map, Value};
use untwin_core::domain::{EventId, Failure, Recognition, Source};

/// Whether an object is an alert, of the common schema or of an older one.
pub(crate) fn is_alert(fields: Fields<'_>) -> bool {
    let schema = fields.text(&["schemaId"]).is_some_and(|id| id.to_ascii_lowercase().starts_with("azuremonitor"));
    let telling = |data: Fields<'_>| data.count(&["essentials", "alertContext", "SearchResults"]) > 0;
    fields.object(&["data"]).is_some_and(|data| schema || telling(data))
}

/// Reads an alert: one record for each row or set of dimensions, or one for the alert as a whole.
pub(crate) fn read_alert(value: &Value, place: &str, into: &mut Reading) {
    let Some(data) = Fields::of(value).and_then(|fields| fields.object(&["data"])) else { return };
    let essentials = data.object(&["essentials"]);
    let common = common(data, essentials);
    let key = match alert_key(value, essentials) {
        Ok(key) => key,
        Err(fault) => return into.refuse(place, value.to_string(), fault),
    };
    if is_resolved(essentials) {
        return into.take(place, value, resolved(&common, &key));
    }
    let refused_before = into.unreadable.len();
    let rows = rows(data, place, into);
    if rows.is_empty() && into.unreadable.len() == refused_before {
        return into.take(place, value, of_row(&Map::new(), &common, key));
    }
    let several = rows.len() > 1;
    for (number, (place, row)) in rows.iter().enumerate() {
        let own_key = if several { derived(&key, &format!("#{number}")) } else { Ok(key.clone()) };
        let read = own_key.and_then(|own_key| of_row(row, &common, own_key));
        into.take(place, &Value::Object(row.clone()), read);
    }
}

type Row = Map<String, Value>;

/// What holds for every row of the alert.
///
/// Of the custom properties only job and tenant are read: they are fixed per rule, so an id of a record
/// among them would make every alert of the rule a duplicate of the first.
fn common(data: Fields<'_>, essentials: Option<Fields<'_>>) -> Row {
    let context = data.object(&["alertContext"]).and_then(|context| context.object(&["properties"]));
    let custom = [data.object(&["customProperties"]), context];
    let fixed = |names: &[&str]| custom.iter().flatten().find_map(|properties| properties.value(names));
    let since = essentials.and_then(|essentials| essentials.value(&["firedDateTime"]));
    let named =
        [("JobId", fixed(&["jobId"])), ("AADTenantId", fixed(&["AADTenantId", "tenantId"])), ("firedDateTime", since)];
    named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone()))).collect()
}

fn alert_key(value: &Value, essentials: Option<Fields<'_>>) -> Result<EventId, Fault> {
    let mut ids = ["alertId", "originAlertId"].into_iter().filter_map(|name| essentials?.text(&[name]));
    ids.find_map(|id| EventId::parse(id.trim()).ok()).map_or_else(|| key_of_record(value), Ok)
}

/// A key of a part: the alert's own key would make its parts duplicates of each other.
fn derived(key: &EventId, suffix: &str) -> Result<EventId, Fault> {
    let text = format!("{key}{suffix}");
    EventId::parse(&text).or_else(|_| key_of_text(&text))
}

fn is_resolved(essentials: Option<Fields<'_>>) -> bool {
    essentials
        .and_then(|e| e.text(&["monitorCondition"]))
        .is_some_and(|word| word.trim().eq_ignore_ascii_case("resolved"))
}

/// The end of an alert says nothing of a failure, and must not pass for a duplicate of its beginning.
fn resolved(common: &Row, key: &EventId) -> Result<Failure, Fault> {
    let failure = of_row(&Map::new(), common, derived(key, "-resolved")?)?;
    let recognition = Recognition::Nothing("the alert is resolved".to_owned());
    Ok(Failure { recognition, dedup_key: derived(key, "-resolved")?, ..failure })
}

fn of_row(row: &Row, common: &Row, key: EventId) -> Result<Failure, Fault> {
    let fields = Fields::from(row);
    let layers = Layers(vec![fields, Fields::from(common)]);
    let failure = record::failure(&layers, Source::AzureMonitorAlert, KeyWithoutId::Carrier(key))?;
    if fields.count(&["ResultDescription", "ResultType", "ProvisioningStatusInfo", "ProvisioningSteps"]) > 0 {
        return Ok(failure);
    }
    let recognition = Recognition::Untold("the alert carries ids only".to_owned());
    Ok(Failure { recognition, ..failure })
}

/// Embedded rows, dimensions, and the result tables of the older kinds.
fn rows(data: Fields<'_>, place: &str, into: &mut Reading) -> Vec<(String, Row)> {
    let context = data.object(&["alertContext"]).unwrap_or(data);
    let mut rows = Vec::new();
    if let Some(results) = context.object(&["SearchResults"]) {
        let place = within(place, "SearchResults");
        for_each_row(results, &place, into, &mut |row, _, place, _| {
            rows.extend(row.as_object().map(|row| (place.to_owned(), row.clone())));
        });
    }
    let conditions = context.object(&["condition"]).and_then(|condition| condition.list(&["allOf"]));
    for (number, condition) in conditions.into_iter().flatten().filter_map(Fields::of).enumerate() {
        let place = within(place, &format!("allOf[{number}]"));
        rows.extend(condition_rows(condition).into_iter().map(|row| (place.clone(), row)));
    }
    rows
}

fn condition_rows(condition: Fields<'_>) -> Vec<Row> {
    let event = condition.list(&["event"]).map(Vec::as_slice).unwrap_or_default();
    let embedded = event.iter().filter_map(|row| row.as_array().map(|cells| row_of(cells)));
    let mut rows: Vec<Row> = embedded.chain([row_of(event)]).filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        let dimensions = condition.list(&["dimensions"]).map(|list| row_of(list));
        rows.extend(dimensions.filter(|row| !row.is_empty()));
    }
    rows
}

fn row_of(cells: &[Value]) -> Row {
    cells.iter().filter_map(named_value).collect()
}
