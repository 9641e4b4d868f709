//! Reading what was pushed: a user has a `userName` and exactly one primary address, or it is refused.

use super::super::directory::{Activity, Draft};
use super::super::errors::bad_scim;
use super::super::reply::Reply;
use serde_json::{Map, Value};
use untwin_core::domain::EmailAddress;

/// What the server sets; pushed values of these are dropped.
pub(super) const READ_ONLY: [&str; 5] =
    ["id", "meta", "groups", "schemas", "urn:scim:schemas:extension:atlassian-external:1.0"];

impl Draft {
    pub(super) fn read(mut document: Map<String, Value>) -> Result<Self, Reply> {
        document.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
        let user_name = text(&document, "userName")?.filter(|name| !name.trim().is_empty());
        let user_name = user_name.ok_or_else(|| bad_scim("invalidValue", "userName is required"))?;
        let external_id = text(&document, "externalId")?;
        let email = primary_email(&document)?;
        let activity = activity(document.get("active"))?;
        document.insert("active".to_owned(), Value::Bool(activity == Activity::Active));
        Ok(Self { user_name, external_id, email, activity, document })
    }

    /// The name that the account gets, if the push says one.
    pub(in super::super) fn full_name(&self) -> Option<String> {
        let direct = self.document.get("displayName").and_then(Value::as_str);
        let name = self.document.get("name").and_then(Value::as_object);
        let part = |key: &str| name.and_then(|name| name.get(key)).and_then(Value::as_str);
        let parts: Vec<&str> = [part("givenName"), part("familyName")].into_iter().flatten().collect();
        let joined = (!parts.is_empty()).then(|| parts.join(" "));
        direct.or_else(|| part("formatted")).map(str::to_owned).or(joined)
    }
}

/// `true`, or a text that says it: Entra sends "True" and "False".
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn activity(value: Option<&Value>) -> Result<Activity, Reply> {
    match value.map(truth) {
        None | Some(Some(true)) => Ok(Activity::Active),
        Some(Some(false)) => Ok(Activity::Inactive),
        Some(None) => Err(bad_scim("invalidValue", "active is neither true nor false")),
    }
}

fn text(document: &Map<String, Value>, name: &str) -> Result<Option<String>, Reply> {
    match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(bad_scim("invalidValue", &format!("{name} must be a text"))),
    }
}

fn primary_email(document: &Map<String, Value>) -> Result<EmailAddress, Reply> {
    let all = document.get("emails").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_primary = |email: &&Value| email.get("primary").and_then(truth) == Some(true);
    let primaries: Vec<&Value> = all.iter().filter(is_primary).collect();
    let [primary] = primaries.as_slice() else {
        let detail = "Invalid payload: One email address need to be marked as primary.";
        return Err(bad_scim("invalidValue", detail));
    };
    let value = primary.get("value").and_then(Value::as_str).unwrap_or_default();
    EmailAddress::parse(value).map_err(|_| bad_scim("invalidValue", "The primary email is no address"))
}
