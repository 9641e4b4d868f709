//! Graph's user as an [`IdpUser`], and which of its attributes a mapping can be evaluated on.
//!
//! "The user has no such value" and "we did not ask for that attribute" are different answers here.

use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use untwin_core::domain::{EmailAddress, IdpUser, IdpUserId, SignIn, UserKind};

/// Everything that is asked of a user: `$select`.
pub(crate) const SELECT: &[&str] = &[
    "id",
    "displayName",
    "userPrincipalName",
    "mail",
    "otherMails",
    "proxyAddresses",
    "userType",
    "accountEnabled",
    "externalUserState",
    "creationType",
    "employeeId",
    "createdDateTime",
    "deletedDateTime",
    "onPremisesSyncEnabled",
    "givenName",
    "surname",
    "mailNickname",
    "jobTitle",
    "department",
    "companyName",
    "onPremisesUserPrincipalName",
    "onPremisesSamAccountName",
    "onPremisesImmutableId",
    "onPremisesExtensionAttributes",
];
/// Attributes with several values or parts: no single text stands for them.
const NOT_SCALAR: &[&str] = &["otherMails", "proxyAddresses", "onPremisesExtensionAttributes"];
/// `onPremisesExtensionAttributes` has so many members, `extensionAttribute1` and so on.
const EXTENSION_ATTRIBUTES: u8 = 15;
/// Marks the user principal name of a guest; Entra rewrites such names before it maps them.
const GUEST_MARK: &str = "#ext#";
/// An object id without its dashes.
const ID_DIGITS: usize = 32;

/// An attribute of a user, as a mapping sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// It has this value.
    Value(String),
    /// It was read, and there is none.
    Null,
    /// It was not read, or what Entra makes of it is not certain.
    Unreadable,
}

/// What a mapping's `[name]` stands for.
pub(crate) fn attribute(user: &IdpUser, name: &str) -> Attribute {
    match user.attributes.get(name) {
        Some(value) if name == "userPrincipalName" && value.to_ascii_lowercase().contains(GUEST_MARK) => {
            Attribute::Unreadable
        }
        Some(value) => Attribute::Value(value.clone()),
        None if was_asked_for(name) => Attribute::Null,
        None => Attribute::Unreadable,
    }
}

/// Reads a user. The fault says what is wrong without repeating any value.
pub(crate) fn parse(object: &Map<String, Value>) -> Result<IdpUser, &'static str> {
    let fields = Fields(object);
    let id = fields.text("id")?.ok_or("a user without an id")?;
    let id = IdpUserId::parse(id).map_err(|_| "a user with an unusable id")?;
    let (primary_proxy, secondary_proxies) = proxies(&fields.list("proxyAddresses")?);
    let other = fields.list("otherMails")?;
    let deleted_at = fields.moment("deletedDateTime")?;
    let login_name = fields.text("userPrincipalName")?;
    Ok(IdpUser {
        name: fields.text("displayName")?.map(str::to_owned),
        login_name: login_name.map(|name| if deleted_at.is_some() { without_id(name) } else { name }.to_owned()),
        mail: fields.text("mail")?.and_then(|text| EmailAddress::parse(text).ok()),
        primary_proxy,
        secondary_proxies,
        other_addresses: other.iter().filter_map(|text| EmailAddress::parse(text).ok()).collect(),
        sign_in: sign_in(object.get("accountEnabled"))?,
        kind: kind(fields.text("userType")?),
        employee_id: fields.text("employeeId")?.map(str::to_owned),
        created_at: fields.moment("createdDateTime")?,
        deleted_at,
        attributes: attributes(object, &id, deleted_at),
        id,
    })
}

/// An address in a proxy entry (`SMTP:` primary, `smtp:` secondary); other kinds of entries are no mail addresses.
pub(crate) fn proxy_address(entry: &str) -> Option<EmailAddress> {
    let (kind, address) = entry.split_once(':')?;
    kind.eq_ignore_ascii_case("smtp").then(|| EmailAddress::parse(address).ok()).flatten()
}

