//! The timeline of a case: each record of its journal as one line.

use super::HASH_CHARS;
use super::words::{counted, moment};
use untwin_core::decision::{Guard, PlanHash};
use untwin_core::domain::AccountId;
use untwin_core::saga::{AcceptedPlan, Act, ActResult, Authority, Event, Purpose, SnapshotGroup};

/// What happened, in words.
pub(super) fn happened(event: &Event) -> String {
    match event {
        Event::FailureSeen { record, failed_at } => {
            format!("failure of {} taken in (record {record})", moment(*failed_at))
        }
        Event::Reopened { record, failed_at } => {
            format!("opened again: a new failure of {} (record {record})", moment(*failed_at))
        }
        Event::Diagnosed { cause, plan: Some(plan), .. } => {
            format!("diagnosed as {}, plan {}", cause.name(), short(plan))
        }
        Event::Diagnosed { cause, plan: None, .. } => format!("diagnosed as {}, no plan", cause.name()),
        Event::Deferred { until, why } => format!("deferred until {}: {why}", moment(*until)),
        Event::HandedOver { stopped_by: Some(guard), why } => {
            format!("handed over, stopped by {}: {why}", guard.name())
        }
        Event::HandedOver { stopped_by: None, why } => format!("handed over: {why}"),
        Event::Withheld { .. } => "handed over: shadow mode is on, so the plan was not carried out".to_owned(),
        Event::ApprovalAsked { plan, expires_at, why, .. } => {
            format!("approval asked for plan {} until {}: {why}", short(plan), moment(*expires_at))
        }
        Event::Ignored { why } => format!("ignored: {why}"),
        Event::PlanAccepted(plan) => accepted(plan),
        Event::GroupsSnapshot { account, groups, of_holder } => {
            snapshot(account, groups.as_deref(), of_holder.as_deref())
        }
        Event::Editable { account } => format!("the address of account {account} may be set now"),
        Event::LeftDeactivated { account } => format!("the removal left account {account} deactivated; it stays so"),
        Event::InPlace { lacking } if lacking.is_empty() => "the address is in place; no group is lacking".to_owned(),
        Event::InPlace { lacking } => format!("the address is in place; lacking groups: {}", names(lacking)),
        Event::Started { attempt, act, not_after, .. } => {
            format!("{} started (attempt {attempt}, over by {})", sent(act), moment(*not_after))
        }
        Event::Refrained { act, why, .. } => format!("{} not sent: {why}", sent(act)),
        Event::PushSeen { read_back } => format!("the push had an effect after all: {read_back}"),
        Event::Ambiguous { settle_until, detail, .. } => {
            format!("no readable answer ({detail}); settled by reading from {} on", moment(*settle_until))
        }
        Event::Finished { result, read_back, .. } => finished(result, read_back),
        Event::Verified { ordinal, findings } => verified(*ordinal, findings),
        Event::NotYetVisible { missing } => format!("does not show yet: {}", missing.join("; ")),
        Event::Stuck { why, reached } => format!("STUCK: {why}; reached: {reached}"),
        Event::Unwound { why } => format!("the plan ended, and the address is where it was before: {why}"),
        Event::LookedBack { read_back } => format!("looked back at the rename that was given up: {read_back}"),
        Event::LateEffect { read_back } => format!("the rename had an effect after all, too late: {read_back}"),
        Event::UndoAsked { by } => format!("{by} asked to undo"),
        Event::Undone { lost } => {
            format!("undone; lost: {}", if lost.is_empty() { "nothing".to_owned() } else { lost.join("; ") })
        }
        Event::Closed { why } => format!("closed: {why}"),
    }
}

fn snapshot(account: &AccountId, own: Option<&[SnapshotGroup]>, of_holder: Option<&[SnapshotGroup]>) -> String {
    let own = match own {
        Some(groups) => format!("{} of account {account} remembered", counted(groups.len(), "group", "groups")),
        None => format!("groups of account {account} were not said"),
    };
    match of_holder {
        Some([]) | None => own,
        Some(lost) => format!("{own}; the holder's, which are lost with its record: {}", names(lost)),
    }
}

