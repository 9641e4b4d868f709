//! A small reader of the vendor's OpenAPI documents: which operation a request is, and whether a value fits its schema.
//!
//! It checks what a client can get wrong: paths, methods, parameters, property names, types and what is required. An
//! enumeration may have grown since the document was written, so values outside one are no complaint.

use crate::recording::Exchange;
use serde_json::{Value, json};
use std::path::Path;

/// One document, and the path below which its operations are.
pub struct Description {
    document: Value,
    below: &'static str,
}

impl Description {
    pub fn open(library: &Path, file: &str, below: &'static str) -> Self {
        let text = std::fs::read(library.join("specs").join(file)).expect("a description");
        Self::of(serde_json::from_slice(&text).expect("JSON"), below)
    }

    fn of(document: Value, below: &'static str) -> Self {
        Self { document, below }
    }

    /// The operation that an exchange is, with its path as described; the most literal one wins.
    pub fn operation(&self, exchange: &Exchange) -> Option<(&str, &Value)> {
        let path = exchange.path.strip_prefix(self.below)?;
        let templates = self.document["paths"].as_object().expect("paths").iter();
        let meant = templates.filter(|(template, _)| is_instance(path, template));
        let meant = meant.filter_map(|(template, item)| {
            let operation = item.get(exchange.method.as_str().to_ascii_lowercase())?;
            Some((template.as_str(), operation))
        });
        meant.min_by_key(|(template, _)| template.matches('{').count())
    }

    /// What does not fit: parameters, the body sent, the answer's status and body.
    pub fn complaints(&self, exchange: &Exchange, (template, operation): (&str, &Value)) -> Vec<String> {
        let mut complaints = self.of_parameters(exchange, template, operation);
        if let Some(sent) = &exchange.sent {
            let schema = schema_in(self.resolve(&operation["requestBody"]));
            complaints.extend(schema.map_or_else(
                || vec!["a body is not described".to_owned()],
                |schema| self.misfits(schema, sent, "sent"),
            ));
        }
        complaints.extend(self.of_answer(exchange, operation));
        complaints.into_iter().map(|complaint| format!("{} {template}: {complaint}", exchange.method)).collect()
    }

    fn of_parameters(&self, exchange: &Exchange, template: &str, operation: &Value) -> Vec<String> {
        let shared = &self.document["paths"][template]["parameters"];
        let described = [shared, &operation["parameters"]].into_iter().filter_map(Value::as_array).flatten();
        let described: Vec<&Value> = described.map(|parameter| self.resolve(parameter)).collect();
        let known = |name: &String| {
            described.iter().any(|parameter| parameter["in"] == "query" && parameter["name"] == name.as_str())
        };
        let unknown = exchange.parameters.iter().filter(|name| !known(name));
        unknown.map(|name| format!("the parameter {name} is not described")).collect()
    }

    fn of_answer(&self, exchange: &Exchange, operation: &Value) -> Vec<String> {
        let status = exchange.status.to_string();
        let responses = &operation["responses"];
        let Some(response) = responses.get(&status).or_else(|| responses.get("default")) else {
            return vec![format!("the status {status} is not described")];
        };
        match (schema_in(self.resolve(response)), &exchange.answered) {
            (Some(schema), Some(answered)) => self.misfits(schema, answered, &status),
            (Some(_), None) if exchange.status == 200 => vec![format!("{status} has no JSON")],
            (Some(_) | None, None) => Vec::new(),
            (None, Some(_)) => vec![format!("{status} has a body that is not described")],
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(target) => self.resolve(self.document.pointer(target.trim_start_matches('#')).expect("a reference")),
            None => schema,
        }
    }

