//! Foreign text on its way into a channel: it is shown, and it steers nothing.
//!
//! Each channel has its own way of being steered: mentions and links in Slack, Markdown in Teams, HTML in Google Chat.

/// Controls and marks that turn the reading direction around are shown as a replacement; a line stays one line.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// For Slack: `&`, `<` and `>` are what every mention and link is made of.
pub(crate) fn for_slack(text: &str) -> String {
    escaped(text, slack_entity)
}

/// For Google Chat: its texts are a small HTML.
pub(crate) fn for_google(text: &str) -> String {
    escaped(text, html_entity)
}

const fn slack_entity(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    }
}

const fn html_entity(c: char) -> Option<&'static str> {
    match c {
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        other => slack_entity(other),
    }
}

fn escaped(text: &str, entity: impl Fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in harmless(text).chars() {
        match entity(c) {
            Some(entity) => escaped.push_str(entity),
            None => escaped.push(c),
        }
    }
    escaped
}

/// No longer than so many characters; what was cut off leaves a mark.
pub(crate) fn clipped(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// The same for a text that is written by `write` and must be short once it is written: an entity is never cut in two.
pub(crate) fn clipped_as(text: &str, chars_max: usize, write: impl Fn(&str) -> String) -> String {
    let written = write(text);
    if written.chars().count() <= chars_max {
        return written;
    }
    let mut room = chars_max.saturating_sub(1);
    let mut kept = String::with_capacity(written.len());
    for c in text.chars() {
        let one = write(c.encode_utf8(&mut [0; 4]));
        let width = one.chars().count();
        if width > room {
            break;
        }
        room -= width;
        kept.push_str(&one);
    }
    kept.push('…');
    kept
}
