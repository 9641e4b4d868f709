//! The one filter that is supported: an exact `eq` on one attribute.

use super::super::call::Call;
use super::super::errors::bad_scim;
use super::super::reply::Reply;

/// One attribute, and the value that it must have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) attribute: &'static str,
    pub(super) value: String,
}

impl Filter {
    /// Reads the query's filter; an attribute that is not on the list is refused, as emails are.
    pub(super) fn read(call: &Call, supported: &[&'static str]) -> Result<Option<Self>, Reply> {
        let Some(text) = call.query("filter") else { return Ok(None) };
        let parsed = Self::parse(text, supported);
        parsed.map(Some).ok_or_else(|| bad_scim("invalidFilter", "The filter is not supported"))
    }

    fn parse(text: &str, supported: &[&'static str]) -> Option<Self> {
        let (attribute, rest) = text.trim().split_once(' ')?;
        let (operator, value) = rest.trim_start().split_once(' ')?;
        let attribute = supported.iter().find(|known| known.eq_ignore_ascii_case(attribute))?;
        let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        let plain = operator.eq_ignore_ascii_case("eq") && !value.contains('"');
        plain.then(|| Self { attribute, value: value.to_owned() })
    }
}
