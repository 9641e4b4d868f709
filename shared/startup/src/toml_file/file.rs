//! Getting the text of a file, or the fault of the whole file.

use super::Fault;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Nothing that people write by hand comes near this.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// The text of a file that people write.
pub(crate) fn read_text(path: &Path) -> Result<String, Fault> {
    let bytes = read_at_most(path, FILE_BYTES_MAX)
        .map_err(|error| whole(format!("it cannot be read: {}", error.kind()), "check the path and who may read it"))?;
    let Some(bytes) = bytes else {
        return Err(whole(format!("it has more than {FILE_BYTES_MAX} bytes"), "check that it is the right file"));
    };
    String::from_utf8(bytes).map_err(|_| whole("it is no UTF-8 text".to_owned(), "save it as UTF-8"))
}

/// The bytes of a file; `None` where it has more.
pub(crate) fn read_at_most(path: &Path, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    let fits = u64::try_from(read).is_ok_and(|read| read <= bytes_max);
    Ok(fits.then_some(bytes))
}

fn whole(problem: String, fix: &str) -> Fault {
    Fault { line: None, field: String::new(), problem, fix: fix.to_owned() }
}
