//! From a finding to steps, and from steps to a plan. It chooses everything, so that whoever carries the plan out chooses nothing.
//!
//! It asks no guard: it gets their answers and writes them down.

use super::causes::Course;
use super::groups::to_bring_back;
use super::{Cause, GuardReport, Harm, Object, Plan, PlanBody, Policy, Proposed, Step, placeholder, relied_on};
use crate::domain::{
    Account, AccountFile, AccountId, CaseId, EmailAddress, Evidence, Fact, GroupId, IdpObject, IdpUser, IdpUserId,
    ScimUserId,
};
use std::collections::BTreeSet;

/// How often another random part is tried while a placeholder is taken.
const PLACEHOLDER_TRIES: u32 = 16;

/// What a plan is about: the parts that its steps name.
struct Parts<'a> {
    evidence: &'a Evidence,
    subject: &'a IdpUserId,
    wanted: &'a EmailAddress,
    record: &'a ScimUserId,
    original: &'a AccountId,
}

/// Why there are no steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoSteps {
    /// The course needs none.
    NotNeeded,
    /// No placeholder address can be made for the holder.
    NoPlaceholder,
}

/// The steps of a course.
pub(crate) fn steps(case: &CaseId, evidence: &Evidence, policy: &Policy, course: Course) -> Result<Vec<Step>, NoSteps> {
    let parts = Parts::of(evidence).ok_or(NoSteps::NotNeeded)?;
    match course {
        Course::Count | Course::Wait(_) | Course::Person | Course::VerifyOnly => Err(NoSteps::NotNeeded),
        Course::PushAgain => Ok(vec![parts.push(), parts.verify(None)]),
        Course::RemoveRenameAndPush => linked(case, &parts, policy),
        Course::DeleteAndPush => {
            let stray = evidence.stray_record.known().ok_or(NoSteps::NotNeeded)?;
            let delete = Step::DeleteScimRecord { directory: stray.directory.clone(), record: stray.id.clone() };
            Ok(vec![parts.snapshot(), delete, parts.push(), parts.verify(None)])
        }
        Course::RenameAndPush => {
            let holder = evidence.holder.as_ref().ok_or(NoSteps::NotNeeded)?;
            let to = free_placeholder(case, &parts, holder, policy).ok_or(NoSteps::NoPlaceholder)?;
            Ok(vec![
                parts.snapshot(),
                Step::RenameToPlaceholder { account: holder.id.clone(), from: parts.wanted.clone(), to: to.clone() },
                parts.push(),
                parts.verify(Some((holder.id.clone(), to))),
            ])
        }
    }
}

/// The holder's record goes first, because it locks the address; the groups come last, once there is something to join.
fn linked(case: &CaseId, parts: &Parts<'_>, policy: &Policy) -> Result<Vec<Step>, NoSteps> {
    let holder = parts.evidence.holder.as_ref().ok_or(NoSteps::NotNeeded)?;
    let Some([link]) = holder.links.known().map(Vec::as_slice) else { return Err(NoSteps::NotNeeded) };
    let to = free_placeholder(case, parts, holder, policy).ok_or(NoSteps::NoPlaceholder)?;
    let account = holder.id.clone();
    let record = (link.directory.clone(), link.record.clone());
    let mut steps = vec![
        parts.snapshot(),
        Step::RemoveScimRecords { account: account.clone(), record },
        Step::AwaitEditable { account: account.clone() },
        Step::RenameToPlaceholder { account: account.clone(), from: parts.wanted.clone(), to: to.clone() },
        parts.push(),
    ];
    steps.extend(parts.groups());
    steps.push(parts.verify(Some((account, to))));
    Ok(steps)
}

/// The plan that these steps make.
pub(crate) fn plan(
    id: &CaseId,
    cause: Cause,
    evidence: &Evidence,
    steps: &[Step],
    guards: &[GuardReport],
) -> Option<Plan<Proposed>> {
    let parts = Parts::of(evidence)?;
    // A record that is gone and a push are what nobody can take back; a rename still can be.
    let pivot = steps.iter().position(is_final)?;
    let renamed = renamed(steps);
    Some(Plan::propose(PlanBody {
        case: id.clone(),
        cause,
        subject: parts.subject.clone(),
        wanted: parts.wanted.clone(),
        objects: objects(&parts, steps),
        pivot,
        harm: harm(evidence, steps),
        guards: guards.to_vec(),
        relied_on: relied_on::lines(evidence, parts.wanted, renamed.map(|(account, _)| account)),
        steps: steps.to_vec(),
    }))
}

impl<'a> Parts<'a> {
    fn of(evidence: &'a Evidence) -> Option<Self> {
        Some(Self {
            evidence,
            subject: &evidence.subject.known()?.id,
            wanted: evidence.wanted.as_ref()?,
            record: evidence.targeted()?,
            original: &evidence.original.as_ref()?.id,
        })
    }

    fn snapshot(&self) -> Step {
        Step::SnapshotGroups { account: self.original.clone() }
    }

    /// Groups that the IdP grants and the original lacks, where its job pushes groups at all.
    fn groups(&self) -> Option<Step> {
        self.evidence.mapping.known()?.group_rule.as_ref()?;
        let original = self.evidence.original.as_ref()?.account.known()?;
        let groups = to_bring_back(self.evidence.assignment.known()?, original);
        let groups: Vec<GroupId> = groups.into_iter().map(|group| group.id.clone()).collect();
        (!groups.is_empty()).then(|| Step::PushGroups { subject: self.subject.clone(), groups })
    }

