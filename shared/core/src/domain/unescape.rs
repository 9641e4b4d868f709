//! Takes JSON escaping off a text, however often it was put on, in bounded work.
//!
//! It knows nothing of structure: a text that is cut off or followed by prose is read all the same.

use std::{borrow::Cow, iter::Peekable, str::Chars};

/// How often a text may have been escaped; exporters put a JSON string into a JSON string up to three times.
const LEVELS_MAX: usize = 8;

/// The text without the escapes that putting JSON into a JSON string adds.
///
/// An escaped quote is the mark of such a string. A text without one is left as it is, so that a
/// backslash in a login name stays a backslash.
pub fn plain(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    for _ in 0..LEVELS_MAX {
        if !plain.contains("\\\"") {
            break;
        }
        plain = Cow::Owned(unescaped_once(&plain));
    }
    plain
}

/// Takes off one level of JSON string escapes; what is no escape stays.
pub(super) fn unescaped_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\\' { push_escape(&mut rest, &mut out) } else { out.push(c) }
    }
    out
}

fn push_escape(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let Some(&mark) = rest.peek() else {
        out.push('\\');
        return;
    };
    let single = match mark {
        '"' | '\\' | '/' => mark,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return push_unicode(rest, out),
        _ => {
            out.push('\\');
            return;
        }
    };
    rest.next();
    out.push(single);
}

/// `\uXXXX`, and a pair of them where the first is a high surrogate.
fn push_unicode(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    let Some(first) = four_hex_digits(&first_four(rest.clone().skip(1))) else {
        out.push('\\');
        return;
    };
    drop_chars(rest, 5);
    let low = low_surrogate(rest);
    let pair = [Some(first), low].into_iter().flatten().collect::<Vec<u16>>();
    if low.is_some() && (0xD800..0xDC00).contains(&first) {
        drop_chars(rest, 6);
        out.extend(char::decode_utf16(pair).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    } else {
        out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
}

fn low_surrogate(rest: &Peekable<Chars<'_>>) -> Option<u16> {
    let mut ahead = rest.clone();
    if ahead.next() != Some('\\') || ahead.next() != Some('u') {
        return None;
    }
    four_hex_digits(&first_four(ahead)).filter(|unit| (0xDC00..0xE000).contains(unit))
}

fn drop_chars(rest: &mut Peekable<Chars<'_>>, count: usize) {
    for _ in 0..count {
        rest.next();
    }
}

fn four_hex_digits(text: &str) -> Option<u16> {
    let whole = text.len() == 4 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if whole { u16::from_str_radix(text, 16).ok() } else { None }
}

fn first_four(chars: impl Iterator<Item = char>) -> String {
    chars.take(4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_in_a_string_in_a_string_becomes_plain() {
        let once = serde_json::to_string(r#"{"a":"b"}"#).unwrap();
        let twice = serde_json::to_string(&once).unwrap();
        assert!(plain(&twice).contains(r#"{"a":"b"}"#));
    }

    #[test]
    fn a_backslash_in_a_login_name_is_no_escape() {
        assert_eq!(plain(r"CORP\nancy"), r"CORP\nancy");
    }

    #[test]
    fn code_points_beyond_the_basic_plane_come_as_two_escapes() {
        assert_eq!(unescaped_once(r"\u0430\ud83d\ude00\u12\ud83d!"), "а😀\\u12\u{fffd}!");
    }
}
