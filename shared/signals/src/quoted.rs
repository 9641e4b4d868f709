//! The sentence `Failed to update User 'x' in AtlassianCloud`, as portals and log steps have it.

use untwin_core::domain::Operation;

/// What such a sentence says.
#[derive(PartialEq)]
pub(crate) struct Quoted {
    /// What failed.
    pub(crate) operation: Operation,
    /// The user in quotes; groups are not quoted as users.
    pub(crate) user: Option<String>,
}

const OPENING: &str = "failed to ";

/// The longest name that is taken for one, in bytes: an address has at most 254.
const NAME_BYTES_MAX: usize = 320;

/// The first such sentence of a text.
pub(crate) fn quoted(text: &str) -> Option<Quoted> {
    let folded = text.to_ascii_lowercase();
    folded.match_indices(OPENING).find_map(|(at, _)| {
        let after = folded.get(at + OPENING.len()..)?;
        let (operation, verb) = VERBS.iter().find(|(_, verb)| after.starts_with(verb))?;
        let name = text.get(at + OPENING.len() + verb.len()..)?;
        Some(Quoted { operation: *operation, user: user(name) })
    })
}

const VERBS: [(Operation, &str); 4] = [
    (Operation::Create, "create "),
    (Operation::Update, "update "),
    (Operation::Delete, "delete "),
    (Operation::Disable, "disable "),
];

/// `User 'x' in …`; a name may hold the quote itself, so what closes it is the quote before ` in `.
fn user(text: &str) -> Option<String> {
    let (kind, rest) = text.trim_start().split_once(char::is_whitespace)?;
    if !kind.eq_ignore_ascii_case("user") {
        return None;
    }
    let quote = rest.trim_start().chars().next().filter(|c| ['\'', '"', '‘', '“'].contains(c))?;
    let inside = rest.trim_start().get(quote.len_utf8()..)?;
    let room = inside.get(..inside.floor_char_boundary(NAME_BYTES_MAX))?.lines().next()?;
    let closing = ['\'', '"', '’', '”'];
    let before_in = room.match_indices(" in ").find_map(|(at, _)| room.get(..at)?.strip_suffix(closing));
    let name = before_in.or_else(|| room.split_once(closing).map(|(name, _)| name))?;
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_in(text: &str) -> Option<String> {
        quoted(text).and_then(|quoted| quoted.user)
    }

    #[test]
    fn the_user_stands_in_quotes_and_may_have_one() {
        assert_eq!(
            name_in("Failed to update User 'ada@example.com' in AtlassianCloud").as_deref(),
            Some("ada@example.com")
        );
        assert_eq!(name_in("failed to create user 'o'neil@example.com' in X").as_deref(), Some("o'neil@example.com"));
        assert_eq!(name_in("Failed to update User ‘ada@example.com’.").as_deref(), Some("ada@example.com"));
    }

    #[test]
    fn a_group_and_an_open_quote_are_no_user() {
        assert_eq!(name_in("Failed to update Group 'Staff' in AtlassianCloud"), None);
        assert_eq!(name_in("Failed to update User 'ada@exam"), None);
        assert!(quoted("Failed to update Group 'Staff'").is_some_and(|q| q.operation == Operation::Update));
    }
}
