//! The guards, one file each: its sentence, and the function that answers.
//!
//! A guard sees a plan's steps and the evidence, and says what it looked at. It never sees how the plan was found.

mod address_is_theirs;
mod address_settled;
mod allowed;
mod distinct;
mod domains_claimed;
mod editable;
mod fresh;
mod groups_can_return;
mod holder_is_free;
mod idle;
mod membership;
mod no_history;
mod no_storm;
mod not_a_relapse;
mod not_protected;
mod one_attribute;
mod original_managed;
mod push_is_safe;
mod roles;
mod same_person;
mod still_wanted;
mod stray;
mod tally;

pub(crate) use allowed::{Hindrance, hindrance};
pub(crate) use idle::settles_at;
pub(crate) use roles::{Role, is_administrators, role};
pub(crate) use stray::seen_enough_at;

use super::{Answer, Guard, GuardReport, NotConcerned, Overridable, required_guards, scene::Scene};
use std::collections::BTreeSet;
use tally::Reply;

/// The order in which the guard that stopped a plan is looked for.
///
/// A guard whose fact rests on another's stands after it: 4 rests on 15 and 19 on 16 for an unlinked holder, and the
/// protection of an account outweighs what it did. What passes by itself (13, 14) comes last.
pub(crate) const CAUSES_BEFORE_DEPENDENTS: [Guard; 19] = [
    Guard::StillWanted,
    Guard::Distinct,
    Guard::NotProtected,
    Guard::AddressIsTheirs,
    Guard::HolderIsFree,
    Guard::Editable,
    Guard::Idle,
    Guard::NoHistory,
    Guard::SamePerson,
    Guard::DomainsClaimed,
    Guard::OriginalManaged,
    Guard::OneAttribute,
    Guard::GroupsCanReturn,
    Guard::PushIsSafe,
    Guard::NotARelapse,
    Guard::NoStorm,
    Guard::AddressSettled,
    Guard::Allowed,
    Guard::Fresh,
];

/// Every guard with its answer about these steps.
pub(crate) fn report(scene: &Scene<'_>) -> Vec<GuardReport> {
    let required: BTreeSet<Guard> = scene.steps.iter().flat_map(required_guards).collect();
    let answer = |guard| {
        let reply = if required.contains(&guard) {
            check(guard, scene)
        } else {
            Reply::not_concerned(NotConcerned::NoStepRequiresIt, "the steps of the plan")
        };
        GuardReport { guard, answer: reply.answer, looked_at: reply.looked_at }
    };
    Guard::ALL.into_iter().map(answer).collect()
}

/// Whether an answer stands in the way.
pub(crate) const fn stands(answer: &Answer) -> Way {
    match answer {
        Answer::Pass | Answer::NotConcerned(_) => Way::Free,
        Answer::NeedsPerson(_) | Answer::Unknown(_) => Way::Blocked,
    }
}

/// Whether the way is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nothing is in the way.
    Free,
    /// A guard is in the way.
    Blocked,
}

/// Whether one approval that names this guard lifts it here.
pub(crate) fn lift(guard: Guard, scene: &Scene<'_>) -> Lift {
    match (guard.overridable(), guard) {
        (Overridable::ByOneApproval, _) => Lift::Lifts,
        (Overridable::OnlyWhere(_), Guard::AddressIsTheirs) => address_is_theirs::lift(scene),
        (Overridable::OnlyWhere(_), Guard::HolderIsFree) => holder_is_free::lift(scene),
        (Overridable::No | Overridable::ByTwoPeople | Overridable::OnlyWhere(_), _) => Lift::DoesNot,
    }
}

/// Whether a guard that stands in the way gets out of it without anybody.
pub(crate) fn patience(guard: Guard, scene: &Scene<'_>) -> Patience {
    let waits = match guard {
        Guard::Fresh => true,
        Guard::Allowed => hindrance(scene) != Some(Hindrance::NeverFits),
        Guard::Idle => settles_at(scene).is_some(),
        Guard::AddressIsTheirs => address_is_theirs::only_lags(scene),
        Guard::HolderIsFree => holder_is_free::only_lags(scene),
        Guard::StillWanted
        | Guard::Distinct
        | Guard::Editable
        | Guard::NotProtected
        | Guard::DomainsClaimed
        | Guard::OriginalManaged
        | Guard::OneAttribute
        | Guard::GroupsCanReturn
        | Guard::NotARelapse
        | Guard::NoStorm
        | Guard::NoHistory
        | Guard::PushIsSafe
        | Guard::AddressSettled
        | Guard::SamePerson => false,
    };
    if waits { Patience::PassesByItself } else { Patience::Stands }
}

/// What time does to a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// It passes by itself, sooner or later.
    PassesByItself,
    /// Nothing changes by waiting.
    Stands,
}

/// What one approval does to a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lift {
    /// It lifts it.
    Lifts,
    /// It does not.
    DoesNot,
}

impl Guard {
    /// What it demands, in one sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::StillWanted => still_wanted::SENTENCE,
            Self::Distinct => distinct::SENTENCE,
            Self::Editable => editable::SENTENCE,
            Self::HolderIsFree => holder_is_free::SENTENCE,
            Self::NotProtected => not_protected::SENTENCE,
            Self::Idle => idle::SENTENCE,
            Self::DomainsClaimed => domains_claimed::SENTENCE,
            Self::OriginalManaged => original_managed::SENTENCE,
            Self::OneAttribute => one_attribute::SENTENCE,
            Self::GroupsCanReturn => groups_can_return::SENTENCE,
            Self::NotARelapse => not_a_relapse::SENTENCE,
            Self::NoStorm => no_storm::SENTENCE,
            Self::Allowed => allowed::SENTENCE,
            Self::Fresh => fresh::SENTENCE,
            Self::AddressIsTheirs => address_is_theirs::SENTENCE,
            Self::NoHistory => no_history::SENTENCE,
            Self::PushIsSafe => push_is_safe::SENTENCE,
            Self::AddressSettled => address_settled::SENTENCE,
            Self::SamePerson => same_person::SENTENCE,
        }
    }
}

fn check(guard: Guard, scene: &Scene<'_>) -> Reply {
    match guard {
        Guard::StillWanted => still_wanted::check(scene),
        Guard::Distinct => distinct::check(scene),
        Guard::Editable => editable::check(scene),
        Guard::HolderIsFree => holder_is_free::check(scene),
        Guard::NotProtected => not_protected::check(scene),
        Guard::Idle => idle::check(scene),
        Guard::DomainsClaimed => domains_claimed::check(scene),
        Guard::OriginalManaged => original_managed::check(scene),
        Guard::OneAttribute => one_attribute::check(scene),
        Guard::GroupsCanReturn => groups_can_return::check(scene),
        Guard::NotARelapse => not_a_relapse::check(scene),
        Guard::NoStorm => no_storm::check(scene),
        Guard::Allowed => allowed::check(scene),
        Guard::Fresh => fresh::check(scene),
        Guard::AddressIsTheirs => address_is_theirs::check(scene),
        Guard::NoHistory => no_history::check(scene),
        Guard::PushIsSafe => push_is_safe::check(scene),
        Guard::AddressSettled => address_settled::check(scene),
        Guard::SamePerson => same_person::check(scene),
    }
}
