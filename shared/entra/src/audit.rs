//! Directory audit records as changes of one user's addresses.

use crate::person::proxy_address;
use crate::wire::audit::{Audit, InitiatedBy};
use crate::wire::log::Modified;
use jiff::Timestamp;
use serde_json::Value;
use untwin_core::domain::{Actor, AddressChange, EmailAddress, IdpUserId};

/// Attributes that hold addresses, in lower case.
const ADDRESS_ATTRIBUTES: &[&str] = &["mail", "userprincipalname", "proxyaddresses", "othermail", "othermails"];

/// The change of this user's addresses in a record; `None` if it changed no address or was refused.
pub(crate) fn change(audit: &Audit, user: &IdpUserId) -> Result<Option<AddressChange>, &'static str> {
    let failed = audit.result.as_ref().is_some_and(|result| result.named(&["success", "failure"]) == "failure");
    let is_user = |id: &String| id.eq_ignore_ascii_case(user.as_str());
    let targets = audit.target_resources.iter().filter(|target| target.id.as_ref().is_some_and(is_user));
    let changed: Vec<&Modified> =
        targets.flat_map(|t| &t.modified_properties).filter(|p| is_address_change(p)).collect();
    if failed || changed.is_empty() {
        return Ok(None);
    }
    let at = audit.activity_date_time.as_deref().ok_or("an audit record without a moment")?;
    Ok(Some(AddressChange {
        at: at.parse::<Timestamp>().map_err(|_| "an audit record whose moment cannot be read")?,
        by: actor(audit.initiated_by.as_ref()),
        attributes: changed.iter().filter_map(|p| p.display_name.clone()).collect(),
        former: changed.iter().filter_map(|p| p.old_value.as_deref()).flat_map(addresses).collect(),
    }))
}

fn is_address_change(property: &Modified) -> bool {
    let name = property.display_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let same = property.old_value.is_some() && property.old_value == property.new_value;
    ADDRESS_ATTRIBUTES.contains(&name.as_str()) && !same
}

fn actor(by: Option<&InitiatedBy>) -> Actor {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let Some(by) = by else { return Actor::Unsaid };
    if let Some(id) = by.user.as_ref().and_then(|user| IdpUserId::parse(user.id.as_deref()?).ok()) {
        return Actor::User(id);
    }
    let Some(app) = &by.app else {
        return Actor::Unsaid;
    };
    let id = said(&app.service_principal_id).or_else(|| said(&app.client_id));
    match (id, said(&app.display_name)) {
        (None, None) => Actor::Unsaid,
        (id, name) => Actor::App { id, name },
    }
}

/// Values are JSON text (`["ada@example.com"]`); a bare text is tolerated.
fn addresses(value: &str) -> Vec<EmailAddress> {
    let parsed = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    let texts = match parsed {
        Value::Array(entries) => entries,
        other @ (Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => vec![other],
    };
    let address = |text: &str| EmailAddress::parse(text).ok().or_else(|| proxy_address(text));
    texts.iter().filter_map(Value::as_str).filter_map(address).collect()
}

#[cfg(test)]
mod tests;
