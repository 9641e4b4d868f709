//! Access tokens: fetched when needed, kept until shortly before they end, never shown.

use crate::wire::error::plain;
use crate::wire::token::{Token, error_key};
use crate::{EntraSettings, vendors::Vendors};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;
use untwin_core::domain::Why;
use untwin_outbound::{Answer, Outbound, Pacer, ReadRequest, Reader, Target, Transport, Vendor};
use untwin_workflow::ports::{Clock, Phase, Tally};

/// A token is not used any more so long before its end: a request may take a while.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// Everything that the app registration was granted.
const SCOPE: &str = "https://graph.microsoft.com/.default";

/// The one place where tokens come from. One for the whole process.
pub(crate) struct TokenSource<T, P, C> {
    outbound: Arc<Outbound<T, P, C>>,
    vendor: Arc<Vendor>,
    tenant: String,
    client_id: SecretString,
    client_secret: SecretString,
    kept: Mutex<Kept>,
}

/// A token, and which one of all that were fetched it is.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) bearer: SecretString,
    pub(crate) origin: Origin,
    number: u64,
}

/// Whether a token was fetched for this very request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Fetched just now.
    Fresh,
    /// Kept from before: it may have been revoked since.
    Kept,
}

#[derive(Default)]
struct Kept {
    number: u64,
    token: Option<(SecretString, Timestamp)>,
}

impl<T: Transport, P: Pacer, C: Clock> TokenSource<T, P, C> {
    pub(crate) fn new(outbound: Arc<Outbound<T, P, C>>, settings: &EntraSettings, vendors: &Vendors) -> Self {
        Self {
            outbound,
            vendor: Arc::clone(&vendors.login),
            tenant: settings.tenant.as_str().to_owned(),
            client_id: SecretString::from(settings.client_id.clone()),
            client_secret: settings.client_secret.clone(),
            kept: Mutex::new(Kept::default()),
        }
    }

    /// A token that is valid now. Fetching is always counted as [`Phase::Idp`]; only one fetch runs at a time.
    pub(crate) async fn issue(&self, tally: &Arc<Tally>) -> Result<Issued, Why> {
        let mut kept = self.kept.lock().await;
        let now = self.outbound.now();
        if let Some((bearer, _)) = kept.token.as_ref().filter(|(_, until)| now < *until) {
            return Ok(Issued { bearer: bearer.clone(), origin: Origin::Kept, number: kept.number });
        }
        let (bearer, until) = self.fetch(tally).await?;
        kept.number += 1;
        kept.token = Some((bearer.clone(), until));
        Ok(Issued { bearer, origin: Origin::Fresh, number: kept.number })
    }

    /// Gives up a token that was refused, unless another one has taken its place already.
    pub(crate) async fn give_up(&self, refused: &Issued) {
        let mut kept = self.kept.lock().await;
        if kept.number == refused.number {
            kept.token = None;
        }
    }

    async fn fetch(&self, tally: &Arc<Tally>) -> Result<(SecretString, Timestamp), Why> {
        let reader = Reader::new(Arc::clone(&self.outbound), Arc::clone(&self.vendor), Arc::clone(tally), Phase::Idp);
        let answer = reader.read(&self.request()).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        let token: Token = answer.json()?;
        let life_s = token.expires_in.value().filter(|seconds| *seconds > 0);
        let life = SignedDuration::from_secs(life_s.ok_or_else(|| answer.unexpected("a token without a life"))?);
        let until = answer.at.saturating_add(life - MARGIN.min(life / 2)).unwrap_or(answer.at);
        Ok((SecretString::from(token.access_token), until))
    }

    fn request(&self) -> ReadRequest {
        let target = Target::new([self.tenant.as_str(), "oauth2", "v2.0", "token"]);
        let fields = [
            ("client_id", &self.client_id),
            ("scope", &SecretString::from(SCOPE)),
            ("client_secret", &self.client_secret),
            ("grant_type", &SecretString::from("client_credentials")),
        ];
        ReadRequest::token_form("fetch a token", target, &fields)
            .meaningful(&[StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED])
    }
}

/// Every refusal here is one of the sign-in, which only a person can put right.
fn refused(answer: &Answer) -> Why {
    let detail = plain(error_key(&answer.body).as_deref());
    Why::KeyRefused { vendor: answer.vendor, status: answer.status.as_u16(), detail }
}

impl<T, P, C> fmt::Debug for TokenSource<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}
