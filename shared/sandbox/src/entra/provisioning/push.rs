//! Pushing one user: scope, match, create, update, disable or delete, and the record of it.
//!
//! It knows nothing of when a push is due.

use jiff::Timestamp;
use serde_json::Value;

use super::attempt::{Attempt, Entitlement, Linked, Trigger, duration_ms, import_details};
use super::escrow::Attempted;
use super::record::{Action, Identity, LogRecord, Modified, Verdict};
use super::scim::{Call, ENTERPRISE_USER, Reply, failure, new_user, replacements, value_at};
use super::subject::{Subject, Way, intended, way};
use super::{JobState, Session};
use crate::entra::Tenant;
use crate::entra::quirks::{MissingTarget, OldValues};

/// The request path of users.
const USERS: &str = "/Users";

impl Tenant {
    /// Pushes one user and says what came of it. `None` if there never was such a user.
    pub(super) fn push_user(
        &mut self,
        session: &mut Session<'_>,
        user_id: &str,
        trigger: Trigger,
    ) -> Option<LogRecord> {
        let subject = self.subject(user_id)?;
        let mut attempt = Attempt::of_user(&subject.user.user_principal_name);
        let linked = if self.job.links.contains_key(user_id) { Linked::Yes } else { Linked::No };
        match self.job.escrows.get(user_id) {
            Some(escrow) if trigger == Trigger::Retry => attempt.retried(escrow, user_id, linked),
            _ => attempt.imported(trigger, linked, import_details(&subject.user, subject.entitlement)),
        }
        attempt.action = intended(subject.entitlement, linked);
        let outcome = match way(subject.entitlement, linked, trigger) {
            Way::Write => self.write(session, &subject, &mut attempt),
            Way::Delete => self.delete(session, &subject, &mut attempt),
            Way::Skip => {
                attempt.scoped(subject.entitlement);
                Ok(not_entitled())
            }
        };
        let (Ok(verdict) | Err(verdict)) = outcome;
        attempt.exported(&verdict);
        let verdict = match trigger {
            Trigger::OnDemand => verdict,
            Trigger::Changed => self.settle_escrow(session.now, user_id, Attempted::First, verdict),
            Trigger::Retry => self.settle_escrow(session.now, user_id, Attempted::Again, verdict),
        };
        let source = Identity {
            id: subject.user.id,
            display_name: subject.user.display_name,
            identity_type: "User".to_owned(),
            user_principal_name: Some(subject.user.user_principal_name),
        };
        Some(self.record(session.now, source, attempt, verdict))
    }

    /// Completes a record. It is not yet in the log.
    pub(super) fn record(&mut self, at: Timestamp, source: Identity, attempt: Attempt, verdict: Verdict) -> LogRecord {
        LogRecord {
            id: self.ids.uuid(),
            at,
            tenant_id: self.id.clone(),
            job_id: self.job.id.clone(),
            cycle_id: self.job.cycle_id.clone(),
            change_id: self.ids.uuid(),
            action: attempt.action,
            duration_ms: duration_ms(at, &attempt.steps),
            application: self.application.clone(),
            source,
            target: attempt.target,
            verdict,
            steps: attempt.steps,
            modified: attempt.modified,
        }
    }

    /// The push itself. Both sides of the answer are verdicts; the error ends the push early.
    fn write(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
        attempt: &mut Attempt,
    ) -> Result<Verdict, Verdict> {
        let found = self.find_target(session, subject, attempt)?;
        attempt.scoped(subject.entitlement);
        match (found, subject.entitlement) {
            (Some(resource), _) => self.update(session, subject, attempt, &resource),
            (None, Entitlement::Entitled) => self.create(session, subject, attempt),
            (None, _) => Ok(not_entitled()),
        }
    }

    /// The target record: the remembered one, else the one that matches, which is remembered from now on.
    fn find_target(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
        attempt: &mut Attempt,
    ) -> Result<Option<Value>, Verdict> {
        let targets = self.target_paths(subject);
        if let Some(scim_id) = self.job.links.get(&subject.user.id).cloned() {
            attempt.target.id.clone_from(&scim_id);
            ENTERPRISE_USER.clone_into(&mut attempt.target.identity_type);
            let reply = self.send(session, Call::read(&format!("{USERS}/{scim_id}")))?;
            match (reply.status.as_u16(), self.quirks.missing_target) {
                (404, MissingTarget::InvalidAnchor) => return Err(invalid_anchor(&scim_id)),
                (404, MissingTarget::Rematch) => self.forget(&subject.user.id, attempt),
                _ => {
                    let resource = reply.success()?.body;
                    attempt.matched(&resource, &targets);
                    return Ok(Some(resource));
                }
            }
        }
        let found = self.match_target(session, subject)?;
        if let Some((scim_id, resource)) = &found {
            self.remember_link(&subject.user.id, scim_id, attempt);
            attempt.matched(resource, &targets);
        }
        Ok(found.map(|(_, resource)| resource))
    }

