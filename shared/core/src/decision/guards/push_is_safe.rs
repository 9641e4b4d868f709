//! Guard 17.

use super::tally::{Reply, Tally, row};
use crate::decision::scene::{Push, Scene};
use crate::domain::{
    Account, AccountStatus, Claim, Evaluated, Evidence, ExternalIdSource, Fact, JobState, Liveness, OnDemand,
    Operation, ScimRecord, SignIn,
};

pub(super) const SENTENCE: &str = "The subject is enabled and assigned, the job of the failing record is active, the rule can be pushed on demand, and the push updates exactly the record that is linked to the living original, with the address on nobody else by then.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    subject(&mut tally, scene.evidence);
    job(&mut tally, scene.evidence);
    match scene.push() {
        Some(push) => {
            updates_the_target(&mut tally, scene, &push);
            records_agree(&mut tally, scene, &push);
        }
        None => tally.unsure("the plan names no push"),
    }
    original_lives(&mut tally, scene);
    nobody_else(&mut tally, scene);
    tally.reply()
}

fn subject(tally: &mut Tally, evidence: &Evidence) {
    if let Some(subject) = tally.must(&evidence.subject, "the subject") {
        match subject.sign_in {
            SignIn::Enabled => tally.saw(format!("subject {} is enabled", subject.id)),
            SignIn::Disabled => tally.ask("the subject is disabled, and a push would deactivate the account"),
            SignIn::Unsaid => tally.unsure("the IdP does not say whether the subject is enabled"),
        }
    }
    if let Some(assignment) = tally.must(&evidence.assignment, "the assignment to the app") {
        if assignment.through.is_empty() {
            tally.ask("the subject is not assigned to the app");
        } else {
            tally.saw("assigned to the app");
        }
    }
}

fn job(tally: &mut Tally, evidence: &Evidence) {
    let rule = tally.must(&evidence.mapping, "the attribute mapping");
    if rule.is_some_and(|mapping| mapping.on_demand == OnDemand::Unsupported) {
        tally.ask("the rule cannot be pushed on demand");
    }
    let Some(job) = tally.must(&evidence.job, "the provisioning job") else { return };
    tally.saw(format!("job {}", job.id));
    match &job.state {
        JobState::Active => tally.saw("the job is active"),
        JobState::InitialCycle => tally.ask("the job is in its initial cycle"),
        JobState::Paused => tally.ask("the job is paused"),
        JobState::Quarantined => tally.ask("the job is in quarantine"),
        JobState::Other(state) => tally.unsure(format!("the job is in a state that is not known here ({state})")),
    }
    if evidence.record.known().is_some_and(|record| record.job != job.id) {
        tally.ask("the failing record is of another job");
    }
}

/// A push that would create or re-match may link the wrong account, so only an update of a proved link passes.
fn updates_the_target(tally: &mut Tally, scene: &Scene<'_>, push: &Push<'_>) {
    let Some(record) = tally.must(&scene.evidence.record, "the failing record") else { return };
    if record.operation != Operation::Update || record.target_record.as_ref() != Some(push.record) {
        tally.ask("the push would create or re-match instead of updating the targeted record");
    }
    let Some(link) = tally.must(&scene.evidence.targeted_link, "the link of the targeted record") else { return };
    tally.saw(format!("record {} in {} is linked to {}", link.record, link.directory, row(&link.account)));
    let ours = *push.directory == scene.evidence.directory && link.directory == *push.directory;
    if !ours || link.record != *push.record {
        tally.ask("the link that was read is not the one that the push would update");
    }
    if link.account.as_ref() != scene.original() {
        tally.ask("the targeted record is not linked to the original");
    }
}

/// Where a SCIM key lets the records be read, they must say the same; without one the link alone counts.
fn records_agree(tally: &mut Tally, scene: &Scene<'_>, push: &Push<'_>) {
    let evidence = scene.evidence;
    match &evidence.targeted_record {
        Fact::Known(record, _) => {
            external_id(tally, evidence, record);
            let own = evidence.subject_record.known().filter(|own| own.id == record.id);
            let named = [Some(record), own].into_iter().flatten().filter_map(|record| record.account.as_ref());
            if named.into_iter().any(|account| Some(account) != scene.original()) {
                tally.ask("the targeted record names another account than its link");
            }
        }
        Fact::Absent(_) => tally.ask("the targeted record is gone, so the push would create or re-match"),
        Fact::Unavailable(_) => tally.saw("the targeted record itself could not be read, its link could"),
    }
    let another = evidence.subject_record.known().filter(|record| record.id != *push.record);
    if another.is_some_and(|record| !goes(scene, record)) {
        tally.ask("another record carries the subject's externalId");
    }
}

/// What the mapping gives is what the record must carry. One that carries nothing was matched by something else, perhaps when it
/// was somebody else's.
fn external_id(tally: &mut Tally, evidence: &Evidence, record: &ScimRecord) {
    let Some(mapping) = evidence.mapping.known() else { return };
    let subject = evidence.subject.known().map(|user| user.id.as_str());
    let given = match (&mapping.external_id.value, mapping.external_id_source) {
        (_, ExternalIdSource::ImmutableId) => subject,
        (Evaluated::Value(value), ExternalIdSource::SomethingElse) => Some(value.as_str()),
        (Evaluated::Empty | Evaluated::NotEvaluable(_), ExternalIdSource::SomethingElse) => return,
    };
    match record.external_id.as_deref() {
        None => tally.ask("the targeted record carries no externalId, so whose it was cannot be told"),
        named if named != given => tally.ask("the targeted record carries another user's externalId"),
        Some(_) => {}
    }
}

/// Whether an earlier step of the plan takes this record away.
fn goes(scene: &Scene<'_>, record: &ScimRecord) -> bool {
    let removed = scene.removed().map(|removed| (&removed.record.0, &removed.record.1));
    removed.or_else(|| scene.deleted()) == Some((&record.directory, &record.id))
}

/// A push sets the account active: what was deactivated or marked for deletion must not come alive through us.
fn original_lives(tally: &mut Tally, scene: &Scene<'_>) {
    let Some(file) = scene.original_file() else {
        tally.unsure("the plan's original is not in the evidence");
        return;
    };
    let Some(account) = tally.must(&file.account, "the original") else { return };
    match account.liveness() {
        Liveness::NotAlive(_) => tally.ask("the original is not active, and a push would make it so"),
        Liveness::Unsaid => tally.unsure("whether the original is active is not said"),
        Liveness::Alive if account.status == AccountStatus::Suspended => {
            tally.ask("the original is suspended in a directory, and a push may give its access back");
        }
        Liveness::Alive => tally.saw("it lives"),
    }
}

fn nobody_else(tally: &mut Tally, scene: &Scene<'_>) {
    let Some(holders) = tally.entries(&scene.evidence.holders, "who has the address") else { return };
    let moved = scene.renamed().map(|renamed| renamed.account);
    let stays = |account: &&Account| Some(&account.id) != moved && Some(&account.id) != scene.original();
    for account in holders.iter().filter(stays) {
        tally.ask(format!("account {} would still have the address ({})", account.id, claim(&account.claim)));
    }
}

const fn claim(claim: &Claim) -> &'static str {
    match claim {
        Claim::Managed => "managed here",
        Claim::Unmanaged => "not managed here",
        Claim::Other(_) => "managed or not is not said",
    }
}
