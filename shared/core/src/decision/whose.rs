//! Whose a SCIM record is, by its externalId: the subject's own, a user's who is proved gone, somebody else's, or not told.
//!
//! It names users by their immutable id alone. Whether a record that is free may be touched is a matter of the guards.

use crate::domain::{
    AbsenceProof, Evidence, ExternalIdSource, Fact, IdpUser, IdpUserId, Question, ScimKey, ScimRecord,
};

/// Whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose<'a> {
    /// It carries the subject's own id.
    Subjects,
    /// It carries the id of a user who is proved gone: the same key that just read the subject finds nobody by that id.
    Gone(&'a IdpUserId),
    /// It carries the id of another user, who lives.
    Anothers(&'a IdpUserId),
    /// It is not told, and why.
    Untold(Untold),
}

/// Why it is not told whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Untold {
    /// No key of the directory is held, so records cannot be read.
    NoKey,
    /// The record, or the user that it names, could not be read, or is not there.
    NotRead,
    /// It carries no externalId.
    NoExternalId,
    /// The directory's externalId is not the immutable id of a user.
    NotImmutable,
    /// The record is of another directory than the one that this job pushes to.
    AnotherDirectory,
}

impl Untold {
    /// The reason, fit for people.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::NoKey => "no key of this SCIM directory is held, so whose the record is cannot be read",
            Self::NotRead => "whose the record is could not be read",
            Self::NoExternalId => "the record carries no externalId",
            Self::NotImmutable => "the mapping does not make externalId from the immutable id, so it names nobody",
            Self::AnotherDirectory => "the record is of another directory than the one that this job pushes to",
        }
    }
}

/// Whose the record is; `person` is the user that its externalId names, as far as that was asked.
pub(crate) fn whose<'a>(evidence: &'a Evidence, record: &'a Fact<ScimRecord>, person: &'a Fact<IdpUser>) -> Whose<'a> {
    told(evidence, record, person).unwrap_or_else(Whose::Untold)
}

fn told<'a>(
    evidence: &'a Evidence,
    record: &'a Fact<ScimRecord>,
    person: &'a Fact<IdpUser>,
) -> Result<Whose<'a>, Untold> {
    if evidence.scim_key == ScimKey::NotHeld {
        return Err(Untold::NoKey);
    }
    let record = record.known().ok_or(Untold::NotRead)?;
    if record.directory != evidence.directory {
        return Err(Untold::AnotherDirectory);
    }
    let external_id = record.external_id.as_deref().ok_or(Untold::NoExternalId)?;
    let mapping = evidence.mapping.known().ok_or(Untold::NotRead)?;
    if mapping.external_id_source != ExternalIdSource::ImmutableId {
        return Err(Untold::NotImmutable);
    }
    let subject = evidence.subject.known().ok_or(Untold::NotRead)?;
    if subject.id.as_str() == external_id {
        return Ok(Whose::Subjects);
    }
    match person {
        Fact::Known(person, _) if person.id.as_str() == external_id => Ok(Whose::Anothers(&person.id)),
        Fact::Absent(proof) => asked_for(proof, external_id).map(Whose::Gone).ok_or(Untold::NotRead),
        Fact::Known(..) | Fact::Unavailable(_) => Err(Untold::NotRead),
    }
}

/// Nobody is proved gone who was not asked for by exactly this id.
fn asked_for<'a>(proof: &'a AbsenceProof, external_id: &str) -> Option<&'a IdpUserId> {
    proof.asked().iter().find_map(|question| {
        if let Question::IdpUser(id) = question { Some(id).filter(|id| id.as_str() == external_id) } else { None }
    })
}
