//! One record as `untwin classify --json` prints it: JSON Lines with fixed names.

use serde::Serialize;
use untwin_core::domain::{Attribute, Failure, Operation, Recognition, Resource, UniquenessConflict};

/// A record, taken apart for printing. It holds personal data: it is for the person who asked, and for no log.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Classified {
    /// The shape it arrived in.
    pub source: &'static str,
    /// `uniqueness`, `other` or `none`.
    pub kind: &'static str,
    /// `user` or `group`.
    pub resource: Option<&'static str>,
    /// The attribute that is taken; a word that we do not know as it was spelled.
    pub attribute: Option<String>,
    /// Its value, as the text spells it.
    pub value: Option<String>,
    /// `create`, `update`, `delete`, `disable` or `other`.
    pub operation: &'static str,
    /// The user at the identity provider.
    pub idp_user_id: Option<String>,
    /// When it happened (RFC 3339).
    pub occurred_at: Option<String>,
    /// The key that keeps duplicates apart.
    pub dedup_key: String,
    /// Why it is no uniqueness conflict; not there where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Takes a record apart for printing.
pub fn classified(failure: &Failure) -> Classified {
    let conflict = match &failure.recognition {
        Recognition::Uniqueness(conflict) => Some(conflict),
        Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_) => None,
    };
    let (kind, why) = kind(&failure.recognition);
    Classified {
        source: failure.source.name(),
        kind,
        resource: conflict.map(resource),
        attribute: conflict.map(attribute),
        value: conflict.and_then(|conflict| conflict.value.clone()),
        operation: operation(failure.operation),
        idp_user_id: failure.subject.as_ref().map(|subject| subject.to_look_up().to_string()),
        occurred_at: failure.occurred_at.map(|at| at.to_string()),
        dedup_key: failure.dedup_key.to_string(),
        why,
    }
}

fn kind(recognition: &Recognition) -> (&'static str, Option<String>) {
    match recognition {
        Recognition::Uniqueness(_) => ("uniqueness", None),
        Recognition::Other(why) => ("other", Some(why.clone())),
        Recognition::Untold(why) | Recognition::Nothing(why) => ("none", Some(why.clone())),
    }
}

const fn resource(conflict: &UniquenessConflict) -> &'static str {
    match conflict.resource {
        Resource::User => "user",
        Resource::Group => "group",
    }
}

fn attribute(conflict: &UniquenessConflict) -> String {
    match &conflict.attribute {
        Attribute::Email => "email".to_owned(),
        Attribute::UserName => "userName".to_owned(),
        Attribute::ExternalId => "externalId".to_owned(),
        Attribute::DisplayName => "displayName".to_owned(),
        Attribute::Other(word) => word.clone(),
    }
}

const fn operation(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "create",
        Operation::Update => "update",
        Operation::Delete => "delete",
        Operation::Disable => "disable",
        Operation::Other => "other",
    }
}
