//! Plans made by hand, each with one fault, and the guards that no built cause can fail: 1, 2 and 10.

use super::healthy::*;
use super::*;
use crate::domain::*;

fn complaints(change: impl FnOnce(&mut PlanBody)) -> Vec<Complaint> {
    let case = healthy();
    let mut body = case.body();
    change(&mut body);
    case.check(body, &[]).expect_err("complaints")
}

#[track_caller]
fn complains(change: impl FnOnce(&mut PlanBody), wanted: &Complaint) {
    let found = complaints(change);
    assert!(found.contains(wanted), "{found:?}");
}

#[test]
fn every_plan_that_the_planner_makes_passes() {
    let changes: [fn(&mut Case); 3] = [|_| {}, |c| _ = c.healed(), |c| _ = c.nobody_has_it()];
    for change in changes {
        let mut case = healthy();
        change(&mut case);
        let body = case.body();
        assert_eq!(case.check(body, &[]).err(), None);
    }
}

#[test]
fn shadow_mode_lets_no_plan_through_whoever_approves_it() {
    let mut case = healthy();
    case.policy.shadow = Shadow::On;
    for by in [By::Auto, By::Approval(&[]), By::Approval(&Guard::ALL)] {
        assert!(case.check_by(case.body(), by).unwrap_err().contains(&Complaint::Shadow), "{by:?}");
    }
}

#[test]
fn the_mode_of_the_cause_says_whose_word_is_enough() {
    let with = |mode, by| {
        let mut case = healthy();
        case.policy.modes.insert(Cause::DuplicateUnlinked, mode);
        case.check_by(healthy().body(), by).err()
    };
    assert_eq!((with(Mode::Auto, By::Auto), with(Mode::Auto, By::Approval(&[]))), (None, None));
    assert_eq!(with(Mode::Approve, By::Approval(&[])), None);
    assert_eq!(with(Mode::Approve, By::Auto), Some(vec![Complaint::NotApproved]));
    for mode in [Mode::Manual, Mode::Off] {
        for by in [By::Auto, By::Approval(&Guard::ALL)] {
            assert_eq!(with(mode, by), Some(vec![Complaint::ModeForbids]), "{mode:?} {by:?}");
        }
    }
}

#[test]
fn steps_that_are_not_those_of_the_cause_are_refused() {
    for cause in Cause::ALL.into_iter().filter(|cause| *cause != Cause::DuplicateUnlinked) {
        complains(|body| body.cause = cause, &Complaint::StepsDoNotFit { cause });
    }
    let cause = Cause::DuplicateUnlinked;
    let mut healed = healthy();
    let mut body = healed.healed().body();
    body.cause = cause;
    assert!(healed.check(body, &[]).unwrap_err().contains(&Complaint::StepsDoNotFit { cause }));
    complains(|body| drop(body.steps.remove(1)), &Complaint::StepsDoNotFit { cause });
}

#[test]
fn a_cause_that_may_have_no_plan_gets_none_though_its_steps_look_right() {
    for cause in [Cause::Undetermined, Cause::HolderUnverified, Cause::Transient] {
        complains(|body| body.cause = cause, &Complaint::ModeForbids);
    }
}

#[test]
fn a_plan_whose_failure_is_not_the_newest_word_is_refused() {
    let newer = |hours: i64, change: fn(&mut LogRecord)| {
        let mut case = healthy();
        let body = case.body();
        let mut record = case.record().clone();
        record.at = ago_h(1 - hours);
        change(&mut record);
        value(&mut case.evidence.log).push(record);
        case.check(body, &[]).err()
    };
    let news = Some(vec![Complaint::NewerRecord]);
    assert_eq!(newer(1, |_| {}), None);
    assert_eq!(newer(-1, |r| r.status = LogStatus::Success), None);
    for hours in [0, 1] {
        assert_eq!(newer(hours, |r| r.status = LogStatus::Success), news);
        assert_eq!(newer(hours, |r| r.operation = Operation::Disable), news);
        assert_eq!(newer(hours, |r| r.target_record = None), news);
        assert_eq!(newer(hours, |r| r.recognition = Recognition::Other("x".to_owned())), news);
    }
    let mut unread = healthy();
    let body = unread.body();
    unread.evidence.log = refused();
    assert_eq!(unread.check(body, &[]).err(), news);
}

