//! SCIM records that are asked for only where something else points at them.

use super::About;
use super::rounds::{First, Second, not_asked};
use crate::ports::{Eyes, IdpReads, OrganizationReads};
use crate::setup::Pushed;
use untwin_core::domain::{
    AccountFile, Attribute, Evaluated, ExternalIdSource, Fact, IdpUser, IdpUserId, Link, Mapping, Question, ReadAt,
    Recognition, ScimKey, ScimRecord, ScimUserId, UniquenessConflict, Why,
};

/// The record that has the subject's `userName`, where nobody visible has the address or the conflict names this key.
pub(super) async fn with_the_user_name<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    by: &Pushed,
    (first, second): (&First, &Second),
) -> Fact<ScimRecord> {
    let nobody = matches!(second.holders, Fact::Absent(_)) && matches!(second.wanted_links, Fact::Absent(_));
    if !nobody && !names_the_user_name(first) {
        return not_asked("somebody visible has the address");
    }
    let Some(Evaluated::Value(user_name)) = first.mapping.known().map(|mapping: &Mapping| &mapping.user_name.value)
    else {
        return not_asked("the mapping gives no userName for this user");
    };
    match by.scim_key {
        ScimKey::NotHeld => no_key(),
        ScimKey::Held => eyes.organization.scim_record_by_user_name(&about.directory, user_name).await,
    }
}

fn names_the_user_name(first: &First) -> bool {
    let recognition = first.record.known().map(|record| &record.recognition);
    matches!(recognition, Some(Recognition::Uniqueness(UniquenessConflict { attribute: Attribute::UserName, .. })))
}

/// The record that the holder is linked to in our directory, where it is linked to exactly one there.
pub(super) async fn of_the_holder<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    by: &Pushed,
    (holder, second): (Option<&AccountFile>, &Second),
) -> Fact<ScimRecord> {
    let links = holder.and_then(|holder| holder.links.known()).map(Vec::as_slice).unwrap_or_default();
    let mut here = links.iter().filter(|link| link.directory == about.directory);
    let (Some(link), None) = (here.next(), here.next()) else {
        return not_asked("the holder is linked to no record in this directory, or to several");
    };
    if let Some(same) = already_read(second, &link.record) {
        return same;
    }
    match by.scim_key {
        ScimKey::NotHeld => no_key(),
        ScimKey::Held => eyes.organization.scim_record(&about.directory, &link.record).await,
    }
}

fn already_read(second: &Second, id: &ScimUserId) -> Option<Fact<ScimRecord>> {
    if second.targeted_record.known().is_some_and(|record| record.id == *id) {
        return Some(second.targeted_record.clone());
    }
    match &second.subject_records {
        Fact::Known(records, read) => {
            let same = records.iter().find(|record| record.id == *id)?;
            Some(Fact::Known(same.clone(), read.clone()))
        }
        Fact::Absent(_) | Fact::Unavailable(_) => None,
    }
}

/// The one record that carries the subject's externalId, beside the holder's and one that nobody is behind, which are told apart.
pub(super) fn own(found: Fact<Vec<ScimRecord>>, told: &[&Fact<ScimRecord>]) -> Fact<ScimRecord> {
    let (records, read) = match found {
        Fact::Known(records, read) => (records, read),
        Fact::Absent(proof) => return Fact::Absent(proof),
        Fact::Unavailable(why) => return Fact::Unavailable(why),
    };
    let alone = records.len() == 1;
    let is_told = |record: &ScimRecord| told.iter().any(|fact| fact.known().is_some_and(|told| told.id == record.id));
    let mut left = records.into_iter().filter(|record| alone || !is_told(record));
    match (left.next(), left.next()) {
        (Some(record), None) => Fact::Known(record, read),
        _ => Fact::Unavailable(Why::Unexpected {
            vendor: "Atlassian",
            detail: "several SCIM records carry the subject's externalId".to_owned(),
        }),
    }
}

