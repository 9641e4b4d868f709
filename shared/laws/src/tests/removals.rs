//! Laws about taking a record away, and about bringing groups back.

use super::story::{BEN, GROUP, HOLDER, RECORD, Story, USER, push_fence, rename_fence, without};
use crate::{Answer, Call, Change, Law, Record, Topic, Write};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const LOCK: &str = "record-of-the-twin";
const GONE: &str = "user-gone";
const LATE: &str = "record-made-late";

/// A plan was accepted that removes the twin's record, which was of a user who is gone.
fn accepted() -> Story {
    let mut story = Story::begun();
    let lock = Record { directory: "dir".to_owned(), account: Some(HOLDER.to_owned()), groups: BTreeSet::new() };
    story.beginning.records.insert(LOCK.to_owned(), lock);
    story.diagnoses().accepts(|plan| removing(plan, Some(HOLDER)));
    story
}

fn removing(plan: &mut Value, account: Option<&str>) {
    plan["removal"] = json!({"account": account, "directory": "dir", "record": LOCK, "of": {"gone": GONE}});
    plan["objects"].as_array_mut().unwrap().push(json!({"record": ["dir", LOCK]}));
}

fn fence() -> Vec<Topic> {
    let mut topics = rename_fence();
    topics.extend([Topic::Record(LOCK.to_owned()), Topic::User(GONE.to_owned())]);
    topics
}

/// Everything of the removal but its fence.
fn removes(story: &mut Story) -> &mut Story {
    let act = json!({"act": "remove_records", "account": HOLDER, "directory": "dir", "record": LOCK});
    story.starts(&act).leaves(Call::Write(Write::RemoveRecords { account: HOLDER.to_owned() })).reaches();
    story.effect(Change::RecordGone { record: LOCK.to_owned() }).answered(Answer::Whole(204)).finishes("done")
}

#[test]
fn a_record_is_removed_under_its_whole_fence_and_each_reading_is_missed() {
    let mut story = accepted();
    removes(story.fence(&fence()));
    assert_eq!(story.broken(), []);
    for topic in fence() {
        let mut story = accepted();
        removes(story.fence(&without(fence(), &topic)));
        assert_eq!(story.broken(), [Law::I1], "{topic:?}");
    }
}

#[test]
fn a_record_goes_with_the_others_only_where_it_was_tied_after_the_last_look() {
    let removed_with = |tied: fn(&mut Story)| {
        let mut story = accepted();
        story.fence(&fence());
        tied(&mut story);
        let act = json!({"act": "remove_records", "account": HOLDER, "directory": "dir", "record": LOCK});
        story.starts(&act).leaves(Call::Write(Write::RemoveRecords { account: HOLDER.to_owned() })).reaches();
        story.effect(Change::RecordGone { record: LATE.to_owned() });
        story.broken().contains(&Law::I8)
    };
    assert!(!removed_with(|story| {
        story.somebody(Change::RecordMade { record: LATE.to_owned(), directory: "elsewhere".to_owned() });
        story.somebody(Change::Linked { record: LATE.to_owned(), account: HOLDER.to_owned() });
    }));
    assert!(removed_with(|story| {
        let known =
            Record { directory: "elsewhere".to_owned(), account: Some(HOLDER.to_owned()), groups: BTreeSet::new() };
        story.beginning.records.insert(LATE.to_owned(), known);
    }));
}

#[test]
fn the_records_of_somebodys_own_account_stay() {
    let mut story = Story::accepted();
    story.leaves(Call::Write(Write::RemoveRecords { account: BEN.to_owned() }));
    assert_eq!(story.broken(), [Law::I3, Law::I4, Law::I10]);
}

#[test]
fn a_record_that_an_account_is_behind_is_not_deleted() {
    let mut story = accepted();
    story.journals(&json!({"event": "started", "step": 1, "attempt": 1, "not_after": "2026-08-18T09:00:00Z",
        "act": {"act": "delete_record", "directory": "dir", "record": LOCK}}));
    story.reads_switch(crate::Switch::Enabled);
    story.leaves(Call::Write(Write::DeleteRecord { record: LOCK.to_owned() }));
    assert!(story.broken().contains(&Law::I3), "{:?}", story.broken());
}

#[test]
fn a_group_comes_back_where_it_is_granted_and_no_other() {
    let pushed = |group: &str| {
        let mut story = Story::renamed();
        story.fence(&push_fence()).pushes().fence(&[Topic::Job]).fence(&push_fence());
        story.starts(&json!({"act": "push_group", "subject": USER, "group": group}));
        story.leaves(Call::Write(Write::PushMember { user: USER.to_owned(), group: group.to_owned() })).reaches();
        story.effect(Change::Joined { record: RECORD.to_owned(), group: group.to_owned() });
        story.answered(Answer::Whole(200)).finishes("done");
        story.broken()
    };
    let joined = |group: &str| {
        let mut story = Story::renamed();
        story.fence(&push_fence()).pushes().fence(&push_fence());
        story.starts(&json!({"act": "join_group", "group": group, "name": "n", "directory": "dir", "record": RECORD}));
        story.leaves(Call::Write(Write::Join { record: RECORD.to_owned() })).reaches();
        story.effect(Change::Joined { record: RECORD.to_owned(), group: group.to_owned() });
        story.answered(Answer::Whole(200)).finishes("done");
        story.broken()
    };
    assert_eq!((joined(GROUP), joined("group-of-others")), (Vec::new(), vec![Law::I7]));
    assert_eq!(pushed(GROUP), []);
    assert_eq!(pushed("group-of-others"), [Law::I7]);
}
