//! Pages and their opaque cursors.

use super::Organization;

const PREFIX: &str = "at-";

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<'a, T> {
    pub(super) items: &'a [T],
    /// The cursor of the next page, `None` on the last.
    pub(super) next: Option<String>,
}

/// A cursor that was never given out.
#[derive(Debug)]
pub(super) struct BadCursor;

/// Cuts one page out of a list.
pub(super) fn page<'a, T>(all: &'a [T], cursor: Option<&str>, size: usize) -> Result<Page<'a, T>, BadCursor> {
    let start = match cursor {
        Some(text) => text.strip_prefix(PREFIX).and_then(|n| n.parse().ok()).ok_or(BadCursor)?,
        None => 0_usize,
    };
    let rest = all.get(start..).ok_or(BadCursor)?;
    let items = rest.get(..size).unwrap_or(rest);
    let next = (rest.len() > size).then(|| format!("{PREFIX}{}", start + size));
    Ok(Page { items, next })
}

impl Organization {
    /// Version 1 answers whole addresses where version 2 answers bare cursors.
    pub(super) fn next_url(&self, path: &str, cursor: &str) -> String {
        format!("{}{path}?cursor={cursor}", self.public_base)
    }
}
