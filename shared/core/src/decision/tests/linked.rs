//! 4 and 7: a record that locks the holder, and a record that nobody is behind.

use super::healthy::*;
use super::manual::record_of;
use super::*;
use crate::domain::*;
use jiff::Timestamp;

const LOCK: &str = "scim-2";
const GONE: &str = "user-gone";

/// The holder is locked by a record of the subject's own, and a SCIM key is held.
fn locked() -> Case {
    let mut case = healthy();
    with_a_key(&mut case);
    let links = known(vec![link("dir-1", LOCK, Some(HOLDER))]);
    case.holder().links = links.clone();
    case.holder().manageability = rules(Permission::Refused(Refusal::ScimLink));
    case.evidence.wanted_links = links;
    case.evidence.holder_record = known(record_of(LOCK, Some(SUBJECT), Some(HOLDER)));
    case.evidence.holder_person = known(user(SUBJECT));
    case
}

fn with_a_key(case: &mut Case) {
    case.evidence.scim_key = ScimKey::Held;
    let own = record_of("scim-1", Some(SUBJECT), Some(ORIGINAL));
    (case.evidence.subject_record, case.evidence.targeted_record) = (known(own.clone()), known(own));
}

/// The record is of a user whom the provider does not find any more.
fn of_somebody_gone(case: &mut Case) {
    case.evidence.holder_record = known(record_of(LOCK, Some(GONE), Some(HOLDER)));
    case.evidence.holder_person = not_found(GONE);
}

fn not_found(user: &str) -> Fact<IdpUser> {
    Fact::Absent(AbsenceProof::new(Question::IdpUser(id(IdpUserId::parse, user)), [], now()))
}

fn group(name: &str) -> GroupRef {
    GroupRef { id: id(GroupId::parse, name), name: Some(name.to_owned()) }
}

fn granted(case: &mut Case, names: &[&str]) {
    let through = names.iter().map(|name| AssignedThrough::Group(group(name))).collect();
    case.evidence.assignment = known(Assignment::through(through));
}

fn overrides(case: &Case) -> Vec<Guard> {
    let verdict = case.decide().verdict;
    let Verdict::AskApproval { overrides, .. } = verdict else { panic!("{verdict:?}") };
    overrides
}

fn stopped_by(case: &Case) -> Option<Guard> {
    let verdict = case.decide().verdict;
    let Verdict::HandOver { stopped_by, .. } = verdict else { panic!("{verdict:?}") };
    stopped_by
}

#[test]
fn cause_4_a_holder_locked_by_a_record_of_the_subjects_own_is_freed_and_renamed() {
    let case = locked();
    let decision = case.decide();
    assert_eq!((decision.finding.cause, &decision.verdict), (Cause::DuplicateLinked, &Verdict::Act));
    let body = case.body();
    let steps: Vec<&str> = body.steps.iter().map(Step::name).collect();
    let expected = "snapshot_groups remove_scim_records await_editable rename_to_placeholder push_again verify";
    assert_eq!(steps.join(" "), expected);
    assert_eq!(body.pivot, 1, "what goes first is what cannot be undone");
    assert!(case.check(body, &[]).is_ok());
}

#[test]
fn what_the_idp_grants_comes_back_and_what_the_holder_had_is_listed_as_lost() {
    let mut case = locked();
    granted(&mut case, &["team-a", "team-b", "site-admins"]);
    value(&mut case.original().account).groups = Some(vec![group("team-a")]);
    value(&mut case.evidence.holder_record).groups = vec![group("team-x")];
    let body = case.body();
    let back = Step::PushGroups { subject: id(IdpUserId::parse, SUBJECT), groups: vec![id(GroupId::parse, "team-b")] };
    assert!(body.steps.contains(&back), "{:?}", body.steps);
    assert_eq!(body.harm.groups_lost, ["team-x"]);
    assert!(case.check(body, &[]).is_ok());
}

