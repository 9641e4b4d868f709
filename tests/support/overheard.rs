//! Everything that the product says to machines on this thread: the lines of its log, the same as its code said them, before
//! any field was left out, and the metrics.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tracing::subscriber::{DefaultGuard, set_default, set_global_default};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use untwin_startup::{Metrics, machine_log};

/// What is said until this is dropped.
pub struct Overheard {
    said: Said,
    metrics: Metrics,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Overheard {
    /// Listens to this thread from now on.
    pub fn listen() -> Self {
        // A line that a thread without a listener comes by first would be off for good, here too: so every thread has one, which
        // forgets what it hears. The first one stays.
        let _ = set_global_default(registry());
        let said = Said::default();
        let (lines, raw) = (said.clone(), said.clone());
        let (log, metrics) = machine_log(move || lines.clone(), "trace");
        let ours = filter_fn(|metadata| metadata.target().starts_with("untwin"));
        let raw = fmt::layer().with_ansi(false).with_writer(move || raw.clone()).with_filter(ours);
        Self { said, metrics, _listening: set_default(log.with(raw)) }
    }

    /// Takes down what an error shows of itself, to people and to us.
    pub fn note(&self, error: &(impl Debug + ToString)) {
        let text = format!("{error:?} {}\n", error.to_string());
        self.said.text().extend_from_slice(text.as_bytes());
    }

    /// Everything so far.
    pub fn everything(&self) -> String {
        let said = String::from_utf8(self.said.text().clone()).expect("a log in UTF-8");
        let metrics = self.metrics.take_lines();
        [vec![said], metrics].concat().join("\n")
    }
}

impl Said {
    fn text(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
