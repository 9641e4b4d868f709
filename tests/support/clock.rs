//! Virtual time: whoever waits moves it.

use jiff::Timestamp;
use untwin_sandbox::clock::VirtualClock;
use untwin_workflow::ports::Clock;

/// The sandbox's clock as the product sees it.
#[derive(Debug, Clone)]
pub struct TestClock(pub VirtualClock);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        self.0.advance_to(moment);
    }
}
