//! Records in and out: every one continues the journal before it, and is checked to do so in both directions.

use crate::columns::{Broken as _, whole};
use crate::statement;
use rusqlite::{Connection, OptionalExtension as _, params};
use untwin_core::domain::CaseId;
use untwin_core::saga::{JournalEnd, Record, Unfit};
use untwin_workflow::ports::StoreError;

/// Appends records to the journal of a case; they must continue it.
pub(crate) fn append(connection: &Connection, case: &CaseId, records: &[Record]) -> Result<(), StoreError> {
    let mut end = end(connection, case)?;
    for record in records {
        let text = end.append(record).map_err(|unfit| told(&unfit, case))?;
        statement::execute(
            connection,
            "INSERT INTO records (case_id, seq, record) VALUES (?1, ?2, ?3)",
            params![case.as_str(), whole(record.seq)?, text],
        )
        .broken("appending to a journal")?;
    }
    Ok(())
}

/// The whole journal of a case, in order.
pub(crate) fn read(connection: &Connection, case: &CaseId) -> Result<Vec<Record>, StoreError> {
    let doing = "reading a journal";
    let mut statement =
        connection.prepare_cached("SELECT record FROM records WHERE case_id = ?1 ORDER BY seq").broken(doing)?;
    let texts = statement.query_map([case.as_str()], |row| row.get::<_, String>(0)).broken(doing)?;
    let mut end = JournalEnd::default();
    texts.map(|text| end.read(&text.broken(doing)?).map_err(|unfit| told(&unfit, case))).collect()
}

fn end(connection: &Connection, case: &CaseId) -> Result<JournalEnd, StoreError> {
    let last = statement::row(
        connection,
        "SELECT record FROM records WHERE case_id = ?1 ORDER BY seq DESC LIMIT 1",
        [case.as_str()],
        |row| row.get::<_, String>(0),
    )
    .optional()
    .broken("reading the end of a journal")?;
    let Some(text) = last else { return Ok(JournalEnd::default()) };
    JournalEnd::after(&text).map_err(|unfit| told(&unfit, case))
}

fn told(unfit: &Unfit, case: &CaseId) -> StoreError {
    StoreError::Broken(unfit.in_words(case))
}
