//! As plain text: for terminals, mails and whatever has no cards.

use crate::foreign::harmless;
use crate::message::{AccountCard, Message};
use std::fmt::Write as _;

/// Between two columns.
const GAP: &str = "  ";

/// Writes a message down.
pub fn plain(message: &Message) -> String {
    let mut text = String::new();
    line(&mut text, "", &message.title);
    for sentence in &message.sentences {
        line(&mut text, "  ", sentence);
    }
    side_by_side(&mut text, &message.accounts);
    for fact in &message.facts {
        line(&mut text, "  ", &format!("{}: {}", fact.label, fact.text));
    }
    for list in &message.lists {
        line(&mut text, "  ", &list.heading);
        for item in &list.items {
            line(&mut text, "    - ", item);
        }
    }
    for button in &message.buttons {
        line(&mut text, "  ", &format!("[{}]  {}", button.label, button.command));
    }
    line(&mut text, "  ", &message.footnote);
    text
}

fn line(text: &mut String, indent: &str, words: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(text, "{indent}{}", harmless(words));
}

/// One row for each label, one column for each account.
fn side_by_side(text: &mut String, accounts: &[AccountCard]) {
    let Some(first) = accounts.first() else { return };
    let labels: Vec<String> =
        std::iter::once(String::new()).chain(first.rows.iter().map(|row| row.label.to_owned())).collect();
    let columns: Vec<Vec<String>> = accounts.iter().map(cells).collect();
    for (index, label) in labels.iter().enumerate() {
        let mut row = padded(label, &labels);
        for column in &columns {
            row.push_str(GAP);
            row.push_str(&padded(column.get(index).map_or("", String::as_str), column));
        }
        line(text, "  ", row.trim_end());
    }
}

fn cells(card: &AccountCard) -> Vec<String> {
    std::iter::once(card.title.to_uppercase()).chain(card.rows.iter().map(|row| row.text.clone())).collect()
}

fn padded(cell: &str, column: &[String]) -> String {
    let width = column.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    format!("{cell:<width$}")
}
