//! A record of the provisioning log, as the carriers that customers have bring it.
//!
//! It knows how each carrier writes a record, and nothing of how records come about.

mod azure_monitor;
mod diagnostic;
mod on_demand;
mod text;

use serde_json::{Value, json};

use super::provisioning::record::LogRecord;
use super::quirks::{ExportedIds, Quirks};

use crate::town::uuid;

pub use self::azure_monitor::{log_alert_v2, log_analytics_response, simple_log_alert};
pub use self::diagnostic::{ExportStyle, event_hub_batch, event_hub_record, ndjson};
pub use self::on_demand::on_demand_answer;
pub use self::text::{pasted_page, scim_error, troubleshooting_log};

/// The answer of Graph that holds these records, without a link to a next page.
pub fn graph_page(records: &[LogRecord], quirks: &Quirks) -> Value {
    let records: Vec<Value> = records.iter().map(|record| record.graph_json(quirks)).collect();
    json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#auditLogs/provisioning",
        "value": records,
    })
}

/// The record as an export knows it: with the id that it has in Graph, or with one of its own.
pub fn exported(record: &LogRecord, quirks: &Quirks) -> LogRecord {
    let id = match quirks.exported_ids {
        ExportedIds::Same => record.id.clone(),
        ExportedIds::Own => uuid(&format!("export of {}", record.id)),
    };
    LogRecord { id, ..record.clone() }
}

/// One record alone, as Graph writes it.
pub fn graph_record(record: &LogRecord, quirks: &Quirks) -> Value {
    record.graph_json(quirks)
}
