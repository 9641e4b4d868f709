//! Laws about what has to be true before a write is sent: I1, I4, I11, I17, I9.

use super::story::{
    BEN, BENS_RECORD, BENS_USER, FORMER, HOLDER, ORIGINAL, PLACEHOLDER, RECORD, Story, USER, WANTED, address, approved,
    back_fence, push_fence, push_of, rename_fence, take, without,
};
use crate::{Answer, Call, Change, Errand, Law, Topic};
use serde_json::json;

#[test]
fn i1_each_reading_of_each_fence_is_missed() {
    for topic in rename_fence() {
        let mut story = Story::accepted();
        story.fence(&without(rename_fence(), &topic)).renames();
        assert_eq!(story.broken(), [Law::I1], "{topic:?}");
    }
    for topic in push_fence() {
        let mut story = Story::renamed();
        story.fence(&without(push_fence(), &topic)).pushes();
        assert_eq!(story.broken(), [Law::I1], "{topic:?}");
    }
    for topic in back_fence() {
        let mut story = Story::renamed();
        story.fence(&without(back_fence(), &topic)).gives_back("compensate");
        assert_eq!(story.broken(), [Law::I1], "{topic:?}");
    }
}

#[test]
fn i1_a_fence_that_was_read_three_minutes_ago_is_none() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).later(180).renames();
    assert_eq!(story.broken(), [Law::I1]);
}

#[test]
fn i1_a_reading_that_failed_last_is_none_and_one_that_was_read_again_is_one() {
    let links = Topic::Links(HOLDER.to_owned());
    let mut story = Story::accepted();
    story.fence(&rename_fence()).reads_and_gets(links.clone(), Answer::Useless).renames();
    assert_eq!(story.broken(), [Law::I1]);
    let mut story = Story::accepted();
    story.reads_and_gets(links, Answer::Nothing).fence(&rename_fence()).renames();
    assert_eq!(story.broken(), []);
}

#[test]
fn i1_sending_in_spite_of_what_was_read_is_seen_and_an_old_answer_excuses() {
    let moved = address(HOLDER, WANTED, "ada.else@example.com");
    let mut story = Story::accepted();
    story.somebody(moved.clone()).fence(&rename_fence()).renames();
    assert_eq!(story.broken(), [Law::I1]);
    let mut story = Story::accepted();
    let profile = Topic::Profile(HOLDER.to_owned());
    story.somebody(moved).fence(&without(rename_fence(), &profile)).reads_and_gets(profile, Answer::Old(200)).renames();
    assert_eq!(story.broken(), []);
}

#[test]
fn i1_a_link_that_came_back_is_seen_before_the_fence_and_excused_after_it() {
    let linked = Change::Linked { record: BENS_RECORD.to_owned(), account: HOLDER.to_owned() };
    let mut story = Story::accepted();
    story.somebody(linked.clone()).fence(&rename_fence()).renames();
    assert_eq!(story.broken(), [Law::I1]);
    let mut story = Story::accepted();
    story.fence(&rename_fence()).somebody(linked).renames();
    assert_eq!(story.broken(), []);
}

#[test]
fn i1_where_the_profile_says_nothing_the_search_stands_in_for_it() {
    let profile = Topic::Profile(HOLDER.to_owned());
    let mut story = Story::accepted();
    story.fence(&rename_fence()).reads_and_gets(profile.clone(), Answer::Whole(403)).renames();
    assert_eq!(story.broken(), [Law::I1]);
    let mut story = Story::accepted();
    story.fence(&rename_fence()).reads_and_gets(profile, Answer::Whole(403));
    story.reads(Topic::Account(HOLDER.to_owned())).renames();
    assert_eq!(story.broken(), []);
}

#[test]
fn i4_whoever_lives_in_the_holder_keeps_the_address_unless_it_began_just_now() {
    let mut story = Story::accepted();
    story.beginning.accounts.get_mut(HOLDER).unwrap().lived_in = true;
    story.fence(&rename_fence()).renames();
    assert_eq!(story.broken(), [Law::I4]);
    let mut story = Story::accepted();
    story.fence(&rename_fence()).somebody(Change::LivedIn { account: HOLDER.to_owned() }).later(60).renames();
    assert_eq!(story.broken(), []);
}

#[test]
fn i4_an_approval_lifts_it_by_the_guards_name_only() {
    for (guard, broken) in [("idle", vec![]), ("no_storm", vec![Law::I4])] {
        let mut story = Story::begun();
        story.beginning.accounts.get_mut(HOLDER).unwrap().lived_in = true;
        story.diagnoses().accepts(|plan| approved(plan, &[guard])).fence(&rename_fence()).renames();
        assert_eq!(story.broken(), broken);
    }
}

