//! Dead letters for people and for programs: why, how long, which; never what they hold.

use super::table::{Cell, Table};
use super::words::{counted, moment};
use super::{HASH_CHARS, Page, Paint, Tone};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use untwin_core::domain::{CaseId, DeadLetter};
use untwin_startup::Stays;

/// A dead letter as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LetterRow {
    /// When it arrived.
    pub at: Timestamp,
    /// Why it could not be read.
    pub reason: String,
    /// Its whole length.
    pub length_bytes: usize,
    /// SHA-256 of the whole of it.
    pub sha256: String,
    /// Whether all of it was kept, so that it can be taken in again.
    pub whole: bool,
}

/// What became of a letter that was taken in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RedrivenRow {
    /// SHA-256 of the whole of it.
    pub sha256: String,
    /// The cases that its records opened or joined.
    pub cases: Vec<CaseId>,
    /// Why it stays; none, where it was taken in and is gone.
    #[serde(serialize_with = "stays")]
    pub stays: Option<Stays>,
}

impl LetterRow {
    /// As many digits as people type.
    pub(crate) fn short(&self) -> String {
        self.sha256.chars().take(HASH_CHARS).collect()
    }
}

impl RedrivenRow {
    /// Whether it was taken in.
    pub(crate) const fn taken_in(&self) -> bool {
        self.stays.is_none()
    }
}

impl From<&DeadLetter> for LetterRow {
    fn from(letter: &DeadLetter) -> Self {
        Self {
            at: letter.at,
            reason: letter.reason.clone(),
            length_bytes: letter.length_bytes,
            sha256: letter.sha256.clone(),
            whole: letter.length_bytes <= letter.head.len(),
        }
    }
}

/// One row per letter.
pub(crate) fn letter_table(letters: &[LetterRow], paint: Paint) -> String {
    let mut table = Table::new(["ARRIVED", "BYTES", "SHA-256", "WHY"]);
    for letter in letters {
        let digest = letter.short();
        let (bytes, why) = (letter.length_bytes.to_string(), letter.reason.as_str());
        table.row([moment(letter.at).into(), bytes.into(), digest.into(), why.into()]);
    }
    table.text(paint)
}

/// One letter in full, without what it holds.
pub(crate) fn letter_page(letter: &LetterRow, paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.heading(&letter.sha256);
    page.labelled("arrived", Some(&moment(letter.at)));
    page.labelled("why", Some(&letter.reason));
    page.labelled("length", Some(&counted(letter.length_bytes, "byte", "bytes")));
    page.labelled("can be taken in again", Some(if letter.whole { "yes" } else { CUT }));
    page.into_text()
}

/// One row per letter that was tried.
pub(crate) fn redriven_table(rows: &[RedrivenRow], paint: Paint) -> String {
    let mut table = Table::new(["SHA-256", "CAME OF IT", "CASES", "WHY"]);
    for row in rows {
        let digest: String = row.sha256.chars().take(HASH_CHARS).collect();
        let (tone, came) = if row.taken_in() { (Tone::Good, "taken in") } else { (Tone::Attention, "stays") };
        let cases = row.cases.iter().map(CaseId::as_str).collect::<Vec<_>>().join(", ");
        let cases = Some(cases).filter(|cases| !cases.is_empty());
        table.row([digest.into(), Cell::toned(tone, came), cases.into(), row.stays.as_ref().map(why).into()]);
    }
    table.text(paint)
}

const CUT: &str = "no: only its beginning was kept";

fn why(stays: &Stays) -> String {
    match stays {
        Stays::Cut => "only its beginning was kept, so it cannot be taken in".to_owned(),
        Stays::Unfit(why) => why.clone(),
        Stays::Later(why) => format!("to be tried again later: {why}"),
    }
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn stays<S: Serializer>(stays: &Option<Stays>, serializer: S) -> Result<S::Ok, S::Error> {
    stays.as_ref().map(why).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_listed_without_what_it_holds() {
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let row = LetterRow::from(&DeadLetter::new(b"ada@example.com", "document: no JSON; send JSON", at));
        let text = letter_table(&[row], Paint::Plain);
        insta::assert_snapshot!(text, @r"
        ARRIVED               BYTES  SHA-256       WHY
        2026-03-01 12:00:00Z  15     b5fc85e55755  document: no JSON; send JSON
        ");
    }
}
