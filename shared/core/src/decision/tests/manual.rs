//! Causes that a person handles: each is told with both sides, and nothing is planned.

use super::healthy::*;
use super::neighbours::undetermined;
use super::*;
use crate::domain::*;

#[track_caller]
fn told(expected: Cause, change: impl FnOnce(&mut Case)) -> Finding {
    let mut case = healthy();
    change(&mut case);
    let decision = case.decide();
    assert_eq!(decision.finding.cause, expected, "{}", decision.finding.sentence);
    assert!(matches!(decision.verdict, Verdict::HandOver { .. }), "{:?}", decision.verdict);
    assert!(decision.plan.is_none() && !decision.finding.proof.is_empty() && !decision.finding.advice.is_empty());
    decision.finding
}

/// A SCIM record in our directory.
pub(super) fn record_of(record: &str, external_id: Option<&str>, account: Option<&str>) -> ScimRecord {
    ScimRecord {
        directory: id(DirectoryId::parse, "dir-1"),
        id: id(ScimUserId::parse, record),
        external_id: external_id.map(str::to_owned),
        user_name: Some(WANTED.to_owned()),
        address: None,
        activity: RecordActivity::Active,
        account: account.map(|account| id(AccountId::parse, account)),
        created_at: None,
        groups: Vec::new(),
    }
}

pub(super) fn conflict(resource: Resource, attribute: Attribute, value: Option<&str>) -> Recognition {
    Recognition::Uniqueness(UniquenessConflict { resource, attribute, value: value.map(str::to_owned) })
}

/// The holder is linked to a record whose externalId names this user.
fn linked_to(case: &mut Case, person: IdpUser) {
    case.holder().links = known(vec![link("dir-1", "scim-2", Some(HOLDER))]);
    case.evidence.wanted_links = known(vec![link("dir-1", "scim-2", Some(HOLDER))]);
    case.evidence.holder_record = known(record_of("scim-2", Some(person.id.as_str()), Some(HOLDER)));
    case.evidence.holder_person = known(person);
}

fn bob() -> IdpUser {
    let address = Some(address("bob@example.com"));
    IdpUser {
        secondary_proxies: Vec::new(),
        login_name: Some("bob@example.com".to_owned()),
        mail: address.clone(),
        primary_proxy: address,
        ..user("user-bob")
    }
}

#[test]
fn cause_11_a_holder_that_is_not_managed_is_to_be_claimed() {
    let unmanaged = |c: &mut Case| value(&mut c.holder().account).claim = Claim::Unmanaged;
    let finding = told(Cause::HolderUnmanaged, unmanaged);
    assert!(finding.advice[0].starts_with("Claim the account"), "{:?}", finding.advice);
    let finding = told(Cause::HolderUnmanaged, |c| {
        unmanaged(c);
        value(&mut c.evidence.domains)[0].verification = DomainVerification::Other("unverified".to_owned());
    });
    assert!(finding.advice.iter().any(|line| line.starts_with("Verify the domain")), "{:?}", finding.advice);
    assert_eq!(finding.roots, [Cause::DomainNotClaimed]);
}

#[test]
fn cause_11_it_does_not_matter_what_the_push_wanted_or_whether_the_account_is_said_to_be_active() {
    told(Cause::HolderUnmanaged, |c| {
        value(&mut c.holder().account).claim = Claim::Unmanaged;
        value(&mut c.holder().account).status = AccountStatus::Other(String::new());
        (c.record().operation, c.record().target_record) = (Operation::Create, None);
        (c.evidence.original, c.evidence.targeted_link) = (None, refused());
        c.evidence.log = known(vec![c.record().clone()]);
    });
}

#[test]
fn cause_13_a_domain_that_is_not_claimed_accompanies_what_was_found_and_forces_a_person() {
    let mut case = healthy();
    value(&mut case.evidence.domains).clear();
    let decision = case.decide();
    assert_eq!(
        (decision.finding.cause, &decision.finding.roots[..]),
        (Cause::DuplicateUnlinked, &[Cause::DomainNotClaimed][..])
    );
    assert!(matches!(decision.verdict, Verdict::HandOver { stopped_by: Some(Guard::DomainsClaimed), .. }));
    assert!(decision.finding.advice[0].starts_with("Verify the domain"), "{:?}", decision.finding.advice);
}

