//! Logs and metrics. Lines of JSON for machines, with the metrics between them; short lines for people. On standard error,
//! so that data stays alone on standard output.

mod invocation;
mod lines;
mod metrics;

#[cfg(test)]
mod tests;

pub use invocation::*;
pub use metrics::Metrics;

use lines::JsonLines;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, registry};

/// What is logged by what runs unattended: our own doings, and the worries of others.
pub const UNATTENDED: &str = "warn,untwin=info";

/// What the targets of all our crates begin with.
pub(crate) const OURS: &str = "untwin";

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogReader {
    /// A log service.
    Machine,
    /// A person at a terminal. Nothing is counted for them.
    Person,
}

/// Starts logging, and gives what will be counted; of a second call nothing comes. `level` is a filter such as `warn` or
/// `untwin=debug`.
pub fn start_logging(reader: LogReader, level: &str) -> Metrics {
    match reader {
        LogReader::Machine => {
            let (subscriber, metrics) = machine_log(std::io::stderr, level);
            // The first subscriber stays; that is what a second call should find.
            let _ = subscriber.try_init();
            metrics
        }
        LogReader::Person => {
            let builder = tracing_subscriber::fmt().with_env_filter(filter(level)).with_writer(std::io::stderr);
            let _ = builder.without_time().with_target(false).try_init();
            Metrics::default()
        }
    }
}

/// The log of a machine, and what is counted out of it. Counting does not depend on `level`.
pub fn machine_log<W>(
    writer: W,
    level: &str,
) -> (impl Subscriber + for<'s> LookupSpan<'s> + Send + Sync + use<W>, Metrics)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let metrics = Metrics::default();
    let lines = JsonLines { writer }.with_filter(filter(level));
    (registry().with(lines).with(metrics.counting()), metrics)
}

fn filter(level: &str) -> EnvFilter {
    EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("warn"))
}