    /// What of a value does not fit a schema. Of several alternatives the best counts.
    fn misfits(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let schema = self.resolve(schema);
        let alternatives = ["oneOf", "anyOf"].into_iter().find_map(|key| schema[key].as_array());
        if let Some(alternatives) = alternatives {
            let each = alternatives.iter().map(|alternative| self.misfits(alternative, value, at));
            return each.min_by_key(Vec::len).unwrap_or_default();
        }
        let parts = self.parts(schema);
        match value {
            Value::Object(_) => self.of_object(&parts, value, at),
            Value::Array(entries) => {
                let items = parts.iter().find_map(|part| part.get("items"));
                let each = items.into_iter().flat_map(|items| entries.iter().map(move |entry| (items, entry)));
                each.flat_map(|(items, entry)| self.misfits(items, entry, &format!("{at}[]"))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
        .into_iter()
        .chain(wrong_type(&parts, value, at))
        .collect()
    }

    fn of_object(&self, parts: &[&Value], value: &Value, at: &str) -> Vec<String> {
        let fields = value.as_object().expect("an object");
        let open = parts.iter().any(|part| !matches!(part["additionalProperties"], Value::Null | Value::Bool(false)))
            || parts.iter().all(|part| part["properties"].is_null());
        let mut complaints = Vec::new();
        for (name, value) in fields {
            match parts.iter().find_map(|part| part["properties"].get(name)) {
                Some(described) => complaints.extend(self.misfits(described, value, &format!("{at}.{name}"))),
                None if open => {}
                None => complaints.push(format!("{at}.{name} is not described")),
            }
        }
        let required = parts.iter().filter_map(|part| part["required"].as_array()).flatten().filter_map(Value::as_str);
        complaints
            .extend(required.filter(|name| !fields.contains_key(*name)).map(|name| format!("{at}.{name} is missing")));
        complaints
    }

    fn parts<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let all_of = schema["allOf"].as_array().into_iter().flatten();
        let parts = all_of.flat_map(|part| self.parts(self.resolve(part)));
        std::iter::once(schema).chain(parts).collect()
    }
}

/// Nulls are judged nowhere: the vendor's documents do not mark them reliably, and our readers take them for absent.
fn wrong_type(parts: &[&Value], value: &Value, at: &str) -> Option<String> {
    let described = parts.iter().find_map(|part| part["type"].as_str())?;
    let fits = match described {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => true,
    };
    (!fits && !value.is_null()).then(|| format!("{at} is no {described}"))
}

fn schema_in(body: &Value) -> Option<&Value> {
    body["content"].as_object()?.values().next()?.get("schema")
}

/// Whether a path is an instance of a template such as `/v1/orgs/{orgId}`.
pub fn is_instance(path: &str, template: &str) -> bool {
    let (path, template): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
    let same = |(found, described): (&&str, &&str)| described.starts_with('{') || found == described;
    path.len() == template.len() && path.iter().zip(&template).all(same)
}

#[test]
fn everything_that_is_not_described_is_named() {
    let friends = json!({ "items": { "$ref": "#/pet" } });
    let pet = json!({ "required": ["id"], "properties": { "id": { "type": "string" }, "friends": friends } });
    let content = json!({ "content": { "application/json": { "schema": { "$ref": "#/pet" } } } });
    let get = json!({ "parameters": [{ "in": "query", "name": "limit" }], "responses": { "200": content } });
    let description = Description::of(json!({ "pet": pet, "paths": { "/pets/{id}": { "get": get } } }), "/zoo");
    let exchange = Exchange {
        method: http::Method::GET,
        path: "/zoo/pets/1".to_owned(),
        parameters: vec!["limit".to_owned(), "colour".to_owned()],
        sent: None,
        status: 200,
        answered: Some(json!({ "friends": [{ "id": 7, "name": "Rex" }] })),
    };
    let operation = description.operation(&exchange).expect("an operation");
    let complaints = description.complaints(&exchange, operation);
    let said = [
        "the parameter colour is not described",
        "200.friends[].id is no string",
        "200.friends[].name is not described",
        "200.id is missing",
    ];
    let mut expected = said.map(|text| format!("GET /pets/{{id}}: {text}"));
    expected.sort();
    let mut found = complaints;
    found.sort();
    assert_eq!(found, expected);
}
