//! What can be looked at on this machine alone: keys and when they end, the policy, the store, the clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::path::Path;
use untwin_core::decision::{PlusAddressing, Policy, Shadow};
use untwin_sqlite::SqliteStore;
use untwin_startup::Faults;
use untwin_startup::policy::{PolicyLoad, PolicyOrigin};
use untwin_startup::settings::{IdpSettings, Secrets, Settings, SignInSettings};
use untwin_workflow::{Check, Health};

/// A key that ends within so many days is told.
const EXPIRY_DAYS: i32 = 30;
/// A clock that differs by so much, in seconds, is told: leases and deadlines count on it.
const SKEW_S: i64 = 30;
/// A clock that differs by so much, in seconds, makes tokens and fences wrong.
const SKEW_S_MAX: i64 = 300;

/// Whether each key can be fetched; what is questionable about where it lies.
pub(super) fn keys(secrets: &Result<Secrets, Faults>) -> Vec<Check> {
    let told = |faults: &[untwin_startup::Fault], health: Health| -> Vec<Check> {
        let check = |fault: &untwin_startup::Fault| {
            Check::to_do(format!("key {}", fault.field), health, fault.problem.clone(), fault.fix.clone())
        };
        faults.iter().map(check).collect()
    };
    match secrets {
        Err(faults) => told(&faults.faults, Health::Broken),
        Ok(secrets) => {
            let mut checks = vec![Check::ok("keys", "each key that the settings name is there")];
            checks.extend(told(&secrets.warnings, Health::Attention));
            checks
        }
    }
}

/// When each key ends, as far as the settings say it.
pub(super) fn expiry(settings: &Settings, now: Timestamp) -> Vec<Check> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut ends = vec![("organization.key".to_owned(), settings.organization.key_expires)];
    for directory in &settings.directories {
        let IdpSettings::Entra(entra) = &directory.idp;
        if directory.scim_key.is_some() {
            ends.push((format!("scim_key of directory {}", directory.id), directory.scim_key_expires));
        }
        if let SignInSettings::Secret { expires, .. } = &entra.sign_in {
            ends.push((format!("client_secret of directory {}", directory.id), *expires));
        }
    }
    ends.into_iter().map(|(key, day)| ending(&key, day, today)).collect()
}

fn ending(key: &str, day: Option<Date>, today: Date) -> Check {
    let what = format!("end of {key}");
    let Some(day) = day else {
        let fix = "write the day into the settings, beside the key, as in key_expires = \"2027-01-31\"";
        return Check::to_do(what, Health::NotChecked, "no day is written down", fix);
    };
    let left = today.until(day).map_or(0, |span| span.get_days());
    let fix = "make a new key, put it where the settings say, and write its last day down";
    if day < today {
        return Check::to_do(what, Health::Attention, format!("it was to end on {day}"), fix);
    }
    if left <= EXPIRY_DAYS {
        return Check::to_do(what, Health::Attention, format!("it ends on {day}, in {left} days"), fix);
    }
    Check::ok(what, format!("it works until {day}"))
}

/// Which policy holds, or why a person does everything.
pub(super) fn policy_in_force(load: &PolicyLoad) -> Check {
    let what = "policy";
    match &load.origin {
        PolicyOrigin::NotNamed => {
            let found = "the settings name none, so a person does everything";
            Check::to_do(what, Health::Broken, found, "set policy.path in the settings")
        }
        PolicyOrigin::Refused(path) => {
            let found = format!("{} has {} faults, so a person does everything", path.display(), load.faults.len());
            Check::to_do(what, Health::Broken, found, "put right what `untwin policy check` names")
        }
        PolicyOrigin::PushRefused(number) => {
            let found = format!("policy {number} has {} faults, so a person does everything", load.faults.len());
            Check::to_do(what, Health::Broken, found, "put right what `untwin policy check` names, and push it")
        }
        PolicyOrigin::File(path) => in_force(&path.display().to_string(), &load.policy),
        PolicyOrigin::Pushed(number) => in_force(&format!("policy {number}"), &load.policy),
    }
}

