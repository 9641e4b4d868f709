//! What changes in meaning from one policy to another, key by key, and whether that loosens it.
//!
//! Whatever makes a repair possible that was not, or asks a person less, loosens. `docs/POLICY.md` says of each number which
//! direction is the stricter one; a test holds the two together.

use jiff::Timestamp;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::Display;
use untwin_core::decision::{Cause, Limits, Mode, PlusAddressing, Policy, Shadow};

/// A key whose value differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    /// The key, as the file spells it.
    pub key: String,
    /// What holds before; none where there is nothing.
    pub before: Option<String>,
    /// What holds afterwards.
    pub after: Option<String>,
    /// Which way it goes.
    pub effect: Effect,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// More is done, or less is asked.
    Loosens,
    /// Less is done, or more is asked.
    Tightens,
    /// Neither, or it depends on what is met.
    Differs,
}

/// Everything that differs in meaning, in the order of the file.
pub fn compare(before: &Policy, after: &Policy) -> Vec<PolicyChange> {
    // Whole, so that no field of a policy goes uncompared.
    let Policy {
        shadow: _,
        modes: _,
        limits,
        protected,
        sso_attribute,
        administrators_of_record: of_record,
        placeholder: _,
        freezes: _,
        employee_id_source,
    } = after;
    let mut changes = Changes::default();
    changes.shadow(before, after);
    changes.declared("employee_id_source", (&before.employee_id_source, employee_id_source));
    changes.modes(before, after);
    changes.limits(&before.limits, limits);
    let was = &before.protected;
    changes.entries("protected.accounts", (&was.accounts, &protected.accounts), Effect::Tightens);
    changes.entries("protected.addresses", (&was.addresses, &protected.addresses), Effect::Tightens);
    changes.declared("sso.attribute", (&before.sso_attribute, sso_attribute));
    let was = &before.administrators_of_record;
    changes.entries("administrators_of_record.users", (&was.users, &of_record.users), Effect::Loosens);
    changes.entries("administrators_of_record.apps", (&was.apps, &of_record.apps), Effect::Loosens);
    changes.placeholder(before, after);
    changes.entries("freeze", (&freezes(before), &freezes(after)), Effect::Tightens);
    changes.0
}

/// A number of `[limits]`: its key, its value, and whether more of it is stricter.
type Number = (&'static str, fn(&Limits) -> u32, Stricter);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stricter {
    More,
    Less,
}

const NUMBERS: [Number; 14] = [
    ("limits.holder_idle_days", |limits| limits.holder_idle_days, Stricter::More),
    ("limits.relapse_days", |limits| limits.relapse_days, Stricter::More),
    ("limits.evidence_max_age_s", |limits| limits.evidence_max_age_s, Stricter::Less),
    ("limits.address_min_age_h", |limits| limits.address_min_age_h, Stricter::More),
    ("limits.cycle_margin_s", |limits| limits.cycle_margin_s, Stricter::More),
    ("limits.address_gap_max_s", |limits| limits.address_gap_max_s, Stricter::Less),
    ("limits.settle_s", |limits| limits.settle_s, Stricter::More),
    ("limits.request_timeout_s", |limits| limits.request_timeout_s, Stricter::Less),
    ("limits.storm_cases", |limits| limits.storm_cases, Stricter::Less),
    ("limits.storm_window_min", |limits| limits.storm_window_min, Stricter::More),
    ("limits.people_per_hour", |limits| limits.people_per_hour, Stricter::Less),
    ("limits.people_per_day", |limits| limits.people_per_day, Stricter::Less),
    ("limits.approval_ttl_h", |limits| limits.approval_ttl_h, Stricter::Less),
    ("limits.sync_wait_max_min", |limits| limits.sync_wait_max_min, Stricter::Less),
];

#[derive(Default)]
struct Changes(Vec<PolicyChange>);

impl Changes {
    /// A value that is always there.
    fn one(&mut self, key: &str, (before, after): (&str, &str), effect: Effect) {
        self.push(key, (Some(before.to_owned()), Some(after.to_owned())), effect);
    }

