//! A repair rests on the newest word of the IdP's log, and never on one that was taken back.

use super::healthy::*;
use super::neighbours::undetermined;
use super::*;
use crate::domain::*;

type Newer = fn(&mut LogRecord);

const NEWER: [(&str, Newer); 10] = [
    ("a success", |r| (r.status, r.recognition) = (LogStatus::Success, nothing())),
    ("a skip", |r| (r.status, r.recognition) = (LogStatus::Skipped, nothing())),
    ("a warning", |r| r.status = LogStatus::Other("warning".to_owned())),
    ("a disable", |r| (r.operation, r.status) = (Operation::Disable, LogStatus::Success)),
    ("a delete", |r| (r.operation, r.status) = (Operation::Delete, LogStatus::Success)),
    ("another failure", |r| r.recognition = Recognition::Other("User must be Active.".to_owned())),
    ("another address", |r| r.recognition = conflict(Resource::User, Attribute::Email, Some("ada.x@example.com"))),
    ("a create", |r| (r.operation, r.target_record) = (Operation::Create, None)),
    ("an operation of another kind", |r| r.operation = Operation::Other),
    ("another record", |r| r.target_record = Some(id(ScimUserId::parse, "scim-2"))),
];

fn nothing() -> Recognition {
    Recognition::Nothing("no failure".to_owned())
}

/// The failing record, and one that is newer by so many hours.
fn followed_by(case: &mut Case, hours: i64, change: Newer) {
    let mut newer = case.record().clone();
    newer.id = id(EventId::parse, "event-2");
    newer.at = case.record().at.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
    change(&mut newer);
    // The log is in the order newest first.
    value(&mut case.evidence.log).insert(usize::from(hours < 0), newer);
}

#[test]
fn nothing_is_renamed_or_pushed_for_a_failure_that_is_not_the_newest_word() {
    for (what, newer) in NEWER {
        for hours in [0, 1] {
            undetermined(|c| followed_by(c, hours, newer), "newest word");
            undetermined(|c| followed_by(c.nobody_has_it(), hours, newer), "newest word");
        }
        let mut case = healthy();
        followed_by(&mut case, -1, newer);
        assert_eq!(case.decide().verdict, Verdict::Act, "{what}, but older");
    }
}

#[test]
fn the_same_failure_again_is_no_news() {
    let mut case = healthy();
    followed_by(&mut case, 1, |r| {
        r.recognition = conflict(Resource::User, Attribute::Email, Some("ADA@example.com"));
    });
    assert_eq!(case.decide().verdict, Verdict::Act);
}

#[test]
fn whoever_is_healed_is_never_pushed_after_another_failure() {
    undetermined(
        |c| followed_by(c.healed(), 1, |r| r.recognition = Recognition::Other("User must be Active.".to_owned())),
        "newest word",
    );
    let mut case = healthy();
    followed_by(case.healed(), 1, |r| r.status = LogStatus::Success);
    assert_eq!(case.decide().verdict, Verdict::VerifyOnly);
}

#[test]
fn a_log_that_does_not_show_the_failing_record_yet_takes_nothing_back() {
    let mut case = healthy();
    followed_by(&mut case, -1, |r| r.status = LogStatus::Success);
    value(&mut case.evidence.log).remove(0);
    assert_eq!(case.decide().verdict, Verdict::Act);
    assert_eq!(case.check(case.body(), &[]).err(), None);
}
