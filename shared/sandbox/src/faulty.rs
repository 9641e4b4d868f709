//! What can go wrong between a caller and the world, and whom it hits: faults, and hooks that change the world
//! right before a request is answered.
//!
//! It knows requests by method, path and who sent them, and nothing of what they mean.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Whoever speaks to the world from outside: the product under test.
    Caller,
    /// The simulated identity provider, when it pushes to the simulated organization.
    IdentityProvider,
}

/// Which of the matching requests are meant. Counting starts at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// This one only.
    Nth(u32),
    /// This one and all after it.
    From(u32),
    /// All of them.
    Every,
}

/// Names requests by method, a piece of the path and query, and sender.
#[derive(Clone, Debug)]
pub struct Matcher {
    origin: Origin,
    method: Option<Method>,
    path_contains: String,
    occurrence: Occurrence,
    seen: u32,
}

impl Matcher {
    /// The first request of a caller with this method whose path and query, as sent, contain `path_contains`.
    pub fn on(method: Method, path_contains: &str) -> Self {
        Self { method: Some(method), ..Self::any_method(path_contains) }
    }

    /// The same for any method.
    pub fn any_method(path_contains: &str) -> Self {
        Self {
            origin: Origin::Caller,
            method: None,
            path_contains: path_contains.to_owned(),
            occurrence: Occurrence::Nth(1),
            seen: 0,
        }
    }

    /// Not the first such request but these.
    #[must_use]
    pub fn at(self, occurrence: Occurrence) -> Self {
        Self { occurrence, ..self }
    }

    /// Requests that the identity provider sends while it pushes, instead of a caller's.
    #[must_use]
    pub fn by_identity_provider(self) -> Self {
        Self { origin: Origin::IdentityProvider, ..self }
    }

    /// Counts the request if it matches, and says whether it is one of those that are meant.
    pub(crate) fn meets(&mut self, asked: &Asked<'_>) -> Met {
        let method_fits = self.method.as_ref().is_none_or(|own| own == asked.method);
        if self.origin != asked.origin || !method_fits || !asked.path.contains(&self.path_contains) {
            return Met::Not;
        }
        self.seen = self.seen.saturating_add(1);
        let meant = match self.occurrence {
            Occurrence::Nth(nth) => self.seen == nth,
            Occurrence::From(first) => self.seen >= first,
            Occurrence::Every => true,
        };
        if meant { Met::Meant } else { Met::Not }
    }
}

/// Whether a matcher means a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    Meant,
    Not,
}

/// A request, as matchers look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) origin: Origin,
    pub(crate) method: &'a Method,
    /// Path and query as sent, with the vendor's segment in front.
    pub(crate) path: &'a str,
}

/// What happens to a request instead of the plain answer.
#[derive(Clone, Debug)]
pub enum Effect {
    /// This answer comes back; the request has no effect.
    Answer {
        /// The status code.
        status: StatusCode,
        /// Header names and values.
        headers: Vec<(String, String)>,
        /// The body as text.
        body: String,
    },
    /// A page for people comes back from some gateway; the request has no effect.
    HtmlPage(StatusCode),
    /// The connection is lost before the request arrives: no answer and no effect.
    LostBefore,
    /// The request takes effect and the answer is lost.
    LostAfter,
    /// The request takes effect and only this many bytes of the answer's body arrive.
    Truncated {
        /// How many bytes of the body arrive.
        keep_bytes: usize,
    },
    /// The answer that the same request got the last time comes back; the request has no effect. The first time
    /// it is asked it is answered plainly.
    Stale,
}

/// One fault: whom it hits and what happens then.
#[derive(Clone, Debug)]
pub struct Fault {
    matcher: Matcher,
    effect: Effect,
}

impl Fault {
    /// A fault that hits the requests that `matcher` names.
    pub const fn new(matcher: Matcher, effect: Effect) -> Self {
        Self { matcher, effect }
    }
}

/// What came of a request.
#[derive(Debug)]
pub enum Outcome {
    /// The answer, as it arrives at the caller.
    Answer(Response<Bytes>),
    /// Nothing arrived anywhere.
    LostBefore,
    /// The request took effect; no answer arrived.
    LostAfter,
}

/// All faults of a world, in the order in which they were injected.
#[derive(Debug)]
pub(crate) struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    pub(crate) const fn none() -> Self {
        Self { list: Vec::new() }
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.list.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.list.clear();
    }

    /// The effect for this request. Every matcher counts it, and the first that means it wins.
    pub(crate) fn strike(&mut self, asked: &Asked<'_>) -> Option<Effect> {
        let mut effect = None;
        for fault in &mut self.list {
            if fault.matcher.meets(asked) == Met::Meant && effect.is_none() {
                effect = Some(fault.effect.clone());
            }
        }
        effect
    }

    /// Whether answers must be remembered, because some fault may hand out an old one.
    pub(crate) fn need_memory(&self) -> Memory {
        let stale = |fault: &Fault| matches!(fault.effect, Effect::Stale);
        if self.list.iter().any(stale) { Memory::Needed } else { Memory::Idle }
    }
}

/// Whether a world remembers its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    Needed,
    Idle,
}

/// The response that a fault makes up. A header that HTTP cannot carry is left out.
pub(crate) fn made_up(status: StatusCode, headers: &[(String, String)], body: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = status;
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A gateway's page for people.
pub(crate) fn html_page(status: StatusCode) -> Response<Bytes> {
    let body =
        format!("<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
    let headers = [(CONTENT_TYPE.as_str().to_owned(), "text/html; charset=utf-8".to_owned())];
    made_up(status, &headers, &body)
}

/// The response with only the first bytes of its body.
pub(crate) fn truncated(response: Response<Bytes>, keep_bytes: usize) -> Response<Bytes> {
    response.map(|body| body.slice(..keep_bytes.min(body.len())))
}
