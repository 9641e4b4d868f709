//! The steps against the evidence: one subject, one wanted address, the holder and the original that the facts name, and
//! a hash that covers what counts.

use super::{Bench, Complaint};
use crate::decision::{Object, Step};
use crate::domain::{
    AccountId, AssignedThrough, Attribute, DirectoryId, EmailAddress, GroupId, LogRecord, LogStatus, Recognition,
    Resource, ScimUserId, UniquenessConflict,
};

pub(super) fn identities(bench: &Bench<'_>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let subject = bench.evidence.subject.known().map(|user| &user.id);
    if subject != Some(&bench.body.subject) {
        complaints.push(Complaint::SubjectDiffers);
    }
    if bench.evidence.wanted.as_ref() != Some(&bench.body.wanted) {
        complaints.push(Complaint::WantedDiffers);
    }
    complaints.extend(bench.body.steps.iter().flat_map(|step| of_a_step(bench, step)));
    complaints
}

/// Nothing in the subject's log is newer than the failure, unless it is the very same failure again.
pub(super) fn newest_word(bench: &Bench<'_>) -> Vec<Complaint> {
    let Some(failing) = bench.evidence.record.known() else { return vec![Complaint::NewerRecord] };
    let Ok(log) = bench.evidence.log.entries() else { return vec![Complaint::NewerRecord] };
    let newest_at = log.iter().map(|record| record.at).max().unwrap_or(failing.at);
    let last = log.iter().filter(|record| record.at == newest_at && newest_at >= failing.at);
    let taken_back = last.chain([failing]).any(|record| {
        let same = record.operation == failing.operation && record.target_record == failing.target_record;
        !(same && record.status == LogStatus::Failure && taken(record) == Some(bench.body.wanted.folded()))
    });
    if taken_back { vec![Complaint::NewerRecord] } else { Vec::new() }
}

/// The address that a record says is taken by another user.
fn taken(record: &LogRecord) -> Option<String> {
    match &record.recognition {
        Recognition::Uniqueness(UniquenessConflict {
            resource: Resource::User,
            attribute: Attribute::Email,
            value,
        }) => EmailAddress::parse(value.as_deref()?).ok().map(|address| address.folded()),
        Recognition::Uniqueness(_) | Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_) => None,
    }
}

