//! However much there is to tell, each channel takes it, and what somebody has to type is never cut.

use super::writing::objects;
use super::*;

/// A case that says far too much of everything.
fn endless() -> Message {
    let mut case = awaiting_approval();
    let long = "<&>ü".repeat(3_000);
    case.person = format!("{long}@example.com");
    case.advice = vec![long.clone(); 200];
    if let Fact::Known(account, _) = &mut case.holder.account {
        let group = |n: usize| GroupRef { id: GroupId::parse(&format!("g-{n}")).unwrap(), name: Some(long.clone()) };
        account.groups = Some((0..200).map(group).collect());
    }
    let mut message = case.message();
    message.sentences = vec![long; 100];
    message
}

fn chars(value: &Value) -> usize {
    value.as_str().unwrap().chars().count()
}

#[test]
fn slack_takes_fifty_blocks_and_texts_of_its_lengths() {
    let written = slack(&endless());
    let blocks = written["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50, "{}", blocks.len());
    assert!(chars(&blocks[0]["text"]["text"]) <= 150);
    for block in blocks.iter().filter(|block| block["type"] == "section") {
        assert!(block.get("text").is_none_or(|text| chars(&text["text"]) <= 3_000), "{block}");
        let fields = block.get("fields").and_then(Value::as_array).into_iter().flatten();
        assert!(fields.into_iter().all(|field| chars(&field["text"]) <= 2_000));
    }
    assert!(blocks.iter().any(|block| block["type"] == "actions"), "the acts are still there");
}

#[test]
fn teams_and_google_chat_take_their_bytes() {
    let message = endless();
    assert!(teams(&message, None).to_string().len() <= 28_000);
    let card = google_chat(&message, None);
    assert!(card.to_string().len() <= 32_000);
    let widgets = objects(&card).into_iter().filter_map(|o| o.get("widgets")?.as_array()).map(Vec::len).sum::<usize>();
    assert!(widgets <= 100, "{widgets}");
}

#[test]
fn an_entity_is_never_cut_in_two() {
    let written = slack(&endless());
    let title = written["blocks"][0]["text"]["text"].as_str().unwrap();
    let rest = title.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
    assert!(!rest.contains('&') && title.ends_with('…'), "{title}");
}

#[test]
fn a_command_is_told_whole() {
    let message = endless();
    let command = &message.buttons.first().unwrap().command;
    for written in [teams(&message, None), google_chat(&message, None)] {
        let whole = objects(&written).into_iter().any(|o| {
            o.get("text").is_some_and(|text| text.as_str().is_some_and(|text| text.replace("&amp;", "&") == *command))
        });
        assert!(whole, "{command}");
    }
    let blocks = slack(&message).to_string();
    assert!(blocks.contains(&command.replace('&', "&amp;")), "{command}");
}
