//! What is left of an answer after the way back.

use bytes::Bytes;
use http::Response;
use serde_json::Value;

/// A word that no vendor uses yet.
const NEW_WORD: &str = "entirely_new";
/// Fields that hold one word out of a list.
const WORDS: [&str; 10] = [
    "accountStatus",
    "membershipStatus",
    "claimStatus",
    "accountType",
    "status",
    "result",
    "userType",
    "action",
    "state",
    "code",
];

/// Half of it.
pub(super) fn cut_in_half(response: Response<Bytes>) -> Response<Bytes> {
    response.map(|body| body.slice(..body.len() / 2))
}

/// With one word replaced by one that nobody knows: the `lot`-th of those there are.
pub(super) fn with_a_new_word(response: Response<Bytes>, lot: u32) -> Response<Bytes> {
    response.map(|body| {
        let Ok(mut document) = serde_json::from_slice::<Value>(&body) else { return body };
        let words = count(&document);
        if words == 0 {
            return body;
        }
        let mut left = lot % words;
        replace(&mut document, &mut left);
        Bytes::from(document.to_string())
    })
}

fn count(document: &Value) -> u32 {
    match document {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| u32::from(is_word(name, value)) + count(value)).sum()
        }
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Counts `left` down and replaces the word at which it reaches zero. It is never reached again after that.
fn replace(document: &mut Value, left: &mut u32) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_word(name, value) {
                    if *left == 0 {
                        *value = Value::String(NEW_WORD.to_owned());
                    }
                    *left = left.wrapping_sub(1);
                }
                replace(value, left);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, left)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_word(name: &str, value: &Value) -> bool {
    value.is_string() && WORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_word_becomes_a_new_one() {
        let body = Bytes::from_static(br#"{"data":[{"status":"active"},{"status":"suspended"}]}"#);
        let garbled = with_a_new_word(Response::new(body), 3);
        assert_eq!(garbled.body().as_ref(), br#"{"data":[{"status":"active"},{"status":"entirely_new"}]}"#);
    }
}
