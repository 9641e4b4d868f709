//! What each write demands right before it: which facts are re-read, and what they must say.

mod accounts;
mod provider;
mod records;

use super::{AcceptedPlan, Act, Left, Purpose};
use crate::domain::{
    Account, ApiToken, Assignment, EmailAddress, Fact, GroupRef, IdpObject, IdpUser, Job, Link, Manageability,
    ScimRecord,
};
use accounts::{
    editable, has_planned_address, holder, holder_links, linked, no_administrators_group, no_token_in_use, nobody_else,
    not_used_since, original,
};
use jiff::Timestamp;
use provider::{assigned, job, only_the_subject, subject};
use records::{group, nobody_behind, record, record_owner};

/// A fact that a fence re-reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// The holder, by its id.
    Holder,
    /// The address of the former or present holder, from where it is changed.
    HolderAddress,
    /// Its SCIM links.
    HolderLinks,
    /// The SCIM record that goes, by its id.
    Record,
    /// The group of the directory with the name of the one that is brought back.
    Group,
    /// The user whose record that is.
    RecordOwner,
    /// The SCIM links for the address that the record carries itself.
    RecordLinks,
    /// What may be done to it.
    HolderManageability,
    /// Its API tokens: somebody may have begun to use one.
    HolderTokens,
    /// Who has the wanted address.
    AtAddress,
    /// The original, by its id.
    Original,
    /// Its SCIM links.
    OriginalLinks,
    /// Everybody at the provider who has the wanted address.
    Owners,
    /// The subject.
    Subject,
    /// Its assignment.
    Assignment,
    /// The job.
    Job,
}

/// The readings of one fence; what was not demanded is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "each is the demand of the same name")]
pub struct Readings {
    /// When the plan was accepted: use of the holder since about then is news.
    pub accepted_at: Option<Timestamp>,
    pub holder: Option<Fact<Account>>,
    pub holder_address: Option<Fact<EmailAddress>>,
    /// How this plan's removal of its record left the holder.
    pub left: Left,
    pub holder_links: Option<Fact<Vec<Link>>>,
    pub record: Option<Fact<ScimRecord>>,
    pub record_owner: Option<Fact<IdpUser>>,
    pub group: Option<Fact<GroupRef>>,
    pub record_links: Option<Fact<Vec<Link>>>,
    pub holder_manageability: Option<Fact<Manageability>>,
    pub holder_tokens: Option<Fact<Vec<ApiToken>>>,
    pub at_address: Option<Fact<Vec<Account>>>,
    pub original: Option<Fact<Account>>,
    pub original_links: Option<Fact<Vec<Link>>>,
    pub owners: Option<Fact<Vec<IdpObject>>>,
    pub subject: Option<Fact<IdpUser>>,
    pub assignment: Option<Fact<Assignment>>,
    pub job: Option<Fact<Job>>,
}

/// The witness that a precondition was just re-read and holds. Only [`holds`] makes one.
#[derive(Debug)]
pub struct PreconditionHolds(());

/// Why a write must not happen now. The text is fit for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// A fact says otherwise.
    Changed(String),
    /// A fact could not be read.
    Unreadable(String),
}

