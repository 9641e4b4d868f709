//! Opening, loading and changing cases.

use super::{at, memory, one_more, opened, ready};
use untwin_core::decision::Writes;
use untwin_workflow::ports::{Store as _, StoreError};

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
