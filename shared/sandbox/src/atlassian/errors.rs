//! The error dialects: gateway, organizations, user management, SCIM, and SCIM's own for keys.
//!
//! The words are ours; statuses, keys and codes are documented.

use super::call::Call;
use super::reply::Reply;
use http::StatusCode;
use serde_json::{Value, json};

/// The four families of APIs, and paths of none. Each has its own way to refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    OrganizationsV1,
    OrganizationsV2,
    ScimLinks,
    UserManagement,
    Scim,
    Nowhere,
}

impl Api {
    pub(super) fn unauthorized(self) -> Reply {
        let status = StatusCode::UNAUTHORIZED;
        match self {
            Self::OrganizationsV1 | Self::ScimLinks | Self::Nowhere => gateway(status, "Unauthorized"),
            Self::OrganizationsV2 => organizations(status, "ADMIN-401-2", "Unauthorized"),
            Self::UserManagement => keyed(status, "unauthorized"),
            Self::Scim => failure(status, "The key is not valid here"),
        }
    }

    pub(super) fn not_found(self) -> Reply {
        let status = StatusCode::NOT_FOUND;
        match self {
            Self::OrganizationsV1 | Self::OrganizationsV2 => organizations(status, "ADMIN-404-1", "No such resource"),
            Self::UserManagement => keyed(status, "notFound"),
            Self::Scim | Self::ScimLinks => scim(status, None, "No such resource"),
            Self::Nowhere => gateway(status, "Not Found"),
        }
    }

    pub(super) fn method_not_allowed(self) -> Reply {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        match self {
            Self::OrganizationsV1 | Self::OrganizationsV2 => organizations(status, "ADMIN-405-1", "Method not allowed"),
            Self::UserManagement => keyed(status, "methodNotAllowed"),
            Self::Scim | Self::ScimLinks => scim(status, None, "Method not allowed"),
            Self::Nowhere => gateway(status, "Method Not Allowed"),
        }
    }

    pub(super) fn too_many(self) -> Reply {
        let status = StatusCode::TOO_MANY_REQUESTS;
        match self {
            Self::OrganizationsV2 => organizations(status, "ADMIN-429-1", "Too many requests"),
            Self::UserManagement => Reply::empty(status),
            Self::Scim => scim(status, None, "Too many requests"),
            Self::OrganizationsV1 | Self::ScimLinks | Self::Nowhere => gateway(status, "Too Many Requests"),
        }
    }
}

/// What the gateway in front of the organizations API says.
fn gateway(status: StatusCode, message: &str) -> Reply {
    Reply::json(status, json!({ "code": status.as_u16(), "message": message }))
}

/// What the organizations API says.
pub(super) fn organizations(status: StatusCode, code: &str, title: &str) -> Reply {
    let error = json!({
        "id": format!("error-{code}"),
        "status": status.as_u16().to_string(),
        "code": code,
        "title": title,
        "detail": title,
    });
    Reply::json(status, json!({ "errors": [error] }))
}

/// The domains API refuses a foreign organization in words of its own.
pub(super) fn foreign_domains(call: &Call) -> Reply {
    let body = json!({
        "timestamp": call.now.to_string(),
        "status": 403,
        "error": "Forbidden",
        "message": "Forbidden",
        "path": call.path,
        "requestId": "request-1",
    });
    Reply::json(StatusCode::FORBIDDEN, body)
}

/// User management, key only.
pub(super) fn keyed(status: StatusCode, key: &str) -> Reply {
    Reply::json(status, json!({ "key": key }))
}

/// User management, with context. A real 403 says both a second time under other names.
pub(super) fn keyed_with(status: StatusCode, key: &str, context: &Value) -> Reply {
    let body = match status {
        StatusCode::FORBIDDEN => json!({ "key": key, "context": context, "errorKey": key, "errorDetail": context }),
        _ => json!({ "key": key, "context": context }),
    };
    Reply::json(status, body)
}

/// User management: an action that the privileges refuse.
pub(super) fn forbidden_action(reason: &str) -> Reply {
    let context = json!({ "allowed": false, "reason": { "key": reason } });
    keyed_with(StatusCode::FORBIDDEN, "forbidden.action", &context)
}

/// User management: a field of the body breaks a constraint.
pub(super) fn field_violation(status: StatusCode, key: &str, violation: &str) -> Reply {
    let context = json!({ "fieldViolations": [{ "field": "email", "violations": [{ "key": violation }] }] });
    keyed_with(status, key, &context)
}

/// A SCIM error (RFC 7644, 3.12); the status is a text there.
pub(super) fn scim(status: StatusCode, scim_type: Option<&str>, detail: &str) -> Reply {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.as_u16().to_string(),
        "detail": detail,
    });
    if let (Some(scim_type), Some(fields)) = (scim_type, body.as_object_mut()) {
        fields.insert("scimType".to_owned(), json!(scim_type));
    }
    Reply::scim(status, body)
}

/// A 400 of SCIM.
pub(super) fn bad_scim(scim_type: &str, detail: &str) -> Reply {
    scim(StatusCode::BAD_REQUEST, Some(scim_type), detail)
}

/// What SCIM says about keys (schema `Failure`).
pub(super) fn failure(status: StatusCode, error: &str) -> Reply {
    Reply::json(status, json!({ "error": error, "traceId": "trace-1" }))
}
