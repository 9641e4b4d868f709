//! The error dialects of these APIs, read leniently.
//!
//! User management says `key` (some answers repeat it as `errorKey`), the organization APIs say `errors`, their gateway
//! says `code` and `message`, SCIM says RFC 7644 errors.

use serde_json::Value;

/// The schema that every SCIM error names (RFC 7644, 3.12).
const SCIM_ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// The organization itself is not known: a fault of our settings, which proves nothing about people.
const ORGANIZATION_NOT_FOUND: &str = "ADMIN-404-2";
const USER_NOT_FOUND: &str = "ADMIN-404-8";

/// What a 404 is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// The application says that what was asked for is not there.
    Said,
    /// It may as well be a wrong path, a gateway or a web page.
    Unclear,
}

/// The vendor's error key, with the key of the reason behind a colon where there is one.
pub(crate) fn error_key(body: &[u8]) -> Option<String> {
    let body = json(body);
    let key = key_of(&body).or_else(|| first_code(&body)).or_else(|| text(&body, "/scimType"))?;
    let reason = text(&body, "/context/reason/key").or_else(|| text(&body, "/errorDetail/reason/key"));
    Some(reason.map_or_else(|| key.to_owned(), |reason| format!("{key}:{reason}")))
}

/// The plain key of a user-management error.
pub(crate) fn manage_key(body: &[u8]) -> Option<String> {
    key_of(&json(body)).map(str::to_owned)
}

/// A 404 of user management about an account.
pub(crate) fn account_not_found(body: &[u8]) -> NotFound {
    said(matches!(key_of(&json(body)), Some("accountNotFound" | "notFound")))
}

/// A 404 of the organization API about a user.
pub(crate) fn user_not_found(body: &[u8]) -> NotFound {
    said(first_code(&json(body)) == Some(USER_NOT_FOUND))
}

/// A 404 of the SCIM links. Which dialect they use is not documented, so any of the applications' own is believed.
pub(crate) fn links_not_found(body: &[u8]) -> NotFound {
    let parsed = json(body);
    let listed = parsed.pointer("/errors/0").is_some() && first_code(&parsed) != Some(ORGANIZATION_NOT_FOUND);
    said(key_of(&parsed).is_some() || listed || is_scim_error(&parsed))
}

/// A 404 of SCIM: about the record or about the whole directory, the text does not tell.
pub(crate) fn scim_not_found(body: &[u8]) -> NotFound {
    said(is_scim_error(&json(body)))
}

const fn said(it_is: bool) -> NotFound {
    if it_is { NotFound::Said } else { NotFound::Unclear }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

fn key_of(body: &Value) -> Option<&str> {
    text(body, "/key").or_else(|| text(body, "/errorKey"))
}

fn first_code(body: &Value) -> Option<&str> {
    text(body, "/errors/0/code")
}

fn is_scim_error(body: &Value) -> bool {
    let named = body.pointer("/schemas").and_then(Value::as_array);
    named.is_some_and(|schemas| schemas.iter().any(|schema| schema.as_str() == Some(SCIM_ERROR)))
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_gives_its_key() {
        let key = |body: &str| error_key(body.as_bytes());
        let twice = r#"{"key":"forbidden.action","context":{"allowed":false,"reason":{"key":"externalDirectory.google"}},
            "errorKey":"forbidden.action","errorDetail":{"allowed":false}}"#;
        assert_eq!(key(twice).as_deref(), Some("forbidden.action:externalDirectory.google"));
        assert_eq!(key(r#"{"errorKey":"unauthorized"}"#).as_deref(), Some("unauthorized"));
        assert_eq!(key(r#"{"errors":[{"code":"ADMIN-403-3"}]}"#).as_deref(), Some("ADMIN-403-3"));
        assert_eq!(key(r#"{"scimType":"uniqueness"}"#).as_deref(), Some("uniqueness"));
        for other in [r#"{"code":401,"message":"Unauthorized"}"#, "<html>", "", "[]", r#"{"key":5}"#] {
            assert_eq!(key(other), None);
        }
    }

    #[test]
    fn a_gateway_or_an_unknown_organization_proves_no_missing_link() {
        assert_eq!(links_not_found(br#"{"errors":[{"code":"ADMIN-404-1"}]}"#), NotFound::Said);
        assert_eq!(links_not_found(br#"{"key":"accountNotFound"}"#), NotFound::Said);
        for unclear in ["", "<html>", r#"{"code":404,"message":"no route"}"#, r#"{"errors":[{"code":"ADMIN-404-2"}]}"#]
        {
            assert_eq!(links_not_found(unclear.as_bytes()), NotFound::Unclear, "{unclear}");
        }
    }
}