fn names(groups: &[SnapshotGroup]) -> String {
    let name = |group: &SnapshotGroup| group.name.clone().unwrap_or_else(|| group.id.clone());
    groups.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn accepted(plan: &AcceptedPlan) -> String {
    let by = match &plan.authority {
        Authority::Auto => "by the policy".to_owned(),
        Authority::Approved { by, .. } => format!("approved by {by}"),
    };
    let reasons = match &plan.authority {
        Authority::Auto => None,
        Authority::Approved { reasons, .. } => Some(reasons),
    };
    let told = |guard: &Guard| match reasons.and_then(|reasons| reasons.get(guard)) {
        Some(reason) => format!("{} ({reason})", guard.name()),
        None => guard.name().to_owned(),
    };
    let overridden: Vec<String> = plan.overridden.iter().map(|(guard, _)| told(guard)).collect();
    let overriding =
        if overridden.is_empty() { String::new() } else { format!(", overriding {}", overridden.join(", ")) };
    format!("plan {} accepted, {by}{overriding}", short(&plan.hash))
}

fn sent(act: &Act) -> String {
    match act {
        Act::SetAddress { account, to, purpose, .. } => {
            let verb = match purpose {
                Purpose::Step => "rename",
                Purpose::Compensate => "compensating rename",
                Purpose::Undo => "rename back",
            };
            format!("{verb} of account {account} to {to}")
        }
        Act::RemoveRecords { account, .. } => format!("removal of the SCIM record of account {account}"),
        Act::DeleteRecord { record, .. } => format!("deletion of SCIM record {record}, which nobody is behind"),
        Act::Push { subject } => format!("push of {subject}"),
        Act::JoinGroup { name, record, .. } => format!("adding SCIM record {record} to group {name}"),
        Act::PushGroup { subject, group } => format!("push of {subject} as a member of group {group}"),
    }
}

fn finished(result: &ActResult, read_back: &str) -> String {
    let ended = match result {
        ActResult::Done => "done".to_owned(),
        ActResult::Refused { detail } => format!("refused without effect: {detail}"),
        ActResult::NotSent { detail } => format!("had no effect: {detail}"),
        ActResult::SameConflict => "answered by the same conflict".to_owned(),
        ActResult::NotSeen => "was not seen: it had no effect".to_owned(),
        ActResult::Seen => "took effect, as reading shows".to_owned(),
    };
    if read_back.is_empty() { ended } else { format!("{ended} (read back: {read_back})") }
}

fn verified(ordinal: u32, findings: &[String]) -> String {
    let which = match ordinal {
        0 => "verified from Atlassian".to_owned(),
        later => format!("verified again (look {later} of 3)"),
    };
    if findings.is_empty() { which } else { format!("{which}; found: {}", findings.join("; ")) }
}

fn short(hash: &PlanHash) -> String {
    hash.as_str().chars().take(HASH_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::decision::Guard;
    use untwin_core::domain::EmailAddress;

    #[test]
    fn a_request_says_what_was_sent_and_how_it_ended() {
        let act = Act::SetAddress {
            account: AccountId::parse("acc-2").unwrap(),
            from: EmailAddress::parse("ada@example.com").unwrap(),
            to: EmailAddress::parse("ada_duplicate_1@example.com").unwrap(),
            purpose: Purpose::Compensate,
        };
        assert_eq!(sent(&act), "compensating rename of account acc-2 to ada_duplicate_1@example.com");
        assert_eq!(finished(&ActResult::Done, "acc-2 has it"), "done (read back: acc-2 has it)");
    }

    #[test]
    fn a_hand_over_names_the_guard_that_stopped_it() {
        let event = Event::HandedOver { stopped_by: Some(Guard::Idle), why: "active".to_owned() };
        assert_eq!(happened(&event), "handed over, stopped by Idle: active");
    }
}
