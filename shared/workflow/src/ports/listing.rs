//! Long lists, page by page: whoever asks decides how far to go.

/// A page of a long list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage<T> {
    /// What stands on it; maybe nothing, even where more follows.
    pub entries: Vec<T>,
    /// What to ask the next page with; `None` on the last one.
    pub next: Option<String>,
}

/// Which accounts are listed. A plain listing may leave out managed accounts that are in no directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Every account of the organization.
    Everybody,
    /// Managed accounts only.
    Managed,
}