fn in_force(name: &str, policy: &Policy) -> Check {
    let what = "policy";
    match (policy.shadow, policy.placeholder.plus_addressing()) {
        (Shadow::On, _) => {
            let found = format!("{name} is in force; shadow mode is on");
            let fix = "nothing is written before shadow mode is off; `untwin replay` says what would be done";
            Check::to_do(what, Health::Attention, found, fix)
        }
        (Shadow::Off, PlusAddressing::Used) => {
            let found = format!("{name} is in force; its placeholders reach whoever has the base address");
            Check::to_do(what, Health::Attention, found, "use a placeholder template without a plus sign")
        }
        (Shadow::Off, PlusAddressing::NotUsed) => Check::ok(what, format!("{name} is in force")),
    }
}

/// Whether the store can be read, and how new its tables are. It is neither made nor brought up to date here.
pub(super) fn file(path: &Path) -> Check {
    let what = "store";
    match SqliteStore::version_of(path) {
        Ok(None) => Check::ok(what, "there is no file yet; the first command that needs it makes it"),
        Ok(Some((version, known))) if version == known => {
            Check::ok(what, format!("readable, tables of version {version}"))
        }
        Ok(Some((version, known))) if version < known => {
            let found = format!("readable, tables of version {version}; this program brings them to {known}");
            Check::to_do(what, Health::Attention, found, "make a copy of the file before the next command")
        }
        Ok(Some((version, known))) => {
            let found = format!("tables of version {version}; this program knows up to {known}");
            Check::to_do(what, Health::Broken, found, "use the newer program that made it")
        }
        Err(error) => {
            let fix = "check the path, who may read it, and that it is on a local disk";
            Check::to_do(what, Health::Unreachable, error.to_string(), fix)
        }
    }
}

/// How far this machine's clock is from each vendor's.
pub(super) fn clocks(ahead: &BTreeMap<String, SignedDuration>) -> Vec<Check> {
    if ahead.is_empty() {
        let found = "no vendor's answer carried a date";
        return vec![Check {
            what: "clock".to_owned(),
            health: Health::NotChecked,
            found: found.to_owned(),
            fix: None,
        }];
    }
    ahead.iter().map(|(host, ahead)| clock(host, ahead.as_secs())).collect()
}

fn clock(host: &str, ahead_s: i64) -> Check {
    let what = format!("clock against {host}");
    let found = match ahead_s {
        0 => "no difference".to_owned(),
        behind if behind > 0 => format!("this machine is {behind} s behind"),
        before => format!("this machine is {} s ahead", before.unsigned_abs()),
    };
    let fix = "have this machine set its clock by NTP";
    match ahead_s.unsigned_abs() {
        off if off > SKEW_S_MAX.unsigned_abs() => Check::to_do(what, Health::Broken, found, fix),
        off if off > SKEW_S.unsigned_abs() => Check::to_do(what, Health::Attention, found, fix),
        _ => Check::ok(what, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_a_month_before_its_end_and_after_it() {
        let today: Date = "2026-03-01".parse().unwrap();
        let health = |day: &str| ending("organization.key", Some(day.parse().unwrap()), today).health;
        assert_eq!(health("2026-06-01"), Health::Ok);
        assert_eq!(health("2026-03-31"), Health::Attention);
        assert_eq!(health("2026-02-28"), Health::Attention);
        assert_eq!(ending("organization.key", None, today).health, Health::NotChecked);
    }

    #[test]
    fn a_clock_is_broken_by_more_than_five_minutes_in_either_direction() {
        assert_eq!(clock("host", 5).health, Health::Ok);
        assert_eq!(clock("host", -40).health, Health::Attention);
        assert_eq!(clock("host", -301).health, Health::Broken);
        assert_eq!(clock("host", 301).health, Health::Broken);
    }
}
