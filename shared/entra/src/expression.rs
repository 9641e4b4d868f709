//! A small evaluator of Entra's attribute mapping expressions: only what is certain.
//!
//! The documented syntax is `[attribute]`, `"text"` with `\` before a quote or a backslash, and
//! `Function(argument, ..)` with case-sensitive names. A function that we do not evaluate exactly makes the whole
//! expression not evaluable: a wrong wanted address would rename the wrong account.

use crate::person::{self, Attribute};
use untwin_core::domain::IdpUser;

/// Deeper nesting than this is not evaluated.
const DEPTH_MAX: usize = 16;

/// An expression, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression {
    /// `[name]`.
    Attribute(String),
    /// `"text"`.
    Text(String),
    /// `Name(argument, ..)`.
    Call(String, Vec<Self>),
}

/// What an expression gives for one user.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// A text, possibly the empty one.
    Text(String),
    /// No value.
    Null,
    /// Not certain.
    Uncertain,
}

/// Takes an expression apart; `None` if it is outside the documented syntax.
pub(crate) fn parse(text: &str) -> Option<Expression> {
    let (expression, rest) = parse_one(text, DEPTH_MAX)?;
    rest.trim().is_empty().then_some(expression)
}

/// Evaluates it for a user that was read with [`person::SELECT`].
pub(crate) fn evaluate(expression: &Expression, user: &IdpUser) -> Given {
    match expression {
        Expression::Text(text) => Given::Text(text.clone()),
        Expression::Attribute(name) => match person::attribute(user, name) {
            Attribute::Value(value) => Given::Text(value),
            Attribute::Null => Given::Null,
            Attribute::Unreadable => Given::Uncertain,
        },
        Expression::Call(name, arguments) => call(name, arguments, user),
    }
}

fn call(name: &str, arguments: &[Expression], user: &IdpUser) -> Given {
    match (name, arguments) {
        ("Coalesce", [_, ..]) => coalesce(arguments, user),
        ("ToLower", [source]) => folded(source, user, str::to_ascii_lowercase),
        ("ToUpper", [source]) => folded(source, user, str::to_ascii_uppercase),
        ("Append", [_, _]) => texts(arguments, user).map_or(Given::Uncertain, |parts| Given::Text(parts.concat())),
        ("Join", [separator, sources @ ..]) if !sources.is_empty() => join(separator, sources, user),
        _ => Given::Uncertain,
    }
}

/// The first value that is not null. Whether an empty text counts as null is not documented, so it makes it uncertain.
fn coalesce(arguments: &[Expression], user: &IdpUser) -> Given {
    for argument in arguments {
        match evaluate(argument, user) {
            Given::Null => {}
            Given::Text(text) if text.is_empty() => return Given::Uncertain,
            certain @ (Given::Text(_) | Given::Uncertain) => return certain,
        }
    }
    Given::Null
}

/// How letters beyond ASCII change their case depends on a culture, so they are not evaluated.
fn folded(source: &Expression, user: &IdpUser, fold: fn(&str) -> String) -> Given {
    match evaluate(source, user) {
        Given::Text(text) if text.is_ascii() => Given::Text(fold(&text)),
        Given::Null => Given::Null,
        Given::Text(_) | Given::Uncertain => Given::Uncertain,
    }
}

fn join(separator: &Expression, sources: &[Expression], user: &IdpUser) -> Given {
    let (Given::Text(separator), Some(parts)) = (evaluate(separator, user), texts(sources, user)) else {
        return Given::Uncertain;
    };
    Given::Text(parts.join(&separator))
}

/// All of them as texts; what these functions do with nulls is not documented exactly.
fn texts(arguments: &[Expression], user: &IdpUser) -> Option<Vec<String>> {
    let text = |argument| match evaluate(argument, user) {
        Given::Text(text) => Some(text),
        Given::Null | Given::Uncertain => None,
    };
    arguments.iter().map(text).collect()
}

/// One expression at the start of the text, and what follows it.
fn parse_one(text: &str, depth_left: usize) -> Option<(Expression, &str)> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('[') {
        let (name, rest) = rest.split_once(']')?;
        return is_word(name).then(|| (Expression::Attribute(name.to_owned()), rest));
    }
    if let Some(rest) = text.strip_prefix('"') {
        return parse_text(rest).map(|(text, rest)| (Expression::Text(text), rest));
    }
    let (name, rest) = text.split_once('(')?;
    let name = name.trim_end();
    let (arguments, rest) = parse_arguments(rest, depth_left.checked_sub(1)?)?;
    is_word(name).then(|| (Expression::Call(name.to_owned(), arguments), rest))
}

fn parse_arguments(text: &str, depth_left: usize) -> Option<(Vec<Expression>, &str)> {
    if let Some(rest) = text.trim_start().strip_prefix(')') {
        return Some((Vec::new(), rest));
    }
    let mut arguments = Vec::new();
    let mut text = text;
    loop {
        let (argument, rest) = parse_one(text, depth_left)?;
        arguments.push(argument);
        let rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix(')') {
            return Some((arguments, rest));
        }
        text = rest.strip_prefix(',')?;
    }
}

/// The rest of a quoted text, unescaped, and what follows its closing quote.
fn parse_text(text: &str) -> Option<(String, &str)> {
    let mut unescaped = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((unescaped, text.get(at + 1..)?)),
            '\\' => unescaped.push(characters.next()?.1),
            _ => unescaped.push(character),
        }
    }
    None
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

#[cfg(test)]
mod tests;
