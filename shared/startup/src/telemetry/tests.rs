//! What the log of a machine looks like, and what is counted out of it.

use super::machine_log;
use serde_json::{Value, json};
use std::io;
use std::sync::{Arc, Mutex};
use tracing::subscriber::with_default;
use tracing::{debug, debug_span, info, info_span, warn};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines of the log and of the metrics that some work leaves.
fn left_by(work: impl FnOnce()) -> (Vec<Value>, Vec<Value>) {
    let written = Written::default();
    let writer = written.clone();
    let (subscriber, metrics) = machine_log(move || writer.clone(), "warn,untwin=info");
    with_default(subscriber, work);
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    let parsed = |line: &str| serde_json::from_str(line).unwrap();
    (text.lines().map(parsed).collect(), metrics.take_lines().iter().map(|line| parsed(line)).collect())
}

#[test]
fn the_fields_of_a_line_and_of_what_it_happens_in_stand_side_by_side() {
    let (lines, _) = left_by(|| {
        info_span!("invocation", request.id = "r", trace.id = "outer").in_scope(|| {
            let message = info_span!("message", message.id = "m", trace.id = Some("inner"));
            message.in_scope(|| warn!(case.id = %"c", records = 3_usize, duration_ms = None::<i64>, "done"));
        });
    });
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let expected = json!({
        "timestamp": line["timestamp"], "level": "WARN", "target": "untwin_startup::telemetry::tests", "message": "done",
        "request.id": "r", "message.id": "m", "trace.id": "inner", "case.id": "c", "records": 3
    });
    assert_eq!(line, &expected);
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_field_that_is_not_on_the_list_is_left_out_and_a_library_is_not_quoted() {
    let (lines, _) = left_by(|| {
        info!(address = "ada@example.com", "one");
        warn!(target: "hyper", "ada@example.com");
        debug_span!(target: "hyper", "s", error = "ada@example.com").in_scope(|| info!("two"));
    });
    assert_eq!(lines.len(), 3);
    assert!(!format!("{lines:?}").contains("ada@"), "{lines:?}");
    assert!(lines[1]["place"].as_str().unwrap().starts_with("tests.rs:"), "{:?}", lines[1]);
}

#[test]
fn what_is_not_written_is_counted_all_the_same_and_once() {
    let told = || {
        (0..3).for_each(|_| debug!(event = "request", phase = "write", "answered"));
        debug!(event = "door_refused", reason = "ada@example.com", "refused");
        debug!(target: "hyper", event = "request", "answered");
    };
    let (lines, metrics) = left_by(told);
    assert_eq!(lines, Vec::<Value>::new());
    let [line] = metrics.as_slice() else { panic!("{metrics:?}") };
    assert_eq!((&line["VendorRequests"], &line["phase"]), (&json!(3), &json!("write")));
    assert_eq!((&line["DoorRefusals"], &line["reason"]), (&json!(1), &json!("other")));
}

#[test]
fn a_text_that_is_too_long_is_cut() {
    let (lines, _) = left_by(|| info!(report = "é".repeat(40_000), "long"));
    assert_eq!(lines[0]["report"].as_str().unwrap().len(), 32 * 1024);
}
