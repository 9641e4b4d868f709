//! Opening, loading and changing cases.

use super::{Bench, at, ignored, loaded, one_more, opened, opening, record_after};
use untwin_core::decision::{Cause, Writes};
use untwin_core::domain::{CaseId, CaseState, EventId};
use untwin_core::saga::Event;
use untwin_workflow::ports::{Append, Opened, Store as _, StoreError, StoredCase};

pub(super) fn the_second_to_open_a_case_gets_the_first_ones_and_changes_nothing_of_it(bench: &impl Bench) {
    let store = bench.store();
    let Opened::New(new) = bench.wait(store.open(&opening("ada", "event-1", at(0)))).unwrap() else { panic!() };
    let Opened::Existing(old) = bench.wait(store.open(&opening("ada", "event-2", at(60)))).unwrap() else { panic!() };
    assert_eq!(old, new);
    assert_eq!((new.state, new.due_at, new.opened_at, new.journal.len()), (CaseState::Received, Some(at(0)), at(0), 1));
    assert_eq!(loaded(bench, &new.id), new);
}

pub(super) fn every_event_id_that_was_taken_in_is_remembered_for_its_case(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    let absorbed = EventId::parse("absorbed").unwrap();
    bench.wait(store.open(&opening("ada", "joined", at(1)))).unwrap();
    bench.wait(store.append(&Append { dedup_key: Some(absorbed.clone()), ..one_more(&case, at(2)) })).unwrap();
    for event in [EventId::parse("event-of-ada").unwrap(), absorbed] {
        assert_eq!(bench.wait(store.seen(&event)), Ok(Some(case.id.clone())));
    }
    // Only the append that takes a failure in remembers it: a crash before that must not lose it.
    for event in ["joined", "never"] {
        assert_eq!(bench.wait(store.seen(&EventId::parse(event).unwrap())), Ok(None));
    }
}

pub(super) fn an_append_sets_the_row_and_continues_the_journal(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    let change = Append { cause: Some(Cause::DuplicateUnlinked), due_at: Some(at(90)), ..one_more(&case, at(10)) };
    assert_eq!(bench.wait(store.append(&change)), Ok(case.version + 1));
    let after = loaded(bench, &case.id);
    assert_eq!((after.state, after.cause, after.due_at), (change.state, change.cause, change.due_at));
    assert_eq!((after.version, after.opened_at, after.changed_at), (case.version + 1, at(0), at(10)));
    assert_eq!(after.journal.last(), change.records.last());
}

pub(super) fn a_change_without_a_cause_keeps_the_cause_of_the_newest_diagnosis(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    bench.wait(store.append(&Append { cause: Some(Cause::Transient), ..one_more(&case, at(1)) })).unwrap();
    bench.wait(store.append(&one_more(&loaded(bench, &case.id), at(2)))).unwrap();
    assert_eq!(loaded(bench, &case.id).cause, Some(Cause::Transient));
}

pub(super) fn whoever_read_an_older_version_is_told_so_and_changes_nothing(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    bench.wait(store.append(&one_more(&case, at(1)))).unwrap();
    let before = loaded(bench, &case.id);
    assert_eq!(bench.wait(store.append(&one_more(&case, at(2)))), Err(StoreError::Conflict));
    assert_eq!(loaded(bench, &case.id), before);
}

pub(super) fn records_that_do_not_continue_the_journal_leave_nothing_of_the_whole_change(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    let mut change = one_more(&case, at(1));
    let second = record_after(&change.records[0], ignored("the second"));
    for broken in [
        untwin_core::saga::Record { seq: second.seq + 1, ..second.clone() },
        untwin_core::saga::Record { prev_hash: "of another journal".to_owned(), ..second },
    ] {
        change.records.truncate(1);
        change.records.push(broken);
        assert!(matches!(bench.wait(store.append(&change)), Err(StoreError::Broken(_))));
        assert_eq!(loaded(bench, &case.id), case);
    }
}

pub(super) fn a_case_that_was_never_opened_can_be_neither_loaded_nor_changed(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    let id = CaseId::parse("case-000000000000").unwrap();
    assert_eq!(bench.wait(store.load(&id)), Ok(None));
    let change = Append { case: id, ..one_more(&case, at(1)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::NoSuchCase));
}

