//! Evidence of a cause that is not built is undetermined, and never its neighbour.

use super::healthy::*;
use super::manual::conflict;
use super::*;
use crate::domain::*;

#[track_caller]
pub(super) fn undetermined(change: impl FnOnce(&mut Case), word: &str) {
    let mut case = healthy();
    change(&mut case);
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::Undetermined, "{}", decision.finding.sentence);
    assert!(decision.finding.sentence.contains(word), "{}", decision.finding.sentence);
    assert!(matches!(decision.verdict, Verdict::HandOver { stopped_by: None, .. }), "{:?}", decision.verdict);
    assert!(decision.plan.is_none() && !decision.finding.proof.is_empty());
}

#[test]
fn a_holder_with_two_records() {
    let two = || known(vec![link("dir-1", "scim-2", Some(HOLDER)), link("dir-1", "scim-3", Some(HOLDER))]);
    undetermined(|c| c.holder().links = two(), "several");
}

#[test]
fn cause_18_a_holder_linked_in_another_directory() {
    undetermined(|c| c.holder().links = known(vec![link("dir-2", "scim-2", Some(HOLDER))]), "another directory");
}

#[test]
fn cause_18_an_original_linked_in_another_directory_too() {
    undetermined(|c| value(&mut c.original().links).push(link("dir-2", "scim-9", Some(ORIGINAL))), "another directory");
}

#[test]
fn cause_7_a_record_with_the_address_and_no_account() {
    undetermined(|c| c.evidence.wanted_links = known(vec![link("dir-1", "scim-7", None)]), "no account is behind it");
}

#[test]
fn cause_7_another_record_with_the_subjects_external_id() {
    let record = ScimRecord {
        directory: id(DirectoryId::parse, "dir-1"),
        id: id(ScimUserId::parse, "scim-7"),
        external_id: Some(SUBJECT.to_owned()),
        user_name: None,
        address: None,
        activity: RecordActivity::Active,
        account: None,
        created_at: None,
        groups: Vec::new(),
    };
    undetermined(|c| c.evidence.subject_record = known(record), "externalId");
}

#[test]
fn cause_8_a_holder_marked_for_deletion() {
    undetermined(|c| value(&mut c.holder().account).status = AccountStatus::ForDeletion, "marked for deletion");
}

#[test]
fn cause_9_a_deactivated_holder_by_status_or_by_life_cycle() {
    undetermined(|c| value(&mut c.holder().account).status = AccountStatus::Deactivated, "deactivated");
    undetermined(|c| value(&mut c.holder().account).lifecycle = Lifecycle::Inactive, "deactivated");
}

#[test]
fn a_status_that_is_not_known_here_is_not_active() {
    undetermined(|c| value(&mut c.holder().account).status = AccountStatus::Other("new".to_owned()), "not known");
}

#[test]
fn a_life_cycle_that_contradicts_itself_is_not_active_and_one_that_is_left_out_is() {
    let with = |c: &mut Case, word: &str| value(&mut c.holder().account).lifecycle = Lifecycle::Other(word.to_owned());
    undetermined(|c| with(c, "contradictory"), "not known");
    undetermined(
        |c| {
            c.healed();
            value(&mut c.original().account).lifecycle = Lifecycle::Other("contradictory".to_owned());
        },
        "not known",
    );
    let mut case = healthy();
    with(&mut case, NOT_SAID);
    assert_eq!(case.decide().verdict, Verdict::Act);
}

#[test]
fn a_holder_that_does_not_show_its_address() {
    undetermined(|c| value(&mut c.holder().account).address = None, "does not show");
}

#[track_caller]
fn waits(change: impl FnOnce(&mut Case)) {
    let mut case = healthy();
    change(&mut case);
    let decision = case.decide();
    assert_eq!(decision.finding.cause, Cause::Transient, "{}", decision.finding.sentence);
    assert!(matches!(decision.verdict, Verdict::Defer { until: None, .. }), "{:?}", decision.verdict);
    assert!(!decision.finding.proof.is_empty());
}

#[test]
fn two_answers_of_which_one_is_older_are_waited_for() {
    waits(|c| value(&mut c.holder().account).address = Some(address("ada.moved@example.com")));
    waits(|c| value(&mut c.original().account).address = Some(address(WANTED)));
    waits(|c| value(&mut c.nobody_has_it().original().account).address = Some(address(WANTED)));
}

#[test]
fn a_holder_of_which_it_is_not_said_who_manages_it() {
    undetermined(|c| c.holder().manageability = known(Manageability::NotManagedHere), "may not edit");
    undetermined(|c| value(&mut c.holder().account).claim = Claim::Other(String::new()), "not said");
}

#[test]
fn cause_6_17_a_create_or_an_update_without_a_target() {
    undetermined(|c| (c.record().operation, c.record().target_record) = (Operation::Create, None), "create");
    undetermined(|c| c.record().target_record = None, "no SCIM record");
}

