//! Journals: one item for each record, and more where a record is too large for one.

use crate::item::{Attributes, Item, Key, SK, Stored, number, text};
use untwin_core::domain::CaseId;
use untwin_core::saga::{JournalEnd, Record, Unfit};
use untwin_workflow::ports::StoreError;

/// What each part of a record has at most, in bytes: an item stays small, since every read of it is paid by its size.
const PART_BYTES_MAX: usize = 60_000;
const TEXT: &str = "record_text";
const PARTS: &str = "record_parts";
/// What the sort keys of records begin with. It comes before the row.
const RECORD: &str = "record#";
/// The sort key of the row of a case.
pub(crate) const ROW: &str = "row";

/// The partition of a case: its row and its journal.
pub(crate) fn partition(case: &CaseId) -> String {
    format!("case#{case}")
}

/// The items of a record that continues a journal.
pub(crate) fn items(case: &CaseId, end: &mut JournalEnd, record: &Record) -> Result<Vec<Item>, StoreError> {
    let whole = end.append(record).map_err(|unfit| told(&unfit, case))?;
    let parts = parts(&whole);
    let count = i128::try_from(parts.len()).unwrap_or(i128::MAX);
    let numbered = parts.into_iter().enumerate();
    Ok(numbered
        .map(|(index, part)| {
            let first = (index == 0).then(|| number(count));
            Item::new(&key(case, record.seq, index)).with(TEXT, text(part)).with_some(PARTS, first)
        })
        .collect())
}

/// The journal in the items of a partition, in the order of their keys, and where it ends.
pub(crate) fn read(case: &CaseId, items: &[Attributes]) -> Result<(Vec<Record>, JournalEnd), StoreError> {
    let stored = |item| Stored::new(item, "a record");
    let mut end = JournalEnd::default();
    let mut journal = Vec::new();
    let mut rest = items.iter().filter(|item| stored(*item).text(SK).is_ok_and(|sk| sk.starts_with(RECORD)));
    while let Some(first) = rest.next() {
        let mut whole = stored(first).text(TEXT)?.to_owned();
        for _ in 1..stored(first).number::<usize>(PARTS)? {
            let next = rest.next().ok_or_else(|| stored(first).unreadable(PARTS))?;
            whole.push_str(stored(next).text(TEXT)?);
        }
        journal.push(end.read(&whole).map_err(|unfit| told(&unfit, case))?);
    }
    Ok((journal, end))
}

fn key(case: &CaseId, seq: u64, part: usize) -> Key {
    let sk = if part == 0 { format!("{RECORD}{seq:010}") } else { format!("{RECORD}{seq:010}#{part:03}") };
    Key::of(partition(case), sk)
}

/// Cuts between characters.
fn parts(whole: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while rest.len() > PART_BYTES_MAX {
        let (part, after) = rest.split_at(rest.floor_char_boundary(PART_BYTES_MAX));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

pub(crate) fn told(unfit: &Unfit, case: &CaseId) -> StoreError {
    StoreError::Broken(unfit.in_words(case))
}
