//! I7. The subject keeps the groups that the provider grants, or they are listed; nobody gets others.
//!
//! Checked: whoever joins a SCIM group through us is granted it by the provider; no record leaves a group through us that
//! the plan does not name; and at rest, for each case that says it is repaired, the groups that the subject's record had
//! when the plan was accepted and that the provider still grants are there, or the last verification found something.
//!
//! Allowed: a group that others took away after the last verification, or so shortly before that it may not have been seen.

use super::{Monitor, Now, Ours, Say};
use crate::past::{Case, Entry, Model, Whose, earlier_s};
use crate::{Change, Law, What};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// By how much what a verification reads may lag, in seconds.
const LAG_S: i64 = 900;

/// The groups of the subject's record when a case's plan was accepted.
#[derive(Debug, Default)]
pub(super) struct Groups {
    before: BTreeMap<String, BTreeSet<String>>,
}

impl Monitor for Groups {
    fn law(&self) -> Law {
        Law::I7
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let (Some(Entry::PlanAccepted(plan)), Some((case, _))) = (now.entry, now.journaled()) {
            let record = now.past.model.record(&plan.record);
            let groups = record.map(|record| record.is.groups.clone()).unwrap_or_default();
            self.before.insert(case.to_owned(), groups);
        }
        if let Some(ours) = &now.ours {
            moved(&now.past.model, ours, say);
        }
        if matches!(now.what, What::AtRest) {
            for (id, case) in now.past.cases.all() {
                self.at_rest(&now.past.model, (id, case), say);
            }
        }
    }
}

fn moved(model: &Model, ours: &Ours<'_>, say: &mut Say<'_>) {
    match ours.change {
        Change::Joined { record, group } => {
            say.checked();
            let granted = whose(model, ours, record).and_then(|user| model.user(user));
            if !granted.is_some_and(|user| user.granted.contains(group)) {
                say.breach(format!("record {record} joined group {group}, which the provider does not grant"));
            }
        }
        Change::Left { record, group } => {
            say.checked();
            if !ours.plan().is_some_and(|plan| plan.objects.records.contains(record)) {
                say.breach(format!("record {record}, which no plan names, left group {group}"));
            }
        }
        _ => {}
    }
}

/// The user whose record it is: the pushed one, unless the record is that of somebody else's own account.
fn whose<'a>(model: &'a Model, ours: &'a Ours<'_>, record: &str) -> Option<&'a str> {
    if ours.plan().is_some_and(|plan| plan.record == record) {
        return ours.pushed();
    }
    let account = model.record(record).and_then(|record| record.is.account.as_deref());
    account.and_then(|account| model.owner_of(account)).or_else(|| ours.pushed())
}

impl Groups {
    fn at_rest(&self, model: &Model, (id, case): (&str, &Case), say: &mut Say<'_>) {
        let says_repaired = matches!(case.state.as_str(), "repaired" | "closed");
        let (true, Some(plan), Some(before)) = (says_repaired, &case.plan, self.before.get(id)) else { return };
        let (Some((verified_at, findings)), Some(user)) = (case.verified, model.user(&plan.subject)) else { return };
        say.checked();
        if findings > 0 {
            return;
        }
        let granted = before.iter().filter(|group| user.granted.contains(*group));
        for group in granted.filter(|group| missing_since(model, &plan.record, group, verified_at)) {
            say.breach(format!("case {id} is {}, and group {group} is missing and not listed", case.state));
        }
    }
}

/// Whether a group is missing in a way that the verification had to see.
fn missing_since(model: &Model, record: &str, group: &str, verified_at: Timestamp) -> bool {
    let Some(record) = model.record(record) else { return true };
    if record.is.groups.contains(group) {
        return false;
    }
    match record.left.get(group) {
        Some((left_at, Whose::Others)) => *left_at <= earlier_s(verified_at, LAG_S),
        Some((_, Whose::Ours)) => true,
        // It did not leave the group: the record itself is gone.
        None => record.tied_at <= earlier_s(verified_at, LAG_S),
    }
}
