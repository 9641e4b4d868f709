//! Placeholder addresses: what a holder is renamed to. No mailbox, on the holder's own domain, within the length limits.
//!
//! It does not know who has which address: whoever asks tries another seed while the answer is taken.

use super::{PlaceholderTemplate, PlusAddressing};
use crate::domain::{ADDRESS_OCTETS_MAX, AddressError, EmailAddress, LOCAL_PART_OCTETS_MAX, sha256_hex};

/// Digits of the random part.
const RANDOM_DIGITS: usize = 8;

/// Why no placeholder can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceholderError {
    /// What the template adds leaves no room before the `@`.
    #[error("the placeholder template is too long for this address")]
    NoRoom,
    /// What came out is no address.
    #[error("the placeholder template makes no valid address: {0}")]
    Address(AddressError),
}

/// The placeholder for an address. The random part comes from the seed alone, so that two workers make the same one.
///
/// A `+` in the address becomes `-` unless the template itself uses it: what stands before a `+` is a mailbox.
pub fn placeholder(
    address: &EmailAddress,
    template: &PlaceholderTemplate,
    seed_text: &str,
) -> Result<EmailAddress, PlaceholderError> {
    let random: String = sha256_hex(seed_text.as_bytes()).chars().take(RANDOM_DIGITS).collect();
    let domain = address.domain();
    let before_at = template.as_str().split('@').next().unwrap_or_default().replace("{random}", &random);
    let added = before_at.len().saturating_sub("{local}".len());
    let limit = LOCAL_PART_OCTETS_MAX.min(ADDRESS_OCTETS_MAX.saturating_sub(domain.as_str().len() + 1));
    let room = limit.checked_sub(added).filter(|room| *room > 0).ok_or(PlaceholderError::NoRoom)?;
    let local = match template.plus_addressing() {
        PlusAddressing::NotUsed => address.local_part().replace('+', "-"),
        PlusAddressing::Used => address.local_part().to_owned(),
    };
    let local_part = before_at.replace("{local}", cut(&local, room));
    EmailAddress::parse(&format!("{local_part}@{domain}")).map_err(PlaceholderError::Address)
}

/// As many octets as fit, on a character's boundary, without a dot at the end.
fn cut(text: &str, octets: usize) -> &str {
    let end = (0..=octets.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn a_placeholder_stays_on_the_domain_and_repeats_for_the_same_seed() {
        let template = PlaceholderTemplate::default();
        let one = placeholder(&address("ada@example.com"), &template, "seed").unwrap();
        assert!(one.as_str().starts_with("ada_duplicate_") && one.as_str().ends_with("@example.com"));
        assert_eq!(one, placeholder(&address("ada@example.com"), &template, "seed").unwrap());
        assert_ne!(one, placeholder(&address("ada@example.com"), &template, "another seed").unwrap());
    }

    #[test]
    fn a_long_name_is_cut_so_that_sixty_four_octets_hold() {
        let long = address(&format!("{}@example.com", "ä".repeat(32)));
        let made = placeholder(&long, &PlaceholderTemplate::default(), "seed").unwrap();
        assert!(made.local_part().len() <= LOCAL_PART_OCTETS_MAX, "{}", made.local_part().len());
        assert!(made.local_part().contains("_duplicate_"));
    }

    #[test]
    fn a_plus_in_the_address_does_not_make_the_placeholder_a_mailbox() {
        let made = placeholder(&address("ada+jira@example.com"), &PlaceholderTemplate::default(), "seed").unwrap();
        assert!(!made.as_str().contains('+'), "{made}");
    }

    #[test]
    fn a_name_with_braces_is_no_part_of_the_template() {
        let made = placeholder(&address("{random}@example.com"), &PlaceholderTemplate::default(), "seed").unwrap();
        assert!(made.as_str().starts_with("{random}_duplicate_"), "{made}");
    }

    #[test]
    fn a_template_that_leaves_no_room_is_an_error() {
        let template =
            PlaceholderTemplate::parse(&format!("{{local}}{}{{random}}@{{domain}}", "x".repeat(60))).unwrap();
        assert_eq!(placeholder(&address("ada@example.com"), &template, "seed"), Err(PlaceholderError::NoRoom));
    }
}
