//! When a vendor wants us back, out of the headers of its refusal.

use http::{HeaderMap, HeaderName, header};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use untwin_workflow::ports::HOLD_OFF_S_MAX;

/// Atlassian's header: an ISO 8601 instant. Others send seconds since 1970 under the same name.
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// When to come back, if the answer says it; never in the past and never absurdly far.
pub(crate) fn told_until(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let told = retry_after(headers, now).or_else(|| reset(headers))?;
    let latest = now.checked_add(SignedDuration::from_secs(HOLD_OFF_S_MAX)).ok()?;
    Some(told.clamp(now, latest))
}

/// `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3). Fractions are tolerated and rounded up.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Some(wait) = seconds(text) {
        return Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
    }
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

fn reset(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(RESET)?.to_str().ok()?.trim();
    text.parse().ok().or_else(|| Timestamp::from_second(text.parse().ok()?).ok())
}

fn seconds(text: &str) -> Option<SignedDuration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok()?;
    let fraction_is_zero = fraction.bytes().all(|b| b == b'0');
    Some(SignedDuration::from_secs(i64::from(whole) + i64::from(!fraction_is_zero)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn told(name: HeaderName, value: &'static str) -> Option<String> {
        let now: Timestamp = "2026-01-05T10:00:00Z".parse().unwrap();
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        told_until(&headers, now).map(|t| t.to_string())
    }

    #[test]
    fn every_documented_spelling_is_understood() {
        let expected = Some("2026-01-05T10:01:00Z".to_owned());
        assert_eq!(told(header::RETRY_AFTER, "60"), expected);
        assert_eq!(told(header::RETRY_AFTER, "59.2"), expected);
        assert_eq!(told(header::RETRY_AFTER, "Mon, 05 Jan 2026 10:01:00 GMT"), expected);
        assert_eq!(told(RESET, "2026-01-05T10:01:00Z"), expected);
        assert_eq!(told(RESET, "2026-01-05T10:01Z"), expected);
        assert_eq!(told(RESET, "1767607260"), expected);
    }

    #[test]
    fn nonsense_says_nothing_and_the_absurd_is_bounded() {
        assert_eq!(told(header::RETRY_AFTER, "soon"), None);
        assert_eq!(told(header::RETRY_AFTER, "4000000000"), Some("2026-01-05T11:00:00Z".to_owned()));
        assert_eq!(told(RESET, "2020-01-01T00:00:00Z"), Some("2026-01-05T10:00:00Z".to_owned()));
    }
}
