//! SCIM records that are asked for only where something else points at them.

use super::About;
use super::rounds::{First, Second, not_asked};
use crate::ports::{Eyes, IdpReads, OrganizationReads};
use crate::setup::Pushed;
use untwin_core::domain::{
    AccountFile, Attribute, Evaluated, ExternalIdSource, Fact, IdpUser, IdpUserId, Mapping, Recognition, ScimKey,
    ScimRecord, UniquenessConflict, Why,
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
    let known = [&second.subject_record, &second.targeted_record];
    if let Some(same) = known.into_iter().find(|fact| fact.known().is_some_and(|record| record.id == link.record)) {
        return same.clone();
    }
    match by.scim_key {
        ScimKey::NotHeld => no_key(),
        ScimKey::Held => eyes.organization.scim_record(&about.directory, &link.record).await,
    }
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