fn of_a_step(bench: &Bench<'_>, step: &Step) -> Vec<Complaint> {
    let body = bench.body;
    match step {
        Step::RenameToPlaceholder { account, from, to } => {
            let mut complaints = holder(bench, account);
            if *from != body.wanted || *to == body.wanted {
                complaints.push(Complaint::WantedDiffers);
            }
            complaints
        }
        Step::PushAgain { subject, wanted, record, original } => {
            let mut complaints = original_of(bench, original, record);
            if *subject != body.subject {
                complaints.push(Complaint::SubjectDiffers);
            }
            if *wanted != body.wanted {
                complaints.push(Complaint::WantedDiffers);
            }
            complaints
        }
        Step::Verify { .. } => verification(bench, step),
        Step::SnapshotGroups { account } => {
            let original = linked(bench).map(|(_, _, account)| account);
            if original == Some(account) { Vec::new() } else { vec![Complaint::OriginalDiffers] }
        }
        Step::RemoveScimRecords { account, record } => removal(bench, account, record),
        Step::DeleteScimRecord { directory, record } => deletion(bench, directory, record),
        Step::AwaitEditable { account } => {
            let removed = body
                .steps
                .iter()
                .any(|step| matches!(step, Step::RemoveScimRecords { account: a, .. } if a == account));
            if removed { Vec::new() } else { vec![Complaint::HolderDiffers] }
        }
        Step::PushGroups { subject, groups } => {
            let other = (*subject != body.subject).then_some(Complaint::SubjectDiffers);
            other.into_iter().chain(ungranted(bench, groups)).collect()
        }
        Step::SetAddress { .. }
        | Step::CancelDeletion { .. }
        | Step::DisableAccount { .. }
        | Step::DeleteAccount { .. }
        | Step::UnassignFromApp { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::AssignToApp { .. }
        | Step::RemoveFromIdpGroups { .. }
        | Step::ReturnToIdpGroups { .. } => Vec::new(),
    }
}

/// Exactly one account has the address, it shows the address itself, and it is not the original.
fn holder(bench: &Bench<'_>, account: &AccountId) -> Vec<Complaint> {
    let found = bench.evidence.holders.known().map(Vec::as_slice).unwrap_or_default();
    let only = matches!(found, [one] if one.id == *account);
    let file = bench.evidence.holder.as_ref().filter(|file| file.id == *account);
    let shown = file.and_then(|file| file.account.known()).and_then(|known| known.address.as_ref());
    let mut complaints = Vec::new();
    if !only || shown != Some(&bench.body.wanted) {
        complaints.push(Complaint::HolderDiffers);
    }
    if linked(bench).is_some_and(|(_, _, original)| original == account) {
        complaints.push(Complaint::HolderIsOriginal);
    }
    complaints
}

/// The record is the only one of the holder, and not the one that the push updates.
fn removal(bench: &Bench<'_>, account: &AccountId, record: &(DirectoryId, ScimUserId)) -> Vec<Complaint> {
    let mut complaints = holder(bench, account);
    let file = bench.evidence.holder.as_ref().filter(|file| file.id == *account);
    let only = match file.and_then(|file| file.links.known()).map(Vec::as_slice) {
        Some([link]) => link.directory == record.0 && link.record == record.1,
        Some(_) | None => false,
    };
    let targeted = bench.evidence.record.known().and_then(|failing| failing.target_record.as_ref());
    if !only || record.0 != bench.evidence.directory || targeted == Some(&record.1) {
        complaints.push(Complaint::RecordDiffers);
    }
    complaints
}

/// Nobody is behind the record, by what it says itself and by its link.
fn deletion(bench: &Bench<'_>, directory: &DirectoryId, record: &ScimUserId) -> Vec<Complaint> {
    let evidence = bench.evidence;
    let read = evidence
        .stray_record
        .known()
        .is_some_and(|read| read.directory == *directory && read.id == *record && read.account.is_none());
    let unlinked = evidence
        .stray_link
        .known()
        .is_some_and(|link| link.directory == *directory && link.record == *record && link.account.is_none());
    let targeted = evidence.record.known().and_then(|failing| failing.target_record.as_ref());
    let fits = read && unlinked && *directory == evidence.directory && targeted != Some(record);
    if fits { Vec::new() } else { vec![Complaint::RecordDiffers] }
}

fn ungranted(bench: &Bench<'_>, groups: &[GroupId]) -> Option<Complaint> {
    let through = bench.evidence.assignment.known().map(|assignment| assignment.through.as_slice()).unwrap_or_default();
    let granted = |group: &GroupId| {
        through.iter().any(|through| matches!(through, AssignedThrough::Group(granted) if granted.id == *group))
    };
    groups.iter().find(|group| !granted(group)).map(|group| Complaint::GroupNotGranted { group: group.clone() })
}

fn original_of(bench: &Bench<'_>, original: &AccountId, record: &(DirectoryId, ScimUserId)) -> Vec<Complaint> {
    let targeted = bench.evidence.record.known().and_then(|failing| failing.target_record.as_ref());
    let proved = linked(bench) == Some((&record.0, &record.1, original)) && targeted == Some(&record.1);
    if proved && record.0 == bench.evidence.directory { Vec::new() } else { vec![Complaint::OriginalDiffers] }
}

/// What the targeted record is linked to.
fn linked<'a>(bench: &Bench<'a>) -> Option<(&'a DirectoryId, &'a ScimUserId, &'a AccountId)> {
    let link = bench.evidence.targeted_link.known()?;
    Some((&link.directory, &link.record, link.account.as_ref()?))
}