/// A record that has a key of this push, is not the one that it updates, and has no account behind it.
pub(super) struct Stray {
    pub(super) record: Fact<ScimRecord>,
    pub(super) link: Fact<Link>,
    pub(super) person: Fact<IdpUser>,
}

impl Stray {
    pub(super) async fn ask<O: OrganizationReads, I: IdpReads>(
        eyes: &Eyes<O, I>,
        about: &About,
        (first, second): (&First, &Second),
        named: &Fact<ScimRecord>,
    ) -> Self {
        let (link, record) = match with_the_address(eyes, about, (first, second)).await {
            Some(found) => found,
            None => with_another_key(eyes, about, (first, second), named).await,
        };
        let person = person_behind(eyes, &record, (&first.subject, &first.mapping)).await;
        Self { record, link, person }
    }
}

/// Only a link shows that nobody is behind a record: what the record itself leaves out proves nothing.
async fn with_the_address<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    (first, second): (&First, &Second),
) -> Option<(Fact<Link>, Fact<ScimRecord>)> {
    let Fact::Known(links, read) = &second.wanted_links else { return None };
    let stray = |link: &&Link| {
        link.account.is_none() && link.directory == about.directory && first.targeted() != Some(&link.record)
    };
    let mut found = links.iter().filter(stray);
    let (Some(link), None) = (found.next(), found.next()) else { return None };
    let record = match already_read(second, &link.record) {
        Some(record) => record,
        None => eyes.organization.scim_record(&about.directory, &link.record).await,
    };
    Some((Fact::Known(link.clone(), read.clone()), record))
}

/// A record with the subject's userName or externalId that names no account: its own address leads to its link.
async fn with_another_key<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    (first, second): (&First, &Second),
    named: &Fact<ScimRecord>,
) -> (Fact<Link>, Fact<ScimRecord>) {
    let why = "no record without an account is seen";
    let others = second.subject_records.known().into_iter().flatten().chain(named.known());
    let stray = |record: &&ScimRecord| record.account.is_none() && first.targeted() != Some(&record.id);
    let Some(record) = others.into_iter().find(stray) else { return (not_asked(why), not_asked(why)) };
    let Some(address) = &record.address else {
        let why = "the record names no address, so what it is linked to cannot be asked";
        return (not_asked(why), not_asked(why));
    };
    let links = eyes.organization.links_by_address(address).await;
    let link = match links {
        Fact::Known(links, read) => links
            .into_iter()
            .find(|link| link.directory == about.directory && link.record == record.id)
            .map_or_else(|| not_asked("no link of the record is shown"), |link| Fact::Known(link, read)),
        Fact::Absent(_) => not_asked("no link of the record is shown"),
        Fact::Unavailable(why) => Fact::Unavailable(why),
    };
    let read = second.subject_records.read_at().or_else(|| named.read_at());
    let question = Question::ScimRecord(about.directory.clone(), record.id.clone());
    let known = read.map(|at| Fact::Known(record.clone(), ReadAt { question, at }));
    (link, known.unwrap_or_else(|| not_asked(why)))
}

/// Whom a record belongs to: the user whose id it carries. Only an id that is the immutable one names anybody.
pub(super) async fn person_behind<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    record: &Fact<ScimRecord>,
    (subject, mapping): (&Fact<IdpUser>, &Fact<Mapping>),
) -> Fact<IdpUser> {
    let immutable = mapping.known().is_some_and(|m| m.external_id_source == ExternalIdSource::ImmutableId);
    let external_id = record.known().and_then(|record| record.external_id.as_deref());
    let Some(id) = external_id.filter(|_| immutable).and_then(|text| IdpUserId::parse(text).ok()) else {
        return not_asked("the holder's record names no user of the provider by its immutable id");
    };
    if subject.known().is_some_and(|subject| subject.id == id) {
        return subject.clone();
    }
    eyes.idp.user(&id).await
}

fn no_key<T>() -> Fact<T> {
    Fact::Unavailable(Why::NotConfigured("no key of this SCIM directory is held".to_owned()))
}
