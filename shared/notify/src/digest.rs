//! Many cases at once: one message with counts by cause, never one message for each.

use crate::acts::{Act, Button};
use crate::compose::FOOTNOTE;
use crate::message::{Labelled, List, Message};
use crate::words::{counted, moment};
use jiff::Timestamp;
use std::collections::BTreeMap;
use untwin_core::decision::Cause;

/// What a storm came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// When its first case was opened.
    pub since: Timestamp,
    /// The newest of what is told.
    pub until: Timestamp,
    /// Cases by cause.
    pub by_cause: BTreeMap<Cause, u32>,
    /// Cases that have no diagnosis yet.
    pub undiagnosed: u32,
    /// How many of all of them wait for a person.
    pub waiting: u32,
}

impl Digest {
    /// All cases of the storm.
    pub fn total(&self) -> u32 {
        self.by_cause.values().fold(self.undiagnosed, |total, count| total.saturating_add(*count))
    }

    /// The message: nobody is named in it.
    pub fn message(&self) -> Message {
        let total = usize::try_from(self.total()).unwrap_or(usize::MAX);
        let cases = counted(total, "case", "cases");
        Message {
            key: format!("storm-{}", self.since.strftime("%Y%m%dT%H%M%SZ")),
            preview: format!("untwin: a storm, {cases}"),
            title: format!("A storm: {cases} since {}", moment(self.since)),
            sentences: vec![
                "So many failures at once have one reason more often than many. Nothing is repaired before somebody looks."
                    .to_owned(),
            ],
            accounts: Vec::new(),
            facts: vec![
                Labelled { label: "From", text: moment(self.since) },
                Labelled { label: "To", text: moment(self.until) },
                Labelled { label: "Wait for a person", text: self.waiting.to_string() },
            ],
            lists: vec![List { heading: "Cases by cause".to_owned(), items: self.counts() }],
            buttons: vec![
                of_all(Act::OpenAll, "See the cases", "untwin cases ls --newer-than 1d"),
                of_all(Act::Pause, "Pause all writes", "untwin pause"),
            ],
            footnote: FOOTNOTE.to_owned(),
        }
    }

    /// The most frequent cause first.
    fn counts(&self) -> Vec<String> {
        let mut counts: Vec<(u32, &str)> = self.by_cause.iter().map(|(cause, count)| (*count, cause.name())).collect();
        counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let undiagnosed = (self.undiagnosed > 0).then_some((self.undiagnosed, "not diagnosed yet"));
        counts.into_iter().chain(undiagnosed).map(|(count, name)| format!("{count} × {name}")).collect()
    }
}

fn of_all(act: Act, label: &'static str, command: &str) -> Button {
    Button { act, label, value: "storm".to_owned(), command: command.to_owned() }
}
