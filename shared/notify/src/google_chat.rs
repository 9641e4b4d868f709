//! As a card of Google Chat (`cardsV2`), for a webhook: one way, so acts are told as commands.
//!
//! Texts in cards are a small HTML, so foreign text is escaped. The message's own text can mention people, so it is the preview,
//! which holds nothing foreign.

use crate::bounded::fitting;
use crate::foreign::for_google;
use crate::message::{AccountCard, Labelled, List, Message};
use serde_json::{Value, json};

/// What a message may have, in bytes; the documented limit is 32,000.
const BYTES_MAX: usize = 31_000;

/// Writes a message down. `page` is where the case can be opened.
pub fn google_chat(message: &Message, page: Option<&str>) -> Value {
    fitting(message, BYTES_MAX, |message| written(message, page))
}

fn written(message: &Message, page: Option<&str>) -> Value {
    let sections = sections(message, page);
    let card = json!({"header": {"title": for_google(&message.title)}, "sections": sections});
    json!({
        "text": message.preview,
        "thread": {"threadKey": message.key},
        "cardsV2": [{"cardId": message.key, "card": card}],
    })
}

fn sections(message: &Message, page: Option<&str>) -> Vec<Value> {
    let mut sections = Vec::new();
    let mut section = |header: Option<&str>, widgets: Vec<Value>| {
        if widgets.is_empty() {
            return;
        }
        sections.push(match header {
            Some(header) => json!({"header": for_google(header), "widgets": widgets}),
            None => json!({"widgets": widgets}),
        });
    };
    section(None, message.sentences.iter().map(|sentence| paragraph(sentence)).collect());
    if !message.accounts.is_empty() {
        let columns: Vec<Value> = message.accounts.iter().map(column).collect();
        section(None, vec![json!({"columns": {"columnItems": columns}})]);
    }
    section(None, message.facts.iter().map(labelled).collect());
    for List { heading, items } in &message.lists {
        section(Some(heading), vec![bullets(items)]);
    }
    let told = message.buttons.iter().map(|button| decorated(button.label, &button.command));
    section(Some("What can be done"), told.chain(page.map(opening)).collect());
    section(None, vec![paragraph(&message.footnote)]);
    sections
}

fn paragraph(text: &str) -> Value {
    json!({"textParagraph": {"text": for_google(text)}})
}

/// One widget for the whole list: a card has a hundred at most.
fn bullets(items: &[String]) -> Value {
    let lines: Vec<String> = items.iter().map(|item| format!("• {}", for_google(item))).collect();
    json!({"textParagraph": {"text": lines.join("<br>")}})
}

fn labelled(row: &Labelled) -> Value {
    decorated(row.label, &row.text)
}

fn decorated(label: &str, text: &str) -> Value {
    json!({"decoratedText": {"topLabel": label, "text": for_google(text), "wrapText": true}})
}

fn column(card: &AccountCard) -> Value {
    let title = json!({"textParagraph": {"text": format!("<b>{}</b>", for_google(&card.title))}});
    let widgets: Vec<Value> = std::iter::once(title).chain(card.rows.iter().map(labelled)).collect();
    json!({"horizontalSizeStyle": "FILL_AVAILABLE_SPACE", "widgets": widgets})
}

fn opening(url: &str) -> Value {
    json!({"buttonList": {"buttons": [{"text": "Open case", "onClick": {"openLink": {"url": url}}}]}})
}
