//! Whether the plan may run at all: the policy's word, guards, overrides, budgets, the kill switch, freezes and the provider's own cycle.

use super::{Bench, By, Complaint};
use crate::decision::guards::{self, Lift, Way, lift, stands};
use crate::decision::scene::Scene;
use crate::decision::{GuardReport, Mode, Shadow, Step, Writes};
use crate::domain::{AccountId, GroupRef};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Shadow mode, the mode of the cause, and whether the one that asks for an approval has one.
pub(super) fn word(bench: &Bench<'_>) -> Vec<Complaint> {
    let shadow = (bench.policy.shadow == Shadow::On).then_some(Complaint::Shadow);
    let mode = match (bench.policy.mode(bench.body.cause), bench.by) {
        (Some(Mode::Auto), By::Auto | By::Approval(_)) | (Some(Mode::Approve), By::Approval(_)) => None,
        (Some(Mode::Approve), By::Auto) => Some(Complaint::NotApproved),
        (Some(Mode::Manual | Mode::Off) | None, By::Auto | By::Approval(_)) => Some(Complaint::ModeForbids),
    };
    shadow.into_iter().chain(mode).collect()
}

/// Every guard is asked again. What the plan says of them must be what they say.
pub(super) fn guards(bench: &Bench<'_>) -> Vec<Complaint> {
    let scene = Scene {
        evidence: bench.evidence,
        policy: bench.policy,
        circumstances: bench.circumstances,
        wanted: &bench.body.wanted,
        steps: &bench.body.steps,
    };
    guards::report(&scene).into_iter().flat_map(|report| judge(bench, &scene, report)).collect()
}

fn judge(bench: &Bench<'_>, scene: &Scene<'_>, report: GuardReport) -> Vec<Complaint> {
    let GuardReport { guard, answer, looked_at: _ } = report;
    let mut complaints = Vec::new();
    if !bench.body.guards.iter().any(|written| written.guard == guard && written.answer == answer) {
        complaints.push(Complaint::AnswersDiffer { guard });
    }
    if stands(&answer) == Way::Blocked {
        match (bench.by.overrides().contains(&guard), lift(guard, scene)) {
            (true, Lift::Lifts) => {}
            (true, Lift::DoesNot) => complaints.push(Complaint::NotOverridable { guard, answer }),
            (false, Lift::Lifts | Lift::DoesNot) => complaints.push(Complaint::NotPassed { guard, answer }),
        }
    }
    complaints
}

pub(super) fn budget(bench: &Bench<'_>) -> Vec<Complaint> {
    let (now, limits, people) = (bench.circumstances, &bench.policy.limits, people(bench));
    let mut complaints = Vec::new();
    let frozen = bench.policy.freezes.iter().any(|freeze| freeze.from <= now.now && now.now < freeze.until);
    if frozen || now.writes == Writes::Paused {
        complaints.push(Complaint::NotNow);
    }
    let hour = now.people_last_hour.saturating_add(people);
    let day = now.people_last_day.saturating_add(people);
    if hour > limits.people_per_hour || day > limits.people_per_day {
        complaints.push(Complaint::OverBudget { people });
    }
    let ended: BTreeSet<&AccountId> = bench.body.harm.sessions_ended.iter().collect();
    if bench.body.harm.people < people || !readdressed(bench).is_subset(&ended) || !lists_lost_groups(bench) {
        complaints.push(Complaint::HarmUnderstated);
    }
    complaints
}

/// A removed record takes its groups with it: each of them is said.
fn lists_lost_groups(bench: &Bench<'_>) -> bool {
    let removes = bench.body.steps.iter().any(|step| matches!(step, Step::RemoveScimRecords { .. }));
    let groups = bench.evidence.holder_record.known().map(|record| record.groups.as_slice()).unwrap_or_default();
    let lost = &bench.body.harm.groups_lost;
    let said = |group: &GroupRef| lost.contains(&group.name.clone().unwrap_or_else(|| group.id.to_string()));
    !removes || groups.iter().all(said)
}

/// The subject, and everybody whose account gets another address.
fn people(bench: &Bench<'_>) -> u32 {
    u32::try_from(readdressed(bench).len()).unwrap_or(u32::MAX).saturating_add(1)
}

fn readdressed<'a>(bench: &Bench<'a>) -> BTreeSet<&'a AccountId> {
    let body = bench.body;
    let accounts = body.steps.iter().filter_map(|step| {
        if let Step::RenameToPlaceholder { account, .. } | Step::SetAddress { account, .. } = step {
            Some(account)
        } else {
            None
        }
    });
    accounts.collect()
}

/// A plan does not start close to the next expected cycle or to the announced retry of the newest failure.
pub(super) fn cycle(bench: &Bench<'_>) -> Vec<Complaint> {
    let margin = SignedDuration::from_secs(i64::from(bench.policy.limits.cycle_margin_s));
    let now = bench.circumstances.now;
    let close = |at: Timestamp| {
        let ahead = at.duration_since(now);
        -margin < ahead && ahead <= margin
    };
    let job = bench.evidence.job.known();
    let cycle = job.and_then(|job| job.last_cycle_at?.checked_add(SignedDuration::from_secs(job.interval_s?)).ok());
    let logged = bench.evidence.log.known().and_then(|log| log.iter().max_by_key(|record| record.at));
    let newest = logged.or_else(|| bench.evidence.record.known());
    let retry = newest.and_then(|record| record.retry_announced_at);
    let near = [cycle, retry].into_iter().flatten().any(close);
    if near { vec![Complaint::NearACycle] } else { Vec::new() }
}
