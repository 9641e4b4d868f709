//! What went over the wire, shown to whoever looks on: a test that holds it against the vendors' descriptions, say.
//!
//! It knows who asked and whether the vendor itself answered, and nothing of what either says.

use bytes::Bytes;
use http::{Method, Request, Response};

use crate::faulty::Origin;

/// One request, and what came back.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// Who sent it.
    pub origin: Origin,
    /// Its method.
    pub method: &'a Method,
    /// Its path and query as sent, beginning with the vendor's segment.
    pub path: &'a str,
    /// The request itself. Its own path may lack the vendor's segment: [`Exchange::path`] counts.
    pub request: &'a Request<Bytes>,
    /// What the vendor answered; nothing where an injected fault answered in its place, cut the answer or lost it.
    pub answer: Option<&'a Response<Bytes>>,
}

/// Who looks on, if anybody does.
#[derive(Default)]
pub(crate) struct Onlooker(Option<Look>);

type Look = Box<dyn FnMut(&Exchange<'_>) + Send>;

/// Whether anybody looks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    Watched,
    Unwatched,
}

impl Onlooker {
    pub(crate) const fn nobody() -> Self {
        Self(None)
    }

    pub(crate) fn is(look: impl FnMut(&Exchange<'_>) + Send + 'static) -> Self {
        Self(Some(Box::new(look)))
    }

    pub(crate) const fn attention(&self) -> Attention {
        if self.0.is_some() { Attention::Watched } else { Attention::Unwatched }
    }

    pub(crate) fn see(&mut self, exchange: &Exchange<'_>) {
        if let Some(look) = &mut self.0 {
            look(exchange);
        }
    }
}
