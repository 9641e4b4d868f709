//! Email addresses: parsed once, compared by ASCII case folding only.
//!
//! An address that is not plain ASCII, or whose domain is an internationalised one, is kept and
//! recognised, but it is never "the same" by anything cleverer than ASCII folding: such a case asks a person.

use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, hash};

/// RFC 5321, 4.5.3.1.1: octets before the `@`.
pub const LOCAL_PART_OCTETS_MAX: usize = 64;
/// RFC 5321, 4.5.3.1.2: octets after the `@`.
pub const DOMAIN_OCTETS_MAX: usize = 253;
/// RFC 5321, 4.5.3.1.3 (erratum 1690): octets in all.
pub const ADDRESS_OCTETS_MAX: usize = 254;

/// Why a text is no email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the address is empty")]
    Empty,
    /// No `@`, or nothing on one side of it.
    #[error("the address has no local part or no domain around an @")]
    NoAt,
    /// More than [`LOCAL_PART_OCTETS_MAX`] octets before the `@`.
    #[error("the address has more than {LOCAL_PART_OCTETS_MAX} characters before the @")]
    LocalPartTooLong,
    /// More than [`DOMAIN_OCTETS_MAX`] octets after the `@`, or more than [`ADDRESS_OCTETS_MAX`] in all.
    #[error("the address is longer than {ADDRESS_OCTETS_MAX} characters")]
    TooLong,
    /// Whitespace, a control character, a bracket, a quote, a second `@` or a dot at the end.
    #[error("the address holds a character that no address of a person has")]
    BadCharacter,
}

/// An email address. Equality and order fold ASCII case, and nothing else.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address as it stands in a payload; surrounding whitespace is dropped.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::NoAt)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::NoAt);
        }
        // A root dot would make one domain two.
        if domain.ends_with('.') {
            return Err(AddressError::BadCharacter);
        }
        check_characters(local, domain)?;
        check_lengths(local, domain)?;
        Ok(Self { text: text.to_owned(), at: local.len() })
    }

    /// The address as its source spells it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> Domain {
        Domain::folded(self.text.get(self.at + 1..).unwrap_or_default())
    }

    /// The ASCII-folded text: what two spellings of one address share.
    pub fn folded(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// Whether ASCII folding says all there is to say about this address.
    pub fn script(&self) -> Script {
        let punycode = self.domain().as_str().split('.').any(|label| label.starts_with("xn--"));
        if self.text.is_ascii() && !punycode { Script::PlainAscii } else { Script::Internationalised }
    }
}

/// Whether an address can be compared by ASCII folding alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// ASCII letters only, no internationalised domain label.
    PlainAscii,
    /// Another script or a punycode label: look-alikes are possible, so a person compares.
    Internationalised,
}

/// A mail domain, ASCII-folded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Domain(String);

impl Domain {
    /// Folds a domain as a source spells it.
    pub fn folded(text: &str) -> Self {
        Self(text.trim().trim_end_matches('.').to_ascii_lowercase())
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Domain({})", self.0)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Debug output may end in a log, so it names the domain only.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress(…@{})", self.domain())
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl Eq for EmailAddress {}

impl PartialOrd for EmailAddress {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EmailAddress {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(&other.folded())
    }
}

impl hash::Hash for EmailAddress {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.text
    }
}

fn check_characters(local: &str, domain: &str) -> Result<(), AddressError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "@<>[]()\",;:\\".contains(c);
    if local.chars().any(bad) || domain.chars().any(bad) {
        return Err(AddressError::BadCharacter);
    }
    Ok(())
}

fn check_lengths(local: &str, domain: &str) -> Result<(), AddressError> {
    if local.len() > LOCAL_PART_OCTETS_MAX {
        return Err(AddressError::LocalPartTooLong);
    }
    if domain.len() > DOMAIN_OCTETS_MAX || local.len() + 1 + domain.len() > ADDRESS_OCTETS_MAX {
        return Err(AddressError::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_that_differ_in_ascii_case_are_one_address() {
        assert_eq!(EmailAddress::parse("Ada@Example.COM"), EmailAddress::parse("ada@example.com"));
    }

    #[test]
    fn a_look_alike_is_another_address_and_asks_a_person() -> Result<(), AddressError> {
        let latin = EmailAddress::parse("ada@example.com")?;
        let cyrillic = EmailAddress::parse("аda@example.com")?;
        assert_ne!(latin, cyrillic);
        assert_eq!(cyrillic.script(), Script::Internationalised);
        assert_eq!(EmailAddress::parse("ada@xn--exmple-cua.com")?.script(), Script::Internationalised);
        Ok(())
    }

    #[test]
    fn sixty_five_characters_before_the_at_are_refused_by_name() {
        let address = format!("{}@example.com", "a".repeat(65));
        assert_eq!(EmailAddress::parse(&address).err(), Some(AddressError::LocalPartTooLong));
    }

    #[test]
    fn debug_output_never_shows_the_local_part() -> Result<(), AddressError> {
        let shown = format!("{:?}", EmailAddress::parse("ada.lovelace@example.com")?);
        assert_eq!(shown, "EmailAddress(…@example.com)");
        Ok(())
    }
}
