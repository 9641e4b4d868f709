//! As an Adaptive Card in the message that a Teams workflow takes.
//!
//! A text block reads Markdown; a text run does not. Everything foreign stands in text runs. This way has no buttons that come
//! back: acts are told as commands, and the page of the case is a link where there is one.

use crate::bounded::fitting;
use crate::foreign::harmless;
use crate::message::{AccountCard, Labelled, List, Message};
use serde_json::{Value, json};

/// What Teams takes, in bytes, with some room for what the workflow adds to it.
const BYTES_MAX: usize = 24_000;

/// Writes a message down. `page` is where the case can be opened.
pub fn teams(message: &Message, page: Option<&str>) -> Value {
    fitting(message, BYTES_MAX, |message| envelope(&card(message, page)))
}

fn envelope(card: &Value) -> Value {
    let attachment = json!({
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": null,
        "content": card,
    });
    json!({"type": "message", "attachments": [attachment]})
}

fn card(message: &Message, page: Option<&str>) -> Value {
    let title = json!({"type": "TextRun", "text": harmless(&message.title), "weight": "Bolder", "size": "Medium"});
    let mut body = vec![block(vec![title])];
    body.extend(message.sentences.iter().map(|sentence| block(vec![run(sentence)])));
    if !message.accounts.is_empty() {
        let columns: Vec<Value> = message.accounts.iter().map(column).collect();
        body.push(json!({"type": "ColumnSet", "separator": true, "columns": columns}));
    }
    body.extend(message.facts.iter().map(labelled));
    body.extend(message.lists.iter().flat_map(list));
    let told = |button: &crate::acts::Button| {
        block(vec![
            bold(&format!("{}: ", button.label)),
            json!({"type": "TextRun", "text": button.command, "fontType": "Monospace"}),
        ])
    };
    body.extend(message.buttons.iter().map(told));
    body.push(block(vec![json!({"type": "TextRun", "text": message.footnote, "isSubtle": true})]));
    let open = page.map(|url| json!({"type": "Action.OpenUrl", "title": "Open case", "url": url}));
    json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": message.preview,
        "body": body,
        "actions": Vec::from_iter(open),
    })
}

fn block(runs: Vec<Value>) -> Value {
    json!({"type": "RichTextBlock", "inlines": Value::Array(runs)})
}

fn run(text: &str) -> Value {
    json!({"type": "TextRun", "text": harmless(text)})
}

fn bold(text: &str) -> Value {
    json!({"type": "TextRun", "text": harmless(text), "weight": "Bolder"})
}

fn labelled(row: &Labelled) -> Value {
    block(vec![bold(&format!("{}: ", row.label)), run(&row.text)])
}

fn column(card: &AccountCard) -> Value {
    let rows = card.rows.iter().map(labelled);
    let items: Vec<Value> = std::iter::once(block(vec![bold(&card.title)])).chain(rows).collect();
    json!({"type": "Column", "width": "stretch", "items": items})
}

fn list(list: &List) -> Vec<Value> {
    let items = list.items.iter().map(|item| block(vec![run(&format!("• {item}"))]));
    std::iter::once(block(vec![bold(&list.heading)])).chain(items).collect()
}
