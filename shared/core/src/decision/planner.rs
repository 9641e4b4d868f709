//! From a finding to steps, and from steps to a plan. It chooses everything, so that whoever carries the plan out chooses nothing.
//!
//! It asks no guard: it gets their answers and writes them down.

use super::causes::Course;
use super::{Cause, GuardReport, Harm, Object, Plan, PlanBody, Policy, Proposed, Step, placeholder, relied_on};
use crate::domain::{
    Account, AccountFile, AccountId, CaseId, EmailAddress, Evidence, Fact, IdpObject, IdpUser, IdpUserId, ScimUserId,
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
        Course::RenameAndPush => {
            let holder = evidence.holder.as_ref().ok_or(NoSteps::NotNeeded)?;
            let to = free_placeholder(case, &parts, holder, policy).ok_or(NoSteps::NoPlaceholder)?;
            Ok(vec![
                Step::SnapshotGroups { account: parts.original.clone() },
                Step::RenameToPlaceholder { account: holder.id.clone(), from: parts.wanted.clone(), to: to.clone() },
                parts.push(),
                parts.verify(Some((holder.id.clone(), to))),
            ])
        }
    }
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
    // The push is what nobody can take back; a rename before it still can be.
    let pivot = steps.iter().position(|step| matches!(step, Step::PushAgain { .. }))?;
    let renamed = renamed(steps);
    Some(Plan::propose(PlanBody {
        case: id.clone(),
        cause,
        subject: parts.subject.clone(),
        wanted: parts.wanted.clone(),
        objects: objects(&parts, renamed),
        pivot,
        harm: harm(renamed),
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

fn objects(parts: &Parts<'_>, renamed: Option<(&AccountId, &EmailAddress)>) -> BTreeSet<Object> {
    let mut objects = BTreeSet::from([
        Object::IdpUser(parts.subject.clone()),
        Object::Account(parts.original.clone()),
        Object::Record(parts.evidence.directory.clone(), parts.record.clone()),
        Object::Address(parts.wanted.clone()),
    ]);
    if let Some((account, to)) = renamed {
        objects.extend([Object::Account(account.clone()), Object::Address(to.clone())]);
    }
    objects
}

fn harm(renamed: Option<(&AccountId, &EmailAddress)>) -> Harm {
    match renamed {
        Some((account, _)) => Harm {
            sessions_ended: vec![account.clone()],
            groups_lost: Vec::new(),
            people: 2,
            undo: format!(
                "Until the push is accepted, undo gives account {account} its address back; its ended sessions stay ended. After that there is no undo, only a new approved plan."
            ),
        },
        None => Harm {
            sessions_ended: Vec::new(),
            groups_lost: Vec::new(),
            people: 1,
            undo: "A push cannot be taken back, and it writes only what the IdP already holds for this person."
                .to_owned(),
        },
    }
}
