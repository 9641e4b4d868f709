//! HTTP as a function URL and an HTTP API bring it: payload format 2.0.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use untwin_door::{Answer, Head};

/// A request.
pub(crate) struct HttpEvent {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: String,
    encoded: Encoded,
}

#[derive(Clone, Copy)]
enum Encoded {
    Plain,
    Base64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    raw_path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    request_context: Context,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    http: Http,
    #[serde(default)]
    stage: Option<String>,
}

#[derive(Deserialize)]
struct Http {
    method: String,
}

impl HttpEvent {
    /// The request in an event, if it is one.
    pub(crate) fn of(event: &Value) -> Option<Self> {
        let wire = Wire::deserialize(event).ok()?;
        let Http { method } = wire.request_context.http;
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let path = without_stage(&wire.raw_path, wire.request_context.stage.as_deref()).to_owned();
        let encoded = if wire.is_base64_encoded { Encoded::Base64 } else { Encoded::Plain };
        Some(Self { method, path, headers: headers(&wire.headers), body: wire.body.unwrap_or_default(), encoded })
    }

    /// Its head.
    pub(crate) fn head(&self) -> Head<'_> {
        Head { method: &self.method, path: &self.path, headers: &self.headers }
    }

    /// Its body. What is no base64 has no bytes, so no signature fits it and no document is in it.
    pub(crate) fn body(&self) -> Cow<'_, [u8]> {
        match self.encoded {
            Encoded::Plain => Cow::Borrowed(self.body.as_bytes()),
            Encoded::Base64 => Cow::Owned(STANDARD.decode(&self.body).unwrap_or_default()),
        }
    }
}

/// The answer as AWS understands it.
pub(crate) fn answered(answer: Answer) -> Value {
    let named = answer.headers();
    let headers = named.iter().filter_map(|(name, value)| Some((name.to_string(), json!(value.to_str().ok()?))));
    let headers: Map<String, Value> = headers.collect();
    json!({ "statusCode": answer.status.as_u16(), "headers": headers, "body": "", "isBase64Encoded": false })
}

/// An HTTP API puts the name of its stage before the path, unless it is the default one.
fn without_stage<'p>(path: &'p str, stage: Option<&str>) -> &'p str {
    let stage = stage.filter(|stage| *stage != "$default");
    let rest = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    rest.filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// What came more than once was joined with a comma by AWS, and is then neither a type nor an id. What is no header is
/// left out.
fn headers(wire: &BTreeMap<String, String>) -> HeaderMap {
    let parsed = wire.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
    });
    parsed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(stage: &str, path: &str, body: &Value) -> Value {
        json!({
            "version": "2.0", "rawPath": path, "headers": { "Content-Type": "text/plain", "bad name": "x" },
            "requestContext": { "stage": stage, "http": { "method": "POST", "path": path, "sourceIp": "192.0.2.7" } },
            "body": body, "isBase64Encoded": true
        })
    }

    #[test]
    fn a_stage_before_the_path_is_taken_off() {
        for (stage, path) in
            [("$default", "/hooks/azure"), ("prod", "/prod/hooks/azure"), ("hooks", "/hooks/hooks/azure")]
        {
            let event = HttpEvent::of(&event(stage, path, &json!("")));
            assert_eq!(event.unwrap().head().path, "/hooks/azure", "{stage}");
        }
        assert_eq!(without_stage("/production/x", Some("prod")), "/production/x");
    }

    #[test]
    fn a_body_comes_out_of_its_base64_and_what_is_none_is_empty() {
        let body = |text: Value| HttpEvent::of(&event("$default", "/", &text)).unwrap().body().into_owned();
        assert_eq!(body(json!("e30=")), b"{}");
        assert_eq!((body(json!("%%%")), body(Value::Null)), (Vec::new(), Vec::new()));
    }

    #[test]
    fn headers_have_no_case_and_an_event_without_a_method_is_no_request() {
        let read = HttpEvent::of(&event("$default", "/", &json!(""))).unwrap();
        assert_eq!((read.headers.len(), read.headers["content-type"].as_bytes()), (1, b"text/plain".as_slice()));
        assert!(HttpEvent::of(&json!({ "rawPath": "/", "requestContext": {} })).is_none());
    }
}
