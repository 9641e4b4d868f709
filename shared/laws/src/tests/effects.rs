//! Laws about what a request of ours changes: I3, I4, I7, I8, I16.

use super::story::{
    BEN, BENS_RECORD, BENS_USER, FORMER, GROUP, HOLDER, ORIGINAL, PLACEHOLDER, RECORD, Story, USER, WANTED, account,
    address, back_fence, give_back, life, push, push_fence, push_of, rename, rename_fence, take,
};
use crate::{By, Call, Change, Law, Life, What};

const STRANGER: &str = "712020:stranger";

fn linked(record: &str, account: &str) -> Change {
    Change::Linked { record: record.to_owned(), account: account.to_owned() }
}

/// A push that was sent and reached the provider.
fn pushing() -> Story {
    let mut story = Story::renamed();
    story.fence(&push_fence()).starts(&push()).leaves(Call::Write(push_of(USER))).reaches();
    story
}

#[test]
fn i3_a_push_makes_no_account_and_gives_nobody_else_the_address() {
    let made = Change::AccountMade { account: STRANGER.to_owned(), is: account(WANTED) };
    for change in [made, address(BEN, "ben@example.com", WANTED), linked(RECORD, BEN)] {
        let mut story = pushing();
        story.effect(change);
        assert!(story.broken().contains(&Law::I3));
    }
    let mut story = pushing();
    story.effect(linked(RECORD, ORIGINAL)).effect(address(ORIGINAL, FORMER, WANTED));
    assert_eq!(story.broken(), []);
}

#[test]
fn i3_a_push_whose_record_was_removed_under_its_feet_is_excused() {
    let mut story = Story::renamed();
    story.fence(&push_fence()).somebody(Change::RecordGone { record: RECORD.to_owned() });
    story.starts(&push()).leaves(Call::Write(push_of(USER))).reaches();
    story.effect(Change::AccountMade { account: STRANGER.to_owned(), is: account(WANTED) });
    assert_eq!(story.broken(), []);
}

#[test]
fn i4_nobody_who_lives_in_an_account_is_deactivated_but_by_the_providers_own_word() {
    let mut story = pushing();
    story.effect(life(BEN, Life::Deactivated));
    assert!(story.broken().contains(&Law::I4));
    let mut story = pushing();
    story.effect(life(ORIGINAL, Life::Deactivated));
    assert_eq!(story.broken(), []);
}

#[test]
fn i7_nobody_joins_a_group_that_the_provider_does_not_grant() {
    let joined = |group: &str| Change::Joined { record: RECORD.to_owned(), group: group.to_owned() };
    let mut story = pushing();
    story.effect(joined("group-admins"));
    assert_eq!(story.broken(), [Law::I7]);
    let mut story = pushing();
    story.somebody(Change::Granted { user: USER.to_owned(), group: "group-admins".to_owned() });
    story.effect(joined("group-admins"));
    assert_eq!(story.broken(), []);
}

#[test]
fn i7_no_record_of_somebody_else_leaves_a_group() {
    let left = || Change::Left { record: BENS_RECORD.to_owned(), group: GROUP.to_owned() };
    let mut story = pushing();
    story.effect(left());
    assert_eq!(story.broken(), [Law::I7, Law::I8]);
    let mut story = pushing();
    story.somebody(left());
    assert_eq!(story.broken(), []);
}

#[test]
fn i7_a_group_that_is_lost_is_listed() {
    let left = || Change::Left { record: RECORD.to_owned(), group: GROUP.to_owned() };
    for (findings, broken) in [(vec![], vec![Law::I7]), (vec!["group engineers is missing"], vec![])] {
        let mut story = Story::renamed();
        story.fence(&push_fence()).pushes().effect(left()).verifies(&findings).rests();
        assert_eq!(story.broken(), broken);
    }
    let mut story = Story::repaired();
    story.somebody(left()).rests();
    assert_eq!(story.broken(), [], "taken away by a person after the verification");
}

#[test]
fn i8_what_the_plan_does_not_name_stays_as_it_is() {
    let touched = |account: &str| Change::AccountTouched { account: account.to_owned() };
    let mut story = pushing();
    story.effect(touched(ORIGINAL)).effect(touched(HOLDER)).effect(Change::Failed { user: USER.to_owned() });
    assert_eq!(story.broken(), []);
    for change in [touched(BEN), Change::RecordTouched { record: BENS_RECORD.to_owned() }] {
        let mut story = pushing();
        story.effect(change);
        assert_eq!(story.broken(), [Law::I8]);
    }
}

#[test]
fn i8_a_read_changes_nothing() {
    let change = Change::AccountTouched { account: ORIGINAL.to_owned() };
    let mut story = Story::accepted();
    story.tell(What::Changed { by: By::Provider, change: change.clone() });
    assert_eq!(story.broken(), []);
    story.effect(change);
    assert_eq!(story.broken(), [Law::I8]);
}

