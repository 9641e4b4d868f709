//! Filters of `OData`. A quote inside a text is doubled, so that no value can end its text.

use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::EmailAddress;

/// A text in a filter.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Clauses of which any one may hold.
pub(crate) fn any_of(clauses: &[String]) -> String {
    clauses.join(" or ")
}

/// Each field of a user that may hold the address.
pub(crate) fn user_holds(address: &EmailAddress) -> Vec<String> {
    let text = quoted(address.as_str());
    vec![
        proxy_is(address),
        format!("mail eq {text}"),
        format!("userPrincipalName eq {text}"),
        format!("otherMails/any(o:o eq {text})"),
    ]
}

/// The same for a deleted user, whose login name was given a prefix.
pub(crate) fn deleted_user_holds(address: &EmailAddress) -> Vec<String> {
    let mut clauses = user_holds(address);
    clauses.push(format!("endswith(userPrincipalName,{})", quoted(address.as_str())));
    clauses
}

/// Each field of a group that may hold the address.
pub(crate) fn group_holds(address: &EmailAddress) -> Vec<String> {
    vec![format!("mail eq {}", quoted(address.as_str())), proxy_is(address)]
}

/// Whole seconds: the log knows no fractions, so a record of the same second may be younger than `moment`.
pub(crate) fn second_of(moment: Timestamp) -> Timestamp {
    let below = SignedDuration::from_nanos(i64::from(moment.subsec_nanosecond()).max(0));
    moment.checked_sub(below).unwrap_or(moment)
}

/// The filter of the provisioning log knows `gt` but no `ge`, so it is asked from a second earlier.
pub(crate) fn just_before(moment: Timestamp) -> Timestamp {
    second_of(moment).checked_sub(SignedDuration::from_secs(1)).unwrap_or(moment)
}

fn proxy_is(address: &EmailAddress) -> String {
    format!("proxyAddresses/any(p:p eq {})", quoted(&format!("smtp:{address}")))
}
