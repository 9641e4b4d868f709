//! Opening, loading and changing cases.

use super::{at, ignored, loaded, memory, one_more, opened, opening, ready, record_after};
use untwin_core::decision::{Cause, Writes};
use untwin_core::domain::{CaseId, CaseState, EventId};
use untwin_core::saga::Event;
use untwin_workflow::ports::{Append, Opened, Store as _, StoreError};

#[test]
fn the_second_to_open_a_case_gets_the_first_ones_and_changes_nothing_of_it() {
    let store = memory();
    let Opened::New(new) = ready(store.open(&opening("ada", "event-1", at(0)))).unwrap() else { panic!() };
    let Opened::Existing(old) = ready(store.open(&opening("ada", "event-2", at(60)))).unwrap() else { panic!() };
    assert_eq!(old, new);
    assert_eq!((new.state, new.due_at, new.opened_at, new.journal.len()), (CaseState::Received, Some(at(0)), at(0), 1));
    assert_eq!(loaded(&store, &new.id), new);
}

#[test]
fn every_event_id_that_was_taken_in_is_remembered_for_its_case() {
    let store = memory();
    let case = opened(&store, "ada");
    let absorbed = EventId::parse("absorbed").unwrap();
    ready(store.open(&opening("ada", "joined", at(1)))).unwrap();
    ready(store.append(&Append { dedup_key: Some(absorbed.clone()), ..one_more(&case, at(2)) })).unwrap();
    for event in [EventId::parse("event-of-ada").unwrap(), absorbed] {
        assert_eq!(ready(store.seen(&event)), Ok(Some(case.id.clone())));
    }
    // Only the append that takes a failure in remembers it: a crash before that must not lose it.
    for event in ["joined", "never"] {
        assert_eq!(ready(store.seen(&EventId::parse(event).unwrap())), Ok(None));
    }
}

#[test]
fn an_append_sets_the_row_and_continues_the_journal() {
    let store = memory();
    let case = opened(&store, "ada");
    let change = Append { cause: Some(Cause::DuplicateUnlinked), due_at: Some(at(90)), ..one_more(&case, at(10)) };
    assert_eq!(ready(store.append(&change)), Ok(case.version + 1));
    let after = loaded(&store, &case.id);
    assert_eq!((after.state, after.cause, after.due_at), (change.state, change.cause, change.due_at));
    assert_eq!((after.version, after.opened_at, after.changed_at), (case.version + 1, at(0), at(10)));
    assert_eq!(after.journal.last(), change.records.last());
}

#[test]
fn a_change_without_a_cause_keeps_the_cause_of_the_newest_diagnosis() {
    let store = memory();
    let case = opened(&store, "ada");
    ready(store.append(&Append { cause: Some(Cause::Transient), ..one_more(&case, at(1)) })).unwrap();
    ready(store.append(&one_more(&loaded(&store, &case.id), at(2)))).unwrap();
    assert_eq!(loaded(&store, &case.id).cause, Some(Cause::Transient));
}

#[test]
fn whoever_read_an_older_version_is_told_so_and_changes_nothing() {
    let store = memory();
    let case = opened(&store, "ada");
    ready(store.append(&one_more(&case, at(1)))).unwrap();
    let before = loaded(&store, &case.id);
    assert_eq!(ready(store.append(&one_more(&case, at(2)))), Err(StoreError::Conflict));
    assert_eq!(loaded(&store, &case.id), before);
}

#[test]
fn records_that_do_not_continue_the_journal_leave_nothing_of_the_whole_change() {
    let store = memory();
    let case = opened(&store, "ada");
    let mut change = one_more(&case, at(1));
    let second = record_after(&change.records[0], ignored("the second"));
    for broken in [
        untwin_core::saga::Record { seq: second.seq + 1, ..second.clone() },
        untwin_core::saga::Record { prev_hash: "of another journal".to_owned(), ..second },
    ] {
        change.records.truncate(1);
        change.records.push(broken);
        assert!(matches!(ready(store.append(&change)), Err(StoreError::Broken(_))));
        assert_eq!(loaded(&store, &case.id), case);
    }
}

#[test]
fn a_case_that_was_never_opened_can_be_neither_loaded_nor_changed() {
    let store = memory();
    let case = opened(&store, "ada");
    let id = CaseId::parse("case-000000000000").unwrap();
    assert_eq!(ready(store.load(&id)), Ok(None));
    let change = Append { case: id, ..one_more(&case, at(1)) };
    assert_eq!(ready(store.append(&change)), Err(StoreError::NoSuchCase));
}

#[test]
fn what_is_due_comes_oldest_first_and_no_earlier_than_its_time() {
    let store = memory();
    for (subject, due_at) in [("ada", Some(at(30))), ("ben", Some(at(20))), ("cyd", Some(at(31))), ("dan", None)] {
        let case = opened(&store, subject);
        ready(store.append(&Append { due_at, ..one_more(&case, at(1)) })).unwrap();
    }
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(&store, subject).id);
    assert_eq!(ready(store.due(at(30), 10)), Ok(vec![ben.clone(), ada]));
    assert_eq!(ready(store.due(at(30), 1)), Ok(vec![ben]));
}