#[test]
fn i8_a_push_may_touch_whatever_account_the_record_is_linked_to() {
    let mut story = Story::renamed();
    story.somebody(Change::Unlinked { record: RECORD.to_owned() }).somebody(linked(RECORD, BEN)).later(600);
    let mut known = Story::renamed();
    known.somebody(linked(RECORD, ORIGINAL)).fence(&push_fence()).starts(&push());
    known.leaves(Call::Write(push_of(USER))).effect(Change::AccountTouched { account: ORIGINAL.to_owned() });
    assert_eq!(known.broken(), []);
    story.fence(&push_fence()).starts(&push()).leaves(Call::Write(push_of(USER)));
    story.effect(Change::AccountTouched { account: BEN.to_owned() });
    assert_eq!(story.broken(), [Law::I1], "the fence was to see it");
}

#[test]
fn i16_whoever_was_deactivated_ends_so() {
    let mut story = pushing();
    story.beginning.accounts.get_mut(HOLDER).unwrap().life = Life::Deactivated;
    story.effect(life(HOLDER, Life::Active));
    assert!(story.broken().contains(&Law::I16));
    let mut story = Story::renamed();
    story.fence(&push_fence()).somebody(life(ORIGINAL, Life::Deactivated));
    story.starts(&push()).leaves(Call::Write(push_of(USER))).reaches().effect(life(ORIGINAL, Life::Active));
    assert_eq!(story.broken(), [], "deactivated after the last look");
}

/// A rename that was sent and reached the organization.
fn renaming() -> Story {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).leaves(Call::Write(take())).reaches();
    story
}

#[test]
fn i3_and_i8_a_rename_gives_its_placeholder_to_its_holder_and_nothing_else() {
    for change in [address(HOLDER, WANTED, "ada.else@example.com"), address(ORIGINAL, FORMER, PLACEHOLDER)] {
        let mut story = renaming();
        story.effect(change);
        assert_eq!(story.broken(), [Law::I3, Law::I8]);
    }
    let mut story = renaming();
    story.effect(address(HOLDER, WANTED, PLACEHOLDER));
    assert_eq!(story.broken(), []);
}

#[test]
fn i3_the_address_goes_back_to_whom_it_was_taken_from() {
    for (change, broken) in [
        (address(ORIGINAL, FORMER, WANTED), vec![Law::I3, Law::I8]),
        (address(HOLDER, PLACEHOLDER, "ada.else@example.com"), vec![Law::I3, Law::I8]),
        (address(HOLDER, PLACEHOLDER, WANTED), vec![]),
    ] {
        let mut story = Story::renamed();
        story.fence(&back_fence()).starts(&rename("compensate")).leaves(Call::Write(give_back())).effect(change);
        assert_eq!(story.broken(), broken);
    }
}

#[test]
fn i3_a_plan_whose_rename_came_late_may_give_the_address_back_whatever_was_planned_since() {
    let mut story = Story::accepted();
    story.fence(&rename_fence()).starts(&rename("step")).leaves(Call::Write(take()));
    story.answered(crate::Answer::Nothing).later(100).finishes("not_seen").case("deferred");
    story.later(600).effect(address(HOLDER, WANTED, PLACEHOLDER));
    story.diagnoses().accepts(|plan| plan["rename"] = serde_json::json!(null));
    story.journals(&serde_json::json!({"event": "late_effect"}));
    story.fence(&back_fence()).starts(&rename("compensate")).leaves(Call::Write(give_back()));
    story.effect(address(HOLDER, PLACEHOLDER, WANTED));
    assert_eq!(story.broken(), []);
}

#[test]
fn i8_users_of_the_provider_are_left_as_they_are() {
    let granted = |user: &str| Change::Granted { user: user.to_owned(), group: GROUP.to_owned() };
    for change in [granted(USER), Change::Failed { user: BENS_USER.to_owned() }] {
        let mut story = pushing();
        story.effect(change);
        assert_eq!(story.broken(), [Law::I8]);
    }
}

#[test]
fn i8_a_write_without_a_plan_may_change_nothing() {
    let mut story = Story::accepted();
    story.leaves(Call::of("DELETE", "/atlassian/scim/directory/dir/Users/record-ada", b""));
    story.effect(Change::RecordGone { record: RECORD.to_owned() });
    assert_eq!(story.broken(), [Law::I3, Law::I8, Law::I10]);
}

#[test]
fn i11_no_effect_touches_somebody_protected() {
    let touched = || Change::AccountTouched { account: BEN.to_owned() };
    let mut story = pushing();
    story.beginning.accounts.get_mut(BEN).unwrap().protected = true;
    story.somebody(touched());
    assert_eq!(story.broken(), []);
    story.effect(touched());
    assert_eq!(story.broken(), [Law::I8, Law::I11]);
}

#[test]
fn i11_a_push_may_touch_somebody_protected_only_where_somebody_tied_the_record_to_them_meanwhile() {
    let mut story = pushing();
    story.beginning.accounts.get_mut(BEN).unwrap().protected = true;
    story.somebody(Change::Linked { record: RECORD.to_owned(), account: BEN.to_owned() });
    story.effect(Change::AccountTouched { account: BEN.to_owned() });
    assert_eq!(story.broken(), []);
}
