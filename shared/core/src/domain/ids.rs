//! Identifiers: one type for each kind, so that the wrong one does not compile.
//!
//! They are opaque. Nothing may be concluded from how one looks.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest identifier that any of our sources documents is a synchronization job's, well under this.
pub const ID_CHARS_MAX: usize = 256;

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty or only whitespace.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The text is longer than [`ID_CHARS_MAX`].
    #[error("{0} has more than {ID_CHARS_MAX} characters")]
    TooLong(&'static str),
    /// The text holds whitespace or a control character.
    #[error("{0} holds a space or a control character")]
    BadCharacter(&'static str),
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads an identifier; surrounding whitespace is not tolerated.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                check(text, $what).map(|()| Self(text.to_owned()))
            }

            /// The identifier as the source spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text, $what).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

identifier!(
    /// An Atlassian account (AAID).
    AccountId, "account id"
);
identifier!(
    /// An Atlassian organization.
    OrganizationId, "organization id"
);
identifier!(
    /// A SCIM directory of an Atlassian organization (not a user directory, which is another concept there).
    DirectoryId, "SCIM directory id"
);
identifier!(
    /// A SCIM user in a SCIM directory.
    ScimUserId, "SCIM user id"
);
identifier!(
    /// A group, on whichever side it was read.
    GroupId, "group id"
);
identifier!(
    /// An immutable user (or other object) id at the identity provider: the Entra object id, the Okta user id.
    IdpUserId, "identity provider user id"
);
identifier!(
    /// A tenant of an identity provider.
    TenantId, "tenant id"
);
identifier!(
    /// A provisioning job of the identity provider (Entra: synchronization job).
    JobId, "provisioning job id"
);
identifier!(
    /// What the identity provider calls one provisioning event; the key that keeps duplicates apart at the door.
    EventId, "event id"
);
identifier!(
    /// A case of ours, made from content.
    CaseId, "case id"
);

fn check(text: &str, what: &'static str) -> Result<(), IdError> {
    if text.trim().is_empty() {
        return Err(IdError::Empty(what));
    }
    if text.chars().count() > ID_CHARS_MAX {
        return Err(IdError::TooLong(what));
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdError::BadCharacter(what));
    }
    Ok(())
}
