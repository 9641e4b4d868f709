//! The part of the `$filter` of `OData` that the tenant understands: comparisons joined by `and`, `or`, `not` and
//! parentheses, `contains`, `startswith`, `endswith`, `tolower`, and `any` over a collection.
//!
//! It knows nothing of users or logs: it looks at JSON values.

mod parse;

use jiff::Timestamp;
use serde_json::Value;

/// A parsed filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    Any { collection: Vec<String>, variable: String, inner: Box<Self> },
    Compare(Operand, Comparison, Literal),
    Text(TextTest, Operand, String),
}

/// A property, perhaps folded to lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operand {
    pub(crate) path: Vec<String>,
    fold: Fold,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fold {
    AsIs,
    Lower,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    Text(String),
    Bare(String),
}

/// Whether texts that differ in ASCII case only are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Sensitive,
    Folded,
}

/// The filter is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadFilter;

impl Filter {
    pub(crate) fn parse(text: &str) -> Result<Self, BadFilter> {
        parse::parse(text)
    }

    /// The items that the filter lets through, in their order.
    pub(crate) fn kept(&self, mut items: Vec<Value>, case: Case) -> Vec<Value> {
        items.retain(|item| self.admits(item, case));
        items
    }

    /// All tests and comparisons in the filter, without what joins them.
    pub(crate) fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Not(inner) => std::iter::once(self).chain(inner.leaves()).collect(),
            Self::Any { .. } | Self::Compare(..) | Self::Text(..) => vec![self],
        }
    }

    fn admits(&self, item: &Value, case: Case) -> bool {
        let scope = Scope { item, bound: None, case };
        scope.admits(self)
    }
}

/// What names mean while a filter is evaluated.
struct Scope<'a> {
    item: &'a Value,
    /// The variable of the surrounding `any`, and its value.
    bound: Option<(&'a str, &'a Value)>,
    case: Case,
}

impl Scope<'_> {
    fn admits(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Or(parts) => parts.iter().any(|part| self.admits(part)),
            Filter::And(parts) => parts.iter().all(|part| self.admits(part)),
            Filter::Not(inner) => !self.admits(inner),
            Filter::Any { collection, variable, inner } => {
                let members = self.look_up(collection).as_array().map_or(&[][..], Vec::as_slice);
                let bind = |member| Scope { item: self.item, bound: Some((variable, member)), case: self.case };
                members.iter().any(|member| bind(member).admits(inner))
            }
            Filter::Compare(operand, comparison, literal) => self.compare(operand, *comparison, literal),
            Filter::Text(test, operand, wanted) => self.test(*test, operand, wanted),
        }
    }

    fn look_up(&self, path: &[String]) -> &Value {
        let (start, rest) = match (self.bound, path.split_first()) {
            (Some((variable, value)), Some((first, rest))) if first == variable => (value, rest),
            _ => (self.item, path),
        };
        rest.iter().try_fold(start, |value, key| value.get(key)).unwrap_or(&Value::Null)
    }

    fn compare(&self, operand: &Operand, comparison: Comparison, literal: &Literal) -> bool {
        let value = self.look_up(&operand.path);
        let order = match literal {
            Literal::Text(text) => value.as_str().map(|own| self.folded(own, operand).cmp(&self.folded(text, operand))),
            Literal::Bare(word) => order_bare(value, word),
        };
        match (comparison, order) {
            (Comparison::NotEqual, None) => true,
            (_, None) => false,
            (Comparison::Equal, Some(order)) => order.is_eq(),
            (Comparison::NotEqual, Some(order)) => order.is_ne(),
            (Comparison::Greater, Some(order)) => order.is_gt(),
            (Comparison::GreaterOrEqual, Some(order)) => order.is_ge(),
            (Comparison::Less, Some(order)) => order.is_lt(),
            (Comparison::LessOrEqual, Some(order)) => order.is_le(),
        }
    }

    fn test(&self, test: TextTest, operand: &Operand, wanted: &str) -> bool {
        let Some(own) = self.look_up(&operand.path).as_str() else {
            return false;
        };
        let own = self.folded(own, operand);
        let wanted = match self.case {
            Case::Sensitive => wanted.to_owned(),
            Case::Folded => wanted.to_ascii_lowercase(),
        };
        match test {
            TextTest::Contains => own.contains(&wanted),
            TextTest::StartsWith => own.starts_with(&wanted),
            TextTest::EndsWith => own.ends_with(&wanted),
        }
    }

    fn folded(&self, text: &str, operand: &Operand) -> String {
        match (self.case, operand.fold) {
            (Case::Sensitive, Fold::AsIs) => text.to_owned(),
            _ => text.to_ascii_lowercase(),
        }
    }
}

