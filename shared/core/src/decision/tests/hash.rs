//! The hash: the same for the same facts read again, another one for every fact that counts.

use super::healthy::*;
use super::*;
use crate::domain::*;
use jiff::SignedDuration;

fn hash(case: &Case) -> PlanHash {
    case.decide().plan.expect("a plan").hash()
}

#[test]
fn reading_again_later_does_not_change_the_hash() {
    let mut later = healthy();
    let at = now().checked_add(SignedDuration::from_secs(120)).unwrap();
    later.circumstances.now = at;
    later.circumstances.evidence_began_at = at;
    let question = Question::Job;
    later.evidence.holders = Fact::Known(value(&mut later.evidence.holders).clone(), ReadAt { question, at });
    later.evidence.wanted_links = Fact::Absent(AbsenceProof::new(Question::Domains, [], at));
    // A retry of the same failure, and the original at work, are no news.
    later.record().id = id(EventId::parse, "event-2");
    value(&mut later.original().activity).products =
        vec![ProductUse { key: "wiki".to_owned(), last_active_at: Some(at) }];
    assert_eq!(hash(&healthy()), hash(&later));
}

#[test]
fn the_order_in_which_lists_arrive_does_not_change_the_hash() {
    let two = |ids: [&str; 2]| {
        let mut case = healthy();
        let group = |text: &str| GroupRef { id: id(GroupId::parse, text), name: None };
        value(&mut case.original().account).groups = Some(ids.map(group).to_vec());
        hash(&case)
    };
    assert_eq!(two(["g-1", "g-2"]), two(["g-2", "g-1"]));
}

type Change = fn(&mut Case);

const CHANGES: [(&str, Change); 20] = [
    ("original's address", |c| value(&mut c.original().account).address = Some(address("ada.older@example.com"))),
    ("original's status", |c| value(&mut c.original().account).status = AccountStatus::Suspended),
    ("holder's status", |c| value(&mut c.holder().account).status = AccountStatus::NotInvited),
    ("holder's verification", |c| value(&mut c.holder().account).verification = Verification::Unsaid),
    ("holder's groups", |c| value(&mut c.holder().account).groups = None),
    ("holder's roles", |c| value(&mut c.holder().account).roles = None),
    ("holder's kind", |c| value(&mut c.holder().account).kind = AccountKind::Customer),
    ("holder's rules", |c| c.holder().manageability = rules(Permission::Unsaid)),
    ("holder's tokens", |c| c.holder().tokens = refused()),
    ("holder's activity", |c| c.holder().activity = refused()),
    ("owners", |c| {
        let guest = IdpUser { kind: UserKind::Guest, ..user("user-bob") };
        value(&mut c.evidence.owners).push(IdpObject::User(Box::new(guest)));
    }),
    ("deleted owners", |c| c.evidence.deleted_owners = known(vec![user("user-gone")])),
    ("domains", |c| c.evidence.domains = absent()),
    ("claimed domains", |c| c.evidence.managed_on.clear()),
    ("job", |c| value(&mut c.evidence.job).state = JobState::Quarantined),
    ("assignment", |c| value(&mut c.evidence.assignment).through.clear()),
    ("mapping", |c| value(&mut c.evidence.mapping).address.attribute = None),
    ("subject", |c| c.subject().sign_in = SignIn::Unsaid),
    ("employee id", |c| c.subject().employee_id = None),
    ("changes", |c| c.evidence.changes = refused()),
];

#[test]
fn every_fact_that_counts_changes_the_hash() {
    for (what, change) in CHANGES {
        let mut case = healthy();
        change(&mut case);
        assert_ne!(hash(&healthy()), hash(&case), "{what}");
    }
}