#[test]
fn cause_19_a_holder_that_something_else_locks() {
    let google = || Permission::Refused(Refusal::Other("externalDirectory.google".to_owned()));
    undetermined(|c| c.holder().manageability = rules(google()), "externalDirectory.google");
}

#[test]
fn a_lock_without_a_link_contradicts_itself() {
    undetermined(|c| c.holder().manageability = rules(Permission::Refused(Refusal::ScimLink)), "no link");
}

#[test]
fn cause_21_a_group_name_that_is_taken() {
    undetermined(|c| c.record().recognition = conflict(Resource::Group, Attribute::DisplayName, None), "group");
}

#[test]
fn another_key_than_any_that_is_known_here() {
    for attribute in [Attribute::DisplayName, Attribute::Other("x".to_owned())] {
        undetermined(|c| c.record().recognition = conflict(Resource::User, attribute, Some("x")), "Another key");
    }
}

#[test]
fn an_address_that_is_no_longer_wanted() {
    undetermined(
        |c| {
            value(&mut c.evidence.mapping).address.value = Evaluated::Value("ada.new@example.com".to_owned());
            c.evidence.wanted = Some(address("ada.new@example.com"));
        },
        "not the one",
    );
}

#[test]
fn an_expression_that_cannot_be_evaluated() {
    undetermined(
        |c| {
            value(&mut c.evidence.mapping).address.value = Evaluated::NotEvaluable("Switch()".to_owned());
            c.evidence.wanted = None;
        },
        "expression",
    );
}

#[test]
fn several_accounts_with_the_address() {
    undetermined(
        |c| {
            value(&mut c.evidence.holders).push(account("acc-third", WANTED, 5));
            c.evidence.holder = None;
        },
        "Several",
    );
}

#[test]
fn cause_5_a_healed_account_with_a_lead_elsewhere() {
    undetermined(
        |c| {
            c.healed();
            c.evidence.leads = known(vec![account("acc-lead", "ada.old@example.com", 1500)]);
        },
        "history",
    );
}

#[test]
fn cause_20_a_healed_account_that_lacks_a_granted_group() {
    undetermined(
        |c| {
            c.healed();
            let group = GroupRef { id: id(GroupId::parse, "g-1"), name: Some("developers".to_owned()) };
            value(&mut c.evidence.assignment).through = vec![AssignedThrough::Group(group)];
        },
        "lacks groups",
    );
}

fn granted(case: &mut Case, name: Option<&str>) {
    let group = GroupRef { id: id(GroupId::parse, "g-1"), name: name.map(str::to_owned) };
    value(&mut case.healed().evidence.assignment).through = vec![AssignedThrough::Group(group)];
}

#[test]
fn cause_20_groups_that_could_not_be_read_are_not_taken_for_complete() {
    undetermined(|c| c.healed().evidence.assignment = refused(), "assignment");
    undetermined(|c| granted(c, None), "not said");
    undetermined(
        |c| {
            granted(c, Some("developers"));
            value(&mut c.original().account).groups = None;
        },
        "not said",
    );
}

#[test]
fn whoever_is_assigned_directly_lacks_no_group_though_none_is_said() {
    let mut case = healthy();
    value(&mut case.healed().original().account).groups = None;
    assert_eq!(case.decide().finding.cause, Cause::AlreadyHealed);
}

#[test]
fn a_link_of_the_target_that_does_not_fit_its_account() {
    undetermined(|c| value(&mut c.original().links)[0].record = id(ScimUserId::parse, "scim-8"), "not the one");
    undetermined(|c| c.evidence.targeted_link = known(link("dir-1", "scim-1", None)), "no account");
    undetermined(|c| c.evidence.targeted_link = known(link("dir-1", "scim-1", Some("acc-x"))), "fit together");
}

#[test]
fn a_record_that_was_linked_to_another_account_since_the_case_was_opened() {
    undetermined(
        |c| c.circumstances.original_before = Some(id(AccountId::parse, "acc-before")),
        "another account than",
    );
    undetermined(
        |c| c.healed().circumstances.original_before = Some(id(AccountId::parse, "acc-before")),
        "another account than",
    );
    let mut case = healthy();
    case.circumstances.original_before = Some(id(AccountId::parse, ORIGINAL));
    assert_eq!(case.decide().finding.cause, Cause::DuplicateUnlinked);
}

#[test]
fn a_repair_that_did_not_help_is_not_tried_again_by_itself() {
    let after = |result, word| undetermined(|c| _ = c.pushed(result), word);
    after(PushResult::SameConflict, "same conflict again");
    after(PushResult::Accepted, "accepted");
    undetermined(|c| _ = c.nobody_has_it().pushed(PushResult::Other), "another way");
}

#[test]
fn a_record_that_shows_the_address_while_no_account_does() {
    undetermined(
        |c| {
            c.nobody_has_it();
            c.evidence.wanted_links = known(vec![link("dir-1", "scim-1", Some(ORIGINAL))]);
        },
        "fits no cause",
    );
}

#[test]
fn a_record_about_somebody_else() {
    undetermined(|c| c.record().subject = id(IdpUserId::parse, "user-bob"), "another user");
}
