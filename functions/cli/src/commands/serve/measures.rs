//! What is measured while the door is open: the metrics go out every minute, and how long the keys last is told once a day.

use super::rounds::{Told, told};
use tokio::sync::watch;
use untwin_core::saga::later_s;
use untwin_startup::settings::Settings;
use untwin_startup::{Metrics, tell_keys};
use untwin_workflow::ports::Clock;

/// The time between two writings of the metrics, in seconds.
const FLUSH_S: i64 = 60;
/// The time between two looks at the days that the keys have left, in seconds.
const KEYS_S: i64 = 24 * 3_600;

/// Goes on until the process is told to stop; whoever ends it writes the last metrics.
pub(super) async fn measures(
    settings: &Settings,
    metrics: &Metrics,
    clock: &impl Clock,
    so_far: &watch::Receiver<Told>,
) {
    let mut keys_due_at = clock.now();
    while *so_far.borrow() == Told::GoOn {
        let now = clock.now();
        if keys_due_at <= now {
            tell_keys(settings, now);
            keys_due_at = later_s(now, KEYS_S);
        }
        tokio::select! {
            biased;
            () = told(Told::Stop, so_far.clone()) => {}
            () = clock.sleep_until(later_s(now, FLUSH_S)) => metrics.flush(),
        }
    }
}
