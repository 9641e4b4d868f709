//! Reads the files of the corpus: the healthy situation, and each case with what it changes in it.

use super::situation::Situation;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A labelled case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labelled {
    /// A sentence.
    pub(super) name: String,
    /// What happened in the real world, and so why the label is right.
    pub(super) story: String,
    /// Which situation of `situations.json` it is about; the healthy one, if none.
    #[serde(default)]
    pub(super) within: Option<String>,
    /// What is not as in that situation, by its path.
    pub(super) changes: Map<String, Value>,
    /// The cause by its name.
    pub(super) cause: String,
    /// Root causes behind it.
    #[serde(default)]
    pub(super) behind: Vec<String>,
    /// What follows.
    pub(super) verdict: String,
    /// Whether acting without a person would be right in the real world.
    pub(super) safe: Safe,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Safe {
    Yes,
    No,
}

/// A plan made by hand, and the guard that must not let it pass.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByHand {
    pub(super) name: String,
    pub(super) story: String,
    #[serde(default)]
    pub(super) within: Option<String>,
    pub(super) changes: Map<String, Value>,
    pub(super) steps: Vec<String>,
    pub(super) stopped_by: String,
}

/// Every labelled case, with the file that it stands in.
pub(super) fn cases() -> Vec<(String, Labelled)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join("cases")).expect("the cases").map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let of_a_file = |path: PathBuf| {
        let file = path.file_name().unwrap().display().to_string();
        let cases: Vec<Labelled> = parsed(&path);
        cases.into_iter().map(move |case| (file.clone(), case))
    };
    files.into_iter().flat_map(of_a_file).collect()
}

pub(super) fn plans() -> Vec<ByHand> {
    parsed(&folder().join("plans.json"))
}

/// A situation with some things changed: one of `situations.json`, or else the healthy one.
pub(super) fn situation(name: &str, within: Option<&str>, changes: &Map<String, Value>) -> Situation {
    let mut whole: Value = parsed(&folder().join("healthy.json"));
    let first = within.map(unhealthy).unwrap_or_default();
    // A case goes on where its situation ends.
    for (path, value) in first.iter().chain(changes) {
        let place = path.split('.').try_fold(&mut whole, |place, key| match place {
            Value::Object(fields) => fields.get_mut(key),
            Value::Array(entries) => entries.get_mut(key.parse::<usize>().ok()?),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        });
        *place.unwrap_or_else(|| panic!("{name}: nothing is called {path}")) = value.clone();
    }
    expand(&mut whole);
    let address = whole.as_object_mut().and_then(|fields| fields.remove("address"));
    let address = address.as_ref().and_then(Value::as_str).expect("an address");
    let domain = address.rsplit('@').next().unwrap_or_default();
    let whole = spelled(whole, address, domain);
    serde_json::from_value(whole).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a situation changes in the healthy one.
fn unhealthy(name: &str) -> Map<String, Value> {
    let mut all: BTreeMap<String, Map<String, Value>> = parsed(&folder().join("situations.json"));
    all.remove(name).unwrap_or_else(|| panic!("no situation is called {name}"))
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"))
}

fn parsed<T: DeserializeOwned>(path: &PathBuf) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `the subject`, `the holder`, `the original` and `the failure` stand for what the situation says of them.
fn expand(whole: &mut Value) {
    let (failure, holder) = (whole["failure"].clone(), whole["holder"].clone());
    let (subject, original) = (serde_json::json!({ "user": whole["subject"] }), whole["original"].clone());
    each(&mut whole["log"], |entry| {
        assert!(entry.is_object() || entry == "the failure", "{entry} is no record of the log");
        let changes = entry.as_object().cloned().unwrap_or_default();
        *entry = failure.clone();
        changes.into_iter().for_each(|(key, value)| entry[key.as_str()] = value);
    });
    each(&mut whole["owners"], |entry| {
        if entry == "the subject" {
            *entry = subject.clone();
        }
    });
    each(&mut whole["found_by_address"], |entry| {
        if entry == "the holder" {
            *entry = holder.clone();
        } else if entry == "the original" {
            *entry = original.clone();
        }
    });
}

fn each(list: &mut Value, change: impl FnMut(&mut Value)) {
    list.as_array_mut().into_iter().flatten().for_each(change);
}

/// `the address` and `the domain` stand for the address that the case is about, and for its domain.
fn spelled(value: Value, address: &str, domain: &str) -> Value {
    match value {
        Value::String(text) if text == "the address" => address.into(),
        Value::Array(entries) => entries.into_iter().map(|entry| spelled(entry, address, domain)).collect(),
        Value::Object(fields) => {
            let key = |key: String| if key == "the domain" { domain.to_owned() } else { key };
            fields.into_iter().map(|(name, value)| (key(name), spelled(value, address, domain))).collect()
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}
