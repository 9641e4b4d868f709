//! One read of Graph: with a token, judged by its error code, page after page.

use crate::token::{Issued, Origin};
use crate::wire::{Page, error};
use crate::{Entra, vendors::NAME};
use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use untwin_core::domain::Why;
use untwin_outbound::{Answer, BaseUrl, Pacer, ReadRequest, Reader, Target, Transport, UrlError, Vendor, key_refused};
use untwin_workflow::ports::{Clock, Phase, Tally};

/// More pages than this are not read: whoever needs them gets no answer, rather than half of one.
pub(crate) const PAGES_MAX: u32 = 20;
/// Graph's codes that this client acts upon.
pub(crate) const NOT_FOUND: &str = "Request_ResourceNotFound";
const TOKEN_REFUSED: &str = "InvalidAuthenticationToken";
const NO_LICENCE: &str = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";
const CONSISTENCY: HeaderName = HeaderName::from_static("consistencylevel");

/// One question to Graph.
pub(crate) struct Ask {
    pub(crate) operation: &'static str,
    pub(crate) target: Target,
    pub(crate) limit: Limit,
    pub(crate) index: Index,
    /// The permission that a refusal probably misses.
    pub(crate) permission: &'static str,
}

/// Which rate limit a read falls under.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    Directory,
    Reports,
}

/// Which of Graph's two stores answers: some filters are known to the advanced index only, which lags behind writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Default,
    Advanced,
}

/// Why there is no answer to use.
pub(crate) enum Fault {
    /// Graph refused the question (400, 404, 405) with this code: the caller may know what that means.
    Refused(Refusal),
    /// Anything else.
    Unavailable(Why),
}

/// A refusal whose meaning depends on the question.
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) at: Timestamp,
    why: Why,
}

impl From<Why> for Fault {
    fn from(why: Why) -> Self {
        Self::Unavailable(why)
    }
}

impl From<Fault> for Why {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => refusal.why,
            Fault::Unavailable(why) => why,
        }
    }
}

/// Reads Graph for one case and one phase.
pub(crate) struct Graph<T, P, C> {
    pub(crate) entra: Arc<Entra<T, P, C>>,
    tally: Arc<Tally>,
    directory: Reader<T, P, C>,
    reports: Reader<T, P, C>,
}

impl<T: Transport, P: Pacer, C: Clock> Graph<T, P, C> {
    pub(crate) fn new(entra: Arc<Entra<T, P, C>>, tally: &Arc<Tally>, phase: Phase) -> Self {
        let reader = |vendor: &Arc<Vendor>| {
            Reader::new(Arc::clone(&entra.outbound), Arc::clone(vendor), Arc::clone(tally), phase)
        };
        let (directory, reports) = (reader(&entra.vendors.directory), reader(&entra.vendors.reports));
        Self { entra, tally: Arc::clone(tally), directory, reports }
    }

    /// Asks once. A kept token that is refused is replaced once, since it may have been revoked.
    pub(crate) async fn get(&self, ask: &Ask) -> Result<Answer, Fault> {
        let issued = self.entra.tokens.issue(&self.tally).await?;
        let answer = self.send(ask, &issued).await?;
        if !refuses_token(&answer) || issued.origin == Origin::Fresh {
            return judge(answer, ask);
        }
        self.entra.tokens.give_up(&issued).await;
        let renewed = self.entra.tokens.issue(&self.tally).await?;
        judge(self.send(ask, &renewed).await?, ask)
    }

    /// Asks for a whole collection, and says when the last page arrived.
    pub(crate) async fn pages<R: DeserializeOwned>(&self, ask: Ask) -> Result<(Vec<R>, Timestamp), Fault> {
        let mut all = Vec::new();
        let mut ask = ask;
        for _ in 0..PAGES_MAX {
            let answer = self.get(&ask).await?;
            let page: Page<R> = answer.json()?;
            all.extend(page.value);
            let Some(link) = page.next_link else {
                return Ok((all, answer.at));
            };
            ask.target = continued(&self.entra.settings.graph_base, &ask.target, &link)
                .map_err(|error| answer.unexpected(format!("the link to the next page: {error}")))?;
        }
        Err(Fault::Unavailable(unexpected(format!("{} has more than {PAGES_MAX} pages", ask.operation))))
    }

    async fn send(&self, ask: &Ask, issued: &Issued) -> Result<Answer, Why> {
        let request = ReadRequest::get(ask.operation, ask.target.clone()).bearer(&issued.bearer).meaningful(&[
            StatusCode::BAD_REQUEST,
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED,
        ]);
        let request = match ask.index {
            Index::Advanced => request.header(CONSISTENCY, HeaderValue::from_static("eventual")),
            Index::Default => request,
        };
        match ask.limit {
            Limit::Directory => self.directory.read(&request).await,
            Limit::Reports => self.reports.read(&request).await,
        }
    }
}

/// An answer of Graph that nothing documented explains.
pub(crate) fn unexpected(detail: impl Into<String>) -> Why {
    Why::Unexpected { vendor: NAME, detail: detail.into() }
}

/// Whether a 401 or 403 is about the token itself.
pub(crate) fn refuses_token(answer: &Answer) -> bool {
    answer.status == StatusCode::UNAUTHORIZED && error::code(&answer.body) == TOKEN_REFUSED
}

/// Only the query of a link is used, on the path that was asked: a token follows no link to another place.
fn continued(base: &BaseUrl, asked: &Target, link: &str) -> Result<Target, UrlError> {
    let query = link.split_once('?').map(|(_, query)| query).ok_or(UrlError::Malformed)?;
    let asked = base.join(asked)?.to_string();
    let without_query = asked.split_once('?').map_or(asked.as_str(), |(path, _)| path);
    base.follow(&format!("{without_query}?{}", query.replace(' ', "%20")))
}

fn judge(answer: Answer, ask: &Ask) -> Result<Answer, Fault> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    let code = error::code(&answer.body);
    let status = answer.status;
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let detail = match (status, code.as_str()) {
            (StatusCode::FORBIDDEN, NO_LICENCE) => {
                format!("{code}; this log needs Entra ID P1 or P2")
            }
            (StatusCode::FORBIDDEN, _) => {
                format!("{code}; the app probably lacks {}", ask.permission)
            }
            _ => code,
        };
        return Err(Fault::Unavailable(key_refused(NAME, status, detail)));
    }
    let why = answer.unexpected(&code);
    Err(Fault::Refused(Refusal { status, code, at: answer.at, why }))
}
