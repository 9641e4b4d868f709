//! Microsoft Graph: which operation an exchange is, and what of it does not fit the sheet of operations and the metadata.

use super::deviations::SELECTABLE;
use super::edm::{Extent, Types};
use super::endpoints::{Endpoint, endpoints};
use super::talk::instance;
use super::{Body, Complaint, Content, Talk};
use serde_json::{Value, json};
use std::path::Path;

/// Graph's operations and types.
pub struct Graph {
    types: Types,
    endpoints: Vec<Endpoint>,
}

/// What an operation answers, and with which type.
enum Shape {
    One(&'static str),
    Page(&'static str),
}

/// What the operations answer whose types the metadata has. The type of what only prose describes is known too.
const ANSWERS: [(&str, Shape); 18] = [
    ("GET /v1.0/auditLogs/provisioning", Shape::Page("graph.provisioningObjectSummary")),
    ("GET /v1.0/servicePrincipals/{spId}/synchronization/jobs", Shape::Page("graph.synchronizationJob")),
    ("GET /v1.0/servicePrincipals/{spId}/synchronization/jobs/{jobId}", Shape::One("graph.synchronizationJob")),
    (
        "GET /v1.0/servicePrincipals/{spId}/synchronization/jobs/{jobId}/schema",
        Shape::One("graph.synchronizationSchema"),
    ),
    (
        "POST /v1.0/servicePrincipals/{spId}/synchronization/jobs/{jobId}/provisionOnDemand",
        Shape::One("graph.stringKeyStringValuePair"),
    ),
    ("GET /v1.0/servicePrincipals/{spId}/appRoleAssignedTo", Shape::Page("graph.appRoleAssignment")),
    ("POST /v1.0/servicePrincipals/{spId}/appRoleAssignedTo", Shape::One("graph.appRoleAssignment")),
    ("GET /v1.0/users/{id}", Shape::One(USER)),
    ("GET /v1.0/users", Shape::Page(USER)),
    ("GET /v1.0/directory/deletedItems/microsoft.graph.user", Shape::Page(USER)),
    ("GET /v1.0/directory/deletedItems/{id}", Shape::One(USER)),
    ("GET /v1.0/groups/{id}/members", Shape::Page(USER)),
    ("GET /v1.0/servicePrincipals/{id}", Shape::One("graph.servicePrincipal (subset)")),
    ("GET /v1.0/groups", Shape::Page(GROUP)),
    ("GET /v1.0/groups/{id}", Shape::One(GROUP)),
    ("GET /v1.0/users/{id}/memberOf", Shape::Page(GROUP)),
    ("GET /v1.0/users/{id}/memberOf/microsoft.graph.group", Shape::Page(GROUP)),
    ("GET /v1.0/users/{id}/transitiveMemberOf/microsoft.graph.group", Shape::Page(GROUP)),
];

/// The metadata at hand has some of the properties only, and says so in the names.
const USER: &str = "graph.user (subset)";
const GROUP: &str = "graph.group (subset)";

/// What OData knows, where the sheet lists no parameters.
const ODATA: [&str; 8] = ["$filter", "$select", "$top", "$orderby", "$count", "$expand", "$search", "$skiptoken"];

impl Graph {
    /// Reads sheet and metadata.
    pub fn open(specs: &Path) -> Self {
        let text =
            |name: &str| std::fs::read_to_string(specs.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let metadata = serde_json::from_str(&text("graph-v1.0-provisioning-sync-types.json")).expect("JSON");
        let endpoints = endpoints(&text("entra-graph-endpoints.yaml"));
        assert!(endpoints.len() > 15, "the sheet is read: {endpoints:#?}");
        Self { types: Types::of(metadata), endpoints }
    }

    /// Graph's types.
    pub const fn types(&self) -> &Types {
        &self.types
    }

    /// The operation that an exchange is, and what does not fit it; nothing if it is on no sheet.
    pub fn judge(&self, talk: &Talk) -> Option<(String, Vec<Complaint>)> {
        let path = talk.path.strip_prefix("/graph")?;
        let meant = self.endpoints.iter().filter(|one| one.method == talk.method);
        let meant = meant.filter_map(|one| Some((one, instance(path, &one.template)?.len())));
        let (endpoint, _) = meant.min_by_key(|(_, parameters)| *parameters)?;
        Some((format!("{} /graph{}", endpoint.method, endpoint.template), self.complaints(endpoint, talk)))
    }

    /// What does not fit where no sheet has the operation, as far as the metadata has the type.
    pub fn judge_unlisted(&self, template: &str, talk: &Talk) -> Vec<Complaint> {
        let Some(below) = template.strip_prefix("/graph") else { return Vec::new() };
        let (method, template) = (talk.method.clone(), below.to_owned());
        self.complaints(&Endpoint { method, template, ok: 200, query: Vec::new(), select: Vec::new() }, talk)
    }

    fn complaints(&self, endpoint: &Endpoint, talk: &Talk) -> Vec<Complaint> {
        let operation = format!("{} {}", endpoint.method, endpoint.template);
        let mut found = self.of_query(endpoint, &operation, talk);
        found.extend(self.of_request(&operation, &talk.sent));
        if let Some((status, content)) = &talk.answer {
            found.extend(of_status(endpoint, *status));
            found.extend(self.of_answer(&operation, talk, (*status, content)));
        }
        let operation = format!("{} /graph{}", endpoint.method, endpoint.template);
        found.into_iter().map(|complaint| complaint.of(&operation)).collect()
    }

    fn of_query(&self, endpoint: &Endpoint, operation: &str, talk: &Talk) -> Vec<Complaint> {
        let listed: Vec<&str> = endpoint.query.iter().map(String::as_str).collect();
        let known = |name: &str| match listed.is_empty() {
            true => ODATA.contains(&name),
            false => listed.contains(&name) || name == "$skiptoken" || name == "$select",
        };
        let unknown = talk.query.iter().filter(|(name, _)| !known(name));
        let mut found: Vec<Complaint> =
            unknown.map(|(name, value)| Complaint::new(&format!("query/{name}"), "no such parameter", value)).collect();
        let selected = talk.values("$select").flat_map(|names| names.split(','));
        let unnamed = selected.filter(|name| !self.is_property(endpoint, operation, name));
        found.extend(unnamed.map(|name| Complaint::new("query/$select", "no such property", name)));
        found
    }

    /// What the sheet lists, the type has, or the vendor's page of the resource: the metadata at hand is an excerpt.
    fn is_property(&self, endpoint: &Endpoint, operation: &str, name: &str) -> bool {
        let listed = endpoint.select.iter().any(|known| known == name);
        let (Some(Shape::One(kind) | Shape::Page(kind)), false) = (answers(operation), listed) else { return listed };
        let more = SELECTABLE.iter().any(|more| more.kind == *kind && more.properties.contains(&name));
        more || ["id", "deletedDateTime"].contains(&name) || self.types.properties(kind).contains(&name)
    }

    fn of_request(&self, operation: &str, sent: &Content) -> Vec<Complaint> {
        let body = match &sent.body {
            Body::Empty if !operation.starts_with("POST") || operation.ends_with("start") => return Vec::new(),
            Body::Json(body) if sent.media_type.as_deref() == Some("application/json") => body,
            Body::Empty | Body::Json(_) | Body::Other => return vec![Complaint::new("sent", "JSON", "something else")],
        };
        let some = Extent::Some;
        match operation.rsplit('/').next() {
            Some("provisionOnDemand") => {
                let mut found = only(body, &["parameters"]);
                let parameters = "Collection(graph.synchronizationJobApplicationParameters)";
                found.extend(self.types.misfits(parameters, &body["parameters"], "sent/parameters", some));
                found
            }
            Some("appRoleAssignedTo") => self.types.misfits("graph.appRoleAssignment", body, "sent", some),
            Some("$ref") => only(body, &["@odata.id"]),
            Some("restart") => self.types.misfits(RESTART, &body["criteria"], "sent/criteria", some),
            _ => vec![Complaint::about("sent", "no body", body)],
        }
    }

    fn of_answer(&self, operation: &str, talk: &Talk, (status, content): (u16, &Content)) -> Vec<Complaint> {
        let at = status.to_string();
        let body = match &content.body {
            Body::Empty if status == 204 => return Vec::new(),
            Body::Json(body) if status != 204 && content.media_type.as_deref() == Some("application/json") => body,
            Body::Empty | Body::Json(_) | Body::Other => {
                return vec![Complaint::new(&at, "JSON, or 204", "another body")];
            }
        };
        if status >= 400 {
            return of_refusal(body, &at);
        }
        let Some(shape) = answers(operation) else { return Vec::new() };
        let (Shape::One(kind) | Shape::Page(kind)) = shape;
        // Unasked, the types that the metadata has in part show a default set of their properties.
        let in_part = kind.ends_with("(subset)") || talk.values("$select").next().is_some();
        let extent = if in_part { Extent::Some } else { Extent::Whole };
        match shape {
            Shape::One(kind) => self.types.misfits(kind, body, &at, extent),
            Shape::Page(kind) => self.of_page(kind, body, &at, extent),
        }
    }

    fn of_page(&self, kind: &str, body: &Value, at: &str, extent: Extent) -> Vec<Complaint> {
        let fields = body.as_object().into_iter().flatten();
        let other = fields.filter(|(name, _)| *name != "value" && !name.starts_with("@odata."));
        let mut found: Vec<Complaint> =
            other.map(|(name, value)| Complaint::about(&format!("{at}/{name}"), "no part of a page", value)).collect();
        let entries = format!("Collection({kind})");
        found.extend(self.types.misfits(&entries, &body["value"], &format!("{at}/value"), extent));
        found
    }
}

const RESTART: &str = "graph.synchronizationJobRestartCriteria";

fn answers(operation: &str) -> Option<&'static Shape> {
    ANSWERS.iter().find(|(own, _)| *own == operation).map(|(_, shape)| shape)
}

/// Only successes are on the sheet. Every operation may be refused.
fn of_status(endpoint: &Endpoint, status: u16) -> Option<Complaint> {
    let described = status == endpoint.ok || (400..500).contains(&status);
    (!described).then(|| Complaint::new("status", &format!("{} or a refusal", endpoint.ok), &status.to_string()))
}

/// Graph's errors are in no metadata: a code, a message, and an inner error that says when and which request it was.
fn of_refusal(body: &Value, at: &str) -> Vec<Complaint> {
    let error = &body["error"];
    let texts = ["/code", "/message", "/innerError/date", "/innerError/request-id", "/innerError/client-request-id"];
    let wrong = texts.into_iter().filter(|text| !error.pointer(text).is_some_and(Value::is_string));
    wrong.map(|text| Complaint::about(&format!("{at}/error{text}"), "a text", error)).collect()
}

fn only(body: &Value, names: &[&str]) -> Vec<Complaint> {
    let none = json!({}).as_object().cloned().unwrap_or_default();
    let fields = body.as_object().unwrap_or(&none);
    let other = fields.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    let mut found: Vec<Complaint> =
        other.map(|(name, value)| Complaint::about(&format!("sent/{name}"), "no such parameter", value)).collect();
    let missing = names.iter().filter(|name| !fields.contains_key(**name));
    found.extend(missing.map(|name| Complaint::new(&format!("sent/{name}"), "required", "nothing")));
    found
}
