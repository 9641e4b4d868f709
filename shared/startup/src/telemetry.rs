//! Logs: JSON for machines, short lines for people; on standard error, so that data stays alone on standard output.

use tracing_subscriber::EnvFilter;

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogReader {
    /// A log service.
    Machine,
    /// A person at a terminal.
    Person,
}

/// Starts logging; a second call changes nothing. `level` is a filter such as `warn` or `untwin=debug`.
pub fn start_logging(reader: LogReader, level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // The first subscriber stays; that is what a second call should find.
    let _ = match reader {
        LogReader::Machine => builder.json().try_init(),
        LogReader::Person => builder.without_time().with_target(false).try_init(),
    };
}