#[test]
fn an_override_lifts_only_the_guard_that_it_names_and_only_where_it_may() {
    let mut case = healthy();
    case.policy.sso_attribute = None;
    let body = case.body();
    assert!(case.check(body.clone(), &[Guard::OneAttribute]).is_ok());
    assert!(matches!(&case.check(body, &[Guard::Idle]).unwrap_err()[..], [Complaint::NotPassed { .. }]));
    value(&mut case.evidence.job).state = JobState::Paused;
    let body = case.body();
    let found = case.check(body, &[Guard::OneAttribute, Guard::PushIsSafe]).unwrap_err();
    assert!(matches!(&found[..], [Complaint::NotOverridable { guard: Guard::PushIsSafe, .. }]), "{found:?}");
}

#[test]
fn an_admin_needs_two_people_and_one_approval_is_not_enough() {
    let mut case = healthy();
    value(&mut case.original().account).roles = Some(vec!["atlassian/org-admin".to_owned()]);
    let found = case.check(case.body(), &[Guard::NotProtected]).unwrap_err();
    assert!(matches!(&found[..], [Complaint::NotOverridable { guard: Guard::NotProtected, .. }]), "{found:?}");
}

#[test]
fn an_answer_that_the_guard_does_not_give_is_found_out() {
    let mut case = healthy();
    let body = case.body();
    case.holder().activity = refused();
    let found = case.check(body, &[]).unwrap_err();
    assert!(found.contains(&Complaint::AnswersDiffer { guard: Guard::Idle }), "{found:?}");
}

#[test]
fn guard_1_an_address_that_the_mapping_does_not_give() {
    let mut case = healthy();
    let body = case.body();
    value(&mut case.evidence.mapping).address.value = Evaluated::NotEvaluable("Switch()".to_owned());
    let found = case.check(body, &[Guard::StillWanted]).unwrap_err();
    assert!(
        found.iter().any(|c| matches!(c, Complaint::NotOverridable { guard: Guard::StillWanted, .. })),
        "{found:?}"
    );
}

#[test]
fn guard_2_a_holder_that_is_the_original() {
    let found = complaints(|body| {
        let Step::RenameToPlaceholder { account, .. } = &mut body.steps[1] else { panic!() };
        *account = id(AccountId::parse, ORIGINAL);
    });
    assert!(found.contains(&Complaint::HolderIsOriginal) && found.contains(&Complaint::HolderDiffers), "{found:?}");
    assert!(found.iter().any(|c| matches!(c, Complaint::NotPassed { guard: Guard::Distinct, .. })), "{found:?}");
}

#[test]
fn a_removal_that_the_cause_does_not_have_is_refused_more_than_once() {
    let case = healthy();
    let mut body = case.body();
    body.steps.insert(
        1,
        Step::RemoveScimRecords {
            account: id(AccountId::parse, HOLDER),
            record: (id(DirectoryId::parse, "dir-1"), id(ScimUserId::parse, "scim-2")),
        },
    );
    let found = case.check(body, &[]).unwrap_err();
    assert!(found.contains(&Complaint::RecordDiffers), "{found:?}");
    assert!(found.contains(&Complaint::StepsDoNotFit { cause: Cause::DuplicateUnlinked }), "{found:?}");
}

#[test]
fn an_object_that_is_not_declared_or_declared_in_vain() {
    let holder = Object::Account(id(AccountId::parse, HOLDER));
    let wanted = Complaint::Undeclared { step: 1, object: holder.clone() };
    complains(|body| _ = body.objects.remove(&holder), &wanted);
    let other = Object::Account(id(AccountId::parse, "acc-other"));
    let wanted = Complaint::DeclaredInVain { object: other.clone() };
    complains(|body| _ = body.objects.insert(other), &wanted);
}

