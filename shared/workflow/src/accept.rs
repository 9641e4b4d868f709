//! From a decision to an accepted plan: the independent check, the leases, the budget, the journal.

use crate::diagnose::{Diagnosis, WorkError};
use crate::ledger::{Ledger, With};
use crate::ports::{Budget, Lease, Leased, Ports, Store, StoreError};
use crate::setup::Setup;
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::decision::{Answer, By, Checked, Complaint, Guard, Limits, Plan, PlanBody, Step, plan_check};
use untwin_core::domain::{AssignedThrough, Mapping, ScimKey};
use untwin_core::saga::{AcceptedPlan, Authority, Event, Removal, Rename, SnapshotGroup, Target, later_s, record_of};

/// A checked plan with the authority to carry it out.
pub(crate) struct Warrant {
    plan: Plan<Checked>,
    authority: Authority,
    overridden: Vec<(Guard, Answer)>,
}

/// Why a plan was not accepted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NotAccepted {
    /// The independent check refused it.
    Refused(Vec<Complaint>),
    /// Another case, or another worker, holds one of its objects until then.
    Held(Timestamp),
    /// The budget is spent.
    BudgetSpent,
}

impl Warrant {
    /// Runs the independent check; what it lets through gets a warrant.
    pub(crate) fn issue(
        diagnosis: &Diagnosis,
        setup: &Setup,
        overrides: &[Guard],
        authority: Authority,
    ) -> Result<Self, Vec<Complaint>> {
        let Some(plan) = diagnosis.decision.plan.clone() else { return Err(Vec::new()) };
        let by = match &authority {
            Authority::Auto => By::Auto,
            Authority::Approved { .. } => By::Approval(overrides),
        };
        let plan = plan_check(plan, &diagnosis.evidence, &diagnosis.circumstances, &setup.policy, by)?;
        let overridden = plan.body().guards.iter().filter(|report| overrides.contains(&report.guard));
        let overridden = overridden.map(|report| (report.guard, report.answer.clone())).collect();
        Ok(Self { plan, authority, overridden })
    }
}

/// Takes the leases, reserves the budget and journals the plan, together with `events` that belong before it.
pub(crate) async fn accept<P: Ports>(
    ports: &P,
    setup: &Setup,
    ledger: &mut Ledger<'_, P::Store>,
    warrant: Warrant,
    (diagnosis, mut events): (&Diagnosis, Vec<Event>),
) -> Result<Result<Lease, NotAccepted>, WorkError> {
    let limits = &setup.policy.limits;
    let Some(accepted) = accepted(warrant, diagnosis) else {
        return Ok(Err(NotAccepted::Refused(Vec::new())));
    };
    let now = diagnosis.circumstances.now;
    let until = later_s(now, lease_s(limits));
    let lease = match ports.store().lease(&ledger.case.id, &accepted.objects, now, until).await? {
        Leased::Granted(lease) => lease,
        Leased::Held { until, .. } => return Ok(Err(NotAccepted::Held(until))),
    };
    let budget = Budget {
        people: accepted.harm.people,
        per_hour_max: limits.people_per_hour,
        per_day_max: limits.people_per_day,
    };
    events.push(Event::PlanAccepted(Box::new(accepted)));
    let with = With { lease: Some(&lease), budget: Some(budget), ..With::default() };
    match ledger.write(events, now, with).await {
        Ok(()) => Ok(Ok(lease)),
        Err(error) => {
            ports.store().release(&lease).await?;
            if error == StoreError::BudgetSpent { Ok(Err(NotAccepted::BudgetSpent)) } else { Err(error.into()) }
        }
    }
}

/// What the journal and the reading back around a request may take, in seconds.
const JOURNAL_S: i64 = 30;

/// How long a lease is taken at a time: one request, its settling, and the journal around them.
pub(crate) fn lease_s(limits: &Limits) -> i64 {
    i64::from(limits.request_timeout_s) + i64::from(limits.settle_s) + JOURNAL_S
}

