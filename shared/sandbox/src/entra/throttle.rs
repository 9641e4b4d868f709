//! The limit of requests within a sliding window.
//!
//! It knows nothing of which requests it counts.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::graph::GraphFault;
use super::quirks::Throttling;
use crate::clock::earlier;

/// How many requests pass within the window.
const REQUESTS: usize = 5;
/// How long the window is, in seconds.
const WINDOW_S: i64 = 10;
/// What `Retry-After` says, in seconds: the whole window.
const RETRY_AFTER_S: u32 = 10;

/// Counts the requests of the last seconds.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    passed: VecDeque<Timestamp>,
}

impl Throttle {
    /// Lets a request pass and counts it, or refuses it.
    pub(super) fn pass(&mut self, now: Timestamp, throttling: Throttling) -> Result<(), GraphFault> {
        let retry_after_s = match throttling {
            Throttling::Off => return Ok(()),
            Throttling::WithRetryAfter => Some(RETRY_AFTER_S),
            Throttling::WithoutRetryAfter => None,
        };
        let window_start = earlier(now, SignedDuration::from_secs(WINDOW_S));
        self.passed.retain(|passed| *passed > window_start);
        if self.passed.len() >= REQUESTS {
            return Err(GraphFault::throttled(retry_after_s));
        }
        self.passed.push_back(now);
        Ok(())
    }
}
