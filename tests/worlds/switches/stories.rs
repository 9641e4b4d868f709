//! The stories that are told under every switch: one for each way in which a case can end, and how it ends by default.
//!
//! A row is a script of the simulation. Whoever adds a way to end adds a row here.

use super::told::Ends;
use untwin_simulation::Script;
use untwin_simulation::script::{Arrival, Deed, Document, Operation, Planned, When};
use untwin_simulation::town::{
    ByHand, HolderPlan, OriginalPlan, PersonPlan, PolicyPlan, RivalPlan, SchedulePlan, SubjectPlan,
};

/// A story, and how it ends.
pub struct Story {
    /// What happens, in words.
    pub what: &'static str,
    /// The script.
    pub script: fn() -> Script,
    /// How the case of everybody in it may end where no switch is thrown; mostly there is one way.
    pub ends: &'static [Ends],
}

/// Every story.
pub const STORIES: &[Story] = &[
    story("an empty duplicate holds the address", plain, &[Ends::repaired("duplicate_unlinked")]),
    story(
        "an empty duplicate holds the address of somebody with groups",
        with_groups,
        &[Ends::repaired("duplicate_unlinked")],
    ),
    story("the failure arrives as an export", exported, &[Ends::repaired("duplicate_unlinked")]),
    story("a person has to approve, and does", approved, &[Ends::repaired("duplicate_unlinked")]),
    story("it was healed by hand", || holder(HolderPlan::HealedMeanwhile), &[Ends::repaired("already_healed")]),
    story("nobody has the address any more", || holder(HolderPlan::GoneMeanwhile), &[Ends::repaired("already_healed")]),
    story("nobody visible has the address", || holder(HolderPlan::Invisible), &[Ends::handed_over("holder_invisible")]),
    story(
        "the holder was never verified",
        || holder(HolderPlan::Unverified),
        &[Ends::handed_over("holder_unverified")],
    ),
    story("the holder is not managed", || holder(HolderPlan::Unmanaged), &[Ends::handed_over("holder_unmanaged")]),
    story(
        "the original is not managed any more",
        || original(OriginalPlan::Unclaimed),
        &[Ends::handed_over("original_unmanaged")],
    ),
    story(
        "the original's record was unlinked",
        || original(OriginalPlan::Unlinked),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "the domain's proof was lost",
        || subject(SubjectPlan::LostDomain),
        &[Ends::handed_over("duplicate_unlinked")],
    ),
    story(
        "the domain's proof was lost, and the holder is linked",
        lost_and_linked,
        &[Ends::handed_over("duplicate_linked")],
    ),
    story(
        "a colleague has the address as an alias",
        || rival(RivalPlan::AnotherUser),
        &[Ends::handed_over("another_person")],
    ),
    story(
        "the holder's record is a colleague's",
        || holder(HolderPlan::LinkedToAnother),
        &[Ends::handed_over("another_person")],
    ),
    story(
        "a colleague's record has the user name",
        || holder(HolderPlan::UserNameOnly),
        &[Ends::handed_over("other_key_taken")],
    ),
    story(
        "the holder is linked to a record of the subject's",
        || holder(HolderPlan::LinkedToSubject),
        &[Ends::repaired("duplicate_linked")],
    ),
    story(
        "the holder is linked in another directory",
        || holder(HolderPlan::LinkedElsewhere),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "a record without account has the address",
        || holder(HolderPlan::OrphanRecord),
        &[Ends::asks("unusable_record")],
    ),
    story(
        "the holder is marked for deletion",
        || holder(HolderPlan::ForDeletion),
        &[Ends::handed_over("undetermined")],
    ),
    story("the holder is deactivated", || holder(HolderPlan::Deactivated), &[Ends::handed_over("undetermined")]),
    story("the holder was used lately", || holder(HolderPlan::UsedLately), &[Ends::asks("duplicate_unlinked")]),
    story(
        "the holder spells the address in capitals",
        || holder(HolderPlan::Capitals),
        &[Ends::repaired("duplicate_unlinked")],
    ),
    story(
        "the holder is in no directory",
        || holder(HolderPlan::OutsideDirectories),
        &[Ends::asks("duplicate_unlinked")],
    ),
    story(
        "the holder is a guest of another organization",
        || holder(HolderPlan::ForeignGuest),
        &[Ends::handed_over("holder_unmanaged")],
    ),
    story(
        "the holder's own record was unlinked",
        || holder(HolderPlan::Released),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "a record without account spells the address in capitals",
        || holder(HolderPlan::OrphanInCapitals),
        &[Ends::asks("unusable_record")],
    ),
    story("the holder was used this minute", used_this_minute, &[Ends::asks("duplicate_unlinked")]),
    story(
        "a helpdesk changed the address this morning",
        || subject(SubjectPlan::RenamedByHelpdeskToday),
        &[Ends::asks("duplicate_unlinked")],
    ),
    story(
        "somebody new has the address of an account that was never verified",
        || newcomer(HolderPlan::Unverified),
        &[Ends::handed_over("holder_unverified")],
    ),
    story(
        "somebody new has the address of an account that is not managed",
        || newcomer(HolderPlan::Unmanaged),
        &[Ends::NOTHING_ARRIVES],
    ),
    story(
        "somebody new has the address of another organization's account",
        || newcomer(HolderPlan::Invisible),
        &[Ends::handed_over("domain_not_claimed")],
    ),
    story(
        "somebody new has the address of an account marked for deletion",
        || newcomer(HolderPlan::ForDeletion),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "somebody new has the address of a deactivated account",
        || newcomer(HolderPlan::Deactivated),
        &[Ends::NOTHING_ARRIVES],
    ),
    story(
        "somebody new has the address of an account in another directory",
        || newcomer(HolderPlan::LinkedElsewhere),
        &[Ends::handed_over("undetermined")],
    ),
    story("somebody new has a record from before", || newcomer(HolderPlan::LinkedToSubject), &[Ends::NOTHING_ARRIVES]),
    story(
        "somebody new has a record from before under another name",
        || newcomer(HolderPlan::ExternalIdOnly),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "the record is deleted, and the provider pushes by itself",
        || pushed_by_itself(ByHand::DeleteOriginalRecord),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "the record is unlinked, and the provider pushes by itself",
        || pushed_by_itself(ByHand::UnlinkOriginal),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "the person is deleted, and the provider pushes that by itself",
        || pushed_by_itself(ByHand::DeleteUser),
        &[Ends::handed_over("undetermined")],
    ),
    story(
        "somebody signs up at the address while it is free",
        || undone_after(ByHand::SignUpAtWanted),
        &[Ends::stuck("duplicate_unlinked")],
    ),
    story(
        "somebody gives the holder its address back at the same time",
        || undone_after(ByHand::RenameHolderBack),
        &[Ends::undone("duplicate_unlinked")],
    ),
    // How many are repaired before it is seen depends on how fast the vendors answer.
    story("four at once are a storm", storm, &[Ends::repaired("duplicate_unlinked"), Ends::asks("duplicate_unlinked")]),
];

