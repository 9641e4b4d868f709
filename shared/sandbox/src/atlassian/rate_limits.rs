//! Rate limits in windows of a minute, with the headers that the organizations API documents.

use super::call::Call;
use super::errors::Api;
use super::quirks::{RetryAfter, UnpublishedLimits};
use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limited {
    /// `last-active-dates` of the organizations API (documented: 200 a minute).
    LastActiveDates,
    /// The rest of the organizations API (no number published).
    Organizations,
    /// SCIM links, by the organization's key (no number published).
    ScimLinks,
    /// User management (no number published).
    UserManagement,
    /// SCIM (no number published).
    Scim,
}

#[derive(Debug, Clone)]
pub(super) struct RateLimits {
    per_minute: BTreeMap<Limited, u32>,
    windows: BTreeMap<Limited, Window>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    opened_at: Timestamp,
    used: u32,
}

/// Where a request stands in its window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    limited: Limited,
    limit: u32,
    remaining: u32,
    reset_at: Timestamp,
    pub(super) verdict: Verdict,
}

/// Whether a request still fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Fits,
    TooMany,
}

impl Default for RateLimits {
    fn default() -> Self {
        let per_minute = BTreeMap::from([(Limited::LastActiveDates, 200), (Limited::Organizations, 3_000)]);
        Self { per_minute, windows: BTreeMap::new() }
    }
}

impl RateLimits {
    pub(super) fn set(&mut self, what: Limited, per_minute: u32) {
        self.per_minute.insert(what, per_minute);
    }

    /// Counts one request; `None` where nothing limits it.
    pub(super) fn count(&mut self, call: &Call, unpublished: UnpublishedLimits) -> Option<Allowance> {
        let limited = limited(call)?;
        let limit = match (self.per_minute.get(&limited), unpublished) {
            (Some(known), _) => *known,
            (None, UnpublishedLimits::PerMinute(limit)) => limit,
            (None, UnpublishedLimits::Unlimited) => return None,
        };
        let fresh = Window { opened_at: call.now, used: 0 };
        let window = self.windows.entry(limited).or_insert(fresh);
        if call.now.duration_since(window.opened_at) >= WINDOW {
            *window = fresh;
        }
        let verdict = if window.used < limit { Verdict::Fits } else { Verdict::TooMany };
        window.used = window.used.saturating_add(1).min(limit);
        let reset_at = window.opened_at.checked_add(WINDOW).unwrap_or(Timestamp::MAX);
        Some(Allowance { limited, limit, remaining: limit - window.used, reset_at, verdict })
    }
}

impl Allowance {
    /// The organizations API documents its headers; the other APIs document none.
    pub(super) fn write(&self, headers: &mut HeaderMap, now: Timestamp, quirk: RetryAfter) {
        match self.limited {
            Limited::LastActiveDates | Limited::Organizations => {
                headers.insert("x-ratelimit-limit", HeaderValue::from(self.limit));
                headers.insert("x-ratelimit-remaining", HeaderValue::from(self.remaining));
                if let Ok(reset) = HeaderValue::from_str(&self.reset_at.to_string()) {
                    headers.insert("x-ratelimit-reset", reset);
                }
            }
            Limited::ScimLinks | Limited::UserManagement | Limited::Scim => {}
        }
        if (self.verdict, quirk) == (Verdict::TooMany, RetryAfter::Present) {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.reset_at.duration_since(now).as_secs()));
        }
    }
}

fn limited(call: &Call) -> Option<Limited> {
    match call.api() {
        Api::OrganizationsV1 if call.path.ends_with("/last-active-dates") => Some(Limited::LastActiveDates),
        Api::OrganizationsV1 | Api::OrganizationsV2 => Some(Limited::Organizations),
        Api::ScimLinks => Some(Limited::ScimLinks),
        Api::UserManagement => Some(Limited::UserManagement),
        Api::Scim => Some(Limited::Scim),
        Api::Nowhere => None,
    }
}
