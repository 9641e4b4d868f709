//! When the keys end, as far as the settings say it.

use crate::settings::{IdpSettings, Settings, SignInSettings};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use untwin_telemetry::{KeyKind, LogEvent};

/// From so many days on the end of a key is a warning.
const WARNING_DAYS: i32 = 30;

/// Tells of each key how many days it has left, from the day of `now` on.
pub fn tell_keys(settings: &Settings, now: Timestamp) {
    let today = now.to_zoned(TimeZone::UTC).date();
    tell_key(KeyKind::Organization, settings.organization.key_expires, today);
    for directory in &settings.directories {
        let IdpSettings::Entra(entra) = &directory.idp;
        tell_key(KeyKind::Scim, directory.scim_key_expires, today);
        if let SignInSettings::Secret { expires, .. } = &entra.sign_in {
            tell_key(KeyKind::ClientSecret, *expires, today);
        }
    }
}

fn tell_key(kind: KeyKind, ends: Option<Date>, today: Date) {
    let Some(days_left) = ends.and_then(|day| today.until(day).ok()).map(|span| span.get_days()) else { return };
    let (event, key) = (LogEvent::KeyExpires.name(), kind.name());
    if days_left <= WARNING_DAYS {
        tracing::warn!(event, key, days_left, "a key ends soon: make a new one, and write its last day down");
    } else {
        tracing::debug!(event, key, days_left, "a key ends");
    }
}
