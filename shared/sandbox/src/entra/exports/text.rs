//! What people copy out of pages: texts that hold a failure without its record.
//!
//! It knows that pages flatten line breaks.

use crate::entra::provisioning::record::{LogRecord, Verdict};

/// The failure as copied from the portal's page of provision on demand: line breaks are spaces, and nothing says
/// when it will be retried.
pub fn pasted_page(record: &LogRecord) -> String {
    let Verdict::Failure { code, reason } = &record.verdict else {
        return format!("{}\n", last_sentence(record));
    };
    let told = reason.split(". This operation was retried").next().unwrap_or(reason);
    let flat = told.replace("\r\n", " ");
    format!("{}\nError code\n{code}\nError message\n{flat}\n", last_sentence(record))
}

/// The bare SCIM error inside the reason, where there is one.
pub fn scim_error(record: &LogRecord) -> Option<String> {
    let (_, tail) = record.reason()?.split_once("Web Response:")?;
    let mut values = serde_json::Deserializer::from_str(tail.trim_start()).into_iter::<serde_json::Value>();
    Some(values.next()?.ok()?.to_string())
}

/// The line that Atlassian's page for troubleshooting would show, where the failure holds a SCIM error.
pub fn troubleshooting_log(record: &LogRecord) -> Option<String> {
    let error: serde_json::Value = serde_json::from_str(&scim_error(record)?).ok()?;
    let detail = error.get("detail")?.as_str()?;
    Some(format!("{:.0}\tERROR\t{detail}\n", record.at))
}

fn last_sentence(record: &LogRecord) -> &str {
    record.steps.last().map_or("", |step| &step.description)
}