#[test]
fn groups_that_are_not_granted_or_give_rights_are_refused_by_the_check() {
    let mut case = locked();
    granted(&mut case, &["team-b", "site-admins"]);
    let with = |groups: &[&str]| {
        let mut body = case.body();
        let groups = groups.iter().map(|name| id(GroupId::parse, name)).collect();
        body.steps[5] = Step::PushGroups { subject: id(IdpUserId::parse, SUBJECT), groups };
        case.check(body, &[]).unwrap_err()
    };
    assert!(with(&["team-c"]).iter().any(|c| matches!(c, Complaint::GroupNotGranted { .. })));
    let protected = |c: &Complaint| matches!(c, Complaint::NotPassed { guard: Guard::NotProtected, .. });
    assert!(with(&["site-admins"]).iter().any(protected));
}

#[test]
fn a_record_of_somebody_gone_is_free_but_only_a_person_says_that_it_was_the_same_one() {
    let mut case = locked();
    of_somebody_gone(&mut case);
    assert_eq!(overrides(&case), [Guard::SamePerson]);
    let predecessor = IdpUser { deleted_at: Some(ago_h(24)), ..user(GONE) };
    case.evidence.deleted_owners = known(vec![predecessor]);
    case.policy.employee_id_source = Some("hr".to_owned());
    assert_eq!(case.decide().verdict, Verdict::Act, "an equal employee id proves the predecessor");
    case.subject().employee_id = Some("e-2".to_owned());
    assert_ne!(case.decide().verdict, Verdict::Act);
}

#[test]
fn a_404_for_an_id_that_was_not_asked_or_is_no_immutable_id_proves_nobody_gone() {
    let mut other = locked();
    of_somebody_gone(&mut other);
    other.evidence.holder_person = not_found("user-other");
    assert_eq!(stopped_by(&other), Some(Guard::HolderIsFree));
    let mut mapped = locked();
    of_somebody_gone(&mut mapped);
    value(&mut mapped.evidence.mapping).external_id_source = ExternalIdSource::SomethingElse;
    assert_eq!(stopped_by(&mapped), Some(Guard::HolderIsFree));
}

#[test]
fn without_a_key_of_the_directory_a_person_has_to_vouch_for_the_record() {
    let mut case = locked();
    case.evidence.scim_key = ScimKey::NotHeld;
    case.evidence.holder_record = Fact::Unavailable(Why::NotConfigured("no SCIM key".to_owned()));
    assert_eq!(overrides(&case), [Guard::HolderIsFree, Guard::SamePerson]);
    let asked = overrides(&case);
    assert!(case.check(case.body(), &asked).is_ok());
    assert!(case.check(case.body(), &asked[..1]).is_err());
}

#[test]
fn a_record_that_names_nobody_or_another_account_is_never_removed() {
    let mut nobody = locked();
    nobody.evidence.holder_record = known(record_of(LOCK, None, Some(HOLDER)));
    assert_eq!(stopped_by(&nobody), Some(Guard::HolderIsFree));
    let mut another = locked();
    another.evidence.holder_record = known(record_of(LOCK, Some(SUBJECT), Some("acc-other")));
    assert_eq!(stopped_by(&another), Some(Guard::HolderIsFree));
}

#[test]
fn a_lived_in_holder_keeps_its_record_unless_a_person_says_otherwise() {
    let mut case = locked();
    value(&mut case.holder().activity).products =
        vec![ProductUse { key: "jira-software".to_owned(), last_active_at: Some(ago_h(24)) }];
    assert_eq!(overrides(&case), [Guard::Idle, Guard::NoHistory]);
}

#[test]
fn two_accounts_that_are_synced_without_a_word_in_the_log_are_a_matter_of_words() {
    let mut case = locked();
    case.record().recognition = Recognition::Untold("Conflict".to_owned());
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::DuplicateLinked);
    assert!(decision.plan.is_none() && matches!(decision.verdict, Verdict::HandOver { .. }));
    assert!(decision.finding.advice.iter().any(|line| line.contains("records of both")));
}

