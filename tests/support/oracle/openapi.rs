//! One OpenAPI document: which operation an exchange is, and what of it does not fit.

use super::schema::{Schemas, Way};
use super::talk::instance;
use super::{Body, Complaint, Content, Talk};
use serde_json::{Map, Value};
use std::path::Path;

/// One document, and the path below which its operations are.
pub struct Description {
    schemas: Schemas,
    below: &'static str,
}

/// A path as described, or an operation on it, with the values of the path's parameters.
struct Described<'a> {
    template: &'a str,
    described: &'a Value,
    parameters: Vec<(&'a str, String)>,
}

impl Description {
    /// Reads a document.
    pub fn open(file: &Path, below: &'static str) -> Self {
        let text = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self::of(serde_json::from_slice(&text).expect("JSON"), below)
    }

    /// A document that is there already.
    pub const fn of(document: Value, below: &'static str) -> Self {
        Self { schemas: Schemas::of(document), below }
    }

    /// The operation that an exchange is, and what does not fit it; nothing if the document does not have its path.
    pub fn judge(&self, talk: &Talk, path: &str) -> Option<(String, Vec<Complaint>)> {
        let path = path.strip_prefix(self.below)?;
        let item = self.path_item(path, &talk.method.to_ascii_lowercase())?;
        let operation = format!("{} {}{}", talk.method, self.below, item.template);
        let found = match item.described.get(talk.method.to_ascii_lowercase()) {
            Some(described) => self.complaints(&Described { described, ..item }, talk),
            None => vec![Complaint::new("method", "no such method", &talk.method)],
        };
        let found = found.into_iter().map(|complaint| complaint.of(&operation)).collect();
        Some((operation, found))
    }

    /// Two templates can mean one path: that one counts which has the method, and then the most literal one.
    fn path_item(&self, path: &str, method: &str) -> Option<Described<'_>> {
        let templates = self.schemas.document()["paths"].as_object().expect("paths").iter();
        let meant = templates.filter_map(|(template, described)| {
            Some(Described { template, described, parameters: instance(path, template)? })
        });
        meant.min_by_key(|item| (item.described.get(method).is_none(), item.parameters.len()))
    }

    fn complaints(&self, operation: &Described<'_>, talk: &Talk) -> Vec<Complaint> {
        let mut found = self.of_parameters(operation, talk);
        found.extend(self.of_request(operation.described, &talk.sent));
        if let Some((status, content)) = &talk.answer {
            found.extend(self.of_answer(operation.described, *status, content));
        }
        found
    }

    fn of_parameters(&self, operation: &Described<'_>, talk: &Talk) -> Vec<Complaint> {
        let shared = &self.schemas.document()["paths"][operation.template]["parameters"];
        let listed = [shared, &operation.described["parameters"]].into_iter().filter_map(Value::as_array).flatten();
        let listed: Vec<&Value> = listed.map(|parameter| self.schemas.resolve(parameter)).collect();
        let of_place = |place: &'static str| listed.iter().filter(move |parameter| parameter["in"] == place);
        let mut found = Vec::new();
        for parameter in of_place("path") {
            let named = operation.parameters.iter().filter(|(name, _)| parameter["name"] == *name);
            found.extend(named.flat_map(|(name, value)| self.of_value(parameter, value, &format!("path/{name}"))));
        }
        for parameter in of_place("query") {
            let name = parameter["name"].as_str().expect("a name");
            let at = format!("query/{name}");
            found.extend(talk.values(name).flat_map(|value| self.of_value(parameter, value, &at)));
            if parameter["required"] == true && talk.values(name).next().is_none() {
                found.push(Complaint::new(&at, "required", "nothing"));
            }
        }
        let unknown =
            talk.query.iter().filter(|(name, _)| of_place("query").all(|known| known["name"] != name.as_str()));
        found.extend(unknown.map(|(name, value)| Complaint::new(&format!("query/{name}"), "no such parameter", value)));
        found
    }

    /// Parameters are texts: a number is one if it reads as one, and an array is sent entry by entry.
    fn of_value(&self, parameter: &Value, text: &str, at: &str) -> Vec<Complaint> {
        let schema = self.schemas.resolve(&parameter["schema"]);
        let schema = if schema["type"] == "array" { self.schemas.resolve(&schema["items"]) } else { schema };
        let read = match schema["type"].as_str() {
            Some("integer" | "number" | "boolean") => serde_json::from_str(text).ok(),
            Some(_) | None => None,
        };
        self.schemas.misfits(schema, &read.unwrap_or_else(|| Value::from(text)), at, Way::Sent)
    }

    fn of_request(&self, operation: &Value, sent: &Content) -> Vec<Complaint> {
        let described = self.schemas.resolve(&operation["requestBody"]);
        match (described["content"].as_object(), &sent.body) {
            (None, Body::Empty) => Vec::new(),
            (None, Body::Json(_) | Body::Other) => vec![Complaint::new("sent", "no body", "a body")],
            (Some(_), Body::Empty) if described["required"] == true => vec![Complaint::new("sent", "a body", "none")],
            (Some(_), Body::Empty) => Vec::new(),
            (Some(described), Body::Json(_) | Body::Other) => self.of_content(described, sent, "sent", Way::Sent),
        }
    }

    fn of_answer(&self, operation: &Value, status: u16, content: &Content) -> Vec<Complaint> {
        let responses = operation["responses"].as_object().expect("responses");
        let declared = responses.get(&status.to_string()).or_else(|| responses.get("default"));
        let at = status.to_string();
        let mut found = Vec::new();
        if declared.is_none() {
            let listed: Vec<&str> = responses.keys().map(String::as_str).collect();
            found.push(Complaint::new("status", &listed.join(" "), &at));
        }
        // A refusal that is not declared is still written like those that are; a limit is a gateway's, and free.
        let of_the_vendor = (400..500).contains(&status) && status != 429;
        let alike = || of_the_vendor.then(|| ["400", "404"].iter().find_map(|one| responses.get(*one)))?;
        let Some(response) = declared.or_else(alike) else { return found };
        match (self.schemas.resolve(response)["content"].as_object(), &content.body) {
            (None, Body::Empty) => {}
            (None, Body::Json(_) | Body::Other) => found.push(Complaint::new(&at, "no body", "a body")),
            (Some(_), Body::Empty) => found.push(Complaint::new(&at, "a body", "none")),
            (Some(described), Body::Json(_) | Body::Other) => {
                found.extend(self.of_content(described, content, &at, Way::Answered));
            }
        }
        found
    }

    fn of_content(&self, described: &Map<String, Value>, content: &Content, at: &str, way: Way) -> Vec<Complaint> {
        let media_type = content.media_type.as_deref().unwrap_or_default();
        let Some(media) = described.get(media_type) else {
            let listed: Vec<&str> = described.keys().map(String::as_str).collect();
            return vec![Complaint::new(&format!("{at} media type"), &listed.join(" "), media_type)];
        };
        match &content.body {
            Body::Json(value) => self.schemas.misfits(&media["schema"], value, at, way),
            Body::Empty | Body::Other => vec![Complaint::new(at, "JSON", "something else")],
        }
    }
}
