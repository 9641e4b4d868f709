//! Laws about journals, the kill switch and the budget: I2, I6, I10, I12.

use super::story::{
    HOLDER, RECORD, Story, USER, WANTED, approved, back_fence, give_back, push, push_fence, push_of, rename,
    rename_fence, take,
};
use crate::{Answer, Call, Errand, Law, Promises, Switch, Topic, What};
use serde_json::json;

#[test]
fn i2_no_plan_is_accepted_on_what_could_not_be_read() {
    let log = || Topic::Other("/graph/v1.0/auditLogs/directoryAudits?$filter=x".to_owned());
    for answer in [Answer::Useless, Answer::Nothing, Answer::NotSent, Answer::Whole(429), Answer::Whole(503)] {
        let mut story = Story::begun();
        story.reads_and_gets(log(), answer).diagnoses().accepts(|_| {});
        assert_eq!(story.broken(), [Law::I2], "{answer:?}");
        let mut story = Story::begun();
        story.reads_and_gets(log(), answer).reads(log()).diagnoses().accepts(|_| {});
        assert_eq!(story.broken(), []);
    }
}

#[test]
fn i2_what_failed_in_an_earlier_diagnosis_or_before_a_person_decided_is_no_matter() {
    let owners = || Topic::Owners(WANTED.to_owned());
    let mut story = Story::begun();
    story.reads_and_gets(owners(), Answer::Nothing).diagnoses();
    story.journals(&json!({"event": "diagnosed"})).journals(&json!({"event": "deferred"}));
    story.diagnoses().accepts(|_| {});
    assert_eq!(story.broken(), []);
    let mut story = Story::begun();
    story.reads_and_gets(owners(), Answer::Nothing).diagnoses().accepts(|plan| approved(plan, &["idle"]));
    assert_eq!(story.broken(), []);
}

#[test]
fn i2_a_failing_question_about_another_record_of_the_log_is_no_matter() {
    let by_id = |id: &str| Topic::Other(format!("/graph/v1.0/auditLogs/provisioning?$filter=id%20eq%20%27{id}%27"));
    for (id, broken) in [("log-1", vec![Law::I2]), ("log-of-ben", vec![])] {
        let mut story = Story::begun();
        story.reads_and_gets(by_id(id), Answer::Nothing).diagnoses().accepts(|_| {});
        assert_eq!(story.broken(), broken);
    }
}

#[test]
fn i6_one_record_lets_one_request_out() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).leaves(Call::Write(take())).answered(Answer::Useless);
    assert_eq!(story.broken(), []);
    story.fence(&rename_fence()).leaves(Call::Write(take()));
    assert_eq!(story.broken(), [Law::I6]);
}

#[test]
fn i6_after_a_request_that_never_left_a_new_record_lets_another_out() {
    let mut story = Story::renamed();
    story.fence(&push_fence()).starts(&push()).leaves(Call::Write(push_of(USER))).answered(Answer::NotSent);
    story.finishes("not_sent").fence(&push_fence()).pushes();
    assert_eq!(story.broken(), []);
}

#[test]
fn i6_nobody_touches_the_objects_of_a_request_that_is_unresolved() {
    let mut story = Story::renamed();
    story.fence(&push_fence()).starts(&push()).leaves(Call::Write(push_of(USER))).answered(Answer::Nothing);
    let mut resolved = Story::renamed();
    resolved.fence(&push_fence()).starts(&push()).leaves(Call::Write(push_of(USER))).answered(Answer::Nothing);
    story.fence(&back_fence()).gives_back("compensate");
    assert_eq!(story.broken(), [Law::I6]);
    resolved.later(80).finishes("not_seen").fence(&back_fence()).gives_back("compensate");
    assert_eq!(resolved.broken(), []);
}

#[test]
fn i6_a_write_leaves_in_time_and_by_the_hand_that_wrote_it_down() {
    let mut late = Story::accepted();
    late.starts(&rename("step")).later(30).fence(&rename_fence()).leaves(Call::Write(take()));
    assert_eq!(late.broken(), [Law::I6]);
    let mut other = Story::accepted();
    other.starts(&rename("step")).is_worker(2, Errand::Repair).fence(&rename_fence()).leaves(Call::Write(take()));
    assert_eq!(other.broken(), [Law::I6]);
    let mut closed = Story::accepted();
    closed.starts(&rename("step")).is_worker(2, Errand::Repair).finishes("not_seen");
    closed.as_worker(1).fence(&rename_fence()).leaves(Call::Write(take()));
    assert_eq!(closed.broken(), [Law::I6]);
}

