//! SCIM as the provisioning service speaks it: requests, answers, and attributes by path.
//!
//! It knows nothing of when something is pushed.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::record::{Modified, Verdict};
use super::{Push, Session};
use crate::entra::Tenant;
use crate::entra::quirks::PatchDialect;

/// The schema of users with the enterprise extension; also the identity type of target users.
pub(super) const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The schema of groups; also the identity type of target groups.
pub(super) const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// The code that the service gives where a target answers with a conflict, whatever the conflict is.
const CONFLICT_CODE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
const CREDENTIAL_CODE: &str = "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";
const OTHER_CODE: &str = "SystemForCrossDomainIdentityManagementServiceIncompatible";

/// A readable answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Value,
    text: String,
}

/// A request to the directory that the job is bound to.
pub(super) struct Call {
    method: Method,
    path: String,
    body: Value,
}

impl Call {
    pub(super) fn read(path: &str) -> Self {
        Self::with_body(Method::GET, path, Value::Null)
    }

    /// Looks for a resource by one exact value.
    pub(super) fn find(resource: &str, attribute: &str, value: &str) -> Self {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        let filter = format!("{attribute} eq \"{quoted}\"");
        Self::read(&format!("/{resource}?filter={}", utf8_percent_encode(&filter, NON_ALPHANUMERIC)))
    }

    pub(super) fn create(path: &str, body: Value) -> Self {
        Self::with_body(Method::POST, path, body)
    }

    pub(super) fn patch(path: &str, operations: &[Value]) -> Self {
        let body = json!({"schemas": [PATCH_OP], "Operations": operations});
        Self::with_body(Method::PATCH, path, body)
    }

    pub(super) fn delete(path: &str) -> Self {
        Self::with_body(Method::DELETE, path, Value::Null)
    }

    fn with_body(method: Method, path: &str, body: Value) -> Self {
        let path = path.to_owned();
        Self { method, path, body }
    }
}

impl Tenant {
    /// Sends one request and notes it. The error is the verdict that a push without a readable answer gets.
    pub(super) fn send(&mut self, session: &mut Session<'_>, call: Call) -> Result<Reply, Verdict> {
        let Some(binding) = self.job.binding.clone() else {
            return Err(failure(CREDENTIAL_CODE, "The job is bound to no directory."));
        };
        let path = format!("/scim/directory/{}{}", binding.directory_id, call.path);
        let body = if call.body.is_null() { String::new() } else { call.body.to_string() };
        let Some(request) = request(&call.method, &path, &binding.scim_key, &body) else {
            return Err(failure(OTHER_CODE, "The request could not be written."));
        };
        let response = session.target.answer(session.now, &request);
        let status = response.as_ref().map(http::Response::status);
        let method = call.method;
        self.pushes.push(Push { at: session.now, method, path, body, status });
        let Some(response) = response else {
            return Err(failure(OTHER_CODE, "The remote name could not be reached in time."));
        };
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status: response.status(), body, text })
    }
}

impl Reply {
    /// The reply itself if it is a success, else the verdict that it means.
    pub(super) fn success(self) -> Result<Self, Verdict> {
        if self.status.is_success() { Ok(self) } else { Err(self.refusal()) }
    }

    /// The verdict for an answer that is no success.
    pub(super) fn refusal(&self) -> Verdict {
        let code = match self.status {
            StatusCode::CONFLICT => CONFLICT_CODE,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => CREDENTIAL_CODE,
            _ => OTHER_CODE,
        };
        let status = self.status.canonical_reason().unwrap_or(self.status.as_str()).replace(' ', "");
        let text = &self.text;
        let reason = format!(
            "StatusCode: {status}\r\nMessage: Processing of the HTTP request resulted in an exception. Please see the \
             HTTP response returned by the 'Response' property of this exception for details.\r\nWeb Response: \r\n{text}"
        );
        failure(code, &reason)
    }

    /// The id of the resource in the body.
    pub(super) fn id(&self) -> Option<String> {
        self.body.get("id").and_then(Value::as_str).map(str::to_owned)
    }

