//! Keys: which opens what, and for how long.

use super::call::Call;
use super::errors::{Api, failure, scim};
use super::ledger::Actor;
use super::reply::Reply;
use http::StatusCode;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use untwin_core::domain::DirectoryId;

/// What a key is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// The organization's, without scopes: everything but SCIM.
    Organization,
    /// The organization's, with scopes: the few operations that list one (here: organizations and domains).
    Scoped,
    /// One SCIM directory's.
    Directory(DirectoryId),
}

/// The keys that the organization has given out. They are never shown.
#[derive(Clone, Default)]
pub(super) struct Keys(BTreeMap<String, Key>);

#[derive(Clone)]
struct Key {
    kind: KeyKind,
    expires_at: Option<Timestamp>,
}

impl Keys {
    pub(super) fn add(&mut self, secret: &str, kind: KeyKind) {
        self.0.insert(secret.to_owned(), Key { kind, expires_at: None });
    }

    pub(super) fn expire(&mut self, secret: &str, at: Timestamp) {
        if let Some(key) = self.0.get_mut(secret) {
            key.expires_at = Some(at);
        }
    }

    /// A directory has one key at a time: a new one stops the old one at once.
    pub(super) fn replace_directory_key(&mut self, directory: &DirectoryId, secret: &str) {
        let kind = KeyKind::Directory(directory.clone());
        self.0.retain(|_, key| key.kind != kind);
        self.add(secret, kind);
    }

    /// Who is asking, or the refusal in the words of the API that is asked.
    pub(super) fn admit(&self, call: &Call, api: Api) -> Result<Actor, Reply> {
        let kind = self.kind(call).ok_or_else(|| api.unauthorized())?;
        match (kind, api) {
            (KeyKind::Directory(directory), Api::Scim) => admit_to_directory(directory, call),
            (KeyKind::Organization, Api::Scim) | (KeyKind::Directory(_), _) => Err(api.unauthorized()),
            (KeyKind::Organization, _) => Ok(Actor::OrganizationKey),
            (KeyKind::Scoped, _) if scoped(call) => Ok(Actor::OrganizationKey),
            (KeyKind::Scoped, _) => Err(api.unauthorized()),
        }
    }

    fn kind(&self, call: &Call) -> Option<&KeyKind> {
        let key = self.0.get(call.bearer.as_deref()?)?;
        let in_time = key.expires_at.is_none_or(|at| call.now < at);
        in_time.then_some(&key.kind)
    }
}

/// Counts only: a key in a log would be a leak even here.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}

fn admit_to_directory(own: &DirectoryId, call: &Call) -> Result<Actor, Reply> {
    match call.segments().get(2) {
        Some(asked) if *asked == own.as_str() => Ok(Actor::DirectoryKey(own.clone())),
        Some(_) => Err(failure(StatusCode::FORBIDDEN, "The key belongs to another directory")),
        None => Err(scim(StatusCode::NOT_FOUND, None, "No such directory")),
    }
}

fn scoped(call: &Call) -> bool {
    matches!(
        call.segments().as_slice(),
        ["admin", "v1", "orgs"] | ["admin", "v1", "orgs", _] | ["admin", "v1", "orgs", _, "domains", ..]
    )
}
