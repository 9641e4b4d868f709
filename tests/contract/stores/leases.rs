//! Leases keep two workers off one account.

use super::{Bench, accounts, at, granted, loaded, one_more, opened};
use std::collections::BTreeSet;
use untwin_core::decision::Object;
use untwin_core::domain::{CaseId, DirectoryId, EmailAddress, ScimUserId};
use untwin_workflow::ports::{Append, Lease, Leased, Store as _, StoreError};

pub(super) fn objects_are_taken_all_or_none(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject).id);
    granted(bench.wait(store.lease(&ada, &accounts(&["a", "b"]), at(0), at(60))));
    let held = bench.wait(store.lease(&ben, &accounts(&["b", "c"]), at(1), at(61)));
    assert_eq!(held, Ok(Leased::Held { by: ada, until: at(60) }));
    granted(bench.wait(store.lease(&ben, &accounts(&["c"]), at(1), at(61))));
}

pub(super) fn a_case_that_holds_an_object_does_not_get_it_a_second_time(bench: &impl Bench) {
    let store = bench.store();
    let ada = opened(bench, "ada").id;
    granted(bench.wait(store.lease(&ada, &accounts(&["a"]), at(0), at(60))));
    let held = bench.wait(store.lease(&ada, &accounts(&["a"]), at(59), at(90)));
    assert_eq!(held, Ok(Leased::Held { by: ada, until: at(60) }));
}

pub(super) fn a_lease_that_is_over_is_taken_over_with_a_higher_epoch_and_can_change_nothing_any_more(
    bench: &impl Bench,
) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    let old = granted(bench.wait(store.lease(&ada.id, &accounts(&["a"]), at(0), at(60))));
    let new = granted(bench.wait(store.lease(&ben.id, &accounts(&["a"]), at(60), at(120))));
    assert!(new.epoch > old.epoch);
    let change = Append { lease: Some(old.clone()), ..one_more(&ada, at(59)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::LeaseLost));
    assert_eq!(bench.wait(store.renew(&old, at(59), at(200))), Err(StoreError::LeaseLost));
    assert_eq!(loaded(bench, &ada.id), ada);
}

pub(super) fn a_write_needs_a_lease_that_is_not_over_at_its_own_now(bench: &impl Bench) {
    let store = bench.store();
    let ada = opened(bench, "ada");
    let lease = granted(bench.wait(store.lease(&ada.id, &accounts(&["a", "b"]), at(0), at(60))));
    let change = |now| Append { lease: Some(lease.clone()), ..one_more(&ada, now) };
    assert_eq!(bench.wait(store.append(&change(at(60)))), Err(StoreError::LeaseLost));
    assert_eq!(bench.wait(store.append(&change(at(59)))), Ok(ada.version + 1));
}

pub(super) fn the_lease_of_one_case_does_not_let_another_case_write(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    let lease = granted(bench.wait(store.lease(&ada.id, &accounts(&["a"]), at(0), at(60))));
    let change = Append { lease: Some(lease.clone()), ..one_more(&ben, at(1)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::LeaseLost));
    let stolen = Lease { case: ben.id.clone(), ..lease };
    let change = Append { lease: Some(stolen), ..one_more(&ben, at(1)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::LeaseLost));
}

pub(super) fn renewing_extends_every_object_and_keeps_the_epoch(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    let lease = granted(bench.wait(store.lease(&ada.id, &accounts(&["a", "b"]), at(0), at(60))));
    let renewed = bench.wait(store.renew(&lease, at(59), at(120))).unwrap();
    assert_eq!(renewed, Lease { until: at(120), ..lease });
    let held = bench.wait(store.lease(&ben.id, &accounts(&["b"]), at(119), at(200)));
    assert_eq!(held, Ok(Leased::Held { by: ada.id.clone(), until: at(120) }));
    assert_eq!(bench.wait(store.append(&Append { lease: Some(renewed.clone()), ..one_more(&ada, at(119)) })), Ok(2));
    assert_eq!(bench.wait(store.renew(&renewed, at(120), at(180))), Err(StoreError::LeaseLost));
}

pub(super) fn giving_back_an_old_lease_leaves_the_new_one_alone(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject).id);
    let old = granted(bench.wait(store.lease(&ada, &accounts(&["a"]), at(0), at(60))));
    let new = granted(bench.wait(store.lease(&ada, &accounts(&["a"]), at(60), at(120))));
    bench.wait(store.release(&old)).unwrap();
    assert!(matches!(bench.wait(store.lease(&ben, &accounts(&["a"]), at(61), at(90))), Ok(Leased::Held { .. })));
    bench.wait(store.release(&new)).unwrap();
    let third = granted(bench.wait(store.lease(&ben, &accounts(&["a"]), at(61), at(90))));
    assert!(third.epoch > new.epoch);
}

pub(super) fn an_address_is_one_object_however_it_is_spelled_and_ids_never_run_together(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject).id);
    let address = |text| BTreeSet::from([Object::Address(EmailAddress::parse(text).unwrap())]);
    granted(bench.wait(store.lease(&ada, &address("Ada@Example.com"), at(0), at(60))));
    assert!(matches!(
        bench.wait(store.lease(&ben, &address("ada@example.com"), at(1), at(60))),
        Ok(Leased::Held { .. })
    ));
    let record = |directory, id| {
        BTreeSet::from([Object::Record(DirectoryId::parse(directory).unwrap(), ScimUserId::parse(id).unwrap())])
    };
    granted(bench.wait(store.lease(&ada, &record("d/1", "2"), at(0), at(60))));
    granted(bench.wait(store.lease(&ben, &record("d", "1/2"), at(0), at(60))));
}

pub(super) fn only_a_case_that_exists_can_hold_anything(bench: &impl Bench) {
    let nobody = CaseId::parse("case-000000000000").unwrap();
    let leased = bench.wait(bench.store().lease(&nobody, &accounts(&["a"]), at(0), at(60)));
    assert_eq!(leased, Err(StoreError::NoSuchCase));
}