/// What an act demands. A push that follows a rename has had the job checked before that rename, right before the pivot.
pub fn demands(act: &Act, plan: &AcceptedPlan) -> &'static [Demand] {
    use Demand::{
        Assignment, AtAddress, Group, Holder, HolderAddress, HolderLinks, HolderManageability, HolderTokens, Job,
        Original, OriginalLinks, Owners, Record, RecordLinks, RecordOwner, Subject,
    };
    match (act, &plan.rename) {
        (Act::SetAddress { purpose: Purpose::Step, .. }, _) => &[
            Holder,
            HolderAddress,
            HolderLinks,
            HolderManageability,
            HolderTokens,
            Original,
            OriginalLinks,
            Owners,
            Subject,
            Assignment,
            Job,
        ],
        (Act::RemoveRecords { .. }, _) => &[
            Holder,
            HolderAddress,
            HolderLinks,
            HolderManageability,
            HolderTokens,
            Record,
            RecordOwner,
            Original,
            OriginalLinks,
            Owners,
            Subject,
            Assignment,
            Job,
        ],
        (Act::DeleteRecord { .. }, _) => {
            &[Record, RecordOwner, RecordLinks, AtAddress, Original, OriginalLinks, Owners, Subject, Assignment, Job]
        }
        (Act::PushGroup { .. }, _) => &[Original, OriginalLinks, Subject, Assignment, Job],
        (Act::JoinGroup { .. }, _) => &[Original, OriginalLinks, Subject, Assignment, Group, Job],
        (Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. }, _) => {
            &[HolderAddress, HolderLinks, AtAddress]
        }
        (Act::Push { .. }, Some(_)) => {
            &[HolderAddress, HolderLinks, AtAddress, Original, OriginalLinks, Subject, Assignment]
        }
        (Act::Push { .. }, None) => &[AtAddress, Original, OriginalLinks, Subject, Assignment, Job],
    }
}

/// Whether an act may be sent now: every demanded fact was read and says what the plan was made for.
pub fn holds(act: &Act, plan: &AcceptedPlan, readings: &Readings) -> Result<PreconditionHolds, Vec<Mismatch>> {
    let faults: Vec<Mismatch> =
        demands(act, plan).iter().filter_map(|demand| check(*demand, act, plan, readings).err()).collect();
    if faults.is_empty() { Ok(PreconditionHolds(())) } else { Err(faults) }
}

fn check(demand: Demand, act: &Act, plan: &AcceptedPlan, readings: &Readings) -> Result<(), Mismatch> {
    match demand {
        Demand::Holder => {
            let account = known(readings.holder.as_ref(), "the holder")?;
            holder(plan, account, readings.left)?;
            no_administrators_group(plan, account)?;
            not_used_since(plan, account, readings.accepted_at)
        }
        Demand::HolderAddress => {
            has_planned_address(act, plan, known(readings.holder_address.as_ref(), "the holder's address")?)
        }
        Demand::HolderLinks => holder_links(act, readings.holder_links.as_ref()),
        Demand::HolderManageability => editable(act, known(readings.holder_manageability.as_ref(), "its privileges")?),
        Demand::Record => record(plan, readings),
        Demand::Group => group(act, known(readings.group.as_ref(), "the group of the directory")?),
        Demand::RecordOwner => record_owner(plan, readings.record_owner.as_ref()),
        Demand::RecordLinks => nobody_behind(plan, readings.record_links.as_ref()),
        Demand::HolderTokens => no_token_in_use(plan, readings),
        Demand::AtAddress => nobody_else(act, plan, readings.at_address.as_ref()),
        Demand::Original => original(act, plan, known(readings.original.as_ref(), "the original")?),
        Demand::OriginalLinks => linked(plan, known(readings.original_links.as_ref(), "the original's links")?),
        Demand::Owners => only_the_subject(plan, readings.owners.as_ref()),
        Demand::Subject => subject(plan, known(readings.subject.as_ref(), "the subject")?),
        Demand::Assignment => assigned(act, known(readings.assignment.as_ref(), "the assignment to the app")?),
        Demand::Job => job(known(readings.job.as_ref(), "the provisioning job")?),
    }
}

fn known<'a, T>(fact: Option<&'a Fact<T>>, what: &str) -> Result<&'a T, Mismatch> {
    match fact {
        Some(Fact::Known(value, _)) => Ok(value),
        Some(Fact::Absent(_)) => Err(Mismatch::Changed(format!("{what} is not there any more"))),
        Some(Fact::Unavailable(why)) => Err(Mismatch::Unreadable(format!("{what} could not be read: {why}"))),
        None => Err(Mismatch::Unreadable(format!("{what} was not read"))),
    }
}

fn changed(as_planned: bool, text: impl FnOnce() -> String) -> Result<(), Mismatch> {
    if as_planned { Ok(()) } else { Err(Mismatch::Changed(text())) }
}