const fn story(what: &'static str, script: fn() -> Script, ends: &'static [Ends]) -> Story {
    Story { what, script, ends }
}

fn plain() -> Script {
    Script::simplest(1)
}

fn person(plan: PersonPlan) -> Script {
    let mut script = Script::simplest(1);
    script.town.people = vec![plan];
    script
}

fn holder(holder: HolderPlan) -> Script {
    person(PersonPlan { holder, ..PersonPlan::default() })
}

fn original(original: OriginalPlan) -> Script {
    person(PersonPlan { original, ..PersonPlan::default() })
}

fn subject(subject: SubjectPlan) -> Script {
    person(PersonPlan { subject, ..PersonPlan::default() })
}

/// Somebody who was never pushed.
fn newcomer(holder: HolderPlan) -> Script {
    person(PersonPlan { original: OriginalPlan::NewPerson, holder, ..PersonPlan::default() })
}

/// Something is done by hand, HR gives a third address, and the provider's cycles begin by themselves: the failure arrives
/// after one.
fn pushed_by_itself(act: ByHand) -> Script {
    let mut script = after(act);
    script.town.people = vec![PersonPlan { holder: HolderPlan::GoneMeanwhile, ..PersonPlan::default() }];
    script.town.schedule = SchedulePlan::Running;
    script.deeds.push(by_hand(When::AtSecond(1), ByHand::GiveOther));
    script.arrivals = vec![Arrival { at_s: 2_400, person: 0, document: Document::Newest }];
    script
}

fn used_this_minute() -> Script {
    after(ByHand::UseHolder)
}

/// Something is done by hand, and the failure arrives a minute later.
fn after(act: ByHand) -> Script {
    let arrival = Arrival { at_s: 60, person: 0, document: Document::Newest };
    let deeds = vec![by_hand(When::AtSecond(0), act)];
    Script { arrivals: vec![arrival], deeds, ..Script::simplest(1) }
}

/// Writes are paused between rename and push; later somebody undoes the case, and this happens right before.
fn undone_after(act: ByHand) -> Script {
    let operator = |when, act| Planned { when, deed: Deed::Operator { person: 0, act } };
    let deeds = vec![
        operator(When::AfterWrite(1), Operation::Pause),
        operator(When::AtSecond(3_000), Operation::Resume),
        operator(When::AtSecond(3_060), Operation::Undo),
        by_hand(When::BeforeWrite(2), act),
    ];
    Script { deeds, ..Script::simplest(1) }
}

const fn by_hand(when: When, act: ByHand) -> Planned {
    Planned { when, deed: Deed::ByHand { person: 0, act } }
}

fn lost_and_linked() -> Script {
    person(PersonPlan { subject: SubjectPlan::LostDomain, holder: HolderPlan::LinkedToNobody, ..PersonPlan::default() })
}

fn rival(rival: RivalPlan) -> Script {
    person(PersonPlan { rival, ..PersonPlan::default() })
}

fn with_groups() -> Script {
    person(PersonPlan { groups: 2, ..PersonPlan::default() })
}

fn exported() -> Script {
    let arrival = Arrival { at_s: 0, person: 0, document: Document::Exported };
    Script { arrivals: vec![arrival], ..Script::simplest(1) }
}

fn approved() -> Script {
    let mut script = plain();
    script.town.policy = PolicyPlan::Approve;
    let deed = Deed::Operator { person: 0, act: Operation::Apply };
    // Once before anything that lags is there, and once after it.
    script.deeds = [600, 4_000].map(|at_s| Planned { when: When::AtSecond(at_s), deed }).into();
    script
}

fn storm() -> Script {
    let mut script = Script::simplest(4);
    script.town.policy = PolicyPlan::SoonAStorm;
    script
}
