//! Dead letters for people and for programs: why, how long, which; never what they hold.

use super::table::Table;
use super::words::moment;
use super::{HASH_CHARS, Paint};
use jiff::Timestamp;
use serde::Serialize;
use untwin_core::domain::DeadLetter;

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
}

impl From<&DeadLetter> for LetterRow {
    fn from(letter: &DeadLetter) -> Self {
        Self {
            at: letter.at,
            reason: letter.reason.clone(),
            length_bytes: letter.length_bytes,
            sha256: letter.sha256.clone(),
        }
    }
}

/// One row per letter.
pub(crate) fn letter_table(letters: &[LetterRow], paint: Paint) -> String {
    let mut table = Table::new(["ARRIVED", "BYTES", "SHA-256", "WHY"]);
    for letter in letters {
        let digest: String = letter.sha256.chars().take(HASH_CHARS).collect();
        let (bytes, why) = (letter.length_bytes.to_string(), letter.reason.as_str());
        table.row([moment(letter.at).into(), bytes.into(), digest.into(), why.into()]);
    }
    table.text(paint)
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
