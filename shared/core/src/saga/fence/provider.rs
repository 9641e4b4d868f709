//! What the identity provider must still say of the subject.

use super::{Mismatch, changed};
use crate::decision::{granted, is_administrators};
use crate::domain::{Assignment, EmailAddress, Fact, IdpObject, IdpUser, Job, JobState, SignIn};
use crate::saga::{AcceptedPlan, Act};

/// The provider's search lags behind changes of the last minutes, so an answer without the subject is an old one.
pub(super) fn only_the_subject(plan: &AcceptedPlan, owners: Option<&Fact<Vec<IdpObject>>>) -> Result<(), Mismatch> {
    let entries = owners.map(Fact::entries);
    let Some(Ok(owners)) = entries else {
        return Err(Mismatch::Unreadable("who has the address at the provider could not be read".to_owned()));
    };
    let is_subject = |owner: &IdpObject| matches!(owner, IdpObject::User(user) if user.id == plan.subject);
    changed(owners.iter().all(is_subject), || "somebody else at the provider has the address now".to_owned())?;
    if owners.is_empty() {
        return Err(Mismatch::Unreadable("the provider's search does not show the subject".to_owned()));
    }
    Ok(())
}

/// A group is brought back only while the provider grants it.
pub(super) fn assigned(act: &Act, assignment: &Assignment) -> Result<(), Mismatch> {
    let (Act::PushGroup { group, .. } | Act::JoinGroup { group, .. }) = act else { return Ok(()) };
    let name = granted(assignment).find(|granted| granted.id == *group).map(|granted| granted.name.as_deref());
    match name {
        None => Err(Mismatch::Changed(format!("group {group} is not granted any more"))),
        Some(Some(name)) if !is_administrators(name) => Ok(()),
        Some(_) => Err(Mismatch::Changed(format!("group {group} gives rights, or does not say its name"))),
    }
}

pub(super) fn subject(plan: &AcceptedPlan, user: &IdpUser) -> Result<(), Mismatch> {
    changed(user.id == plan.subject, || "another user answered".to_owned())?;
    changed(user.sign_in == SignIn::Enabled, || format!("user {} is not enabled any more", user.id))?;
    changed(still_wanted(plan, user), || format!("user {} has another address now", user.id))
}

fn still_wanted(plan: &AcceptedPlan, user: &IdpUser) -> bool {
    let value = plan.wanted_from.as_ref().and_then(|attribute| user.attributes.get(attribute));
    let mapped = value.and_then(|text| EmailAddress::parse(text).ok());
    mapped.is_some_and(|address| address == plan.wanted)
}

pub(super) fn job(job: &Job) -> Result<(), Mismatch> {
    changed(job.state == JobState::Active, || "the provisioning job is not active any more".to_owned())
}
