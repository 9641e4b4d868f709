//! Query results: `{"tables": [{"columns": […], "rows": [[…]]}]}`.

use crate::{
    fields::{Fields, named_value},
    layers::Layers,
    reading::{Fault, Reading},
    record::{self, KeyWithoutId},
};
use serde_json::{Map, Value};
use untwin_core::domain::Source;

/// Columns of which a row about provisioning has at least one.
pub(crate) const KNOWN_COLUMNS: [&str; 11] = [
    "Id",
    "ChangeId",
    "JobId",
    "ResultDescription",
    "ResultType",
    "ProvisioningStatusInfo",
    "ProvisioningAction",
    "ProvisioningSteps",
    "SourceIdentity",
    "SourceObjectId",
    "TargetScimId",
];

/// Reads every row of every table.
pub(crate) fn read_tables(fields: Fields<'_>, place: &str, into: &mut Reading) {
    for_each_row(fields, place, into, &mut |row, fields, place, into| {
        let key = KeyWithoutId::Content(row);
        into.take(place, row, record::failure(&Layers(vec![fields]), Source::EntraLogAnalytics, key));
    });
}

/// What is done with one row, its fields, its place, and what was read so far.
pub(crate) type EachRow<'f> = &'f mut dyn FnMut(&Value, Fields<'_>, &str, &mut Reading);

/// Makes each row an object of its columns; rows that do not fit their columns are refused.
pub(crate) fn for_each_row(fields: Fields<'_>, place: &str, into: &mut Reading, each: EachRow<'_>) {
    let tables = fields.list(&["tables"]).into_iter().flatten();
    for (number, table) in tables.enumerate() {
        let Some(table) = Fields::of(table) else { continue };
        let columns = columns(table);
        for (index, row) in table.list(&["rows"]).into_iter().flatten().enumerate() {
            let place = within(place, &format!("tables[{number}].rows[{index}]"));
            match row_of(&columns, row) {
                Ok(row) => match Fields::of(&row).filter(|fields| fields.count(&KNOWN_COLUMNS) > 0) {
                    Some(fields) => each(&row, fields, &place, into),
                    None => into.passed_over += 1,
                },
                Err(fault) => into.refuse(&place, row.to_string(), fault),
            }
        }
    }
}

/// A place inside another; the document as a whole needs no naming.
pub(crate) fn within(outer: &str, inner: &str) -> String {
    if outer.is_empty() || outer == crate::document::WHOLE { inner.to_owned() } else { format!("{outer}.{inner}") }
}

fn columns(table: Fields<'_>) -> Vec<String> {
    let columns = table.list(&["columns"]).into_iter().flatten();
    columns.map(|column| named_value(column).map_or_else(String::new, |(name, _)| name)).collect()
}

fn row_of(columns: &[String], row: &Value) -> Result<Value, Fault> {
    let fault = |problem: &str| Fault::new("rows", problem, "send the result as the query gave it");
    let values = row.as_array().ok_or_else(|| fault("a row is not a list"))?;
    if values.len() != columns.len() {
        return Err(fault(&format!("{} values for {} columns", values.len(), columns.len())));
    }
    Ok(Value::Object(columns.iter().cloned().zip(values.iter().cloned()).collect::<Map<_, _>>()))
}