/// It looks for exactly what the rename and the push do.
fn verification(bench: &Bench<'_>, verify: &Step) -> Vec<Complaint> {
    let mut push = None;
    let mut renamed = None;
    for step in &bench.body.steps {
        if let Step::PushAgain { wanted, record, original, .. } = step {
            push = Some((wanted, record, original));
        }
        if let Step::RenameToPlaceholder { account, to, .. } = step {
            renamed = Some((account, to));
        }
    }
    let Step::Verify { original, record, wanted, moved } = verify else { return Vec::new() };
    let moved = moved.as_ref().map(|(account, to)| (account, to));
    let same = push == Some((wanted, record, original)) && moved == renamed;
    if same { Vec::new() } else { vec![Complaint::VerifyDiffers] }
}

/// What a hash has to cover, whatever the plan is.
const ALWAYS: [&str; 24] = [
    "assignment",
    "deleted_owners",
    "directory",
    "domains",
    "holders",
    "job",
    "mapping.address",
    "mapping.external_id",
    "original.address",
    "original.claim",
    "original.groups",
    "original.id",
    "original.links",
    "original.manageability",
    "original.roles",
    "original.status",
    "owners",
    "record",
    "subject.id",
    "subject.kind",
    "subject.sign_in",
    "targeted_link",
    "wanted",
    "wanted_links",
];

/// What it has to cover beside that, where an account is renamed.
const OF_A_HOLDER: [&str; 9] = [
    "holder.address",
    "holder.claim",
    "holder.groups",
    "holder.id",
    "holder.links",
    "holder.manageability",
    "holder.roles",
    "holder.status",
    "holder.verification",
];

/// What it has to cover beside that, where a record is taken away.
const fn of_a_record(step: &Step) -> &'static [&'static str] {
    match step {
        Step::RemoveScimRecords { .. } => &["holder_person", "holder_record"],
        Step::DeleteScimRecord { .. } => &["stray_link", "stray_person", "stray_record"],
        Step::SnapshotGroups { .. }
        | Step::AwaitEditable { .. }
        | Step::RenameToPlaceholder { .. }
        | Step::SetAddress { .. }
        | Step::CancelDeletion { .. }
        | Step::DisableAccount { .. }
        | Step::DeleteAccount { .. }
        | Step::UnassignFromApp { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::AssignToApp { .. }
        | Step::RemoveFromIdpGroups { .. }
        | Step::ReturnToIdpGroups { .. }
        | Step::PushAgain { .. }
        | Step::PushGroups { .. }
        | Step::Verify { .. } => &[],
    }
}

pub(super) fn relied_on(bench: &Bench<'_>) -> Vec<Complaint> {
    let lines = &bench.body.relied_on;
    let renames = bench.body.steps.iter().any(|step| matches!(step, Step::RenameToPlaceholder { .. }));
    let holder: &[&str] = if renames { &OF_A_HOLDER } else { &[] };
    let of_a_record = bench.body.steps.iter().flat_map(of_a_record);
    let covered = |what: &str| lines.iter().any(|line| line.split(" = ").next() == Some(what));
    let missing =
        ALWAYS.iter().chain(holder).chain(of_a_record).filter(|what| !covered(what)).map(|what| (*what).to_owned());
    let accounts = bench.body.objects.iter().filter_map(|object| match object {
        Object::Account(id) => Some(id.as_str()),
        Object::Record(..) | Object::IdpUser(_) | Object::Address(_) => None,
    });
    let unnamed = accounts.filter(|id| !lines.iter().any(|line| line.ends_with(&format!(".id = {id}"))));
    let unnamed = unnamed.map(|id| format!("account {id}"));
    let disorder = (!lines.is_sorted()).then(|| "its lines in their order".to_owned());
    missing.chain(unnamed).chain(disorder).map(|missing| Complaint::HashIncomplete { missing }).collect()
}