#[test]
fn steps_in_another_order() {
    complains(|body| body.steps.swap(0, 1), &Complaint::NoSnapshotFirst);
    complains(|body| drop(body.steps.remove(0)), &Complaint::NoSnapshotFirst);
    complains(|body| body.steps.swap(1, 2), &Complaint::RenameAfterPush);
    complains(|body| body.steps.swap(2, 3), &Complaint::VerifyNotLast);
    complains(|body| drop(body.steps.remove(2)), &Complaint::NoPush);
    complains(|body| body.steps.clear(), &Complaint::Empty);
    complains(|body| body.steps.insert(2, body.steps[1].clone()), &Complaint::Repeated { step: 2 });
    complains(|body| body.steps.extend(vec![body.steps[0].clone(); 8]), &Complaint::TooManySteps { steps: 12 });
}

#[test]
fn a_pivot_that_is_not_the_push() {
    complains(|body| body.pivot = 1, &Complaint::PivotWrong { pivot: 1 });
}

#[test]
fn an_address_or_a_person_that_the_evidence_does_not_name() {
    complains(|body| body.wanted = address("eve@example.com"), &Complaint::WantedDiffers);
    complains(|body| body.subject = id(IdpUserId::parse, "user-eve"), &Complaint::SubjectDiffers);
    complains(
        |body| {
            let Step::PushAgain { original, .. } = &mut body.steps[2] else { panic!() };
            *original = id(AccountId::parse, "acc-eve");
        },
        &Complaint::OriginalDiffers,
    );
    complains(
        |body| {
            let Step::Verify { moved, .. } = &mut body.steps[3] else { panic!() };
            *moved = None;
        },
        &Complaint::VerifyDiffers,
    );
}

#[test]
fn a_placeholder_that_is_no_good() {
    let with = |text: &str| {
        let text = text.to_owned();
        complaints(move |body| {
            let Step::RenameToPlaceholder { to, .. } = &mut body.steps[1] else { panic!() };
            *to = address(&text);
        })
    };
    let faults = |text: &str| {
        let found = with(text)
            .into_iter()
            .filter_map(|complaint| if let Complaint::Placeholder(fault) = complaint { Some(fault) } else { None });
        found.collect::<Vec<_>>()
    };
    assert_eq!(faults("free@example.com"), []);
    assert_eq!(faults("ada+duplicated@example.com"), [PlaceholderFault::ReachesAMailbox]);
    assert_eq!(faults("ada.old@example.com"), [PlaceholderFault::Taken]);
    assert_eq!(faults("ADA@example.com"), [PlaceholderFault::Taken]);
    assert_eq!(faults("free@example.org"), [PlaceholderFault::AnotherDomain, PlaceholderFault::DomainNotClaimed]);
}

#[test]
fn a_hash_that_leaves_something_out() {
    let left_out = Complaint::HashIncomplete { missing: "holder.roles".to_owned() };
    complains(|body| body.relied_on.retain(|line| !line.starts_with("holder.roles")), &left_out);
}

#[test]
fn harm_that_is_understated() {
    complains(|body| body.harm.people = 1, &Complaint::HarmUnderstated);
    complains(|body| body.harm.sessions_ended.clear(), &Complaint::HarmUnderstated);
}

#[test]
fn a_plan_that_was_good_does_not_start_at_a_bad_moment() {
    let body = healthy().body();
    let at = |change: fn(&mut Case)| {
        let mut case = healthy();
        change(&mut case);
        case.check(body.clone(), &[]).unwrap_err()
    };
    assert!(at(|c| c.circumstances.writes = Writes::Paused).contains(&Complaint::NotNow));
    assert!(at(|c| c.circumstances.people_last_hour = 19).contains(&Complaint::OverBudget { people: 2 }));
    assert!(at(|c| value(&mut c.evidence.log)[0].retry_announced_at = Some(now())).contains(&Complaint::NearACycle));
    assert!(at(|c| c.circumstances.writes = Writes::Paused).iter().all(Complaint::passes_by_itself));
    let old = at(|c| c.circumstances.evidence_began_at = ago_h(1));
    assert!(old.iter().any(|c| matches!(c, Complaint::NotPassed { guard: Guard::Fresh, .. })), "{old:?}");
}