#[test]
fn i6_a_request_reaches_its_vendor_once() {
    let mut story = Story::renamed();
    story.reads(Topic::Job);
    assert_eq!(story.broken(), []);
    story.reaches();
    assert_eq!(story.broken(), [Law::I6]);
}

#[test]
fn i10_a_write_that_no_journal_holds_is_seen() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).leaves(Call::Write(take()));
    assert_eq!(story.broken(), [Law::I10]);
    let mut story = Story::accepted();
    story.leaves(Call::of("DELETE", "/atlassian/scim/directory/dir/Users/record-ada", b""));
    assert_eq!(story.broken(), [Law::I3, Law::I10], "{RECORD}");
}

#[test]
fn i10_what_was_started_is_closed_or_its_case_is_stuck() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).case("handed_over").rests();
    assert_eq!(story.broken(), [Law::I10]);
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).case("stuck").rests();
    assert_eq!(story.broken(), []);
}

#[test]
fn i12_the_people_of_an_hour_stay_within_the_budget() {
    let plans = |pause_s: i64| {
        let mut story = Story::begun();
        story.beginning.promises = Promises { people_per_hour: 3, ..Promises::default() };
        story.diagnoses().accepts(|_| {}).later(pause_s).diagnoses().accepts(|_| {});
        story.broken()
    };
    assert_eq!(plans(1_800), [Law::I12]);
    assert_eq!(plans(3_600), []);
}

#[test]
fn i12_a_plan_counts_everybody_whom_it_touches() {
    let mut story = Story::begun();
    story.diagnoses().accepts(|plan| plan["harm"]["people"] = json!(1));
    assert_eq!(story.broken(), [Law::I12]);
    let mut story = Story::begun();
    story.diagnoses().accepts(|plan| {
        plan["harm"]["people"] = json!(1);
        plan["rename"] = json!(null);
    });
    assert_eq!(story.broken(), []);
}

#[test]
fn i12_the_kill_switch_stops_a_worker_within_one_step() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).tell(What::Switch(Switch::Paused));
    story.leaves(Call::Write(take())).answered(Answer::Whole(204)).finishes("done");
    assert_eq!(story.broken(), [], "one step that began before");
    story.fence(&back_fence());
    let act = rename("compensate");
    story.journals(&json!({"event": "started", "step": 1, "act": act, "not_after": "2026-08-18T09:00:00Z"}));
    assert_eq!(story.broken(), [Law::I12], "the switch was not read again");
}

#[test]
fn i12_whoever_read_that_writes_are_paused_sends_nothing() {
    let mut story = Story::renamed();
    story.fence(&back_fence()).starts(&rename("compensate")).reads_switch(Switch::Paused);
    assert_eq!(story.broken(), []);
    story.leaves(Call::Write(give_back()));
    assert_eq!(story.broken(), [Law::I12], "{HOLDER}");
}

#[test]
fn i12_once_writes_are_allowed_again_the_work_goes_on() {
    let mut story = Story::renamed();
    story.tell(What::Switch(Switch::Paused)).reads_switch(Switch::Paused).tell(What::Switch(Switch::Enabled));
    story.fence(&back_fence()).gives_back("compensate");
    assert_eq!(story.broken(), []);
}

#[test]
fn i2_what_only_idleness_rests_on_is_required_where_an_address_is_taken() {
    let activity = || Topic::Other("/atlassian/admin/v1/orgs/o/directory/users/a/last-active-dates".to_owned());
    let mut story = Story::begun();
    story.reads_and_gets(activity(), Answer::Useless).diagnoses().accepts(|_| {});
    assert_eq!(story.broken(), [Law::I2]);
    let mut story = Story::begun();
    story.reads_and_gets(activity(), Answer::Useless).diagnoses().accepts(|plan| plan["rename"] = json!(null));
    assert_eq!(story.broken(), []);
}

#[test]
fn i6_what_was_never_sent_reaches_nobody() {
    let mut story = Story::renamed();
    story.tell(What::Reached { request: 9_999 });
    assert_eq!(story.broken(), [Law::I6]);
}

#[test]
fn i12_a_write_is_not_started_once_the_switch_was_thrown() {
    let act = rename("compensate");
    let started = json!({"event": "started", "step": 1, "act": act, "not_after": "2026-08-18T09:00:00Z"});
    let mut story = Story::renamed();
    story.reads_switch(Switch::Paused).journals(&started);
    assert_eq!(story.broken(), [Law::I12], "it read so");
    let mut story = Story::renamed();
    story.tell(What::Switch(Switch::Paused)).reads_switch(Switch::Enabled).journals(&started);
    assert_eq!(story.broken(), [Law::I12], "it read otherwise, after that");
}
