//! As Slack's Block Kit, for `chat.postMessage` and `chat.update`: the caller adds the channel.
//!
//! Everything foreign stands in `plain_text`, which Slack does not format, and is escaped all the same: `&`, `<` and `>` are what
//! mentions and links are made of.

use crate::acts::{Act, Button};
use crate::bounded::shortened;
use crate::foreign::{clipped_as, for_slack};
use crate::message::{AccountCard, List, Message};
use serde_json::{Value, json};

/// Slack's own limits, in characters and pieces.
const BLOCKS_MAX: usize = 50;
const HEADER_CHARS_MAX: usize = 150;
const SECTION_CHARS_MAX: usize = 3_000;
const FIELD_CHARS_MAX: usize = 2_000;
const BUTTON_CHARS_MAX: usize = 75;
const VALUE_CHARS_MAX: usize = 2_000;
/// So many items of a list are told, so that all blocks find room.
const ITEMS_MAX: usize = 30;

/// Writes a message down.
pub fn slack(message: &Message) -> Value {
    let message = &shortened(message, SECTION_CHARS_MAX, ITEMS_MAX);
    let mut blocks = vec![json!({"type": "header", "text": text(&message.title, HEADER_CHARS_MAX)})];
    blocks.extend(message.sentences.iter().map(|sentence| section(sentence)));
    if !message.accounts.is_empty() {
        let fields: Vec<Value> = message.accounts.iter().map(field).collect();
        blocks.push(json!({"type": "section", "block_id": "accounts", "fields": fields}));
    }
    blocks.extend(message.facts.iter().map(|fact| section(&format!("{}: {}", fact.label, fact.text))));
    blocks.extend(message.lists.iter().map(list));
    let mut last = Vec::new();
    if !message.buttons.is_empty() {
        last.push(section(&commands(&message.buttons)));
        let buttons: Vec<Value> = message.buttons.iter().map(button).collect();
        last.push(json!({"type": "actions", "block_id": "acts", "elements": buttons}));
    }
    last.push(json!({"type": "context", "elements": [text(&message.footnote, SECTION_CHARS_MAX)]}));
    // The acts and the footnote stay, whatever there is to tell before them.
    blocks.truncate(BLOCKS_MAX.saturating_sub(last.len()));
    blocks.append(&mut last);
    json!({
        "text": for_slack(&message.preview),
        "blocks": blocks,
        "unfurl_links": false,
        "unfurl_media": false,
        "metadata": {"event_type": "untwin_case", "event_payload": {"key": message.key}},
    })
}

fn text(words: &str, chars_max: usize) -> Value {
    lines(&[words.to_owned()], chars_max)
}

/// Each line is made harmless by itself, so that only our own line breaks remain.
fn lines(lines: &[String], chars_max: usize) -> Value {
    let write = |words: &str| words.split('\n').map(for_slack).collect::<Vec<_>>().join("\n");
    let joined = lines.iter().map(|line| line.replace('\n', " ")).collect::<Vec<_>>().join("\n");
    json!({"type": "plain_text", "text": clipped_as(&joined, chars_max, write), "emoji": false})
}

fn section(words: &str) -> Value {
    json!({"type": "section", "text": text(words, SECTION_CHARS_MAX)})
}

fn field(card: &AccountCard) -> Value {
    let rows = card.rows.iter().map(|row| format!("{}: {}", row.label, row.text));
    let told: Vec<String> = std::iter::once(card.title.clone()).chain(rows).collect();
    lines(&told, FIELD_CHARS_MAX)
}

fn list(list: &List) -> Value {
    let items = list.items.iter().map(|item| format!("• {item}"));
    let told: Vec<String> = std::iter::once(list.heading.clone()).chain(items).collect();
    json!({"type": "section", "text": lines(&told, SECTION_CHARS_MAX)})
}

/// The same acts for whoever has a terminal.
fn commands(buttons: &[Button]) -> String {
    let told: Vec<String> = buttons.iter().map(|button| format!("{}: {}", button.label, button.command)).collect();
    told.join(" · ")
}

fn button(button: &Button) -> Value {
    let (name, value) = (button.act.name(), clipped_as(&button.value, VALUE_CHARS_MAX, str::to_owned));
    let label = text(button.label, BUTTON_CHARS_MAX);
    match style(button.act) {
        Some(style) => json!({"type": "button", "action_id": name, "text": label, "value": value, "style": style}),
        None => json!({"type": "button", "action_id": name, "text": label, "value": value}),
    }
}

const fn style(act: Act) -> Option<&'static str> {
    match act {
        Act::CarryOut => Some("primary"),
        Act::GiveBack | Act::Pause => Some("danger"),
        Act::KeepAsIs | Act::Recheck | Act::Open | Act::OpenAll => None,
    }
}
