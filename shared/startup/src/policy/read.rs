//! From the text of the policy file to [`Policy`], or to all of its faults.

use super::compared::mode_name;
use super::{limits, lists};
use crate::toml_file::{Document, Entry, Fault, Section};
use std::collections::BTreeMap;
use untwin_core::decision::{Cause, Limits, Mode, PlaceholderTemplate, Policy, Shadow};
use untwin_core::domain::EmailAddress;

/// The version of the format that this program reads.
const VERSION: u32 = 1;

/// Reads a policy. What the file does not say is as shipped.
pub fn read_policy(text: &str) -> Result<Policy, Vec<Fault>> {
    let document = Document::parse(text)?;
    let policy = policy(document.root());
    let faults = document.faults();
    if faults.is_empty() { Ok(policy) } else { Err(faults) }
}

/// Asks a document for everything that a policy is made of.
#[cfg(test)]
pub(super) fn ask(document: &Document<'_>) {
    policy(document.root());
}

/// Faulty fields are as shipped here; the policy counts only where there is no fault.
fn policy(root: Section<'_>) -> Policy {
    check_version(&root);
    let policy = Policy {
        shadow: root.entry("shadow").and_then(|entry| entry.flag()).map_or(Shadow::On, shadow),
        modes: root.section("modes").map(|section| modes(&section)).unwrap_or_default(),
        limits: root.section("limits").map_or_else(Limits::shipped, limits::read),
        protected: root.section("protected").map(lists::protected).unwrap_or_default(),
        sso_attribute: root.section("sso").and_then(sso_attribute),
        administrators_of_record: root
            .section("administrators_of_record")
            .map(lists::administrators)
            .unwrap_or_default(),
        placeholder: root.section("placeholder").and_then(placeholder).unwrap_or_default(),
        freezes: lists::freezes(root.sections("freeze")),
        employee_id_source: root.entry("employee_id_source").and_then(|entry| entry.text()).map(str::to_owned),
    };
    root.close();
    policy
}

fn check_version(root: &Section<'_>) {
    let fix = format!("write version = {VERSION} as the first line");
    let Some(entry) = root.required("version", &fix) else { return };
    if entry.number(0..=u32::MAX).is_some_and(|version| version != VERSION) {
        entry.fault("it is not a version that this program reads", &fix);
    }
}

const fn shadow(written: bool) -> Shadow {
    if written { Shadow::On } else { Shadow::Off }
}

/// Modes that differ from the shipped ones. The keys are data, so the section is not closed.
fn modes(section: &Section<'_>) -> BTreeMap<Cause, Mode> {
    let mut modes = BTreeMap::new();
    for (name, entry) in section.all() {
        let Some((cause, shipped)) = cause(name, &entry) else { continue };
        match entry.parsed(mode, r#"write "auto", "approve", "manual" or "off""#) {
            Some(mode) if mode < shipped => entry.fault(
                "it is looser than what is shipped, and a policy only tightens",
                &format!(r#"write "{}" or what is stricter, or remove the line"#, mode_name(shipped)),
            ),
            Some(mode) if mode > shipped => drop(modes.insert(cause, mode)),
            Some(_) | None => {}
        }
    }
    modes
}

fn cause(name: &str, entry: &Entry<'_>) -> Option<(Cause, Mode)> {
    let Some(cause) = Cause::ALL.into_iter().find(|cause| cause.name() == name) else {
        let names: Vec<_> = Cause::ALL.into_iter().filter(|c| c.shipped_mode().is_some()).map(Cause::name).collect();
        entry.fault("there is no such cause", &format!("write one of: {}", names.join(", ")));
        return None;
    };
    let Some(shipped) = cause.shipped_mode() else {
        entry.fault("what is done about this cause is fixed", "remove the line");
        return None;
    };
    Some((cause, shipped))
}

fn mode(text: &str) -> Result<Mode, &'static str> {
    let modes = [Mode::Auto, Mode::Approve, Mode::Manual, Mode::Off];
    modes.into_iter().find(|mode| mode_name(*mode) == text).ok_or("it is no mode")
}

fn sso_attribute(section: Section<'_>) -> Option<String> {
    let fix = r#"write it as the provisioning mapping spells it, as in "mail" or "userPrincipalName""#;
    let attribute = section.required("attribute", fix).and_then(|entry| entry.parsed(attribute, fix));
    section.close();
    attribute
}

/// Claims spell `user.mail` for what the mapping spells `mail`; the two must be comparable.
fn attribute(text: &str) -> Result<String, &'static str> {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if plain { Ok(text.to_owned()) } else { Err("it is not the name of one attribute") }
}

fn placeholder(section: Section<'_>) -> Option<PlaceholderTemplate> {
    let fix = format!(r#"write "{}", or a template of the same parts"#, PlaceholderTemplate::SHIPPED);
    let entry = section.required("template", &fix);
    let template = entry.as_ref().and_then(|entry| entry.parsed(PlaceholderTemplate::parse, &fix));
    if let (Some(entry), Some(template)) = (&entry, &template) {
        check_gives_addresses(entry, template, &fix);
    }
    section.close();
    template
}

/// A template with a space or a further brace has all of its parts, and yet gives no address.
fn check_gives_addresses(entry: &Entry<'_>, template: &PlaceholderTemplate, fix: &str) {
    let text = template.as_str().replace("{local}", "a").replace("{random}", "0").replace("{domain}", "example.com");
    if text.contains(['{', '}']) || !text.is_ascii() || EmailAddress::parse(&text).is_err() {
        entry.fault("what it gives is no address", fix);
    }
}
