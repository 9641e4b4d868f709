//! What an answer of provision on demand says. The HTTP status says nothing: it is 200 even if nothing was exported.
//!
//! Export steps, `statusInfo` and the key's `result` all have a say. Where they contradict each other, or say nothing,
//! the answer is unclear and Atlassian is asked.

use crate::wire::Word;
use crate::wire::error::plain;
use crate::wire::log::{RESULTS, STEP_TYPES};
use crate::wire::on_demand::{Answer, Change, Key, Step};
use serde_json::Value;
use untwin_core::domain::{EventId, Recognition, recognise};
use untwin_workflow::ports::Pushed;

/// What a scoping step lists, and what each entry means where it is false.
const SCOPING: &[&str] = &[
    "Active in the source system",
    "Assigned to the application",
    "User has the required role",
    "Scoping filter evaluation passed",
];

/// Reads an answer of HTTP success.
pub(crate) fn parse(answer: &Answer) -> Pushed {
    let key = answer.key.as_ref().and_then(embedded::<Key>).unwrap_or_default();
    match changes(answer.value.as_ref()) {
        Some(changes) => Said { key: &key, changes: &changes }.judge(),
        None => Pushed::Unclear("the answer cannot be read".to_owned()),
    }
}

/// One object, or an array of them, or none (`{}`); each as JSON or as JSON text.
fn changes(value: Option<&Value>) -> Option<Vec<Change>> {
    let value = match value {
        None | Some(Value::Null) => return Some(Vec::new()),
        Some(value) => embedded::<Value>(value)?,
    };
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Object(fields) if fields.is_empty() => Vec::new(),
        object @ Value::Object(_) => vec![object],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    entries.into_iter().map(|entry| serde_json::from_value(entry).ok()).collect()
}

fn embedded<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            serde_json::from_value(value.clone()).ok()
        }
    }
}

/// How one part of the answer says the push ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vote {
    Success,
    Skipped,
    Failure,
    Unknown,
}

struct Said<'a> {
    key: &'a Key,
    changes: &'a [Change],
}

impl Said<'_> {
    fn judge(&self) -> Pushed {
        let exports: Vec<Vote> = self.exports().map(|step| vote(step.status.as_ref())).collect();
        let summary = self.summary();
        let all = || exports.iter().chain(&summary).copied();
        if all().any(|vote| vote == Vote::Failure) {
            return self.failure(&exports);
        }
        if all().any(|vote| vote == Vote::Unknown) {
            return self.unclear();
        }
        match (all().any(|vote| vote == Vote::Success), all().any(|vote| vote == Vote::Skipped)) {
            (true, false) if !exports.is_empty() || self.tells_no_steps() => Pushed::Accepted,
            (false, true) => self.skipped(),
            (true | false, _) => self.unclear(),
        }
    }

    /// An export that Atlassian refused as a duplicate stays refused, whatever else the answer claims.
    fn failure(&self, exports: &[Vote]) -> Pushed {
        if self.error_texts().any(|text| matches!(recognise(text), Recognition::Uniqueness(_))) {
            return Pushed::SameConflict;
        }
        if exports.contains(&Vote::Success) {
            return self.unclear();
        }
        Pushed::Failed(plain(self.error_codes().next()))
    }

    fn skipped(&self) -> Pushed {
        let out_of_scope: Vec<&str> = SCOPING.iter().copied().filter(|name| self.is_refused(name)).collect();
        if !out_of_scope.is_empty() {
            return Pushed::Failed(format!("not in scope: {}", out_of_scope.join(", ")));
        }
        let reasons: Vec<&str> = self.skip_reasons().collect();
        if reasons.iter().any(|reason| is_scope_reason(reason)) {
            return Pushed::Failed("not in scope".to_owned());
        }
        let redundant = !reasons.is_empty() && reasons.iter().all(|reason| *reason == "RedundantExport");
        if redundant { Pushed::NothingToDo } else { self.unclear() }
    }

    /// The change is named, so that its log records can be found.
    fn unclear(&self) -> Pushed {
        let id = self.changes.iter().find_map(|change| change.id.as_deref());
        let id = id.and_then(|text| EventId::parse(text).ok());
        Pushed::Unclear(id.map_or_else(|| "the answer names no change".to_owned(), |id| id.to_string()))
    }

    fn summary(&self) -> Vec<Vote> {
        let of_changes = self.changes.iter().filter_map(|change| change.status_info.status.as_ref());
        of_changes.chain(self.key.result.as_ref()).map(|word| vote(Some(word))).collect()
    }

    fn exports(&self) -> impl Iterator<Item = &Step> {
        self.steps().filter(|step| step.kind.as_ref().is_some_and(|kind| kind.named(STEP_TYPES) == "export"))
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.changes.iter().flat_map(|change| &change.provisioning_steps)
    }

    fn tells_no_steps(&self) -> bool {
        self.steps().next().is_none()
    }

    fn is_refused(&self, scoping: &str) -> bool {
        let answers = self.steps().filter_map(|step| step.details.get(scoping));
        answers.filter_map(Value::as_str).any(|answer| answer.eq_ignore_ascii_case("false"))
    }

    fn skip_reasons(&self) -> impl Iterator<Item = &str> {
        let of_steps = self.exports().filter_map(|step| step.details.get("SkipReason")?.as_str());
        of_steps.chain(self.error_codes())
    }

    fn error_codes(&self) -> impl Iterator<Item = &str> {
        let of_changes = self.changes.iter().filter_map(|change| change.status_info.error_code.as_deref());
        of_changes.chain(self.key.details.error_code.as_deref()).filter(|code| !code.is_empty())
    }

    fn error_texts(&self) -> impl Iterator<Item = &str> {
        let infos = self.changes.iter().map(|change| &change.status_info);
        let of_changes = infos.flat_map(|info| [info.reason.as_deref(), info.additional_details.as_deref()]);
        of_changes.flatten().chain(self.key.details.error_message.as_deref())
    }
}

fn vote(word: Option<&Word>) -> Vote {
    match word.map(|word| word.named(RESULTS)).as_deref() {
        Some("success") => Vote::Success,
        Some("skipped") => Vote::Skipped,
        Some("failure") => Vote::Failure,
        Some(_) | None => Vote::Unknown,
    }
}

/// Codes of the provisioning service for people whom the app does not concern.
fn is_scope_reason(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    ["scope", "entitled", "assigned"].iter().any(|part| reason.contains(part))
}

#[cfg(test)]
mod tests;
