//! Which cause is found, and what follows.

use super::healthy::*;
use super::*;
use crate::domain::*;

#[test]
fn a_duplicate_without_a_link_is_renamed_then_pushed_then_verified() {
    let decision = healthy().decide();
    assert_eq!((decision.finding.cause, &decision.verdict), (Cause::DuplicateUnlinked, &Verdict::Act));
    let plan = decision.plan.unwrap();
    let names: Vec<String> = plan.body().steps.iter().map(step_name).collect();
    assert_eq!(names, ["snapshot_groups", "rename_to_placeholder", "push_again", "verify"]);
    assert_eq!((plan.body().pivot, plan.body().harm.people), (2, 2));
}

fn step_name(step: &Step) -> String {
    serde_json::to_value(step).unwrap()["step"].as_str().unwrap().to_owned()
}

#[test]
fn another_conflict_is_counted_and_nothing_else_is_read() {
    let mut case = healthy();
    case.record().recognition = Recognition::Other("User must be Active.".to_owned());
    case.evidence.holders = throttled();
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::NotAUniquenessConflict);
    assert!(matches!(decision.verdict, Verdict::Ignore { .. }));
}

#[test]
fn a_record_that_the_log_calls_a_success_is_no_conflict() {
    let mut case = healthy();
    case.record().status = LogStatus::Success;
    case.record().recognition = Recognition::Nothing("no failure".to_owned());
    assert_eq!(case.decide().finding.cause, Cause::NotAUniquenessConflict);
}

#[test]
fn a_failure_without_a_text_is_undetermined_and_not_ignored() {
    let mut case = healthy();
    case.record().recognition = Recognition::Nothing("no error text".to_owned());
    assert_eq!(case.decide().finding.cause, Cause::Undetermined);
}

#[test]
fn an_original_with_the_address_is_only_verified_once_the_log_shows_no_failure() {
    let mut case = healthy();
    case.healed();
    let pushes = case.decide();
    assert_eq!((pushes.finding.cause, &pushes.verdict), (Cause::AlreadyHealed, &Verdict::Act));
    assert_eq!(pushes.plan.unwrap().body().steps.len(), 2);
    value(&mut case.evidence.log)[0].status = LogStatus::Success;
    let verifies = case.decide();
    assert_eq!((verifies.verdict, verifies.plan), (Verdict::VerifyOnly, None));
}

#[test]
fn a_healed_person_is_pushed_once_and_not_again() {
    let mut case = healthy();
    case.healed();
    for result in [PushResult::Accepted, PushResult::Other, PushResult::SameConflict] {
        assert_eq!(case.pushed(result).decide().verdict, Verdict::VerifyOnly);
    }
}

#[test]
fn an_address_that_nobody_has_is_pushed_once_and_then_its_holder_is_invisible() {
    let mut case = healthy();
    case.nobody_has_it();
    let first = case.decide();
    assert_eq!((first.finding.cause, &first.verdict), (Cause::AlreadyHealed, &Verdict::Act));
    let second = case.pushed(PushResult::SameConflict).decide();
    assert_eq!(second.finding.cause, Cause::HolderInvisible);
    assert_eq!(second.finding.advice.len(), 4);
    assert!(matches!(second.verdict, Verdict::HandOver { stopped_by: None, .. }));
}

#[test]
fn a_push_from_before_the_last_closing_proves_nothing_about_today() {
    let mut case = healthy();
    case.nobody_has_it().pushed(PushResult::SameConflict);
    case.circumstances.last_closed_at = Some(now());
    assert_eq!(case.decide().finding.cause, Cause::AlreadyHealed);
}

#[test]
fn the_same_conflict_in_the_log_after_the_reads_proves_the_holder_invisible_too() {
    let mut case = healthy();
    case.nobody_has_it();
    value(&mut case.evidence.log)[0].at = ago_h(-1);
    assert_eq!(case.decide().finding.cause, Cause::HolderInvisible);
}

#[test]
fn a_holder_that_was_never_verified_goes_to_a_person_with_what_to_do() {
    let by_answer: fn(&mut Case) = |c| c.holder().manageability = known(Manageability::TargetUnverified);
    let by_search: fn(&mut Case) = |c| value(&mut c.holder().account).verification = Verification::Unverified;
    for change in [by_answer, by_search] {
        let mut case = healthy();
        change(&mut case);
        let decision = case.decide();
        assert_eq!(decision.finding.cause, Cause::HolderUnverified, "{}", decision.finding.sentence);
        assert!(matches!(decision.verdict, Verdict::HandOver { stopped_by: None, .. }));
        assert!(!decision.finding.advice.is_empty() && decision.plan.is_none());
    }
}

