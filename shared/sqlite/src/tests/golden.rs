//! A journal record that was written once is read for ever: `tests/fixtures/journal/v1` is never edited, only added to.

use super::{loaded, memory, opened};
use rusqlite::params;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use untwin_core::domain::sha256_hex;
use untwin_core::saga::{Event, Record};

/// Every record that stands in the folder, with its file name.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/journal/v1");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| (file.file_name().unwrap().display().to_string(), fs::read_to_string(&file).unwrap())).collect()
}

#[test]
fn every_record_of_version_1_still_reads_and_still_means_the_same() {
    for (file, text) in fixtures() {
        let record: Record = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let written: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), written, "{file}");
        assert_eq!(record.version, 1, "{file}");
    }
}

#[test]
fn every_kind_of_event_has_a_record_of_version_1() {
    let kinds: BTreeSet<_> =
        fixtures().into_iter().map(|(_, text)| place(&serde_json::from_str::<Record>(&text).unwrap().event)).collect();
    assert_eq!(kinds, (0..KINDS).collect());
}

#[test]
fn a_stored_journal_of_version_1_loads() {
    for (file, text) in fixtures() {
        let store = memory();
        let case = opened(&store, "ada");
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["seq"] = 1.into();
        value["prev_hash"] = case.journal[0].hash().into();
        let sql = "INSERT INTO records (case_id, seq, record) VALUES (?1, 1, ?2)";
        store.write(|tx| Ok(tx.execute(sql, params![case.id.as_str(), value.to_string()]).unwrap())).unwrap();
        assert_eq!(loaded(&store, &case.id).journal.len(), 2, "{file}");
    }
}

#[test]
fn the_hash_of_a_record_is_the_hash_of_its_stored_text() {
    let store = memory();
    let case = opened(&store, "ada");
    let sql = "SELECT record FROM records";
    let stored: String = store.read(|tx| Ok(tx.query_row(sql, [], |row| row.get(0)).unwrap())).unwrap();
    assert_eq!(sha256_hex(stored.as_bytes()), case.journal[0].hash());
}

/// How many kinds [`place`] tells apart.
const KINDS: usize = 27;

/// A place for each kind. A new kind does not compile until it has one, and then needs a record in the folder.
fn place(event: &Event) -> usize {
    match event {
        Event::FailureSeen { .. } => 0,
        Event::Reopened { .. } => 1,
        Event::Diagnosed { .. } => 2,
        Event::Deferred { .. } => 3,
        Event::HandedOver { .. } => 4,
        Event::ApprovalAsked { .. } => 5,
        Event::Ignored { .. } => 6,
        Event::PlanAccepted(_) => 7,
        Event::GroupsSnapshot { .. } => 8,
        Event::Started { .. } => 9,
        Event::Refrained { .. } => 10,
        Event::PushSeen { .. } => 11,
        Event::Ambiguous { .. } => 12,
        Event::Finished { .. } => 13,
        Event::Verified { .. } => 14,
        Event::NotYetVisible { .. } => 15,
        Event::Stuck { .. } => 16,
        Event::Unwound { .. } => 17,
        Event::UndoAsked { .. } => 18,
        Event::Undone { .. } => 19,
        Event::Withheld { .. } => 21,
        Event::LookedBack { .. } => 22,
        Event::LateEffect { .. } => 23,
        Event::Editable { .. } => 24,
        Event::InPlace { .. } => 25,
        Event::LeftDeactivated { .. } => 26,
        Event::Closed { .. } => 20,
    }
}
