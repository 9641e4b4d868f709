//! What a policy would change: a line for each key, what loosens in the tone of an alarm.

use super::table::{Cell, Table};
use super::words::counted;
use super::{Paint, Tone};
use serde::Serialize;
use untwin_startup::policy::{Effect, PolicyChange};

/// A policy file against the policy in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PolicyComparison {
    /// The policy in force.
    pub against: String,
    /// The file.
    pub file: String,
    /// What differs in meaning.
    pub changes: Vec<ChangeRow>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChangeRow {
    /// As the file spells it.
    pub key: String,
    /// What holds now.
    pub before: Option<String>,
    /// What the file says.
    pub after: Option<String>,
    /// `loosens`, `tightens` or `differs`.
    pub effect: &'static str,
}

impl PolicyComparison {
    pub(crate) fn new(against: String, file: String, changes: &[PolicyChange]) -> Self {
        Self { against, file, changes: changes.iter().map(ChangeRow::from).collect() }
    }

    /// How many keys it loosens.
    pub(crate) fn loosened(&self) -> usize {
        self.changes.iter().filter(|change| change.effect == LOOSENS).count()
    }

    /// In a sentence.
    pub(crate) fn sum(&self) -> String {
        let Self { against, file, changes } = self;
        if changes.is_empty() {
            return format!("{file} means the same as {against}");
        }
        let (changed, loosened) = (counted(changes.len(), "change", "changes"), self.loosened());
        format!("{file} against {against}: {changed}, {loosened} of them loosening")
    }
}

const LOOSENS: &str = "loosens";

impl From<&PolicyChange> for ChangeRow {
    fn from(change: &PolicyChange) -> Self {
        let effect = match change.effect {
            Effect::Loosens => LOOSENS,
            Effect::Tightens => "tightens",
            Effect::Differs => "differs",
        };
        let PolicyChange { key, before, after, .. } = change.clone();
        Self { key, before, after, effect }
    }
}

/// The table.
pub(crate) fn policy_comparison(compared: &PolicyComparison, paint: Paint) -> String {
    let mut table = Table::new(["", "KEY", "NOW", "FILE"]);
    for ChangeRow { key, before, after, effect } in &compared.changes {
        let tone = if *effect == LOOSENS { Tone::Alarm } else { Tone::Normal };
        let [before, after] = [before, after].map(|text| Cell::from(text.as_deref()));
        table.row([Cell::toned(tone, effect), key.as_str().into(), before, after]);
    }
    table.text(paint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(key: &str, (before, after): (Option<&str>, Option<&str>), effect: Effect) -> PolicyChange {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        PolicyChange { key: key.to_owned(), before, after, effect }
    }

    #[test]
    fn what_loosens_says_so_at_the_beginning_of_its_line() {
        let changes = [
            change("shadow", (Some("true"), Some("false")), Effect::Loosens),
            change("protected.addresses", (None, Some("ada@example.com")), Effect::Tightens),
        ];
        let compared = PolicyComparison::new("policy 3".to_owned(), "policy.toml".to_owned(), &changes);
        insta::assert_snapshot!(policy_comparison(&compared, Paint::Plain), @r"
                  KEY                  NOW   FILE
        loosens   shadow               true  false
        tightens  protected.addresses  -     ada@example.com
        ");
        assert_eq!(compared.sum(), "policy.toml against policy 3: 2 changes, 1 of them loosening");
    }
}