#[test]
fn an_unverified_holder_is_told_whatever_the_push_wanted_and_whoever_the_original_is() {
    let unverified: [fn(&mut Case); 2] = [
        |c| (c.record().operation, c.record().target_record) = (Operation::Create, None),
        |c| {
            c.evidence.targeted_link = Fact::Unavailable(Why::NotAsked("nothing shows it".to_owned()));
            c.evidence.original = None;
        },
    ];
    for change in unverified {
        let mut case = healthy();
        change(&mut case);
        assert_eq!(case.decide().finding.cause, Cause::Undetermined);
        case.holder().manageability = known(Manageability::TargetUnverified);
        assert_eq!(case.decide().finding.cause, Cause::HolderUnverified);
    }
}

#[test]
fn leads_that_nobody_could_ask_for_do_not_keep_a_healed_person_open() {
    let mut case = healthy();
    case.healed();
    case.evidence.leads = Fact::Unavailable(Why::NotAsked("no former address is known".to_owned()));
    assert_eq!(case.decide().finding.cause, Cause::Undetermined);
    case.subject().secondary_proxies.clear();
    assert_eq!(case.decide().finding.cause, Cause::AlreadyHealed);
    case.evidence.changes = refused();
    assert_eq!(case.decide().finding.cause, Cause::Undetermined);
}

#[test]
fn anything_throttled_waits_until_the_time_it_names() {
    let mut case = healthy();
    case.holder().tokens = throttled();
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::Transient);
    assert!(matches!(decision.verdict, Verdict::Defer { until: Some(at), .. } if at == ago_h(-1)));
}

#[test]
fn a_guest_with_the_address_may_be_the_same_person_and_changes_no_advice() {
    let mut case = healthy();
    let guest = IdpUser { kind: UserKind::Guest, ..user("user-guest") };
    value(&mut case.evidence.owners).push(IdpObject::User(Box::new(guest)));
    let advice = case.decide().finding.advice;
    assert_eq!(advice, healthy().decide().finding.advice);
    assert!(advice.iter().any(|line| line.contains("another one on the same domain")), "{advice:?}");
}

type Change = fn(&mut Case);

const UNREAD: [(&str, Change); 23] = [
    ("record", |c| c.evidence.record = refused()),
    ("log", |c| c.evidence.log = refused()),
    ("subject", |c| c.evidence.subject = refused()),
    ("mapping", |c| c.evidence.mapping = refused()),
    ("assignment", |c| c.evidence.assignment = refused()),
    ("job", |c| c.evidence.job = refused()),
    ("owners", |c| c.evidence.owners = refused()),
    ("deleted_owners", |c| c.evidence.deleted_owners = refused()),
    ("changes", |c| c.evidence.changes = refused()),
    ("holders", |c| c.evidence.holders = refused()),
    ("wanted_links", |c| c.evidence.wanted_links = refused()),
    ("targeted_link", |c| c.evidence.targeted_link = refused()),
    ("domains", |c| c.evidence.domains = refused()),
    ("managed_on", |c| {
        c.evidence.managed_on.insert(Domain::folded("example.com"), refused());
    }),
    ("holder.account", |c| c.holder().account = refused()),
    ("holder.links", |c| c.holder().links = refused()),
    ("holder.manageability", |c| c.holder().manageability = refused()),
    ("holder.tokens", |c| c.holder().tokens = refused()),
    ("holder.activity", |c| c.holder().activity = refused()),
    ("original.account", |c| c.original().account = refused()),
    ("original.links", |c| c.original().links = refused()),
    ("original.manageability", |c| c.original().manageability = refused()),
    ("original.activity", |c| c.original().activity = refused()),
];

#[test]
fn no_fact_that_could_not_be_read_leads_to_a_write() {
    for (what, change) in UNREAD {
        let mut case = healthy();
        change(&mut case);
        let decision = case.decide();
        let person = matches!(decision.verdict, Verdict::HandOver { .. } | Verdict::AskApproval { .. });
        assert!(person, "{what}: {:?}", decision.verdict);
    }
}

#[test]
fn a_fact_that_must_be_there_and_is_not_leads_to_no_write_either() {
    let gone: [(&str, Change); 6] = [
        ("record", |c| c.evidence.record = absent()),
        ("subject", |c| c.evidence.subject = absent()),
        ("mapping", |c| c.evidence.mapping = absent()),
        ("targeted_link", |c| c.evidence.targeted_link = absent()),
        ("holder.account", |c| c.holder().account = absent()),
        ("original.links", |c| c.original().links = absent()),
    ];
    for (what, change) in gone {
        let mut case = healthy();
        change(&mut case);
        let decision = case.decide();
        assert_eq!(decision.finding.cause, Cause::Undetermined, "{what}: {}", decision.finding.sentence);
    }
}
