//! Access tokens: fetched when needed, kept until shortly before they end, never shown.

use crate::wire::error::plain;
use crate::wire::token::{Token, error_key};
use crate::{EntraSettings, SignIn, vendors::Vendors};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;
use untwin_core::domain::Why;
use untwin_outbound::{
    Answer, Instead, Key, Outbound, Pacer, ReadRequest, Reader, Target, Transport, Vendor, key_refused,
};
use untwin_workflow::ports::{Clock, Phase, Tally};

/// A token is not used any more so long before its end: a request may take a while.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// Everything that the app registration was granted.
const SCOPE: &str = "https://graph.microsoft.com/.default";
/// Whom a statement has to be for, so that a federated credential of Entra believes it.
pub const ASSERTION_AUDIENCE: &str = "api://AzureADTokenExchange";
/// RFC 7523, 2.2: the assertion is a signed JSON Web Token.
const JWT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The one place where tokens come from. One for the whole process.
pub(crate) struct TokenSource<T, P, C> {
    outbound: Arc<Outbound<T, P, C>>,
    vendor: Arc<Vendor>,
    tenant: String,
    client_id: SecretString,
    sign_in: SignIn,
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
            sign_in: settings.sign_in.clone(),
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
        let answer = match &self.sign_in {
            SignIn::Secret(key) => self.sign_in_with(key, tally).await?,
            SignIn::Assertion(source) => {
                let assertion = source.read().await?.into_iter().next().ok_or_else(no_assertion)?;
                let kind = SecretString::from(JWT);
                self.ask(&[("client_assertion_type", &kind), ("client_assertion", &assertion)], tally).await?
            }
        };
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        let token: Token = answer.json()?;
        let life_s = token.expires_in.value().filter(|seconds| *seconds > 0);
        let life = SignedDuration::from_secs(life_s.ok_or_else(|| answer.unexpected("a token without a life"))?);
        let until = answer.at.saturating_add(life - MARGIN.min(life / 2)).unwrap_or(answer.at);
        Ok((SecretString::from(token.access_token), until))
    }

    /// A secret that is refused is read again, and the sign-in sent once more if it is another one by now. Tokens that it
    /// gave before go on being valid.
    async fn sign_in_with(&self, key: &Key, tally: &Arc<Tally>) -> Result<Answer, Why> {
        let secret = key.current();
        let answer = self.ask(&[("client_secret", &secret)], tally).await?;
        if !refuses_client(&answer) {
            return Ok(answer);
        }
        let instead = key.instead_of(&secret, self.outbound.now()).await?;
        let (Instead::Current(other) | Instead::Older(other)) = instead else { return Ok(answer) };
        let answer = self.ask(&[("client_secret", &other)], tally).await?;
        if !refuses_client(&answer) {
            key.let_in(&other);
        }
        Ok(answer)
    }

    async fn ask(&self, proof: &[(&str, &SecretString)], tally: &Arc<Tally>) -> Result<Answer, Why> {
        let target = Target::new([self.tenant.as_str(), "oauth2", "v2.0", "token"]);
        let (scope, grant) = (SecretString::from(SCOPE), SecretString::from("client_credentials"));
        let (who, how) = ([("client_id", &self.client_id), ("scope", &scope)], [("grant_type", &grant)]);
        let request = ReadRequest::token_form("fetch a token", target, &[&who, proof, &how].concat())
            .meaningful(&[StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED]);
        let reader = Reader::new(Arc::clone(&self.outbound), Arc::clone(&self.vendor), Arc::clone(tally), Phase::Idp);
        reader.read(&request).await
    }
}

/// The client could not prove itself (RFC 6749, 5.2): its secret is wrong, or has ended.
fn refuses_client(answer: &Answer) -> bool {
    answer.status == StatusCode::UNAUTHORIZED || error_key(&answer.body).as_deref() == Some("invalid_client")
}

fn no_assertion() -> Why {
    Why::NotConfigured("nobody states who runs this program".to_owned())
}

/// Every refusal here is one of the sign-in, which only a person can put right.
fn refused(answer: &Answer) -> Why {
    let detail = plain(error_key(&answer.body).as_deref());
    key_refused(answer.vendor, answer.status, detail)
}

impl<T, P, C> fmt::Debug for TokenSource<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}