#[test]
fn i11_a_protected_account_is_left_alone_whoever_approved() {
    for account in [HOLDER, ORIGINAL] {
        let mut story = Story::begun();
        story.beginning.accounts.get_mut(account).unwrap().protected = true;
        story.diagnoses().accepts(|plan| approved(plan, &["not_protected"]));
        story.fence(&rename_fence()).renames().fence(&push_fence()).pushes();
        assert_eq!(story.broken(), [Law::I11], "{account}");
    }
}

#[test]
fn i11_protection_that_began_after_the_fence_is_a_race() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).somebody(Change::Protected { account: HOLDER.to_owned() }).renames();
    story.later(90).fence(&back_fence()).gives_back("compensate");
    assert_eq!(story.broken(), []);
}

#[test]
fn i17_what_only_a_forged_event_says_reaches_no_write() {
    let mut story = Story::repaired();
    story.beginning.forged = vec!["Mallory@example.com".to_owned()];
    assert_eq!(story.broken(), []);
    story.beginning.forged.push("ADA_DUPLICATE_7".to_owned());
    assert_eq!(story.broken(), [Law::I17]);
}

#[test]
fn i17_only_whose_failure_the_provider_logged_is_pushed() {
    let mut story = Story::begun();
    story.beginning.users.get_mut(USER).unwrap().failed = false;
    let mut logged = Story::begun();
    logged.beginning = story.beginning.clone();
    story.diagnoses().accepts(|_| {}).fence(&rename_fence()).renames().fence(&push_fence()).pushes();
    assert_eq!(story.broken(), [Law::I17]);
    logged.somebody(Change::Failed { user: USER.to_uppercase() }).diagnoses().accepts(|_| {});
    logged.fence(&rename_fence()).renames().fence(&push_fence()).pushes();
    assert_eq!(logged.broken(), []);
}

#[test]
fn i9_a_dry_run_reads_and_sends_no_write() {
    let mut story = Story::begun();
    story.is_worker(2, Errand::Dry).leaves(Call::Token).diagnoses();
    assert_eq!(story.broken(), []);
    story.leaves(Call::Write(take()));
    assert!(story.broken().contains(&Law::I9));
}

#[test]
fn i3_whom_somebody_else_tied_the_record_to_is_their_word_only_before_the_case_was_diagnosed() {
    let broken = |tied_first: bool| {
        let tied = || Change::Linked { record: RECORD.to_owned(), account: BEN.to_owned() };
        let mut story = Story::begun();
        if tied_first {
            story.somebody(tied()).later(60);
        }
        story.journals(&json!({"event": "diagnosed"}));
        if !tied_first {
            story.somebody(tied()).later(60);
        }
        story.diagnoses().accepts(|plan| plan["target"]["account"] = json!(BEN));
        story.fence(&rename_fence()).renames().starts(&super::story::push()).leaves(Call::Write(push_of(USER)));
        story.broken().contains(&Law::I3)
    };
    assert!(!broken(true));
    assert!(broken(false));
}

#[test]
fn i3_the_account_of_somebody_else_is_never_pushed_into_nor_renamed_away() {
    let mut story = Story::begun();
    story.diagnoses().accepts(|plan| plan["target"]["account"] = json!(BEN));
    story.fence(&rename_fence()).renames().starts(&super::story::push()).leaves(Call::Write(push_of(USER)));
    assert!(story.broken().contains(&Law::I3));
    let mut story = Story::accepted();
    story.beginning.users.get_mut(BENS_USER).unwrap().rightful = Some(HOLDER.to_owned());
    story.fence(&rename_fence()).renames();
    assert_eq!(story.broken(), [Law::I3]);
}

#[test]
fn i3_an_approval_may_rename_a_leavers_account_whose_address_is_another_users_now() {
    let mut story = Story::begun();
    story.beginning.users.get_mut(BENS_USER).unwrap().rightful = Some(HOLDER.to_owned());
    let mut silent = Story::begun();
    silent.beginning = story.beginning.clone();
    silent.diagnoses().accepts(|plan| approved(plan, &[])).fence(&rename_fence()).renames();
    assert_eq!(silent.broken(), [Law::I3], "nobody said so by name");
    story.diagnoses().accepts(|plan| approved(plan, &["holder_is_free"])).fence(&rename_fence()).renames();
    assert_eq!(story.broken(), []);
    story.fence(&push_fence()).pushes();
    let played = story.played();
    assert_eq!((played.model().holder_of(WANTED), played.model().holder_of(FORMER)), (Some(ORIGINAL), None));
    assert_eq!(played.model().holder_of(PLACEHOLDER), Some(HOLDER));
    assert!(played.model().accounts().count() == 3 && RECORD != BENS_RECORD);
}
