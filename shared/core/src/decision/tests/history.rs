//! What counts as use of the holder, and when it can be told: guards 6 and 16.

use super::guards::{in_group, token, used};
use super::healthy::*;
use super::*;
use crate::domain::*;

#[test]
fn never_active_is_believed_of_an_account_only_after_the_report_has_settled() {
    let with = |hours: i64| {
        let mut case = healthy();
        value(&mut case.holder().account).added_at = Some(ago_h(hours));
        value(&mut case.holder().activity).added_at = None;
        case
    };
    let Verdict::Defer { until, why } = with(47).decide().verdict else { panic!("not deferred") };
    assert_eq!(until, Some(ago_h(-1)));
    assert!(why.contains(&ago_h(-1).to_string()), "{why}");
    assert_eq!(with(48).decide().verdict, Verdict::Act);
    let mut reported_earlier = with(1);
    value(&mut reported_earlier.holder().activity).added_at = Some(ago_h(48));
    assert_eq!(reported_earlier.decide().verdict, Verdict::Act);
}

#[test]
fn both_guards_over_activity_wait_for_the_report_and_the_later_of_two_waits_counts() {
    let mut case = healthy();
    value(&mut case.holder().account).added_at = Some(ago_h(1));
    value(&mut case.holder().activity).added_at = None;
    let answer = |reports: &[GuardReport], guard| reports.iter().find(|r| r.guard == guard).unwrap().answer.clone();
    let reports = case.decide().guards;
    assert!(matches!(answer(&reports, Guard::Idle), Answer::Unknown(_)));
    assert!(matches!(answer(&reports, Guard::NoHistory), Answer::Unknown(_)));
    case.policy.freezes = vec![Freeze { from: ago_h(1), until: ago_h(-5), reason: "year end".to_owned() }];
    assert!(matches!(case.decide().verdict, Verdict::Defer { until: Some(at), .. } if at == ago_h(-47)));
}

#[test]
fn newness_does_not_hide_what_a_person_has_to_decide() {
    let mut case = healthy();
    value(&mut case.holder().account).added_at = Some(ago_h(1));
    value(&mut case.holder().activity).added_at = None;
    case.holder().tokens = known(vec![token(Some(1), None)]);
    let Verdict::AskApproval { overrides, .. } = case.decide().verdict else { panic!("not asked") };
    assert_eq!(overrides.first(), Some(&Guard::Idle));
}

#[test]
fn an_account_in_no_directory_may_be_in_use_where_nobody_here_sees_it() {
    let mut case = healthy();
    value(&mut case.holder().account).status = AccountStatus::NotInvited;
    assert!(matches!(case.decide().verdict, Verdict::AskApproval { overrides, .. } if overrides == [Guard::Idle]));
}

#[test]
fn a_role_that_everybody_may_have_and_a_plain_group_are_no_access_beyond_the_defaults() {
    let mut case = healthy();
    value(&mut case.holder().account).roles = Some(vec!["atlassian/ai-access".to_owned()]);
    in_group(&mut case, Some("confluence-users"));
    assert_eq!(case.decide().verdict, Verdict::Act);
}

#[test]
fn whose_use_is_known_is_not_too_new_to_be_judged() {
    let mut case = healthy();
    value(&mut case.holder().account).added_at = Some(ago_h(1));
    used(&mut case, 200);
    value(&mut case.holder().activity).added_at = None;
    let Verdict::AskApproval { overrides, .. } = case.decide().verdict else { panic!("not asked") };
    assert_eq!(overrides, [Guard::NoHistory, Guard::SamePerson]);
}

#[test]
fn an_account_without_an_activity_report_has_no_proved_history_either() {
    let mut case = healthy();
    case.holder().activity = absent();
    let Verdict::AskApproval { overrides, .. } = case.decide().verdict else { panic!("not asked") };
    assert_eq!(overrides, [Guard::Idle, Guard::NoHistory, Guard::SamePerson]);
}
