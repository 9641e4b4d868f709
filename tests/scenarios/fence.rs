//! What changes between the decision and a write: right before each write everything that it could harm is read again.

use crate::story::{ada, brief};
use untwin_core::domain::{DirectoryId, Outcome};
use untwin_core::saga::{ActResult, Event};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::entra::JobState;
use untwin_sandbox::town::{DIRECTORY, Person, hr, uuid};
use untwin_tests::{PUSH, RENAME, Story};

type Change = fn(&mut World, jiff::Timestamp, &Person);

/// Changes after which the holder must not be renamed any more.
const BEFORE_THE_RENAME: &[(&str, Change)] = &[
    ("the holder is renamed", |w, now, ada| w.organization.rename_by_hand(now, &ada.holder, "ada.other@example.com")),
    ("the holder is deactivated", |w, now, ada| w.organization.deactivate_by_hand(now, &ada.holder)),
    ("the holder is marked for deletion", |w, now, ada| w.organization.delete_by_hand(now, &ada.holder)),
    ("the holder is linked", |w, _, ada| {
        let directory = directory();
        w.organization.link(&directory, &uuid("record of another"), &uuid("another"), &ada.holder);
    }),
    ("the original is linked elsewhere", |w, _, ada| {
        let elsewhere = w.organization.add_directory(&uuid("another directory"), "another-scim-key");
        w.organization.link(&elsewhere, &uuid("record elsewhere"), &ada.user, &ada.original);
    }),
    ("the original loses its record", |w, now, ada| {
        let directory = directory();
        w.organization.unlink_by_hand(now, &directory, &ada.record);
    }),
    ("the subject is disabled", |w, now, ada| {
        w.tenant.edit_user(now, &ada.user, hr(), |user| user.account_enabled = false);
    }),
    ("the subject is called otherwise", |w, now, ada| {
        w.tenant.rename_user(now, &ada.user, "ada.king@example.com", hr());
    }),
    ("the subject is gone", |w, now, ada| w.tenant.delete_user(now, &ada.user)),
    ("the subject is not assigned any more", |w, _, ada| w.tenant.unassign(&ada.user)),
    ("the job is paused", |w, _, _| w.tenant.set_job_state(JobState::Paused)),
];

/// Changes after which the person must not be pushed any more, and the holder gets its address back.
const BEFORE_THE_PUSH: &[(&str, Change)] = &[
    ("the original loses its record", |w, now, ada| {
        let directory = directory();
        w.organization.unlink_by_hand(now, &directory, &ada.record);
    }),
    ("the subject is disabled", |w, now, ada| {
        w.tenant.edit_user(now, &ada.user, hr(), |user| user.account_enabled = false);
    }),
    ("the subject is called otherwise", |w, now, ada| {
        w.tenant.rename_user(now, &ada.user, "ada.king@example.com", hr());
    }),
    ("the subject is gone", |w, now, ada| w.tenant.delete_user(now, &ada.user)),
    ("the subject is not assigned any more", |w, _, ada| w.tenant.unassign(&ada.user)),
];

/// Changes that neither a push nor a rename back may follow: a person is called.
const NOTHING_SAFE_IS_LEFT: &[(&str, Change)] = &[
    ("somebody signs up with the address", |w, now, ada| {
        let stranger = AccountSeed::managed("712020:stranger", ada.wanted.as_str()).added(now);
        w.organization.sign_up_by_hand(now, stranger);
    }),
    ("the holder is renamed once more", |w, now, ada| {
        w.organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    }),
    ("a record is linked to the holder", |w, _, ada| {
        let directory = directory();
        w.organization.link(&directory, &uuid("record of another"), &uuid("another"), &ada.holder);
    }),
];

#[tokio::test]
async fn whatever_changes_after_the_decision_keeps_the_holder_from_being_renamed() {
    for (what, change) in BEFORE_THE_RENAME {
        let (story, ada) = changed(|event| matches!(event, Event::GroupsSnapshot { .. }), *change);
        let report = story.heal_person(&ada).await;
        assert_ne!(report.outcome, Outcome::Repaired, "{what}: {}", brief(&report));
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (0, 0), "{what}");
        story.live_on(24).await;
        // What is free by now may be pushed; nobody is renamed.
        assert_eq!(story.sent(RENAME), 0, "{what}");
    }
}

#[tokio::test]
async fn whatever_changes_after_the_rename_keeps_the_person_from_being_pushed_and_takes_the_rename_back() {
    for (what, change) in BEFORE_THE_PUSH {
        let (story, ada) = changed(renamed, *change);
        let report = story.heal_person(&ada).await;
        assert_eq!(story.sent(PUSH), 0, "{what}: {}", brief(&report));
        story.live_on(24).await;
        let report = story.case(&report.id).await;
        assert_eq!(report.outcome, Outcome::HandedOver, "{what}: {}", brief(&report));
        assert_eq!(story.renames_of_the_holder(&ada), ["away", "back"], "{what}");
        story.is_as_before(&ada);
    }
}

#[tokio::test]
async fn where_nothing_safe_is_left_the_case_is_flagged_at_once_and_not_touched_again() {
    for (what, change) in NOTHING_SAFE_IS_LEFT {
        let (story, ada) = changed(renamed, *change);
        let report = story.heal_person(&ada).await;
        assert_eq!(report.outcome, Outcome::Stuck, "{what}: {}", brief(&report));
        story.live_on(48).await;
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 0), "{what}");
    }
}

/// Ada's story with a change at the first request after an event of the journal.
fn changed(time: fn(&Event) -> bool, change: Change) -> (Story, Person) {
    let (story, ada) = ada();
    let person = ada.clone();
    story.once(time, move |world, now| change(world, now, &person));
    (story, ada)
}

fn renamed(event: &Event) -> bool {
    matches!(event, Event::Finished { result: ActResult::Done, .. })
}

fn directory() -> DirectoryId {
    DirectoryId::parse(DIRECTORY).expect("an id")
}
