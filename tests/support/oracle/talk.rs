//! One exchange, taken apart: what was asked, with what, and what came back.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use untwin_sandbox::Exchange;

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Talk {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Without the query, percent-encoded, beginning with the vendor's segment.
    pub path: String,
    /// Decoded names and values.
    pub query: Vec<(String, String)>,
    /// The request's body.
    pub sent: Content,
    /// Status and body; nothing where no vendor answered.
    pub answer: Option<(u16, Content)>,
}

/// A body with its media type.
#[derive(Debug, Clone)]
pub struct Content {
    /// Without parameters.
    pub media_type: Option<String>,
    /// The body.
    pub body: Body,
}

/// A body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// There is none.
    Empty,
    /// It is JSON.
    Json(Value),
    /// It is something else.
    Other,
}

impl Talk {
    /// Takes an exchange apart.
    pub fn of(exchange: &Exchange<'_>) -> Self {
        let (path, query) = exchange.path.split_once('?').unwrap_or((exchange.path, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let answer = exchange.answer.map(|answer| {
            let content = Content::of(answer.headers(), answer.body());
            (answer.status().as_u16(), content)
        });
        Self {
            method: exchange.method.to_string(),
            path: path.to_owned(),
            query: pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(decoded_pair).collect(),
            sent: Content::of(exchange.request.headers(), exchange.request.body()),
            answer,
        }
    }

    /// The values of one parameter.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

impl Content {
    fn of(headers: &HeaderMap, body: &Bytes) -> Self {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = media_type.map(|value| value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase());
        let body = match serde_json::from_slice(body) {
            _ if body.is_empty() => Body::Empty,
            Ok(json) => Body::Json(json),
            Err(_) => Body::Other,
        };
        Self { media_type: essence, body }
    }

    /// A JSON body.
    pub fn json(value: Value) -> Self {
        Self { media_type: Some("application/json".to_owned()), body: Body::Json(value) }
    }

    /// No body.
    pub const fn empty() -> Self {
        Self { media_type: None, body: Body::Empty }
    }
}

/// A template's parameters with their values, if a path is an instance of it.
pub(super) fn instance<'a>(path: &str, template: &'a str) -> Option<Vec<(&'a str, String)>> {
    let (path, template): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
    if path.len() != template.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (found, described) in path.into_iter().zip(template) {
        match described.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(_) if found.is_empty() => return None,
            Some(name) => parameters.push((name, decoded(found))),
            None if decoded(found) == described => {}
            None => return None,
        }
    }
    Some(parameters)
}

fn decoded_pair((name, value): (&str, &str)) -> (String, String) {
    (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
