//! What arrives for the program.

use super::*;
use crate::script::Document;

const ALL: [Document; 6] =
    [Document::Newest, Document::Oldest, Document::Exported, Document::Forged, Document::Crossed, Document::Half];

fn text(built: &Built, kind: Document) -> String {
    String::from_utf8(document(&built.world, &built.cast, 0, kind).unwrap()).unwrap()
}

#[test]
fn pages_are_what_the_provider_wrote_and_forged_ones_are_not() {
    let built = build(&TownPlan::simplest(2), BASE);
    let [ada, bea] = [&built.cast.people[0], &built.cast.people[1]];
    assert!(text(&built, Document::Newest).contains(ada.wanted.as_str()));
    let forged = text(&built, Document::Forged);
    assert!(!forged.contains(ada.wanted.as_str()) && forged.contains(&ada.user));
    for sign in &built.beginning.forged {
        assert!(forged.contains(sign), "{sign}");
    }
    let crossed = text(&built, Document::Crossed);
    assert!(crossed.contains(&bea.user) && crossed.contains(ada.record.as_str()));
    assert!(serde_json::from_str::<serde_json::Value>(&text(&built, Document::Half)).is_err());
}

#[test]
fn there_is_no_document_about_somebody_who_never_failed() {
    let plan = alone(PersonPlan { subject: SubjectPlan::NotRenamed, ..PersonPlan::default() });
    let built = build(&plan, BASE);
    assert!(ALL.iter().all(|kind| document(&built.world, &built.cast, 0, *kind).is_none()));
    assert!(document(&built.world, &built.cast, 9, Document::Newest).is_none());
}

#[test]
fn the_oldest_failure_is_not_the_newest_after_a_retry() {
    let mut built = build(&TownPlan::simplest(1), BASE);
    let now = start().checked_add(jiff::SignedDuration::from_hours(7)).unwrap();
    let before = written(&built);
    built.world.run_cycle(now);
    assert_eq!(told_since(&built, before), [Change::Failed { user: built.cast.people[0].user.clone() }]);
    assert_ne!(text(&built, Document::Newest), text(&built, Document::Oldest));
}
