//! The log of a machine: one JSON object a line, with the fields of `docs/LOGGING.md` side by side.
//!
//! It writes no field that is not on the list. Of what a library says only the place is told: its words may quote what it
//! was given.

use super::OURS;
use crate::clock::SystemClock;
use serde_json::{Map, Value, json};
use std::fmt;
use std::io::Write as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};
use untwin_telemetry::FIELDS;
use untwin_workflow::ports::Clock as _;

/// The longest text of one field, in bytes. A report of faulty settings is the longest that there is.
const TEXT_BYTES_MAX: usize = 32 * 1024;

/// Writes each event as a line.
pub(super) struct JsonLines<W> {
    pub(super) writer: W,
}

impl<W, S> Layer<S> for JsonLines<W>
where
    W: for<'w> MakeWriter<'w> + 'static,
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id).filter(|_| is_ours(attributes.metadata())) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(fields);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut line = envelope(metadata);
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.extend(fields.0.clone());
            }
        }
        if is_ours(metadata) {
            let mut fields = Fields::default();
            event.record(&mut fields);
            line.append(&mut fields.0);
        } else {
            line.insert("message".to_owned(), json!("a library had something to say here"));
            line.insert("place".to_owned(), json!(place(metadata)));
        }
        // Nobody is left to be told that the log cannot be written.
        let _ = self.writer.make_writer().write_all(format!("{}\n", Value::Object(line)).as_bytes());
    }
}

fn envelope(metadata: &Metadata<'_>) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("timestamp".to_owned(), json!(format!("{:.3}", SystemClock.now())));
    line.insert("level".to_owned(), json!(metadata.level().as_str()));
    line.insert("target".to_owned(), json!(metadata.target()));
    line
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with(OURS)
}

fn place(metadata: &Metadata<'_>) -> String {
    let file = metadata.file().and_then(|file| file.rsplit('/').next()).unwrap_or("an unknown file");
    metadata.line().map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"))
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn keep(&mut self, field: &Field, value: Value) {
        if FIELDS.contains(&field.name()) {
            self.0.insert(field.name().to_owned(), value);
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        let end = value.floor_char_boundary(TEXT_BYTES_MAX);
        self.keep(field, json!(value.get(..end).unwrap_or(value)));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, json!(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.keep(field, json!(i64::try_from(value).unwrap_or(i64::MAX)));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, json!(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
