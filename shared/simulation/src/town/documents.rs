//! What arrives for the program: pages of the provider's log, and pages that the provider never wrote.
//!
//! It knows nothing of how they are read.

use super::cast::{Cast, Person};
use crate::script::Document;
use untwin_sandbox::World;
use untwin_sandbox::entra::exports::{self, ExportStyle};
use untwin_sandbox::entra::{LogRecord, Verdict};

/// Texts that stand only in forged records: an address, a record's id in the log, and a SCIM record's.
pub(super) const FORGED: [&str; 3] =
    ["forged.victim@example.com", "f0f0f0f0-1111-4222-8333-f0f0f0f0f0f0", "f0f0f0f0-4444-4555-8666-f0f0f0f0f0f0"];

/// A document about a person; `None` where the provider's log has nothing to make it of.
pub fn document(world: &World, cast: &Cast, person: usize, kind: Document) -> Option<Vec<u8>> {
    let person = cast.person(person)?;
    let record = match kind {
        Document::Newest | Document::Exported | Document::Half | Document::Crossed => {
            failures_of(world, person).next_back()?
        }
        Document::Oldest => failures_of(world, person).next()?,
        Document::Forged => return Some(forged(world, person, failures_of(world, person).next_back()?)),
    };
    match kind {
        Document::Exported => Some(export(world, record)),
        Document::Crossed => Some(page(world, &crossed(cast, person, record)?)),
        Document::Half => {
            let mut page = page(world, record);
            page.truncate(page.len() / 2);
            Some(page)
        }
        Document::Newest | Document::Oldest | Document::Forged => Some(page(world, record)),
    }
}

fn failures_of<'a>(world: &'a World, person: &'a Person) -> impl DoubleEndedIterator<Item = &'a LogRecord> {
    let failed = |record: &&LogRecord| matches!(record.verdict, Verdict::Failure { .. });
    world.tenant.log().iter().filter(|record| record.source.id == person.user).filter(failed)
}

fn page(world: &World, record: &LogRecord) -> Vec<u8> {
    exports::graph_page(std::slice::from_ref(record), &world.tenant.quirks).to_string().into_bytes()
}

fn export(world: &World, record: &LogRecord) -> Vec<u8> {
    let exported = exports::exported(record, &world.tenant.quirks);
    exports::event_hub_batch(&[exported], ExportStyle::WithResult).to_string().into_bytes()
}

/// A page in the provider's form about another address and another SCIM record, with an id that is not in the log.
fn forged(world: &World, person: &Person, record: &LogRecord) -> Vec<u8> {
    let [address, in_log, scim] = FORGED;
    let mut record = record.clone();
    in_log.clone_into(&mut record.id);
    scim.clone_into(&mut record.target.id);
    let text = exports::graph_page(std::slice::from_ref(&record), &world.tenant.quirks).to_string();
    text.replace(person.wanted.as_str(), address).into_bytes()
}

/// The record with the ids of another person who is in the same town.
fn crossed(cast: &Cast, person: &Person, record: &LogRecord) -> Option<LogRecord> {
    let other = cast.people.iter().find(|other| other.user != person.user)?;
    let mut record = record.clone();
    other.user.clone_into(&mut record.source.id);
    Some(record)
}