    fn shadow(&mut self, before: &Policy, after: &Policy) {
        let effect = match after.shadow {
            Shadow::Off => Effect::Loosens,
            Shadow::On => Effect::Tightens,
        };
        self.one("shadow", (shadow(before), shadow(after)), effect);
    }

    /// What a policy may declare: where nothing is declared, more is asked.
    fn declared(&mut self, key: &str, (before, after): (&Option<String>, &Option<String>)) {
        let effect = match (before, after) {
            (None, _) => Effect::Loosens,
            (Some(_), None) => Effect::Tightens,
            (Some(_), Some(_)) => Effect::Differs,
        };
        self.push(key, (before.clone(), after.clone()), effect);
    }

    fn modes(&mut self, before: &Policy, after: &Policy) {
        for cause in Cause::ALL {
            let (Some(was), Some(is)) = (before.mode(cause), after.mode(cause)) else { continue };
            let effect = if is < was { Effect::Loosens } else { Effect::Tightens };
            self.one(&format!("modes.{}", cause.name()), (mode_name(was), mode_name(is)), effect);
        }
    }

    fn limits(&mut self, before: &Limits, after: &Limits) {
        for (key, number, stricter) in NUMBERS {
            let (was, is) = (number(before), number(after));
            let effect = match (is.cmp(&was), stricter) {
                (Ordering::Greater, Stricter::Less) | (Ordering::Less, Stricter::More) => Effect::Loosens,
                (_, Stricter::More | Stricter::Less) => Effect::Tightens,
            };
            self.one(key, (&was.to_string(), &is.to_string()), effect);
        }
    }

    /// A list: each entry that came, whose effect is `coming`, and each that went, which goes the other way.
    fn entries<T: Ord + Display>(&mut self, key: &str, (was, is): (&BTreeSet<T>, &BTreeSet<T>), coming: Effect) {
        let going = match coming {
            Effect::Loosens => Effect::Tightens,
            Effect::Tightens => Effect::Loosens,
            Effect::Differs => Effect::Differs,
        };
        was.difference(is).for_each(|entry| self.push(key, (Some(entry.to_string()), None), going));
        is.difference(was).for_each(|entry| self.push(key, (None, Some(entry.to_string())), coming));
    }

    /// A placeholder with a plus sign reaches whoever has the base address.
    fn placeholder(&mut self, before: &Policy, after: &Policy) {
        let (was, is) = (&before.placeholder, &after.placeholder);
        let effect = match (was.plus_addressing(), is.plus_addressing()) {
            (PlusAddressing::NotUsed, PlusAddressing::Used) => Effect::Loosens,
            (PlusAddressing::Used, PlusAddressing::NotUsed) => Effect::Tightens,
            (PlusAddressing::Used, PlusAddressing::Used) | (PlusAddressing::NotUsed, PlusAddressing::NotUsed) => {
                Effect::Differs
            }
        };
        self.one("placeholder.template", (was.as_str(), is.as_str()), effect);
    }

    fn push(&mut self, key: &str, (before, after): (Option<String>, Option<String>), effect: Effect) {
        if before != after {
            self.0.push(PolicyChange { key: key.to_owned(), before, after, effect });
        }
    }
}

const fn shadow(policy: &Policy) -> &'static str {
    match policy.shadow {
        Shadow::On => "true",
        Shadow::Off => "false",
    }
}

/// A mode as the file spells it.
pub(super) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Approve => "approve",
        Mode::Manual => "manual",
        Mode::Off => "off",
    }
}

