//! Points in time as exporters spell them; a time without an offset is UTC.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// What .NET writes for "never" is in the year 1.
const NEVER_YEAR_MAX: i16 = 1;

/// The spellings beside ISO 8601 that diagnostic exports and portals use.
const OTHER_SPELLINGS: [&str; 4] =
    ["%m/%d/%Y %I:%M:%S%.f %p", "%m/%d/%Y, %I:%M:%S%.f %p", "%m/%d/%Y %H:%M:%S%.f", "%m/%d/%Y, %H:%M:%S%.f"];

/// What stands before the announced time in the identity provider's error text.
const ANNOUNCEMENT: &str = "retried again after this date:";

/// Longer than any spelling of a time.
const MOMENT_CHARS_MAX: usize = 48;

/// Reads a point in time; `None` for anything that is none, and for the year 1, which means "never".
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches("UTC").trim_end();
    let moment =
        text.parse::<Timestamp>().ok().or_else(|| local(text)?.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp()))?;
    (moment.to_zoned(TimeZone::UTC).year() > NEVER_YEAR_MAX).then_some(moment)
}

/// When the provider said that it would try again, where its error text says it.
pub fn announced_retry(text: &str) -> Option<Timestamp> {
    let start = super::mention::find_ignoring_case(text, ANNOUNCEMENT)? + ANNOUNCEMENT.len();
    let after: String = text.get(start..)?.trim_start().chars().take(MOMENT_CHARS_MAX).collect();
    let first_word = after.split_whitespace().next()?.trim_end_matches(['.', ',', '"', '\\']);
    let up_to_zone = after.split("UTC").next()?;
    parse_moment(first_word).or_else(|| parse_moment(up_to_zone))
}

fn local(text: &str) -> Option<DateTime> {
    let iso = text.parse::<DateTime>().ok().filter(|_| text.contains(':'));
    iso.or_else(|| OTHER_SPELLINGS.iter().find_map(|spelling| DateTime::strptime(spelling, text).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    #[test]
    fn every_spelling_of_one_moment_is_that_moment() {
        for text in [
            "2007-01-09T09:41:00Z",
            "2007-01-09T09:41:00.0000000Z",
            "2007-01-09T11:41:00+02:00",
            "2007-01-09 09:41:00",
            "1/9/2007 9:41:00 AM",
            "1/9/2007, 9:41:00.000 AM",
            "01/09/2007 09:41:00 UTC",
        ] {
            assert_eq!(parse_moment(text), at("2007-01-09T09:41:00Z"), "{text}");
        }
    }

    #[test]
    fn never_and_nonsense_are_no_moment() {
        for text in ["", "UTC", "0001-01-01T00:00:00Z", "soon", "2007-01-09", "13/45/2007 9:41:00 AM"] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }

    #[test]
    fn the_announced_retry_is_read_with_its_seven_digits() {
        let text = "{…}. This operation was retried 1 times. It will be retried again after this date: 2026-08-18T20:12:38.9198514Z UTC";
        assert_eq!(announced_retry(text), at("2026-08-18T20:12:38.9198514Z"));
        assert_eq!(
            announced_retry("It will be retried again after this date: 8/18/2026 8:12:38 PM UTC"),
            at("2026-08-18T20:12:38Z")
        );
        assert_eq!(announced_retry("It will be retried again after this date:"), None);
        assert_eq!(announced_retry("nothing of the kind"), None);
    }
}
