//! After an accepted push: looking for the address where it belongs, and bringing groups back.

use super::{ATTEMPTS_MAX, Move, later_s, settle};
use crate::decision::Limits;
use crate::domain::GroupId;
use crate::saga::{Act, ActResult, Effective, InPlace, Progress, Run, SnapshotGroup};
use jiff::Timestamp;

/// The pause after the first look that did not show the address, in seconds; it doubles.
const FIRST_LOOK_PAUSE_S: i64 = 5;
/// The longest pause between two looks for a pushed address, in seconds.
const LOOK_PAUSE_S_MAX: i64 = 300;
/// How long pushed groups are waited for until those that do not show are listed as missing, in seconds.
const GROUPS_SHOW_S_MAX: i64 = 60;

pub(super) fn awaiting_sync(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    if let Some(in_place) = &run.in_place {
        return bringing_back(run, in_place, now, limits);
    }
    let bound = sync_bound(run, limits);
    if run.not_visible > 0 && now >= bound {
        return Move::FlagStuck {
            why: "the push was accepted, and Atlassian does not show the address where it belongs".to_owned(),
        };
    }
    look(run, now, bound)
}

/// One group after the other, then one last look at all of it. A group that does not come back breaks nothing and is listed.
fn bringing_back(run: &Run, in_place: &InPlace, now: Timestamp, limits: &Limits) -> Move {
    if let Some(act) = in_place.lacking.iter().find_map(|group| way_back(run, group)) {
        return Move::Send { step: run.step_index("push_groups"), act };
    }
    let shown = groups_bound(run, in_place);
    let last = later_s(in_place.at, i64::from(limits.sync_wait_max_min) * 60).max(shown);
    if run.not_visible > 0 && run.looked_at.is_some_and(|at| at >= last) {
        return Move::FlagStuck {
            why: "the address was where it belongs, and is not any more after the groups were pushed".to_owned(),
        };
    }
    look(run, now, if now < shown { shown } else { last })
}

/// The gentlest way that was not tried yet: the provider pushes. Only where it refuses such pushes altogether does the directory's
/// own key add the record: what the provider's scoping, a pause or a fence keeps from being pushed is not ours to give.
fn way_back(run: &Run, group: &SnapshotGroup) -> Option<Act> {
    let id = GroupId::parse(&group.id).ok()?;
    if run.gave_back(&id) == Effective::Yes {
        return None;
    }
    let pushed = run.groups.get(&id);
    if pushed.is_none_or(may_be_tried) {
        return Some(Act::PushGroup { subject: run.plan.subject.clone(), group: id });
    }
    pushed.filter(|pushed| is_refused_altogether(pushed))?;
    let directory = run.plan.groups_through.clone()?;
    let untried = run.joined.get(&id).is_none_or(may_be_tried);
    let name = group.name.clone().filter(|_| untried)?;
    let record = run.plan.target.record.clone();
    Some(Act::JoinGroup { group: id, name, directory, record, group_there: None })
}

/// The request itself was refused, before anything was looked at.
fn is_refused_altogether(pushed: &Progress) -> bool {
    matches!(&pushed.last, Some(ActResult::Refused { detail }) if detail.starts_with("HTTP "))
}

fn may_be_tried(progress: &Progress) -> bool {
    match &progress.last {
        None => progress.attempts == 0,
        Some(ActResult::NotSent { .. }) => progress.attempts < ATTEMPTS_MAX,
        Some(_) => false,
    }
}

/// Until when pushed groups are waited for: the organization's search shows them with a delay.
pub fn groups_bound(run: &Run, in_place: &InPlace) -> Timestamp {
    let pushed_at = run.groups.values().chain(run.joined.values()).filter_map(|progress| progress.ended_at).max();
    later_s(pushed_at.unwrap_or(in_place.at), GROUPS_SHOW_S_MAX)
}

/// While nobody may have the address the bound is the gap; otherwise it is the wait for a push.
fn sync_bound(run: &Run, limits: &Limits) -> Timestamp {
    let pushed_at = run.push.ended_at.unwrap_or(run.accepted_at);
    run.address_freed_at.map_or_else(
        || later_s(pushed_at, i64::from(limits.sync_wait_max_min) * 60),
        |freed_at| later_s(freed_at, limits.address_gap_max_s.into()),
    )
}

/// Looks at once, then after pauses that grow, and in any case when the wait is over.
pub(super) fn look(run: &Run, now: Timestamp, bound: Timestamp) -> Move {
    let pause_s = (FIRST_LOOK_PAUSE_S << run.not_visible.min(10)).min(LOOK_PAUSE_S_MAX);
    let again = run.looked_at.filter(|_| run.not_visible > 0).map(|at| later_s(at, pause_s).min(bound));
    match again {
        Some(moment) if now < moment => Move::WaitUntil(moment),
        Some(_) | None => Move::Verify { ordinal: 0 },
    }
}
