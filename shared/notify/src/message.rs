//! The neutral message: what is said, in which order, and nothing of how a channel writes it.

use crate::acts::Button;

/// A message about one case, or about many at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Messages with the same key belong together: one is edited, or they share a thread. It holds no personal data.
    pub key: String,
    /// For lists and locked telephones, without personal data.
    pub preview: String,
    /// The outcome in plain words.
    pub title: String,
    /// Sentences under the title.
    pub sentences: Vec<String>,
    /// Accounts side by side: none or two.
    pub accounts: Vec<AccountCard>,
    /// What else has to be known, each under its label.
    pub facts: Vec<Labelled>,
    /// What to do, and what is proposed.
    pub lists: Vec<List>,
    /// Acts, each with the command that does the same.
    pub buttons: Vec<Button>,
    /// What never counts as an answer.
    pub footnote: String,
}

/// One account, as it stands beside another one. Both have the same labels in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCard {
    /// Which one it is.
    pub title: String,
    /// What was read of it.
    pub rows: Vec<Labelled>,
}

/// A text under a label of ours. The text may be foreign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// What it is.
    pub label: &'static str,
    /// What is said of it.
    pub text: String,
}

/// Items under a heading of ours. The items may be foreign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What they are.
    pub heading: String,
    /// They.
    pub items: Vec<String>,
}