    fn match_target(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
    ) -> Result<Option<(String, Value)>, Verdict> {
        let values = self.wanted_values(subject);
        for target in self.job.mapping.matching_targets() {
            let Some((_, value)) = values.iter().find(|(path, _)| *path == target) else {
                continue;
            };
            let reply = self.send(session, Call::find("Users", &target, value))?.success()?;
            match reply.resources() {
                [] => {}
                [only] => return Ok(value_at(only, "id").map(|id| (id, only.clone()))),
                _ => return Err(failure("DuplicateTargetEntries", "More than one target record matches.")),
            }
        }
        Ok(None)
    }

    fn create(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
        attempt: &mut Attempt,
    ) -> Result<Verdict, Verdict> {
        attempt.action = Action::Create;
        let values = self.wanted_values(subject);
        let added = |(attribute, value): &(String, String)| Modified {
            attribute: attribute.clone(),
            old: None,
            new: Some(value.clone()),
        };
        attempt.modified = values.iter().map(added).collect();
        let reply = self.send(session, Call::create(USERS, new_user(&values)))?.success()?;
        let Some(scim_id) = reply.id() else {
            return Err(failure("InvalidAnchor", "The answer to the creation names no id."));
        };
        self.remember_link(&subject.user.id, &scim_id, attempt);
        Ok(Verdict::Success)
    }

    fn update(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
        attempt: &mut Attempt,
        resource: &Value,
    ) -> Result<Verdict, Verdict> {
        attempt.action = intended(subject.entitlement, Linked::Yes);
        let wanted = self.wanted_values(subject);
        let leaving = subject.entitlement != Entitlement::Entitled;
        let flows = |(path, _): &&(String, String)| !leaving || path == "active";
        let differing = wanted.iter().filter(flows).filter_map(|(path, new)| {
            let old = value_at(resource, path);
            (old.as_ref() != Some(new)).then(|| Modified { attribute: path.clone(), old, new: Some(new.clone()) })
        });
        let changes: Vec<Modified> = differing.collect();
        if changes.is_empty() {
            attempt.action = Action::Other;
            return Ok(redundant(&subject.user.user_principal_name));
        }
        let operations = replacements(&changes, self.quirks.patch_dialect);
        attempt.modified = changes;
        if self.quirks.old_values == OldValues::Null {
            attempt.modified.iter_mut().for_each(|change| change.old = None);
        }
        let path = format!("{USERS}/{}", attempt.target.id);
        self.send(session, Call::patch(&path, &operations))?.success()?;
        Ok(Verdict::Success)
    }

    fn delete(
        &mut self,
        session: &mut Session<'_>,
        subject: &Subject,
        attempt: &mut Attempt,
    ) -> Result<Verdict, Verdict> {
        let scim_id = self.job.links.get(&subject.user.id).cloned().unwrap_or_default();
        attempt.target.id.clone_from(&scim_id);
        ENTERPRISE_USER.clone_into(&mut attempt.target.identity_type);
        let reply: Reply = self.send(session, Call::delete(&format!("{USERS}/{scim_id}")))?;
        // What is gone already needs no deletion.
        if reply.status.as_u16() != 404 {
            reply.success()?;
        }
        self.job.links.remove(&subject.user.id);
        self.job.purged.remove(&subject.user.id);
        Ok(Verdict::Success)
    }

    fn remember_link(&mut self, user_id: &str, scim_id: &str, attempt: &mut Attempt) {
        self.job.links.insert(user_id.to_owned(), scim_id.to_owned());
        scim_id.clone_into(&mut attempt.target.id);
        ENTERPRISE_USER.clone_into(&mut attempt.target.identity_type);
    }

    fn forget(&mut self, user_id: &str, attempt: &mut Attempt) {
        self.job.links.remove(user_id);
        attempt.target = Identity { identity_type: "User".to_owned(), ..Identity::default() };
    }

    /// Whether cycles run in the job's state.
    pub(super) const fn runs(&self) -> Runs {
        match self.job.state {
            JobState::NotRun | JobState::InitialCycle | JobState::Active | JobState::Quarantined { .. } => Runs::Yes,
            JobState::Paused | JobState::Disabled => Runs::No,
        }
    }
}

/// Whether cycles run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    Yes,
    No,
}

fn not_entitled() -> Verdict {
    Verdict::Skipped {
        code: "NotEffectivelyEntitled".to_owned(),
        message: "The user is not effectively entitled to the application.".to_owned(),
    }
}

fn redundant(label: &str) -> Verdict {
    Verdict::Skipped {
        code: "RedundantExport".to_owned(),
        message: format!(
            "The state of the user in both the source and target systems already match. No change to the User \
             '{label}' currently needs to be made."
        ),
    }
}

fn invalid_anchor(scim_id: &str) -> Verdict {
    failure("InvalidAnchor", &format!("The target record '{scim_id}' that was linked before no longer exists."))
}