pub(super) fn what_is_due_comes_oldest_first_and_no_earlier_than_its_time(bench: &impl Bench) {
    let store = bench.store();
    for (subject, due_at) in [("ada", Some(at(30))), ("ben", Some(at(20))), ("cyd", Some(at(31))), ("dan", None)] {
        let case = opened(bench, subject);
        bench.wait(store.append(&Append { due_at, ..one_more(&case, at(1)) })).unwrap();
    }
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject).id);
    assert_eq!(bench.wait(store.due(at(30), 10)), Ok(vec![ben.clone(), ada]));
    assert_eq!(bench.wait(store.due(at(30), 1)), Ok(vec![ben]));
}

pub(super) fn the_list_begins_with_the_newest_change(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    bench.wait(store.append(&one_more(&ben, at(5)))).unwrap();
    bench.wait(store.append(&one_more(&ada, at(6)))).unwrap();
    let listed = bench.wait(store.list(10)).unwrap();
    assert_eq!(listed.iter().map(|case| &case.id).collect::<Vec<_>>(), [&ada.id, &ben.id]);
    assert_eq!(bench.wait(store.list(1)).unwrap(), [loaded(bench, &ada.id)]);
}

pub(super) fn a_reopened_case_counts_for_the_storm_window_like_a_new_one(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    assert_eq!([at(0), at(1)].map(|from| bench.wait(store.opened_between(from, at(9)))), [Ok(1), Ok(0)]);
    let event = Event::Reopened { record: EventId::parse("again").unwrap(), failed_at: at(50) };
    let records = vec![record_after(&case.journal[0], event)];
    bench.wait(store.append(&Append { records, ..one_more(&case, at(50)) })).unwrap();
    assert_eq!([at(50), at(51)].map(|from| bench.wait(store.opened_between(from, at(99)))), [Ok(1), Ok(0)]);
    assert_eq!(bench.wait(store.opened_between(at(1), at(49))), Ok(0));
}

pub(super) fn what_an_operator_says_of_writes_holds_until_he_says_otherwise(bench: &impl Bench) {
    let store = bench.store();
    for writes in [Writes::Paused, Writes::Enabled, Writes::Paused] {
        bench.wait(store.set_writes(writes, "operator", at(1))).unwrap();
        assert_eq!(bench.wait(store.writes()), Ok(writes));
    }
}

pub(super) fn a_case_that_is_put_back_is_due_then_and_otherwise_as_it_was(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    bench.wait(store.put_back(&case.id, at(50))).unwrap();
    assert_eq!(loaded(bench, &case.id), StoredCase { due_at: Some(at(50)), ..case.clone() });
    assert_eq!(bench.wait(store.due(at(49), 10)), Ok(Vec::new()));
    assert_eq!(bench.wait(store.due(at(50), 10)), Ok(vec![case.id]));
    let nobody = CaseId::parse("case-000000000000").unwrap();
    assert_eq!(bench.wait(store.put_back(&nobody, at(50))), Err(StoreError::NoSuchCase));
}

/// A snapshot of somebody in many groups, and text that no byte boundary may cut.
pub(super) fn a_record_that_is_larger_than_any_item_comes_back_whole(bench: &impl Bench) {
    let store = bench.store();
    let case = opened(bench, "ada");
    let long = "\u{e9}\u{4e2d}\u{1f600}".repeat(20_000);
    let records = vec![record_after(&case.journal[0], ignored(&long))];
    bench.wait(store.append(&Append { records: records.clone(), ..one_more(&case, at(1)) })).unwrap();
    let whole = loaded(bench, &case.id);
    assert_eq!(whole.journal.last(), records.last());
    bench.wait(store.append(&one_more(&whole, at(2)))).unwrap();
    assert_eq!(loaded(bench, &case.id).journal.len(), 3);
}

pub(super) fn a_change_whose_answer_was_lost_is_made_once_however_often_it_is_asked_for(bench: &impl Bench) {
    let (store, case) = (bench.store(), opened(bench, "ada"));
    let change = one_more(&case, at(1));
    bench.wait(store.append(&change)).unwrap();
    for _ in 0..3 {
        assert_eq!(bench.wait(store.append(&change)), Err(StoreError::Conflict));
    }
    let stored = loaded(bench, &case.id);
    assert_eq!((stored.journal.len(), stored.version), (2, case.version + 1));
}
