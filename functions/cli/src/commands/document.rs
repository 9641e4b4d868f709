//! Reading a document that was named on the command line, bounded.

use crate::args::Input;
use crate::exit::{Exit, Stop};
use std::fs::File;
use std::io::{self, Read};
use untwin_signals::DOCUMENT_BYTES_MAX;

/// The bytes of a document. One byte more than a document may have is read, so that the reader can say that it is too long.
pub(super) fn read_document(input: &Input) -> Result<Vec<u8>, Stop> {
    let (name, bytes) = match input {
        Input::Stdin => ("standard input".to_owned(), bounded(io::stdin().lock())),
        Input::File(path) => (path.display().to_string(), File::open(path).and_then(bounded)),
    };
    bytes.map_err(|error| Stop::new(Exit::Usage, format!("{name} cannot be read: {error}")))
}

fn bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(DOCUMENT_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    source.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_bad_input() {
        let stop = read_document(&Input::File("no/such/file.json".into())).unwrap_err();
        assert_eq!(stop.exit, Exit::Usage);
        assert!(stop.lines[0].starts_with("no/such/file.json cannot be read"));
    }

    #[test]
    fn an_endless_document_is_read_to_one_byte_past_the_limit() {
        assert_eq!(bounded(io::repeat(b'x')).unwrap().len(), DOCUMENT_BYTES_MAX + 1);
    }
}
