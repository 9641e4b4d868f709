//! Counting what the log tells, whatever of it is written, until somebody takes the lines.

use super::OURS;
use crate::clock::SystemClock;
use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;
use untwin_telemetry::{Meter, Told, emf_lines};
use untwin_workflow::ports::Clock as _;

/// What was counted since the last time; its clones count together.
#[derive(Debug, Clone, Default)]
pub struct Metrics(Arc<Mutex<Meter>>);

impl Metrics {
    /// The lines of what was counted, which then begins anew.
    pub fn take_lines(&self) -> Vec<String> {
        let meter = std::mem::take(&mut *self.meter());
        emf_lines(&meter, SystemClock.now().as_millisecond())
    }

    /// Writes them among those of the log.
    pub fn flush(&self) {
        let text: String = self.take_lines().into_iter().flat_map(|line| [line, "\n".to_owned()]).collect();
        // Nobody is left to be told that the log cannot be written.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// What counts for a subscriber.
    pub(super) fn counting<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + for<'s> LookupSpan<'s>,
    {
        let ours = |metadata: &tracing::Metadata<'_>| {
            metadata.is_event() && metadata.target().starts_with(OURS) && metadata.fields().field("event").is_some()
        };
        Counting(self.clone()).with_filter(filter_fn(ours).with_max_level_hint(LevelFilter::DEBUG))
    }

    fn meter(&self) -> MutexGuard<'_, Meter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Counting(Metrics);

impl<S: Subscriber> Layer<S> for Counting {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut seen = Seen(Told::default());
        event.record(&mut seen);
        let mut meter = self.0.meter();
        seen.0.samples().into_iter().for_each(|sample| meter.add(sample));
    }
}

/// Looks at texts and whole numbers; nothing else can be counted.
struct Seen(Told);

impl Visit for Seen {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.text(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.number(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.number(field.name(), i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.0.number(field.name(), i64::try_from(value).unwrap_or(i64::MAX));
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn fmt::Debug) {}
}