fn freezes(policy: &Policy) -> BTreeSet<String> {
    let moment = |at: Timestamp| at.to_string();
    let each = policy.freezes.iter();
    each.map(|freeze| format!("{} to {}: {}", moment(freeze.from), moment(freeze.until), freeze.reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read_policy;

    fn changed(before: &str, after: &str) -> Vec<String> {
        let policy = |lines: &str| read_policy(&format!("version = 1\n{lines}")).unwrap();
        let changes = compare(&policy(before), &policy(after));
        let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let line = |c: &PolicyChange| format!("{}: {} > {}: {:?}", c.key, told(&c.before), told(&c.after), c.effect);
        changes.iter().map(line).collect()
    }

    #[test]
    fn what_means_the_same_is_no_change() {
        assert_eq!(changed("", "shadow = true # as shipped\n[limits]\npeople_per_day = 100"), [""; 0]);
    }

    #[test]
    fn to_end_shadow_mode_or_to_ask_less_loosens() {
        assert_eq!(changed("", "shadow = false"), ["shadow: true > false: Loosens"]);
        assert_eq!(changed("shadow = false", ""), ["shadow: false > true: Tightens"]);
        let (manual, approve) = ("[modes]\nduplicate_linked = \"manual\"", "[modes]\nduplicate_linked = \"approve\"");
        assert_eq!(changed(manual, approve), ["modes.duplicate_linked: manual > approve: Loosens"]);
        assert_eq!(changed(approve, manual), ["modes.duplicate_linked: approve > manual: Tightens"]);
        assert_eq!(changed(approve, ""), ["modes.duplicate_linked: approve > auto: Loosens"]);
    }

    #[test]
    fn each_number_goes_the_way_that_the_page_says() {
        let page = include_str!("../../../../docs/POLICY.md");
        for (key, _, stricter) in NUMBERS {
            let row = page.lines().find(|line| line.starts_with(&format!("| `{key}`"))).expect(key);
            let said = if row.ends_with("| more |") { Stricter::More } else { Stricter::Less };
            assert!(row.ends_with("| more |") || row.ends_with("| less |"), "{row}");
            assert_eq!(stricter, said, "{key}");
        }
        assert_eq!(page.matches("\n| `limits.").count(), NUMBERS.len(), "a number of the page is not compared");
    }

    #[test]
    fn a_limit_that_is_raised_or_lowered_is_marked() {
        let (more, less) = ("[limits]\npeople_per_day = 101", "[limits]\nholder_idle_days = 29");
        assert_eq!(changed("", more), ["limits.people_per_day: 100 > 101: Loosens"]);
        assert_eq!(changed(more, ""), ["limits.people_per_day: 101 > 100: Tightens"]);
        assert_eq!(changed("", less), ["limits.holder_idle_days: 30 > 29: Loosens"]);
    }

    #[test]
    fn to_protect_somebody_no_more_loosens_and_so_does_another_administrator() {
        let protected = "[protected]\naddresses = [\"ada@example.com\"]";
        assert_eq!(changed(protected, ""), ["protected.addresses: ada@example.com > -: Loosens"]);
        assert_eq!(changed("", protected), ["protected.addresses: - > ada@example.com: Tightens"]);
        let apps = "[administrators_of_record]\napps = [\"HR\"]";
        assert_eq!(changed("", apps), ["administrators_of_record.apps: - > HR: Loosens"]);
    }

    #[test]
    fn what_is_declared_is_asked_no_more() {
        let (mail, upn) = ("[sso]\nattribute = \"mail\"", "[sso]\nattribute = \"userPrincipalName\"");
        assert_eq!(changed("", mail), ["sso.attribute: - > mail: Loosens"]);
        assert_eq!(changed(mail, upn), ["sso.attribute: mail > userPrincipalName: Differs"]);
        assert_eq!(changed("employee_id_source = \"hr\"", ""), ["employee_id_source: hr > -: Tightens"]);
    }

    #[test]
    fn a_freeze_that_goes_and_a_placeholder_with_a_plus_loosen() {
        let freeze =
            "[[freeze]]\nfrom = 2026-12-23T18:00:00Z\nuntil = 2027-01-04T06:00:00Z\nreason = \"the year's end\"";
        let line = "freeze: 2026-12-23T18:00:00Z to 2027-01-04T06:00:00Z: the year's end > -: Loosens";
        assert_eq!(changed(freeze, ""), [line]);
        let plus = changed("", "[placeholder]\ntemplate = \"{local}+{random}@{domain}\"");
        assert!(plus[0].ends_with("> {local}+{random}@{domain}: Loosens"), "{plus:?}");
    }
}
