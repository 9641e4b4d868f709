//! The library's own samples, where a machine has them; they are no part of this repository.

use super::lines;
use crate::{classified, read};
use serde_json::json;
use std::{fs, path::PathBuf};

const UPDATED: &str = "b7c6a5d4-e3f2-4109-8a7b-6c5d4e3f2a1b";
const CREATED: &str = "0d1e2f3a-4b5c-4d6e-9f80-a1b2c3d4e5f6";

/// Each sample that holds a conflict, with its operation and its subject.
const CONFLICTS: [(&str, &str, &str); 8] = [
    ("graph-provisioning-failed-update", "update", UPDATED),
    ("graph-provisioning-failed-create-escrow", "create", CREATED),
    ("eventhub-provisioninglogs-failed", "update", UPDATED),
    ("eventhub-provisioninglogs-failed-variant", "create", CREATED),
    ("loganalytics-query-response", "update", UPDATED),
    ("azuremonitor-alert-simplelog", "other", UPDATED),
    ("provisionondemand-response-failure-409", "update", UPDATED),
    ("provisionondemand-response-failure-409-apidoc-shape", "update", UPDATED),
];

/// Each sample that holds a record without a conflict.
const OTHERS: [&str; 5] = [
    "azuremonitor-alert-logalertsv2",
    "provisionondemand-response-success",
    "provisionondemand-response-success-apidoc-shape",
    "provisionondemand-response-skipped-apidoc-shape",
    "provisionondemand-response-group",
];

#[expect(clippy::print_stderr, reason = "a test that reads nothing says so")]
#[test]
fn every_sample_of_the_library_is_read_as_it_should_be() {
    let Some(library) = std::env::var_os("UNTWIN_LIBRARY").map(PathBuf::from) else {
        eprintln!("UNTWIN_LIBRARY names no library: its samples are not read");
        return;
    };
    let sample = |name: &str| read(&fs::read(library.join(format!("samples/entra-{name}.json"))).unwrap());
    for (name, operation, subject) in CONFLICTS {
        let reading = sample(name);
        let conflict = json!(["uniqueness", "user", "email", "priya.raman@contoso.com", operation]);
        assert_eq!((lines(&reading), reading.unreadable.len()), (vec![conflict], 0), "{name}");
        assert_eq!(classified(&reading.failures[0]).idp_user_id.as_deref(), Some(subject), "{name}");
    }
    for name in OTHERS {
        let reading = sample(name);
        assert_eq!((lines(&reading)[0][0].as_str(), reading.unreadable.len()), (Some("none"), 0), "{name}");
    }
}
