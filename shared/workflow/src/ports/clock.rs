//! Time as a port: the use cases never look at the machine's.

use jiff::Timestamp;

/// A clock that can be waited on.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Returns once `now` has reached the moment; at once if it lies in the past.
    fn sleep_until(&self, moment: Timestamp) -> impl Future<Output = ()> + Send;
}
