//! A job's schema as a [`Mapping`], evaluated for one user.

use crate::expression::{self, Expression, Given};
use crate::wire::schema::{AttributeMapping, ObjectMapping, Rule, Schema, Source};
use untwin_core::domain::{Evaluated, ExternalIdSource, IdpUser, Mapped, Mapping, OnDemand};

/// What SCIM calls the primary address, in a schema's spelling.
const WORK_ADDRESS: &str = "emails[typeeq\"work\"].value";

/// Evaluates the mapping of the one enabled rule for users. `Ok(None)`: the schema has no such rule.
pub(crate) fn of_user(schema: &Schema, user: &IdpUser) -> Result<Option<Mapping>, &'static str> {
    let Some((rule, objects)) = user_rule(schema)? else {
        return Ok(None);
    };
    let external_id = mapped(objects, |target| target == "externalid", user);
    let external_id_source = match external_id.attribute.as_deref() {
        Some("objectId" | "id") => ExternalIdSource::ImmutableId,
        Some(_) | None => ExternalIdSource::SomethingElse,
    };
    Ok(Some(Mapping {
        user_rule: rule.id.clone().filter(|id| !id.is_empty()).ok_or("the rule for users has no id")?,
        on_demand: on_demand(rule),
        group_rule: group_rule(schema),
        address: address(objects, user),
        user_name: mapped(objects, |target| target == "username", user),
        external_id,
        external_id_source,
        matching: matching(objects),
    }))
}

/// Two enabled rules would leave open which one pushes.
fn user_rule(schema: &Schema) -> Result<Option<(&Rule, &ObjectMapping)>, &'static str> {
    let is_user = |objects: &&ObjectMapping| {
        let target = objects.target_object_name.as_deref().unwrap_or_default().to_ascii_lowercase();
        let source = objects.source_object_name.as_deref().unwrap_or_default();
        objects.enabled != Some(false) && source.eq_ignore_ascii_case("User") && target.contains("user")
    };
    let rules = schema.synchronization_rules.iter();
    let mut found =
        rules.flat_map(|rule| rule.object_mappings.iter().filter(is_user).map(move |objects| (rule, objects)));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err("the schema has two enabled rules for users"),
        (first, None) => Ok(first),
    }
}

/// The one enabled rule for groups that can be pushed on demand. With two of them, which one pushes is not told.
fn group_rule(schema: &Schema) -> Option<String> {
    let is_group = |objects: &ObjectMapping| {
        let target = objects.target_object_name.as_deref().unwrap_or_default().to_ascii_lowercase();
        let source = objects.source_object_name.as_deref().unwrap_or_default();
        objects.enabled != Some(false) && source.eq_ignore_ascii_case("Group") && target.contains("group")
    };
    let mut found = schema.synchronization_rules.iter().filter(|rule| rule.object_mappings.iter().any(is_group));
    match (found.next(), found.next()) {
        (Some(rule), None) if on_demand(rule) == OnDemand::Supported => rule.id.clone().filter(|id| !id.is_empty()),
        (Some(_) | None, _) => None,
    }
}

fn on_demand(rule: &Rule) -> OnDemand {
    let refuses = rule.metadata.iter().any(|entry| {
        let key = entry.key.as_deref().unwrap_or_default();
        let value = entry.value.as_deref().unwrap_or_default();
        key.eq_ignore_ascii_case("supportsProvisionOnDemand") && value.eq_ignore_ascii_case("false")
    });
    if refuses { OnDemand::Unsupported } else { OnDemand::Supported }
}

/// Addresses may be mapped, but not the work address: then which one becomes the primary one is not certain.
fn address(objects: &ObjectMapping, user: &IdpUser) -> Mapped {
    let work = mapped(objects, |target| target == WORK_ADDRESS, user);
    let any_other = objects.attribute_mappings.iter().map(target).find(|target| target.starts_with("emails"));
    match any_other {
        Some(other) if work.value == Evaluated::Empty && other != WORK_ADDRESS => uncertain(other),
        Some(_) | None => work,
    }
}

fn mapped(objects: &ObjectMapping, wanted: impl Fn(&str) -> bool, user: &IdpUser) -> Mapped {
    let mut found = objects.attribute_mappings.iter().filter(|mapping| wanted(&target(mapping)));
    match (found.next(), found.next()) {
        (None, _) => Mapped { attribute: None, value: Evaluated::Empty },
        (Some(mapping), None) => evaluated(mapping, user),
        (Some(mapping), Some(_)) => uncertain(target(mapping)),
    }
}

/// The default takes the place of a source without a value.
fn evaluated(mapping: &AttributeMapping, user: &IdpUser) -> Mapped {
    let Some(text) = mapping.source.as_ref().map(spelt) else {
        return Mapped { attribute: None, value: default(mapping) };
    };
    let Some(expression) = expression::parse(&text) else {
        return uncertain(text);
    };
    let value = match expression::evaluate(&expression, user) {
        Given::Text(value) if !value.is_empty() => Evaluated::Value(value),
        Given::Text(_) | Given::Null => default(mapping),
        Given::Uncertain => Evaluated::NotEvaluable(text),
    };
    let attribute = match expression {
        Expression::Attribute(name) => Some(name),
        Expression::Text(_) | Expression::Call(..) => None,
    };
    Mapped { attribute, value }
}

fn default(mapping: &AttributeMapping) -> Evaluated {
    let text = mapping.default_value.clone().filter(|text| !text.is_empty());
    text.map_or(Evaluated::Empty, Evaluated::Value)
}

/// The expression of a source. Simple sources may be given by type and name alone.
fn spelt(source: &Source) -> String {
    if let Some(expression) = source.expression.as_deref().filter(|text| !text.trim().is_empty()) {
        return expression.to_owned();
    }
    let name = source.name.as_deref().unwrap_or_default();
    let is_attribute = source.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("Attribute"));
    if is_attribute { format!("[{name}]") } else { name.to_owned() }
}

fn matching(objects: &ObjectMapping) -> Vec<String> {
    let mut found: Vec<_> = objects.attribute_mappings.iter().filter(|m| m.matching_priority > 0).collect();
    found.sort_by_key(|mapping| mapping.matching_priority);
    found.into_iter().filter_map(|mapping| mapping.target_attribute_name.clone()).collect()
}

/// The target, without the differences in spelling that mean nothing.
fn target(mapping: &AttributeMapping) -> String {
    let spelt = mapping.target_attribute_name.as_deref().unwrap_or_default();
    spelt.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\'' { '"' } else { c.to_ascii_lowercase() }).collect()
}

fn uncertain(what: impl Into<String>) -> Mapped {
    Mapped { attribute: None, value: Evaluated::NotEvaluable(what.into()) }
}

#[cfg(test)]
mod tests;