/// Nobody visible has the address, and an old record of the subject's own that nobody is behind has it.
fn stray() -> Case {
    let mut case = healthy();
    with_a_key(&mut case);
    case.nobody_has_it();
    let link = link("dir-1", "scim-7", None);
    case.evidence.wanted_links = known(vec![link.clone()]);
    case.evidence.stray_link = known(link);
    case.evidence.stray_record = known(made(record_of("scim-7", Some(SUBJECT), None), ago_h(24 * 30)));
    case.evidence.stray_person = known(user(SUBJECT));
    case.circumstances.stray_before = Some(StrayBefore { record: id(ScimUserId::parse, "scim-7"), seen_at: ago_h(2) });
    case
}

fn made(record: ScimRecord, at: Timestamp) -> ScimRecord {
    ScimRecord { created_at: Some(at), ..record }
}

#[test]
fn cause_7_an_old_record_that_nobody_is_behind_goes_and_the_person_is_pushed() {
    let case = stray();
    let decision = case.decide();
    assert_eq!((decision.finding.cause, &decision.verdict), (Cause::UnusableRecord, &Verdict::Act));
    let body = case.body();
    let steps: Vec<&str> = body.steps.iter().map(Step::name).collect();
    assert_eq!(steps.join(" "), "snapshot_groups delete_scim_record push_again verify");
    assert!(case.check(body, &[]).is_ok());
}

#[test]
fn cause_7_is_seen_twice_an_hour_apart_before_anything_goes() {
    let mut case = stray();
    case.circumstances.stray_before = None;
    assert!(matches!(case.decide().verdict, Verdict::Defer { until: Some(until), .. } if until == ago_h(-1)));
    let other = id(ScimUserId::parse, "scim-8");
    case.circumstances.stray_before = Some(StrayBefore { record: other, seen_at: ago_h(9) });
    assert!(matches!(case.decide().verdict, Verdict::Defer { .. }), "another record was seen, not this one");
}

#[test]
fn cause_7_a_young_record_asks_and_one_in_a_group_asks_by_its_own_guard() {
    let mut young = stray();
    value(&mut young.evidence.stray_record).created_at = Some(ago_h(24));
    assert_eq!(overrides(&young), [Guard::HolderIsFree]);
    let mut member = stray();
    value(&mut member.evidence.stray_record).groups = vec![group("team-a")];
    assert_eq!(overrides(&member), [Guard::GroupsCanReturn]);
}

#[test]
fn cause_7_a_record_of_somebody_else_or_with_an_account_stays() {
    let mut anothers = stray();
    anothers.evidence.stray_record = known(made(record_of("scim-7", Some("user-bob"), None), ago_h(24 * 30)));
    anothers.evidence.stray_person = known(user("user-bob"));
    assert_eq!(stopped_by(&anothers), Some(Guard::HolderIsFree));
    let mut owned = stray();
    value(&mut owned.evidence.stray_link).account = Some(id(AccountId::parse, "acc-other"));
    assert!(owned.decide().plan.is_none());
}

#[test]
fn cause_7_on_a_create_is_told_in_words() {
    let mut case = stray();
    case.record().operation = Operation::Create;
    case.record().target_record = None;
    case.evidence.original = None;
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::UnusableRecord, "{}", decision.finding.sentence);
    assert!(decision.plan.is_none() && matches!(decision.verdict, Verdict::HandOver { .. }));
}

#[test]
fn a_record_and_an_account_in_the_way_are_two_causes_and_so_none() {
    let mut case = stray();
    let with_holder = healthy();
    case.evidence.holders = with_holder.evidence.holders;
    case.evidence.holder = with_holder.evidence.holder;
    let decision = case.decide();
    assert_eq!((decision.finding.cause, decision.plan), (Cause::Undetermined, None));
}
