//! The groups that the identity provider grants the subject, beside those that an account has.

use super::is_administrators;
use crate::domain::{Account, AssignedThrough, Assignment, GroupRef};

/// Groups that are granted directly and that the account lacks, by name. An account whose groups are not said lacks none that
/// anybody could name, and a group without a name cannot be compared.
pub(crate) fn lacking<'a>(assignment: &'a Assignment, account: &Account) -> Vec<&'a GroupRef> {
    let Some(own) = &account.groups else { return Vec::new() };
    let has =
        |name: &str| own.iter().filter_map(|group| group.name.as_deref()).any(|own| own.eq_ignore_ascii_case(name));
    granted(assignment).filter(|group| group.name.as_deref().is_some_and(|name| !has(name))).collect()
}

/// Those among them that may be brought back without asking: a group that gives rights is given by a person.
pub(crate) fn to_bring_back<'a>(assignment: &'a Assignment, account: &Account) -> Vec<&'a GroupRef> {
    let harmless = |group: &&GroupRef| group.name.as_deref().is_some_and(|name| !is_administrators(name));
    lacking(assignment, account).into_iter().filter(harmless).collect()
}

/// The assigned groups that the subject is a direct member of.
pub(crate) fn granted(assignment: &Assignment) -> impl Iterator<Item = &GroupRef> {
    assignment.through.iter().filter_map(|through| match through {
        AssignedThrough::Group(group) => Some(group),
        AssignedThrough::Directly => None,
    })
}
