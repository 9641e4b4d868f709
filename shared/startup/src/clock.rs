//! The machine's clock: the one place that looks at it.

use jiff::Timestamp;
use untwin_workflow::ports::Clock;

/// Real time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is told to use")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is told to use")]
    async fn sleep_until(&self, moment: Timestamp) {
        let left = moment.duration_since(self.now());
        if let Ok(left) = left.try_into() {
            tokio::time::sleep(left).await;
        }
    }
}
