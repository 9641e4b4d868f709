//! Graph's error body. Only `code` is ever passed on: messages may name people.

use serde::Deserialize;

/// What stands in for a code that is missing or is no plain word.
const NO_CODE: &str = "no error code";
/// The longest code that we pass on.
const CODE_CHARS_MAX: usize = 128;

#[derive(Deserialize)]
struct Body {
    error: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    code: Option<String>,
}

/// The error code of an answer, if it has one.
pub(crate) fn key(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Body>(body).ok()?.error?.code
}

/// The error code of an answer, or a text saying that it has none.
pub(crate) fn code(body: &[u8]) -> String {
    plain(key(body).as_deref())
}

/// A vendor's code, if it is a plain word, so that no personal data can hide in it.
pub(crate) fn plain(code: Option<&str>) -> String {
    let word = |text: &&str| {
        !text.is_empty()
            && text.len() <= CODE_CHARS_MAX
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    code.filter(word).unwrap_or(NO_CODE).to_owned()
}
