//! A table of a file. It remembers what it was asked for, so that whatever else stands in it is refused.

use super::{Document, Entry, Fault};
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::de::{DeTable, DeValue};

/// A key longer than this is not repeated in a fault: it may be a value that slipped out of its place.
const SHOWN_KEY_CHARS_MAX: usize = 40;

/// A table of a file.
pub(crate) struct Section<'d> {
    document: &'d Document<'d>,
    /// As faults name it (`directory[2]`).
    path: String,
    /// As the documentation names it (`directory`).
    documented: String,
    line: usize,
    entries: &'d DeTable<'d>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'d> Section<'d> {
    pub(super) fn root(document: &'d Document<'d>, entries: &'d DeTable<'d>) -> Self {
        let (path, documented) = (String::new(), String::new());
        Self { document, path, documented, line: 1, entries, asked: RefCell::default() }
    }

    /// The value of a key, if the file has it.
    pub(crate) fn entry(&self, key: &'static str) -> Option<Entry<'d>> {
        self.asked.borrow_mut().insert(key);
        self.document.asked.borrow_mut().insert(join(&self.documented, key));
        let (name, value) = self.entries.get_key_value(key)?;
        let line = self.document.line(name.span().start);
        Some(Entry::new(self.document, join(&self.path, key), line, value.get_ref()))
    }

    /// The value of a key that has to be there; `fix` says what to write.
    pub(crate) fn required(&self, key: &'static str, fix: &str) -> Option<Entry<'d>> {
        let entry = self.entry(key);
        if entry.is_none() {
            self.fault_of(key, "it is missing", fix);
        }
        entry
    }

    /// Every key with its value, for a table whose keys are data.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'d str, Entry<'d>)> {
        self.entries.iter().map(|(name, value)| {
            let key: &'d str = name.get_ref();
            let line = self.document.line(name.span().start);
            (key, Entry::new(self.document, join(&self.path, &shown(key)), line, value.get_ref()))
        })
    }

    /// A table in this one, if the file has it.
    pub(crate) fn section(&self, key: &'static str) -> Option<Self> {
        let entry = self.entry(key)?;
        match entry.value() {
            DeValue::Table(entries) => Some(self.child(key, entry.field().to_owned(), (entry.line(), entries))),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => {
                entry
                    .fault("it is not a section", &format!("write [{key}] on a line of its own, and its fields below"));
                None
            }
        }
    }

    /// The tables of a list of tables, in order.
    pub(crate) fn sections(&self, key: &'static str) -> Vec<Self> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let DeValue::Array(items) = entry.value() else {
            entry.fault("it is not a list of sections", &format!("write [[{key}]] with two brackets on each side"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (place, item) in (1_usize..).zip(items) {
            let line = self.document.line(item.span().start);
            if let DeValue::Table(entries) = item.get_ref() {
                sections.push(self.child(key, format!("{}[{place}]", entry.field()), (line, entries)));
            } else {
                entry.fault("it holds something that is no section", &format!("write [[{key}]] for each"));
            }
        }
        sections
    }

    /// Remembers a fault of a field of this table.
    pub(crate) fn fault_of(&self, key: &str, problem: &str, fix: &str) {
        let (problem, fix) = (problem.to_owned(), fix.to_owned());
        self.document.fault(Fault { line: Some(self.line), field: join(&self.path, key), problem, fix });
    }

    /// Refuses every key that nobody asked for: a misspelt key must not be a setting that is silently not there.
    pub(crate) fn close(self) {
        let asked = self.asked.borrow();
        for (_, entry) in self.all().filter(|(key, _)| !asked.contains(key)) {
            let known: Vec<_> = asked.iter().copied().collect();
            entry.fault("there is no such field", &format!("remove it, or write one of: {}", known.join(", ")));
        }
    }

    fn child(&self, key: &'static str, path: String, (line, entries): (usize, &'d DeTable<'d>)) -> Self {
        let documented = join(&self.documented, key);
        Self { document: self.document, path, documented, line, entries, asked: RefCell::default() }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn shown(key: &str) -> String {
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if plain && key.chars().count() <= SHOWN_KEY_CHARS_MAX {
        key.to_owned()
    } else {
        "(a key that is not shown)".to_owned()
    }
}
