//! Whether the subject is a member, where the provider may leave its kind out.
//!
//! Entra's `userType` may be null, for old users and some that were synced. Whoever was invited leaves other traces:
//! `#EXT#` in the login name, the creation type, or the state of the invitation.

use crate::domain::{IdpUser, UserKind};

/// Stands in the login name of everybody who was invited.
const INVITED_MARK: &str = "#ext#";
const CREATION_TYPE: &str = "creationType";
/// Creation types of those who came from outside, each in its way.
const FROM_OUTSIDE: [&str; 3] = ["Invitation", "EmailVerified", "SelfServiceSignUp"];
const PENDING: &str = "PendingAcceptance";
/// Has a value only for those who were invited.
const INVITATION_STATE: &str = "externalUserState";

/// What the subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Membership {
    /// A member, by its kind or because nothing says otherwise.
    Member,
    /// A guest.
    Guest,
    /// It cannot be told.
    Unsaid,
}

pub(super) fn membership(user: &IdpUser) -> Membership {
    match &user.kind {
        // Somebody who never took the invitation up is called a member where the invitation says so.
        UserKind::Member if is_pending(user) => Membership::Unsaid,
        UserKind::Member => Membership::Member,
        UserKind::Guest => Membership::Guest,
        UserKind::Other(word) if word.is_empty() && !was_invited(user) => Membership::Member,
        UserKind::Other(_) => Membership::Unsaid,
    }
}

fn is_pending(user: &IdpUser) -> bool {
    user.attributes.get(INVITATION_STATE).is_some_and(|state| state.eq_ignore_ascii_case(PENDING))
}

fn was_invited(user: &IdpUser) -> bool {
    let marked = user.login_name.as_ref().is_none_or(|name| name.to_ascii_lowercase().contains(INVITED_MARK));
    let from_outside = |kind: &String| FROM_OUTSIDE.iter().any(|way| kind.eq_ignore_ascii_case(way));
    let created = user.attributes.get(CREATION_TYPE).is_some_and(from_outside);
    marked || created || user.attributes.contains_key(INVITATION_STATE)
}