#[test]
fn the_list_begins_with_the_newest_change() {
    let store = memory();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(&store, subject));
    ready(store.append(&one_more(&ben, at(5)))).unwrap();
    ready(store.append(&one_more(&ada, at(6)))).unwrap();
    let listed = ready(store.list(10)).unwrap();
    assert_eq!(listed.iter().map(|case| &case.id).collect::<Vec<_>>(), [&ada.id, &ben.id]);
    assert_eq!(ready(store.list(1)).unwrap(), [loaded(&store, &ada.id)]);
}

#[test]
fn a_reopened_case_counts_for_the_storm_window_like_a_new_one() {
    let store = memory();
    let case = opened(&store, "ada");
    assert_eq!([at(0), at(1)].map(|from| ready(store.opened_between(from, at(9)))), [Ok(1), Ok(0)]);
    let event = Event::Reopened { record: EventId::parse("again").unwrap(), failed_at: at(50) };
    let records = vec![record_after(&case.journal[0], event)];
    ready(store.append(&Append { records, ..one_more(&case, at(50)) })).unwrap();
    assert_eq!([at(50), at(51)].map(|from| ready(store.opened_between(from, at(99)))), [Ok(1), Ok(0)]);
    assert_eq!(ready(store.opened_between(at(1), at(49))), Ok(0));
}

#[test]
fn writes_are_enabled_until_an_operator_pauses_them() {
    let store = memory();
    assert_eq!(ready(store.writes()), Ok(Writes::Enabled));
    ready(store.set_writes(Writes::Paused, "operator", at(1))).unwrap();
    assert_eq!(ready(store.writes()), Ok(Writes::Paused));
    ready(store.set_writes(Writes::Enabled, "operator", at(2))).unwrap();
    assert_eq!(ready(store.writes()), Ok(Writes::Enabled));
}

#[test]
fn a_kill_switch_that_is_gone_is_a_fault_and_no_permission() {
    let store = memory();
    store.write(|tx| Ok(tx.execute("DELETE FROM switch", []).unwrap())).unwrap();
    assert!(matches!(ready(store.writes()), Err(StoreError::Broken(_))));
    assert!(matches!(ready(store.set_writes(Writes::Paused, "operator", at(1))), Err(StoreError::Broken(_))));
}

#[test]
fn a_changed_record_breaks_the_journal_and_is_not_quoted() {
    let store = memory();
    let case = opened(&store, "ada");
    ready(store.append(&one_more(&case, at(1)))).unwrap();
    for (seq, record) in [(1, r#"{"version":1,"seq":"ada@example.com"}"#), (1, "ada@example.com"), (0, "{}")] {
        let sql = "UPDATE records SET record = ?1 WHERE seq = ?2";
        store.write(|tx| Ok(tx.execute(sql, rusqlite::params![record, seq]).unwrap())).unwrap();
        let Err(StoreError::Broken(why)) = ready(store.load(&case.id)) else { panic!("{record} was read") };
        assert!(!why.contains("ada@"), "{why}");
    }
}

#[test]
fn a_record_that_was_altered_without_breaking_its_form_is_found_by_its_hash() {
    let store = memory();
    let case = opened(&store, "ada");
    ready(store.append(&one_more(&case, at(1)))).unwrap();
    let sql = "UPDATE records SET record = replace(record, 'event-of-ada', 'event-of-ben') WHERE seq = 0";
    store.write(|tx| Ok(tx.execute(sql, []).unwrap())).unwrap();
    let Err(StoreError::Broken(why)) = ready(store.load(&case.id)) else { panic!("it was read") };
    assert_eq!(why, format!("record 1 does not continue the journal of {}", case.id));
}

#[test]
fn a_record_of_a_newer_version_is_named_as_such() {
    let store = memory();
    let case = opened(&store, "ada");
    let sql = r#"UPDATE records SET record = '{"version":2,"seq":0,"body":{}}'"#;
    store.write(|tx| Ok(tx.execute(sql, []).unwrap())).unwrap();
    let newer = format!("a record of {} has version 2, this program reads up to 1", case.id);
    assert_eq!(ready(store.load(&case.id)), Err(StoreError::Broken(newer.clone())));
    assert_eq!(ready(store.list(10)), Err(StoreError::Broken(newer)));
}

#[test]
fn a_state_that_this_program_does_not_know_is_a_fault() {
    let store = memory();
    let case = opened(&store, "ada");
    store.write(|tx| Ok(tx.execute("UPDATE cases SET state = 'enchanted'", []).unwrap())).unwrap();
    let unreadable = StoreError::Broken(format!("the state of {} is unreadable", case.id));
    assert_eq!(ready(store.load(&case.id)), Err(unreadable));
}