    /// The resources of a list.
    pub(super) fn resources(&self) -> &[Value] {
        self.body.get("Resources").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn failure(code: &str, reason: &str) -> Verdict {
    Verdict::Failure { code: code.to_owned(), reason: reason.to_owned() }
}

fn request(method: &Method, path: &str, key: &str, body: &str) -> Option<Request<Bytes>> {
    let mut authorization = HeaderValue::from_str(&format!("Bearer {key}")).ok()?;
    authorization.set_sensitive(true);
    let builder = Request::builder().method(method).uri(path).header(AUTHORIZATION, authorization);
    let builder = builder.header(CONTENT_TYPE, "application/scim+json; charset=utf-8");
    builder.body(Bytes::copy_from_slice(body.as_bytes())).ok()
}

/// Where an attribute lies in a resource.
enum Place<'a> {
    /// The value of the address of this kind.
    Email,
    /// An attribute of a schema extension.
    Extension(&'a str, &'a str),
    /// An attribute of an attribute, or of the resource.
    Plain(&'a str, Option<&'a str>),
}

fn place(path: &str) -> Place<'_> {
    if path.starts_with("emails[") {
        return Place::Email;
    }
    if path.starts_with("urn:") {
        let (schema, attribute) = path.rsplit_once(':').unwrap_or((path, ""));
        return Place::Extension(schema, attribute);
    }
    match path.split_once('.') {
        Some((outer, inner)) => Place::Plain(outer, Some(inner)),
        None => Place::Plain(path, None),
    }
}

/// The value at a path of a resource, as the service writes values: truth values are `True` and `False`.
pub(super) fn value_at(resource: &Value, path: &str) -> Option<String> {
    let value = match place(path) {
        Place::Email => work_email(resource)?,
        Place::Extension(schema, attribute) => resource.get(schema)?.get(attribute)?,
        Place::Plain(outer, None) => resource.get(outer)?,
        Place::Plain(outer, Some(inner)) => resource.get(outer)?.get(inner)?,
    };
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn work_email(resource: &Value) -> Option<&Value> {
    let emails = resource.get("emails")?.as_array()?;
    let is_work = |email: &&Value| email.get("type").and_then(Value::as_str) == Some("work");
    let email = emails.iter().find(is_work)?;
    email.get("value")
}

/// The body that creates a user with these values.
pub(super) fn new_user(values: &[(String, String)]) -> Value {
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([CORE_USER, ENTERPRISE_USER]));
    body.insert("meta".to_owned(), json!({"resourceType": "User"}));
    for (path, text) in values {
        let value = written(path, text);
        match place(path) {
            Place::Email => {
                body.insert("emails".to_owned(), json!([{"primary": true, "type": "work", "value": value}]));
            }
            Place::Extension(outer, inner) | Place::Plain(outer, Some(inner)) => {
                let holder = body.entry(outer).or_insert_with(|| json!({}));
                if let Some(holder) = holder.as_object_mut() {
                    holder.insert(inner.to_owned(), value);
                }
            }
            Place::Plain(outer, None) => {
                body.insert(outer.to_owned(), value);
            }
        }
    }
    Value::Object(body)
}

/// The operations that bring a user to these values.
pub(super) fn replacements(changes: &[Modified], dialect: PatchDialect) -> Vec<Value> {
    let operation = |change: &Modified| {
        let text = change.new.clone().unwrap_or_default();
        match dialect {
            PatchDialect::Capitalised => json!({"op": "Replace", "path": change.attribute, "value": text}),
            PatchDialect::Compliant => {
                json!({"op": "replace", "path": change.attribute, "value": written(&change.attribute, &text)})
            }
        }
    };
    changes.iter().map(operation).collect()
}

/// The operation that adds members to, or removes them from, a group.
pub(super) fn membership(operation: &str, scim_ids: &[String]) -> Value {
    let members: Vec<Value> = scim_ids.iter().map(|id| json!({"value": id})).collect();
    json!({"op": operation, "path": "members", "value": members})
}

fn written(path: &str, text: &str) -> Value {
    match (path, text) {
        ("active", "True") => Value::Bool(true),
        ("active", "False") => Value::Bool(false),
        _ => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_user_reads_back_what_was_written() {
        let values = [
            ("userName".to_owned(), "ada@example.com".to_owned()),
            ("active".to_owned(), "True".to_owned()),
            ("name.givenName".to_owned(), "Ada".to_owned()),
            ("emails[type eq \"work\"].value".to_owned(), "ada@example.com".to_owned()),
            (format!("{ENTERPRISE_USER}:department"), "Engines".to_owned()),
        ];
        let body = new_user(&values);
        for (path, value) in &values {
            assert_eq!(value_at(&body, path).as_ref(), Some(value), "{path}");
        }
        assert_eq!(body["emails"][0]["primary"], true);
    }
}
