//! Which attribute of a user goes where: the job's attribute mappings and the expressions in them.
//!
//! It knows how a mapping is written and evaluated, and nothing of SCIM requests.

use serde_json::{Value, json};

/// The attribute mappings for users, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    target: String,
    expression: String,
    matching_priority: u32,
}

/// Where the address goes, as a SCIM path.
pub(crate) const WORK_EMAIL: &str = "emails[type eq \"work\"].value";

impl Mapping {
    /// A mapping as the gallery application has it, with `userName` and the work address taken from these
    /// attributes (`userPrincipalName`, `mail`). It matches on `userName`.
    pub fn gallery(user_name_from: &str, email_from: &str) -> Self {
        let attribute = |name: &str| format!("[{name}]");
        let empty = Self { rows: Vec::new() };
        empty
            .flowing("userName", &attribute(user_name_from))
            .flowing("active", "Not([IsSoftDeleted])")
            .flowing("displayName", "[displayName]")
            .flowing("name.givenName", "[givenName]")
            .flowing("name.familyName", "[surname]")
            .flowing(WORK_EMAIL, &attribute(email_from))
            .flowing("externalId", "[objectId]")
            .matching_on("userName")
    }

    /// The same, with `target` fed from `expression`: `[attribute]`, `"constant"`, or one of `Not`, `Coalesce`,
    /// `ToLower`, `ToUpper`, `Append`, `Join` and `Replace` over these.
    #[must_use]
    pub fn flowing(mut self, target: &str, expression: &str) -> Self {
        match self.rows.iter_mut().find(|row| row.target == target) {
            Some(row) => expression.clone_into(&mut row.expression),
            None => self.rows.push(Row {
                target: target.to_owned(),
                expression: expression.to_owned(),
                matching_priority: 0,
            }),
        }
        self
    }

    /// The same, without this target.
    #[must_use]
    pub fn without(mut self, target: &str) -> Self {
        self.rows.retain(|row| row.target != target);
        self
    }

    /// The same, with `target` as the only attribute that target records are matched on.
    #[must_use]
    pub fn matching_on(mut self, target: &str) -> Self {
        for row in &mut self.rows {
            row.matching_priority = u32::from(row.target == target);
        }
        self
    }

    /// The attributes that target records are matched on, first the one that is tried first.
    pub(crate) fn matching_targets(&self) -> Vec<String> {
        let mut matching: Vec<&Row> = self.rows.iter().filter(|row| row.matching_priority > 0).collect();
        matching.sort_by_key(|row| row.matching_priority);
        matching.into_iter().map(|row| row.target.clone()).collect()
    }

    /// Target paths and values for a user whose attributes `attribute` gives. What has no value does not flow.
    pub(crate) fn evaluate(&self, attribute: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
        let value = |row: &Row| Some((row.target.clone(), evaluate(&row.expression, attribute)?));
        self.rows.iter().filter_map(value).collect()
    }

    /// As the job's schema writes it.
    pub(crate) fn graph_json(&self) -> Value {
        let row_json = |row: &Row| {
            json!({
                "defaultValue": null,
                "exportMissingReferences": false,
                "flowBehavior": "FlowWhenChanged",
                "flowType": "Always",
                "matchingPriority": row.matching_priority,
                "targetAttributeName": row.target,
                "source": source_json(&row.expression),
            })
        };
        Value::Array(self.rows.iter().map(row_json).collect())
    }
}

/// The parts of an expression.
enum Part<'a> {
    Attribute(&'a str),
    Constant(&'a str),
    Call(&'a str, Vec<&'a str>),
}

fn part(expression: &str) -> Option<Part<'_>> {
    let expression = expression.trim();
    let enclosed = |open, close| expression.strip_prefix(open)?.strip_suffix(close);
    if let Some(name) = enclosed('[', ']') {
        return Some(Part::Attribute(name));
    }
    if let Some(text) = enclosed('"', '"').filter(|text| !text.contains('"')) {
        return Some(Part::Constant(text));
    }
    let (name, arguments) = expression.strip_suffix(')')?.split_once('(')?;
    Some(Part::Call(name.trim(), split_arguments(arguments)))
}

/// Splits at the commas that stand outside of quotes and parentheses.
fn split_arguments(arguments: &str) -> Vec<&str> {
    let (mut depth, mut quoted) = (0_u32, false);
    let at_top = |character: char| {
        match character {
            '"' => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0 && !quoted
    };
    arguments.split(at_top).collect()
}

fn evaluate(expression: &str, attribute: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (function, arguments) = match part(expression)? {
        Part::Attribute(name) => return attribute(name).filter(|value| !value.is_empty()),
        Part::Constant(text) => return Some(text.to_owned()),
        Part::Call(function, arguments) => (function, arguments),
    };
    let mut values = arguments.iter().map(|argument| evaluate(argument, attribute));
    match function {
        "Coalesce" => values.flatten().next(),
        "Not" => Some(if values.next()?? == "True" { "False" } else { "True" }.to_owned()),
        "ToLower" => Some(values.next()??.to_lowercase()),
        "ToUpper" => Some(values.next()??.to_uppercase()),
        "Append" => Some(values.flatten().collect()),
        "Join" => {
            let separator = values.next()??;
            Some(values.flatten().collect::<Vec<_>>().join(&separator))
        }
        "Replace" => {
            let (text, find, with) = (values.next()??, values.next()??, values.next()??);
            Some(text.replace(&find, &with))
        }
        _ => None,
    }
}

fn source_json(expression: &str) -> Value {
    let (kind, name, parameters) = match part(expression) {
        Some(Part::Attribute(name)) => ("Attribute", name, Vec::new()),
        Some(Part::Constant(text)) => ("Constant", text, Vec::new()),
        Some(Part::Call(name, arguments)) => ("Function", name, arguments),
        None => ("Function", expression, Vec::new()),
    };
    let parameter = |argument: &&str| json!({"key": "source", "value": source_json(argument.trim())});
    let parameters: Vec<Value> = parameters.iter().map(parameter).collect();
    json!({"expression": expression, "name": name, "type": kind, "parameters": parameters})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str) -> Option<String> {
        match name {
            "mail" => Some("Ada@example.com".to_owned()),
            "IsSoftDeleted" => Some("False".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn expressions_nest() {
        let value = |expression| evaluate(expression, &attribute);
        assert_eq!(value("Coalesce([extra], ToLower([mail]))").as_deref(), Some("ada@example.com"));
        assert_eq!(value("Replace([mail], \"example.com\", \"example.org\")").as_deref(), Some("Ada@example.org"));
        assert_eq!(value("Not([IsSoftDeleted])").as_deref(), Some("True"));
        assert_eq!(value("Unknown([mail])"), None);
    }

    #[test]
    fn the_schema_shows_a_call_with_its_parameters() {
        let source = source_json("ToLower([mail])");
        assert_eq!(source["type"], "Function");
        assert_eq!(source["parameters"][0]["value"]["expression"], "[mail]");
    }
}