type Turned = (&'static str, Guard, fn(&mut Case));

const TURNED: [Turned; 11] = [
    ("link to nobody", Guard::PushIsSafe, |c| value(&mut c.evidence.targeted_link).account = None),
    ("link to another", Guard::PushIsSafe, |c| {
        c.evidence.targeted_link = known(link("dir-1", "scim-1", Some(HOLDER)));
    }),
    ("link elsewhere", Guard::PushIsSafe, |c| {
        c.evidence.targeted_link = known(link("dir-2", "scim-1", Some(ORIGINAL)));
    }),
    ("a create", Guard::PushIsSafe, |c| c.record().operation = Operation::Create),
    ("another target", Guard::PushIsSafe, |c| c.record().target_record = None),
    ("a third account", Guard::PushIsSafe, |c| value(&mut c.evidence.holders).push(account("acc-3", WANTED, 1))),
    ("original unmanaged", Guard::OriginalManaged, |c| value(&mut c.original().account).claim = Claim::Unmanaged),
    ("holder unmanaged", Guard::Editable, |c| value(&mut c.holder().account).claim = Claim::Unmanaged),
    ("holder locked", Guard::Editable, |c| {
        c.holder().manageability = rules(Permission::Refused(Refusal::Other("authPolicy.saml".to_owned())));
    }),
    ("holder linked", Guard::HolderIsFree, |c| c.holder().links = known(vec![link("dir-1", "s-2", Some(HOLDER))])),
    ("holder's links unread", Guard::SamePerson, |c| c.holder().links = refused()),
];

/// The diagnosis would have ended elsewhere; the guards do not rely on that.
#[test]
fn a_guard_asks_for_itself_what_the_diagnosis_has_asked_before() {
    for (what, guard, change) in TURNED {
        let mut case = healthy();
        let body = case.body();
        change(&mut case);
        let found = case.check(body, &Guard::ALL).expect_err(what);
        let named = |c: &Complaint| matches!(c, Complaint::AnswersDiffer { guard: own } if *own == guard);
        assert!(found.iter().any(named), "{what}: {found:?}");
    }
}

#[test]
fn a_second_account_with_the_address_makes_the_holder_unsure() {
    let mut case = healthy();
    let body = case.body();
    value(&mut case.evidence.holders).push(account("acc-3", WANTED, 1));
    assert!(case.check(body, &[]).unwrap_err().contains(&Complaint::HolderDiffers));
}

#[test]
fn a_placeholder_on_a_domain_that_is_not_claimed_fails_its_guard_too() {
    let found = complaints(|body| {
        let Step::RenameToPlaceholder { to, .. } = &mut body.steps[1] else { panic!() };
        *to = address("free@example.org");
    });
    assert!(found.contains(&Complaint::AnswersDiffer { guard: Guard::DomainsClaimed }), "{found:?}");
}

#[test]
fn the_check_and_the_verdict_agree_about_the_margin_around_a_cycle() {
    for ahead_ms in [-120_500, -120_000, -119_500, 0, 119_500, 120_000, 120_500] {
        let mut case = healthy();
        let at = now().checked_add(jiff::SignedDuration::from_millis(ahead_ms)).unwrap();
        value(&mut case.evidence.log)[0].retry_announced_at = Some(at);
        let acts = case.decide().verdict == Verdict::Act;
        assert_eq!(acts, case.check(case.body(), &[]).is_ok(), "{ahead_ms} ms ahead");
    }
}
