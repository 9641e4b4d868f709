//! What the policy file may say, and that it only tightens.

use super::{PolicyOrigin, load_policy, read, read_policy};
use crate::toml_file::Document;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use untwin_core::decision::{Cause, Mode, PlusAddressing, Policy, Shadow};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn shipped() -> String {
    fs::read_to_string(repository("infra/policy/default.toml")).unwrap()
}

/// The shipped file with what it only shows in comments.
fn with_everything() -> String {
    let setting =
        |line: &str| line.strip_prefix("# ").filter(|l| l.starts_with('[') || l.contains(" = ")).map(str::to_owned);
    shipped().lines().map(|line| setting(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

fn policy(lines: &str) -> Policy {
    read_policy(&format!("version = 1\n{lines}")).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn faults(lines: &str) -> Vec<String> {
    read_policy(&format!("version = 1\n{lines}")).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_file_is_the_shipped_policy() {
    assert_eq!(read_policy(&shipped()), Ok(Policy::shipped()));
    assert_eq!(policy(""), Policy::shipped());
}

#[test]
fn every_key_is_documented_and_stands_in_the_shipped_file() {
    let documentation = fs::read_to_string(repository("docs/POLICY.md")).unwrap();
    let text = with_everything();
    let document = Document::parse(&text).unwrap();
    read::ask(&document);
    assert_eq!(document.faults(), []);
    for key in document.asked() {
        let named = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`")];
        assert!(named.iter().any(|name| documentation.contains(name)), "{key} is not in docs/POLICY.md");
        let last = key.rsplit('.').next().unwrap();
        assert!(text.contains(&format!("{last} = ")) || text.contains(&format!("[{last}]")), "{key} is not shipped");
    }
    assert_eq!(document.asked().len(), 33);
}

#[test]
fn the_documented_defaults_are_the_shipped_ones() {
    let documentation = fs::read_to_string(repository("docs/POLICY.md")).unwrap();
    let shipped: toml::Table = shipped().parse().unwrap();
    for (key, value) in shipped["limits"].as_table().unwrap() {
        let row = format!("| `limits.{key}` | {} | 1 to ", value.as_integer().unwrap());
        assert!(documentation.contains(&row), "docs/POLICY.md has no row {row}");
    }
    for cause in Cause::ALL {
        let row = format!(
            "| `{}` | `{}` |",
            cause.name(),
            shipped["modes"].get(cause.name()).map_or("", |m| m.as_str().unwrap())
        );
        assert_eq!(documentation.contains(&row), cause.shipped_mode().is_some(), "{row}");
    }
}

#[test]
fn everything_that_a_file_can_say_arrives() {
    let read = policy(
        r#"
shadow = false
employee_id_source = "workday"
modes = { duplicate_unlinked = "approve" }
limits = { people_per_hour = 5 }
protected = { accounts = ["712020:break-glass"], addresses = ["Root@example.com"] }
sso = { attribute = "mail" }
administrators_of_record = { users = ["user-1"], apps = ["Workday to Entra"] }
placeholder = { template = "{local}+{random}@{domain}" }
freeze = [{ from = 2026-12-23T18:00:00+01:00, until = 2027-01-04T06:00:00Z, reason = "the year's end" }]
"#,
    );
    assert_eq!((read.shadow, read.mode(Cause::DuplicateUnlinked)), (Shadow::Off, Some(Mode::Approve)));
    assert_eq!((read.limits.people_per_hour, read.limits.people_per_day), (5, 100));
    assert_eq!((read.protected.accounts.len(), read.protected.addresses.len()), (1, 1));
    assert_eq!((read.sso_attribute.as_deref(), read.employee_id_source.as_deref()), (Some("mail"), Some("workday")));
    assert_eq!((read.administrators_of_record.users.len(), read.administrators_of_record.apps.len()), (1, 1));
    assert_eq!(read.placeholder.plus_addressing(), PlusAddressing::Used);
    assert_eq!(read.freezes[0].from, "2026-12-23T17:00:00Z".parse().unwrap());
}

#[test]
fn no_mode_is_looser_than_the_shipped_one() {
    let modes = ["auto", "approve", "manual", "off"];
    for cause in Cause::ALL {
        for (strictness, mode) in modes.into_iter().enumerate() {
            let read = read_policy(&format!("version = 1\n[modes]\n{} = \"{mode}\"", cause.name()));
            let shipped = cause.shipped_mode().map(|shipped| {
                [Mode::Auto, Mode::Approve, Mode::Manual, Mode::Off].iter().position(|m| *m == shipped).unwrap()
            });
            let allowed = shipped.is_some_and(|shipped| strictness >= shipped);
            assert_eq!(read.is_ok(), allowed, "{} {mode}", cause.name());
        }
    }
}

#[test]
fn a_looser_mode_a_fixed_cause_and_an_unknown_one_are_told_with_the_fix() {
    let told = faults(
        "[modes]\nholder_invisible = \"auto\"\ntransient = \"off\"\nwrong_account_linked = \"manual\"\nundetermined = \"never\"",
    );
    assert_eq!(
        told,
        [
            "line 3: modes.holder_invisible: it is looser than what is shipped, and a policy only tightens (fix: write \"manual\" or what is stricter, or remove the line)",
            "line 4: modes.transient: what is done about this cause is fixed (fix: remove the line)",
            "line 5: modes.wrong_account_linked: there is no such cause (fix: write one of: already_healed, duplicate_unlinked, duplicate_linked, unusable_record, holder_unverified, holder_unmanaged, holder_invisible, domain_not_claimed, original_unmanaged, another_person, other_key_taken, undetermined)",
            "line 6: modes.undetermined: it is no mode (fix: write \"auto\", \"approve\", \"manual\" or \"off\")",
        ]
    );
}

#[test]
fn every_limit_has_bounds_at_both_ends() {
    let shipped: toml::Table = shipped().parse().unwrap();
    for key in shipped["limits"].as_table().unwrap().keys() {
        for bad in ["0", "-1", "1000000", "1.5", "\"20\"", "99999999999999999999"] {
            let told = faults(&format!("[limits]\n{key} = {bad}"));
            assert!(told[0].contains(key.as_str()), "{key} = {bad}: {told:?}");
        }
    }
}

#[test]
fn limits_that_contradict_each_other_are_told() {
    let told =
        faults("[limits]\npeople_per_hour = 50\npeople_per_day = 40\nrequest_timeout_s = 60\naddress_gap_max_s = 60");
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn all_faults_are_told_together_and_no_address_is_quoted() {
    let told = faults(
        r#"
shadow = "yes"
shaddow = true
[protected]
accounts = ["712020:a", "has space"]
addresses = ["ada@example.com", "ada at example.com", 7]
[placeholder]
template = "{local}@{domain}"
[sso]
attribute = "user.mail"
[[freeze]]
from = 2026-12-24T12:00:00
until = 2026-12-24T13:00:00Z
[[freeze]]
from = 2026-12-24T12:00:00Z
until = 2026-12-24T12:00:00Z
reason = "nothing"
"#,
    );
    let starts = [
        "line 3: shadow: ",
        "line 4: shaddow: ",
        "line 6: protected.accounts[2]: ",
        "line 7: protected.addresses[2]: ",
        "line 7: protected.addresses[3]: ",
        "line 9: placeholder.template: ",
        "line 11: sso.attribute: ",
        "line 12: freeze[1].reason: ",
        "line 13: freeze[1].from: ",
        "line 15: freeze[2].until: ",
    ];
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    assert!(told.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{told:#?}");
    assert!(!told.join(" ").contains("ada"), "{told:#?}");
}

#[test]
fn a_template_with_all_parts_that_gives_no_address_is_refused() {
    for template in ["{local} {random}@{domain}", "{local}{x}{random}@{domain}", "{local}é{random}@{domain}"] {
        let told = faults(&format!("[placeholder]\ntemplate = \"{template}\""));
        assert!(told[0].starts_with("line 3: placeholder.template: "), "{told:?}");
    }
}

#[test]
fn a_version_that_is_missing_or_unknown_refuses_the_file() {
    for text in ["shadow = false", "version = 2\nshadow = false", "version = \"1\"", ""] {
        assert!(read_policy(text).is_err(), "{text}");
    }
}

#[test]
fn without_a_whole_policy_a_person_does_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    let missing = load_policy(Some(&path));
    assert_eq!((missing.policy, missing.faults.len()), (Policy::manual_for_all(), 1));
    fs::write(&path, "version = 1\nshadow = false\n[limits]\nstorm_cases = 0\n").unwrap();
    let refused = load_policy(Some(&path));
    assert_eq!(refused.policy, Policy::manual_for_all());
    assert_eq!((refused.origin, refused.faults.len()), (PolicyOrigin::Refused(path.clone()), 1));
    assert_eq!(load_policy(None).policy, Policy::manual_for_all());
    fs::write(&path, "version = 1\nshadow = false\n").unwrap();
    let read = load_policy(Some(&path));
    assert_eq!((read.policy.shadow, read.origin), (Shadow::Off, PolicyOrigin::File(path)));
}

#[test]
fn a_person_does_everything_means_nothing_is_written_for_any_cause() {
    let policy = load_policy(None).policy;
    let modes: BTreeMap<_, _> =
        Cause::ALL.into_iter().filter_map(|cause| Some((cause.name(), policy.mode(cause)?))).collect();
    assert_eq!(policy.shadow, Shadow::On);
    assert!(modes.values().all(|mode| *mode == Mode::Manual), "{modes:?}");
}