    fn push(&self) -> Step {
        Step::PushAgain {
            subject: self.subject.clone(),
            wanted: self.wanted.clone(),
            record: (self.evidence.directory.clone(), self.record.clone()),
            original: self.original.clone(),
        }
    }

    fn verify(&self, moved: Option<(AccountId, EmailAddress)>) -> Step {
        Step::Verify {
            original: self.original.clone(),
            record: (self.evidence.directory.clone(), self.record.clone()),
            wanted: self.wanted.clone(),
            moved,
        }
    }
}

fn free_placeholder(case: &CaseId, parts: &Parts<'_>, holder: &AccountFile, policy: &Policy) -> Option<EmailAddress> {
    let taken = known_addresses(parts.evidence);
    (0..PLACEHOLDER_TRIES).find_map(|salt| {
        let seed = format!("{case}\n{}\n{salt}", holder.id);
        placeholder(parts.wanted, &policy.placeholder, &seed).ok().filter(|made| !taken.contains(made))
    })
}

fn known_addresses(evidence: &Evidence) -> BTreeSet<EmailAddress> {
    let user = |user: &IdpUser| {
        let named = [user.login_address(), user.mail.clone(), user.primary_proxy.clone()];
        let more = user.secondary_proxies.iter().chain(&user.other_addresses).cloned();
        named.into_iter().flatten().chain(more).collect::<Vec<_>>()
    };
    let owner = |object: &IdpObject| match object {
        IdpObject::User(one) => user(one),
        IdpObject::Group(_) => Vec::new(),
    };
    let files = [&evidence.holder, &evidence.original].into_iter().flatten().filter_map(|file| file.account.known());
    let found = [&evidence.holders, &evidence.leads].into_iter().filter_map(Fact::known).flatten();
    let of_accounts = files.chain(found).filter_map(|account: &Account| account.address.clone());
    let of_subject = evidence.subject.known().into_iter().flat_map(user);
    let of_owners = evidence.owners.known().into_iter().flatten().flat_map(owner);
    let of_deleted = evidence.deleted_owners.known().into_iter().flatten().flat_map(user);
    evidence.wanted.iter().cloned().chain(of_accounts).chain(of_subject).chain(of_owners).chain(of_deleted).collect()
}

fn renamed(steps: &[Step]) -> Option<(&AccountId, &EmailAddress)> {
    steps.iter().find_map(|step| {
        if let Step::RenameToPlaceholder { account, to, .. } = step { Some((account, to)) } else { None }
    })
}

const fn is_final(step: &Step) -> bool {
    matches!(step, Step::RemoveScimRecords { .. } | Step::DeleteScimRecord { .. } | Step::PushAgain { .. })
}

fn objects(parts: &Parts<'_>, steps: &[Step]) -> BTreeSet<Object> {
    let mut objects = BTreeSet::from([
        Object::IdpUser(parts.subject.clone()),
        Object::Account(parts.original.clone()),
        Object::Record(parts.evidence.directory.clone(), parts.record.clone()),
        Object::Address(parts.wanted.clone()),
    ]);
    if let Some((account, to)) = renamed(steps) {
        objects.extend([Object::Account(account.clone()), Object::Address(to.clone())]);
    }
    objects.extend(steps.iter().filter_map(|step| {
        if let Step::RemoveScimRecords { record: (directory, record), .. }
        | Step::DeleteScimRecord { directory, record } = step
        {
            Some(Object::Record(directory.clone(), record.clone()))
        } else {
            None
        }
    }));
    objects
}

fn harm(evidence: &Evidence, steps: &[Step]) -> Harm {
    let groups_lost = lost_groups(evidence, steps);
    match renamed(steps) {
        Some((account, _)) => {
            Harm { sessions_ended: vec![account.clone()], people: 2, undo: undo(account, steps), groups_lost }
        }
        None => Harm { sessions_ended: Vec::new(), groups_lost, people: 1, undo: undo_of_a_push(steps) },
    }
}

/// The groups that the holder has through its record; all of its groups, where the record does not name its own.
fn lost_groups(evidence: &Evidence, steps: &[Step]) -> Vec<String> {
    if !steps.iter().any(|step| matches!(step, Step::RemoveScimRecords { .. })) {
        return Vec::new();
    }
    let of_record = evidence.holder_record.known().map(|record| record.groups.as_slice()).unwrap_or_default();
    let account = evidence.holder.as_ref().and_then(|holder| holder.account.known());
    let of_account = account.and_then(|account| account.groups.as_deref()).unwrap_or_default();
    let groups = if of_record.is_empty() { of_account } else { of_record };
    groups.iter().map(|group| group.name.clone().unwrap_or_else(|| group.id.to_string())).collect()
}

fn undo(account: &AccountId, steps: &[Step]) -> String {
    let lost = if steps.iter().any(|step| matches!(step, Step::RemoveScimRecords { .. })) {
        " its SCIM record and the groups that it had through it stay gone (whether Atlassian deactivates the account with that is not documented), and"
    } else {
        ""
    };
    format!(
        "Until the push is accepted, undo gives account {account} its address back;{lost} its ended sessions stay ended. After that there is no undo, only a new approved plan."
    )
}

fn undo_of_a_push(steps: &[Step]) -> String {
    let deletes = steps.iter().any(|step| matches!(step, Step::DeleteScimRecord { .. }));
    let first = if deletes { "A deleted record cannot be brought back; no account was behind it. " } else { "" };
    format!("{first}A push cannot be taken back, and it writes only what the IdP already holds for this person.")
}
