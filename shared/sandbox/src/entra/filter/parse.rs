//! How a `$filter` is read: its tokens, and the grammar over them.
//!
//! It knows nothing of what a filter is applied to.

use std::collections::VecDeque;

use super::{BadFilter, Comparison, Filter, Fold, Literal, Operand, TextTest};

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Filter, BadFilter> {
    let mut parser = Parser { tokens: tokens(text)? };
    let filter = parser.alternatives()?;
    if parser.tokens.is_empty() { Ok(filter) } else { Err(BadFilter) }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
}

struct Parser {
    tokens: VecDeque<Token>,
}

impl Parser {
    fn alternatives(&mut self) -> Result<Filter, BadFilter> {
        let mut parts = vec![self.conjunction()?];
        while self.takes_word("or") {
            parts.push(self.conjunction()?);
        }
        Ok(single_or(parts, Filter::Or))
    }

    fn conjunction(&mut self) -> Result<Filter, BadFilter> {
        let mut parts = vec![self.term()?];
        while self.takes_word("and") {
            parts.push(self.term()?);
        }
        Ok(single_or(parts, Filter::And))
    }

    fn term(&mut self) -> Result<Filter, BadFilter> {
        if self.takes_word("not") {
            return Ok(Filter::Not(Box::new(self.term()?)));
        }
        if self.takes(&Token::Open) {
            let inner = self.alternatives()?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        let word = self.word()?;
        if let Some(test) = text_test(&word) {
            return self.text_test(test);
        }
        if let Some(collection) = word.strip_suffix("/any") {
            return self.any(collection);
        }
        let operand = self.operand_from(&word)?;
        self.comparison(operand)
    }

    fn text_test(&mut self, test: TextTest) -> Result<Filter, BadFilter> {
        self.expect(&Token::Open)?;
        let word = self.word()?;
        let operand = self.operand_from(&word)?;
        self.expect(&Token::Comma)?;
        let Some(Token::Text(wanted)) = self.tokens.pop_front() else {
            return Err(BadFilter);
        };
        self.expect(&Token::Close)?;
        if self.takes_word("eq") && self.word()? != "true" {
            return Err(BadFilter);
        }
        Ok(Filter::Text(test, operand, wanted))
    }

    fn any(&mut self, collection: &str) -> Result<Filter, BadFilter> {
        self.expect(&Token::Open)?;
        let word = self.word()?;
        let (variable, rest) = word.split_once(':').ok_or(BadFilter)?;
        if !rest.is_empty() {
            self.tokens.push_front(Token::Word(rest.to_owned()));
        }
        let inner = Box::new(self.alternatives()?);
        self.expect(&Token::Close)?;
        let (collection, variable) = (segments(collection), variable.to_owned());
        Ok(Filter::Any { collection, variable, inner })
    }

    fn operand_from(&mut self, word: &str) -> Result<Operand, BadFilter> {
        if word != "tolower" {
            return Ok(Operand { path: segments(word), fold: Fold::AsIs });
        }
        self.expect(&Token::Open)?;
        let path = segments(&self.word()?);
        self.expect(&Token::Close)?;
        Ok(Operand { path, fold: Fold::Lower })
    }

    fn comparison(&mut self, operand: Operand) -> Result<Filter, BadFilter> {
        let comparison = match self.word()?.as_str() {
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "gt" => Comparison::Greater,
            "ge" => Comparison::GreaterOrEqual,
            "lt" => Comparison::Less,
            "le" => Comparison::LessOrEqual,
            _ => return Err(BadFilter),
        };
        let literal = match self.tokens.pop_front() {
            Some(Token::Text(text)) => Literal::Text(text),
            Some(Token::Word(word)) => Literal::Bare(word),
            _ => return Err(BadFilter),
        };
        Ok(Filter::Compare(operand, comparison, literal))
    }

    fn word(&mut self) -> Result<String, BadFilter> {
        match self.tokens.pop_front() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(BadFilter),
        }
    }

    fn expect(&mut self, token: &Token) -> Result<(), BadFilter> {
        if self.takes(token) { Ok(()) } else { Err(BadFilter) }
    }

    fn takes(&mut self, token: &Token) -> bool {
        self.tokens.pop_front_if(|front| front == token).is_some()
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }
}

fn single_or(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}

fn text_test(word: &str) -> Option<TextTest> {
    match word.to_ascii_lowercase().as_str() {
        "contains" => Some(TextTest::Contains),
        "startswith" => Some(TextTest::StartsWith),
        "endswith" => Some(TextTest::EndsWith),
        _ => None,
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

fn tokens(text: &str) -> Result<VecDeque<Token>, BadFilter> {
    let mut tokens = VecDeque::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, left) = match first {
            '(' => (Token::Open, rest.strip_prefix('(')),
            ')' => (Token::Close, rest.strip_prefix(')')),
            ',' => (Token::Comma, rest.strip_prefix(',')),
            '\'' => {
                let (text, left) = quoted(rest).ok_or(BadFilter)?;
                (Token::Text(text), Some(left))
            }
            _ => {
                let end = rest.find([' ', '(', ')', ',', '\'']).unwrap_or(rest.len());
                let (word, left) = rest.split_at_checked(end).ok_or(BadFilter)?;
                (Token::Word(word.to_owned()), Some(left))
            }
        };
        tokens.push_back(token);
        rest = left.ok_or(BadFilter)?.trim_start();
    }
    Ok(tokens)
}

/// The text in quotes at the beginning, with doubled quotes made single, and what follows it.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = rest.strip_prefix('\'')?;
    loop {
        let (before, after) = rest.split_once('\'')?;
        text.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Some((text, after)),
        }
    }
}
