//! `[store]`: where cases are kept. A file on this machine, or a table in AWS with the two queues beside it.

use super::Settings;
use super::read::Reader;
use crate::toml_file::{Entry, Fault, Faults, Section};
use std::env::VarError;
use std::path::{Path, PathBuf};

/// The file, where the settings name none.
const PATH: &str = "untwin.db";
/// The path that means a store in memory.
const IN_MEMORY: &str = ":memory:";

/// Where cases are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreSettings {
    /// A `SQLite` file, from the folder of the settings file on; or `:memory:`.
    File(PathBuf),
    /// In AWS.
    Aws(AwsSettings),
}

/// What `infra/template.yaml` makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsSettings {
    /// The DynamoDB table.
    pub table: String,
    /// URL of the queue of documents and of cases that are due.
    pub conflicts: String,
    /// URL of the queue of cases that need a person.
    pub manual: String,
    /// URL of the queue of events that could not be taken in, if the settings name it.
    pub events_dead: Option<String>,
}

impl Settings {
    /// Whether cases are kept in AWS.
    pub const fn keeps_cases_in_aws(&self) -> bool {
        matches!(self.store, StoreSettings::Aws(_))
    }

    /// The file with cases, for what works on a file only.
    pub fn store_file(&self) -> Result<&Path, Faults> {
        match &self.store {
            StoreSettings::File(path) => Ok(path),
            StoreSettings::Aws(_) => {
                Err(self.store_fault("this needs a store in a file", "write store.path; on AWS the functions do this"))
            }
        }
    }

    pub(crate) fn store_fault(&self, problem: &str, fix: &str) -> Faults {
        let fault = Fault { line: None, field: "store".to_owned(), problem: problem.to_owned(), fix: fix.to_owned() };
        Faults { file: self.file.clone(), faults: vec![fault] }
    }
}

impl Reader<'_> {
    /// `lookup` answers for environment variables.
    pub(super) fn store(
        &self,
        root: &Section<'_>,
        lookup: &impl Fn(&str) -> Result<String, VarError>,
    ) -> Option<StoreSettings> {
        let default = || Some(StoreSettings::File(self.in_folder(PATH)));
        let Some(section) = root.section("store") else {
            return if root.entry("store").is_none() { default() } else { None };
        };
        let (path, table) = (section.entry("path"), section.entry("table"));
        let queues = ["conflicts", "manual", "events_dead"].map(|queue| section.entry(queue));
        let store = match (path, table) {
            (Some(path), None) => {
                for queue in queues.into_iter().flatten() {
                    queue.fault("a file needs no queue", "remove it, or write table instead of path");
                }
                path.text().map(|path| StoreSettings::File(self.in_folder(path)))
            }
            (None, Some(table)) => aws(&section, &table, queues, lookup).map(StoreSettings::Aws),
            (Some(path), Some(_)) => {
                path.fault("a table is named too", "remove one of path and table");
                None
            }
            (None, None) => {
                section.fault_of("path", "it is missing", "write the path of a file, or remove the section");
                None
            }
        };
        section.close();
        store
    }

    fn in_folder(&self, path: &str) -> PathBuf {
        if path == IN_MEMORY { PathBuf::from(path) } else { self.folder().join(path) }
    }
}

fn aws(
    section: &Section<'_>,
    table: &Entry<'_>,
    queues: [Option<Entry<'_>>; 3],
    lookup: &impl Fn(&str) -> Result<String, VarError>,
) -> Option<AwsSettings> {
    let table = named(table, lookup);
    let [conflicts, manual, events_dead] = queues;
    let url = |entry: Entry<'_>| {
        let url = named(&entry, lookup)?;
        let is_url = url.starts_with("https://") || url.starts_with("http://");
        if !is_url {
            entry.fault("it is not the URL of a queue", "copy QueueUrl, which begins with https://");
        }
        is_url.then_some(url)
    };
    let required = |key, entry: Option<Entry<'_>>| {
        if entry.is_none() {
            section.fault_of(key, "it is missing", "write the URL of the queue, or env: and the variable that has it");
        }
        url(entry?)
    };
    let (conflicts, manual) = (required("conflicts", conflicts), required("manual", manual));
    let events_dead = events_dead.map_or(Some(None), |entry| url(entry).map(Some));
    Some(AwsSettings { table: table?, conflicts: conflicts?, manual: manual?, events_dead: events_dead? })
}

/// A value, or that of the variable which it names: what a template makes has its name only afterwards.
fn named(entry: &Entry<'_>, lookup: &impl Fn(&str) -> Result<String, VarError>) -> Option<String> {
    let text = entry.text()?;
    let Some(variable) = text.strip_prefix("env:") else { return Some(text.to_owned()) };
    let value = lookup(variable).ok().filter(|value| !value.trim().is_empty());
    if value.is_none() {
        entry.fault(
            "the variable that it names is not set, or empty",
            "set it where untwin is started, or write the value itself",
        );
    }
    value
}