/// The plan as the journal keeps it; `None` where it names nothing that must end with the address.
fn accepted(warrant: Warrant, diagnosis: &Diagnosis) -> Option<AcceptedPlan> {
    let mapping: &Mapping = diagnosis.evidence.mapping.known()?;
    let hash = warrant.plan.hash();
    let body = warrant.plan.body();
    Some(AcceptedPlan {
        hash,
        cause: body.cause,
        subject: body.subject.clone(),
        wanted: body.wanted.clone(),
        objects: body.objects.clone(),
        removal: removal(body, diagnosis),
        rename: rename(body),
        target: target(body)?,
        user_rule: mapping.user_rule.clone(),
        group_rule: mapping.group_rule.clone(),
        groups_through: (diagnosis.evidence.scim_key == ScimKey::Held).then(|| diagnosis.evidence.directory.clone()),
        groups: groups(body, diagnosis),
        tokens_in_use: tokens_in_use(diagnosis),
        groups_unsaid: groups_unsaid(diagnosis),
        wanted_from: mapping.address.attribute.clone(),
        steps: body.steps.iter().map(|step| step.name().to_owned()).collect(),
        pivot: body.pivot,
        harm: body.harm.clone(),
        authority: warrant.authority,
        overridden: warrant.overridden,
    })
}

fn removal(body: &PlanBody, diagnosis: &Diagnosis) -> Option<Removal> {
    let evidence = &diagnosis.evidence;
    body.steps.iter().find_map(|step| match step {
        Step::RemoveScimRecords { account, record: (directory, record) } => Some(Removal {
            account: Some(account.clone()),
            directory: directory.clone(),
            record: record.clone(),
            address: evidence.holder_record.known().and_then(|record| record.address.clone()),
            of: record_of(evidence, &evidence.holder_record, &evidence.holder_person),
        }),
        Step::DeleteScimRecord { directory, record } => Some(Removal {
            account: None,
            directory: directory.clone(),
            record: record.clone(),
            address: evidence.stray_record.known().and_then(|record| record.address.clone()),
            of: record_of(evidence, &evidence.stray_record, &evidence.stray_person),
        }),
        _ => None,
    })
}

/// The groups of the plan with their names, as the provider grants them.
fn groups(body: &PlanBody, diagnosis: &Diagnosis) -> Vec<SnapshotGroup> {
    let named = body.steps.iter().find_map(|step| match step {
        Step::PushGroups { groups, .. } => Some(groups.as_slice()),
        _ => None,
    });
    let assignment = diagnosis.evidence.assignment.known();
    let granted =
        assignment.into_iter().flat_map(|assignment| &assignment.through).filter_map(|through| match through {
            AssignedThrough::Group(group) => Some(group),
            AssignedThrough::Directly => None,
        });
    granted.filter(|group| named.unwrap_or_default().contains(&group.id)).map(SnapshotGroup::from).collect()
}

fn tokens_in_use(diagnosis: &Diagnosis) -> BTreeSet<String> {
    let tokens = diagnosis.evidence.holder.as_ref().and_then(|holder| holder.tokens.known());
    let in_use = tokens.into_iter().flatten().filter(|token| token.is_in_use(diagnosis.circumstances.now));
    in_use.map(|token| token.id.clone()).collect()
}

fn groups_unsaid(diagnosis: &Diagnosis) -> bool {
    let holder = diagnosis.evidence.holder.as_ref().and_then(|holder| holder.account.known());
    holder.is_some_and(|account| !account.says_its_groups())
}

fn rename(body: &PlanBody) -> Option<Rename> {
    body.steps.iter().find_map(|step| match step {
        Step::RenameToPlaceholder { account, from, to } => {
            Some(Rename { account: account.clone(), from: from.clone(), to: to.clone() })
        }
        _ => None,
    })
}

fn target(body: &PlanBody) -> Option<Target> {
    body.steps.iter().find_map(|step| match step {
        Step::PushAgain { record: (directory, record), original, .. } => {
            Some(Target { account: original.clone(), directory: directory.clone(), record: record.clone() })
        }
        _ => None,
    })
}
