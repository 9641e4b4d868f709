//! How each channel wants it, and that foreign text steers none of them.

use super::*;

/// What somebody could call a group in order to be noticed.
const HOSTILE: &str = "<!channel> & [here](https://example.org) *all* <users/all> <b>now</b>\n\u{202e}x";

fn hostile() -> Message {
    let mut case = awaiting_approval();
    if let Fact::Known(account, _) = &mut case.holder.account {
        account.groups = Some(vec![GroupRef { id: GroupId::parse("g-1").unwrap(), name: Some(HOSTILE.to_owned()) }]);
    }
    case.advice = vec![HOSTILE.to_owned()];
    case.message()
}

/// Every object anywhere in a document.
pub(super) fn objects(value: &Value) -> Vec<&serde_json::Map<String, Value>> {
    match value {
        Value::Object(object) => std::iter::once(object).chain(object.values().flat_map(objects)).collect(),
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Every text anywhere in a document.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text.as_str()],
        Value::Object(object) => object.values().flat_map(texts).collect(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[test]
fn slack_gets_blocks_with_two_fields_side_by_side_and_buttons_named_after_the_act() {
    let written = slack(&awaiting_approval().message());
    let kinds: Vec<&str> = written["blocks"].as_array().unwrap().iter().map(|b| b["type"].as_str().unwrap()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"header"), Some(&"context")));
    let accounts = objects(&written).into_iter().find(|object| object.contains_key("fields")).unwrap();
    assert_eq!(accounts["fields"].as_array().unwrap().len(), 2);
    let acts: Vec<&str> = objects(&written).into_iter().filter_map(|o| o.get("action_id")?.as_str()).collect();
    assert_eq!(acts, ["carry_out", "keep_as_is", "recheck", "open"]);
}

#[test]
fn slack_formats_nothing_foreign_and_nobody_is_mentioned() {
    let written = slack(&hostile());
    assert!(objects(&written).iter().all(|object| object.get("type").is_none_or(|kind| kind != "mrkdwn")));
    let told = texts(&written);
    assert!(told.iter().all(|text| !text.contains('<') && !text.contains('\u{202e}')), "{told:?}");
    assert!(told.iter().any(|text| text.contains("&lt;!channel&gt; &amp; [here]")), "{told:?}");
}

#[test]
fn teams_gets_an_adaptive_card_whose_foreign_texts_are_runs_without_markdown() {
    let written = teams(&hostile(), Some("https://untwin.example.org/cases/case-1"));
    assert_eq!(written["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &written["attachments"][0]["content"];
    assert_eq!((&card["type"], &card["version"]), (&json!("AdaptiveCard"), &json!("1.4")));
    assert_eq!(card["actions"][0]["type"], "Action.OpenUrl");
    let of_markdown = |object: &&serde_json::Map<String, Value>| {
        object.get("type").is_some_and(|kind| kind == "TextBlock" || kind == "FactSet")
    };
    assert_eq!(objects(card).iter().filter(|object| of_markdown(object)).count(), 0);
    let columns = objects(card).into_iter().filter(|o| o.get("type").is_some_and(|kind| kind == "Column")).count();
    assert_eq!(columns, 2);
}

#[test]
fn google_chat_gets_a_card_in_a_thread_of_its_case_and_no_foreign_html() {
    let written = google_chat(&hostile(), None);
    assert_eq!(written["thread"]["threadKey"], "case-1");
    assert_eq!(written["cardsV2"][0]["cardId"], "case-1");
    assert_eq!(written["text"], "untwin: an approval is asked for (case-1)");
    let told = texts(&written);
    assert!(told.iter().all(|text| !text.contains("<b>now") && !text.contains("<users")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("&lt;users/all&gt; &lt;b&gt;now&lt;/b&gt;")), "{told:?}");
}

#[test]
fn a_channel_without_a_page_to_open_gets_no_link() {
    let message = awaiting_approval().message();
    assert!(!google_chat(&message, None).to_string().contains("openLink"));
    assert!(google_chat(&message, Some("https://untwin.example.org/c")).to_string().contains("openLink"));
    assert_eq!(teams(&message, None)["attachments"][0]["content"]["actions"], json!([]));
}

#[test]
fn plain_text_keeps_each_line_a_line_and_its_direction() {
    let text = plain(&hostile());
    assert!(!text.contains('\u{202e}'), "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("<!channel>")).count(), 2, "{text}");
}
