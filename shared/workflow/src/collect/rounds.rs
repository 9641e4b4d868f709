//! The first two rounds: the provider's word about the failure, then everything about the wanted address.

use super::About;
use crate::ports::{Eyes, IdpReads, OrganizationReads};
use crate::setup::Pushed;
use futures_util::join;
use untwin_core::domain::{
    Account, AddressChange, Assignment, Attribute, EmailAddress, Evaluated, Fact, IdpObject, IdpUser, Job, Link,
    LogRecord, Mapping, Operation, OwnedDomain, Recognition, Resource, ScimKey, ScimRecord, ScimUserId, Why,
};

/// What the identity provider says about the failure and the subject.
pub(super) struct First {
    pub(super) record: Fact<LogRecord>,
    pub(super) log: Fact<Vec<LogRecord>>,
    pub(super) subject: Fact<IdpUser>,
    pub(super) assignment: Fact<Assignment>,
    pub(super) job: Fact<Job>,
    pub(super) mapping: Fact<Mapping>,
    pub(super) wanted: Option<EmailAddress>,
}

impl First {
    pub(super) async fn ask<O: OrganizationReads, I: IdpReads>(eyes: &Eyes<O, I>, about: &About) -> Self {
        let log = eyes.idp.log_of(&about.key.subject, about.since).await;
        let record = the_record(eyes, about, &log).await;
        if !about_a_person(&record) {
            return Self::not_about_a_person(record, log);
        }
        let subject = &about.key.subject;
        let (subject, assignment, job) = join!(eyes.idp.user(subject), eyes.idp.assignment(subject), eyes.idp.job());
        let mapping = match &subject {
            Fact::Known(user, _) => eyes.idp.mapping_for(user).await,
            Fact::Absent(_) => not_asked("the provider has no such user"),
            Fact::Unavailable(_) => not_asked("the user could not be read"),
        };
        let wanted = mapping.known().and_then(wanted);
        Self { record, log, subject, assignment, job, mapping, wanted }
    }

    fn not_about_a_person(record: Fact<LogRecord>, log: Fact<Vec<LogRecord>>) -> Self {
        let why = "the record is no conflict of a user";
        Self {
            record,
            log,
            subject: not_asked(why),
            assignment: not_asked(why),
            job: not_asked(why),
            mapping: not_asked(why),
            wanted: None,
        }
    }

    pub(super) fn targeted(&self) -> Option<&ScimUserId> {
        self.record.known().and_then(|record| record.target_record.as_ref())
    }
}

/// The record as the log of the subject has it, or asked for by its id where that list does not hold it.
async fn the_record<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    log: &Fact<Vec<LogRecord>>,
) -> Fact<LogRecord> {
    if let Fact::Known(list, read) = log
        && let Some(record) = list.iter().find(|record| record.id == about.record)
    {
        return Fact::Known(record.clone(), read.clone());
    }
    eyes.idp.log_record(&about.record).await
}

fn about_a_person(record: &Fact<LogRecord>) -> bool {
    let Some(record) = record.known() else { return true };
    match &record.recognition {
        Recognition::Uniqueness(conflict) => {
            let attribute =
                matches!(conflict.attribute, Attribute::Email | Attribute::UserName | Attribute::ExternalId);
            conflict.resource == Resource::User && attribute
        }
        // A bare "Conflict" is never enough to act on, and enough to go and look at a person's update.
        Recognition::Untold(_) => record.operation == Operation::Update && record.target_record.is_some(),
        Recognition::Other(_) | Recognition::Nothing(_) => false,
    }
}

fn wanted(mapping: &Mapping) -> Option<EmailAddress> {
    match &mapping.address.value {
        Evaluated::Value(text) => EmailAddress::parse(text).ok(),
        Evaluated::Empty | Evaluated::NotEvaluable(_) => None,
    }
}

/// Everything about the wanted address, on both sides.
pub(super) struct Second {
    pub(super) owners: Fact<Vec<IdpObject>>,
    pub(super) deleted_owners: Fact<Vec<IdpUser>>,
    pub(super) changes: Fact<Vec<AddressChange>>,
    pub(super) holders: Fact<Vec<Account>>,
    pub(super) wanted_links: Fact<Vec<Link>>,
    pub(super) subject_records: Fact<Vec<ScimRecord>>,
    pub(super) targeted_record: Fact<ScimRecord>,
    pub(super) domains: Fact<Vec<OwnedDomain>>,
}

impl Second {
    pub(super) async fn ask<O: OrganizationReads, I: IdpReads>(
        eyes: &Eyes<O, I>,
        about: &About,
        by: &Pushed,
        first: &First,
    ) -> Self {
        let Some(wanted) = &first.wanted else { return Self::without_address() };
        let ((owners, deleted_owners, changes), (holders, wanted_links, domains), (subject_records, targeted_record)) = join!(
            async {
                join!(
                    eyes.idp.objects_with_address(wanted),
                    eyes.idp.deleted_with_address(wanted),
                    eyes.idp.address_changes(&about.key.subject, about.since),
                )
            },
            async {
                join!(
                    eyes.organization.accounts_by_address(wanted),
                    eyes.organization.links_by_address(wanted),
                    eyes.organization.domains(),
                )
            },
            records(eyes, about, by, first.targeted()),
        );
        Self { owners, deleted_owners, changes, holders, wanted_links, subject_records, targeted_record, domains }
    }

    fn without_address() -> Self {
        let why = "the mapping gives no address for this user";
        Self {
            owners: not_asked(why),
            deleted_owners: not_asked(why),
            changes: not_asked(why),
            holders: not_asked(why),
            wanted_links: not_asked(why),
            subject_records: not_asked(why),
            targeted_record: not_asked(why),
            domains: not_asked(why),
        }
    }
}

/// The subject's own records and the targeted one: usually it is the only one, then one question answers both.
async fn records<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    by: &Pushed,
    targeted: Option<&ScimUserId>,
) -> (Fact<Vec<ScimRecord>>, Fact<ScimRecord>) {
    if by.scim_key == ScimKey::NotHeld {
        let why = || Why::NotConfigured("no key of this SCIM directory is held".to_owned());
        return (Fact::Unavailable(why()), Fact::Unavailable(why()));
    }
    let own = eyes.organization.scim_records_by_external_id(&about.directory, &about.key.subject).await;
    let Some(id) = targeted else { return (own, not_asked("the failing operation names no record")) };
    let among = match &own {
        Fact::Known(records, read) => records.iter().find(|record| record.id == *id).map(|record| (record, read)),
        Fact::Absent(_) | Fact::Unavailable(_) => None,
    };
    let targeted_record = match among {
        Some((record, read)) => Fact::Known(record.clone(), read.clone()),
        None => eyes.organization.scim_record(&about.directory, id).await,
    };
    (own, targeted_record)
}

/// A question that was not asked, with the reason.
pub(super) fn not_asked<T>(why: &str) -> Fact<T> {
    Fact::Unavailable(Why::NotAsked(why.to_owned()))
}
