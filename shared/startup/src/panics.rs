//! What is said of a panic: where it happened. Its message may quote what was read, and that may be an address.

use std::panic;
use untwin_telemetry::LogEvent;

/// From now on a panic is logged with its place alone.
pub fn tell_only_where() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(event = LogEvent::Panic.name(), place, "a panic");
    }));
}