#[test]
fn cause_13_where_nothing_else_can_be_told_the_domain_is_the_cause() {
    let unsaid = |c: &mut Case| value(&mut c.holder().account).status = AccountStatus::Deactivated;
    let finding = told(Cause::DomainNotClaimed, |c| {
        unsaid(c);
        c.evidence.managed_on.insert(Domain::folded("example.com"), absent());
    });
    assert!(finding.proof.iter().any(|line| line.contains("deactivated")), "{:?}", finding.proof);
}

#[test]
fn cause_13_a_domain_that_could_not_be_read_is_not_taken_for_unclaimed() {
    let mut case = healthy();
    case.evidence.domains = refused();
    assert_eq!(case.decide().finding.roots, []);
}

#[test]
fn cause_14_an_original_that_is_not_managed() {
    let finding = told(Cause::OriginalUnmanaged, |c| value(&mut c.original().account).claim = Claim::Unmanaged);
    assert!(finding.advice.iter().any(|line| line.contains("Do not unassign")));
    told(Cause::OriginalUnmanaged, |c| {
        value(&mut c.original().account).claim = Claim::Unmanaged;
        c.nobody_has_it();
    });
    told(Cause::OriginalUnmanaged, |c| value(&mut c.healed().original().account).claim = Claim::Unmanaged);
}

#[test]
fn cause_16_nobody_is_told_to_rename_an_account_whose_address_somebody_else_has_at_the_idp() {
    let bob = || IdpObject::User(Box::new(user("user-bob")));
    let group = || IdpObject::Group(GroupRef { id: id(GroupId::parse, "g-1"), name: None });
    for other in [bob(), group()] {
        let finding = told(Cause::AnotherPerson, |c| value(&mut c.evidence.owners).push(other));
        assert!(finding.sentence.contains("somebody else has this address"), "{}", finding.sentence);
        assert!(finding.proof.iter().any(|line| line.contains("has the address too")));
    }
}

#[test]
fn cause_16_a_holder_whose_record_is_another_living_users() {
    let finding = told(Cause::AnotherPerson, |c| linked_to(c, bob()));
    assert!(finding.sentence.contains("another living user"), "{}", finding.sentence);
    assert!(finding.proof.iter().any(|line| line.contains("user-bob")));
}

#[test]
fn cause_16_a_swap_of_addresses_gets_its_steps_in_words() {
    let old = address("ada.old@example.com");
    let finding = told(Cause::AnotherPerson, |c| linked_to(c, IdpUser { mail: Some(old), ..bob() }));
    assert!(finding.sentence.contains("each other's address"), "{}", finding.sentence);
    assert_eq!(finding.advice.len(), 4);
}

#[test]
fn cause_24_a_text_that_names_another_key_than_the_address() {
    for attribute in [Attribute::UserName, Attribute::ExternalId] {
        let finding =
            told(Cause::OtherKeyTaken, |c| c.record().recognition = conflict(Resource::User, attribute, Some("x")));
        assert!(finding.advice.iter().any(|line| line.contains("attribute mapping")));
    }
}

#[test]
fn a_record_with_the_user_name_that_could_not_be_read_is_not_taken_for_absent() {
    undetermined(
        |c| {
            c.evidence.scim_key = ScimKey::Held;
            (c.evidence.subject_record, c.evidence.targeted_record) = (absent(), absent());
            c.nobody_has_it().evidence.named_record = refused();
        },
        "userName",
    );
}

#[test]
fn cause_24_a_text_that_names_the_address_while_another_record_has_the_user_name() {
    let taken = |c: &mut Case| c.evidence.named_record = known(record_of("scim-7", Some("user-bob"), Some("acc-bob")));
    let finding = told(Cause::OtherKeyTaken, |c| taken(c.nobody_has_it()));
    assert!(finding.proof.iter().any(|line| line.contains("scim-7")), "{:?}", finding.proof);
    let mut own = healthy();
    own.nobody_has_it().evidence.named_record = known(record_of("scim-1", Some(SUBJECT), Some(ORIGINAL)));
    assert_eq!(own.decide().finding.cause, Cause::AlreadyHealed, "the record that is updated is not in its own way");
}
