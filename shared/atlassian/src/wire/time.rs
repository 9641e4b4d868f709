//! Moments and days as these APIs spell them.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::TimeZone};

/// An instant; one without an offset is taken as UTC, as all documented examples are.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let civil = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse().ok().or_else(civil)
}

/// The last moment of a day, which errs towards "more recently active".
pub(crate) fn end_of_day(text: &str) -> Option<Timestamp> {
    let day: Date = text.trim().parse().ok()?;
    TimeZone::UTC.to_timestamp(day.to_datetime(Time::constant(23, 59, 59, 0))).ok()
}

/// "Never" where nothing is said, and no guess where something unreadable is.
pub(crate) fn instant_or_never(text: Option<&str>) -> Result<Option<Timestamp>, &'static str> {
    text.map(|text| instant(text).ok_or("a date that cannot be read")).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_days_are_read_in_utc() {
        let expected = "2026-01-05T10:00:00Z".parse().ok();
        for text in
            ["2026-01-05T10:00:00.000Z", "2026-01-05T11:00:00+01:00", "2026-01-05T10:00:00", "2026-01-05T10:00Z"]
        {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(end_of_day("2026-01-05"), "2026-01-05T23:59:59Z".parse().ok());
    }

    #[test]
    fn an_unreadable_date_is_not_never() {
        assert_eq!(instant_or_never(None), Ok(None));
        assert!(instant_or_never(Some("last week")).is_err());
    }
}