fn was_asked_for(name: &str) -> bool {
    let scalar = |known: &&str| !NOT_SCALAR.contains(known) && *known == name;
    let extension = |number: u8| name == format!("extensionAttribute{number}");
    SELECT.iter().any(scalar) || (1..=EXTENSION_ATTRIBUTES).any(extension)
}

fn proxies(entries: &[&str]) -> (Option<EmailAddress>, Vec<EmailAddress>) {
    let is_primary = |entry: &&&str| entry.starts_with("SMTP:");
    let primary = entries.iter().find(is_primary).and_then(|entry| proxy_address(entry));
    let others = entries.iter().filter_map(|entry| proxy_address(entry));
    let secondary = others.filter(|address| primary.as_ref() != Some(address)).collect();
    (primary, secondary)
}

/// The login name of a deleted user starts with an object id without dashes; people know it without.
fn without_id(name: &str) -> &str {
    let digits = name.bytes().take_while(u8::is_ascii_hexdigit).count();
    match name.get(ID_DIGITS..) {
        Some(rest) if digits >= ID_DIGITS && !rest.starts_with('@') => rest,
        Some(_) | None => name,
    }
}

fn sign_in(enabled: Option<&Value>) -> Result<SignIn, &'static str> {
    match enabled {
        Some(Value::Bool(true)) => Ok(SignIn::Enabled),
        Some(Value::Bool(false)) => Ok(SignIn::Disabled),
        None | Some(Value::Null) => Ok(SignIn::Unsaid),
        Some(_) => Err("accountEnabled is no boolean"),
    }
}

fn kind(user_type: Option<&str>) -> UserKind {
    match user_type {
        Some(word) if word.eq_ignore_ascii_case("Member") => UserKind::Member,
        Some(word) if word.eq_ignore_ascii_case("Guest") => UserKind::Guest,
        other => UserKind::Other(other.unwrap_or_default().to_owned()),
    }
}

/// Every scalar under Graph's name, and under the names that only mappings use.
fn attributes(object: &Map<String, Value>, id: &IdpUserId, deleted_at: Option<Timestamp>) -> BTreeMap<String, String> {
    let extensions = object.get("onPremisesExtensionAttributes").and_then(Value::as_object);
    let own = object.iter().filter(|(name, _)| !name.starts_with('@'));
    let mut found: BTreeMap<_, _> =
        own.chain(extensions.into_iter().flatten()).filter_map(|(name, v)| Some((name.clone(), scalar(v)?))).collect();
    if let Some(login_name) = found.get("userPrincipalName").cloned() {
        found.insert("originalUserPrincipalName".to_owned(), login_name);
    }
    found.insert("objectId".to_owned(), id.as_str().to_owned());
    let soft_deleted = if deleted_at.is_some() { "True" } else { "False" };
    found.insert("IsSoftDeleted".to_owned(), soft_deleted.to_owned());
    found
}

/// Booleans are spelt as Entra spells them in its log.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Fields of a user; a field of another type than documented is a fault, never a missing value.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn text(&self, name: &str) -> Result<Option<&'a str>, &'static str> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err("a text field of a user is no text"),
        }
    }

    fn list(&self, name: &str) -> Result<Vec<&'a str>, &'static str> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(entries)) => entries
                .iter()
                .map(|entry| entry.as_str().ok_or("a list of a user holds something else than texts"))
                .collect(),
            Some(_) => Err("a list field of a user is no list"),
        }
    }

    fn moment(&self, name: &str) -> Result<Option<Timestamp>, &'static str> {
        let parse = |text: &str| text.parse().map_err(|_| "a moment of a user cannot be read");
        self.text(name)?.map(parse).transpose()
    }
}

#[cfg(test)]
mod tests;