/// Compares with a literal that stands without quotes: null, a truth value, a number or a date.
fn order_bare(value: &Value, word: &str) -> Option<std::cmp::Ordering> {
    match (value, word) {
        (Value::Null, "null") => Some(std::cmp::Ordering::Equal),
        (Value::Bool(own), "true" | "false") => Some(own.cmp(&(word == "true"))),
        (Value::Number(own), _) => own.as_i64()?.partial_cmp(&word.parse().ok()?),
        (Value::String(own), _) => {
            let own = own.parse::<Timestamp>().ok()?;
            Some(own.cmp(&instant(word)?))
        }
        _ => None,
    }
}

/// A date with or without a time of day.
fn instant(word: &str) -> Option<Timestamp> {
    let midnight = || format!("{word}T00:00:00Z").parse().ok();
    word.parse().ok().or_else(midnight)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn admits(filter: &str, item: &Value) -> bool {
        Filter::parse(filter).unwrap().admits(item, Case::Folded)
    }

    #[test]
    fn addresses_are_found_in_collections_whatever_their_case() {
        let user = json!({"mail": null, "proxyAddresses": ["SMTP:Ada@Example.com", "smtp:old@example.com"]});
        assert!(admits("mail eq 'x' or proxyAddresses/any(p:p eq 'smtp:ada@example.com')", &user));
        assert!(!admits("proxyAddresses/any(p: p eq 'smtp:bob@example.com')", &user));
    }

    #[test]
    fn a_doubled_quote_is_a_quote() {
        assert!(admits("mail eq 'o''neil@example.com'", &json!({"mail": "o'neil@example.com"})));
    }

    #[test]
    fn and_binds_more_tightly_than_or_and_parentheses_bind_most() {
        let item = json!({"a": "1", "b": "2"});
        assert!(admits("a eq '1' or a eq '9' and b eq '9'", &item));
        assert!(!admits("(a eq '1' or a eq '9') and b eq '9'", &item));
        assert!(admits("not (b eq '9')", &item));
    }

    #[test]
    fn dates_compare_as_instants_and_inner_paths_are_followed() {
        let entry = json!({"at": "2026-08-18T08:00:00.5Z", "targets": [{"id": "u1"}], "sp": {"id": "ABC"}});
        assert!(admits("at ge 2026-08-18T08:00:00Z and at lt 2026-08-19", &entry));
        assert!(admits("targets/any(t:t/id eq 'u1') and contains(tolower(sp/id),'bc')", &entry));
        assert!(!admits("at gt 2026-08-18T08:00:01Z", &entry));
    }

    #[test]
    fn the_provisioning_log_tells_upper_from_lower_case() {
        let item = json!({"id": "AB"});
        let filter = Filter::parse("id eq 'ab'").unwrap();
        assert!(!filter.admits(&item, Case::Sensitive));
        assert!(filter.admits(&item, Case::Folded));
    }

    #[test]
    fn nonsense_is_refused() {
        for nonsense in ["", "mail", "mail eq", "mail eq 'x", "mail is 'x'", "(mail eq 'x'", "a eq 'b' c"] {
            assert_eq!(Filter::parse(nonsense), Err(BadFilter), "{nonsense}");
        }
    }
}
