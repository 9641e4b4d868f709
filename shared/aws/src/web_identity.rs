//! Statements of who this program is, signed by AWS for somebody outside of it (IAM outbound identity federation).
//!
//! It knows nothing of who believes them. No statement is shown.

use crate::patience::{retries, timeouts};
use aws_config::SdkConfig;
use aws_sdk_sts::config::Builder;
use aws_sdk_sts::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_sts::operation::get_web_identity_token::GetWebIdentityTokenError;
use aws_sdk_sts::{Client, Config};
use secrecy::SecretString;

/// How long a statement lives, in seconds: it is shown at once, and once.
const LIFE_S: i32 = 300;
/// What everybody who takes such statements can verify.
const ALGORITHM: &str = "RS256";

/// The security token service, as this program uses it: for statements about itself.
#[derive(Debug, Clone)]
pub struct WebIdentity {
    client: Client,
}

/// Why there is no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebIdentityError {
    /// The account does not vouch for its roles outside of AWS.
    #[error("outbound identity federation is not enabled for this AWS account")]
    NotEnabled,
    /// The role lacks the permission.
    #[error("this role may not call sts:GetWebIdentityToken")]
    NotAllowed,
    /// No answer, or none that says anything: it may work later.
    #[error("the security token service of AWS does not answer")]
    NoAnswer,
}

impl WebIdentity {
    /// With region, endpoint and identity of this configuration; how long it waits is its own.
    pub fn new(config: &SdkConfig) -> Self {
        let config: Config = Builder::from(config).timeout_config(timeouts()).retry_config(retries()).build();
        Self { client: Client::from_conf(config) }
    }

    /// A fresh statement for this audience: a signed JSON Web Token.
    pub async fn token(&self, audience: &str) -> Result<SecretString, WebIdentityError> {
        let asked = self.client.get_web_identity_token().audience(audience);
        let asked = asked.signing_algorithm(ALGORITHM).duration_seconds(LIFE_S).send().await;
        let token = asked.map_err(|error| refused(&error))?.web_identity_token;
        token.filter(|token| !token.is_empty()).map(SecretString::from).ok_or(WebIdentityError::NoAnswer)
    }
}

fn refused(error: &SdkError<GetWebIdentityTokenError>) -> WebIdentityError {
    match error.code() {
        Some("OutboundWebIdentityFederationDisabledException") => WebIdentityError::NotEnabled,
        Some("AccessDenied" | "AccessDeniedException" | "InvalidClientTokenId" | "SignatureDoesNotMatch") => {
            WebIdentityError::NotAllowed
        }
        Some(_) | None => WebIdentityError::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::played::{Played, answering};
    use secrecy::ExposeSecret as _;

    const AUDIENCE: &str = "api://AzureADTokenExchange";

    async fn asked(status: u16, body: &str) -> Result<SecretString, WebIdentityError> {
        let played = Played { status, body: body.to_owned() };
        let service = answering(move |asked| {
            for field in [
                "Action=GetWebIdentityToken",
                "Audience.member.1=api%3A%2F%2FAzureADTokenExchange",
                "SigningAlgorithm=RS256",
                "DurationSeconds=300",
            ] {
                assert!(asked.body.contains(field), "{field} is not in {}", asked.body);
            }
            played.clone()
        });
        WebIdentity::new(&service).token(AUDIENCE).await
    }

    fn refusal(code: &str) -> String {
        format!("<ErrorResponse><Error><Code>{code}</Code><Message>arn of a role</Message></Error></ErrorResponse>")
    }

    #[tokio::test]
    async fn a_statement_is_asked_for_as_documented() {
        let body = "<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>a.signed.token</WebIdentityToken>
            <Expiration>2026-03-02T10:05:00Z</Expiration></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>";
        assert_eq!(asked(200, body).await.unwrap().expose_secret(), "a.signed.token");
    }

    #[tokio::test]
    async fn each_refusal_says_what_has_to_be_put_right() {
        let cases = [
            (400, refusal("OutboundWebIdentityFederationDisabledException"), WebIdentityError::NotEnabled),
            (403, refusal("AccessDenied"), WebIdentityError::NotAllowed),
            (400, refusal("Throttling"), WebIdentityError::NoAnswer),
            (500, String::new(), WebIdentityError::NoAnswer),
        ];
        for (status, body, expected) in cases {
            assert_eq!(asked(status, &body).await.unwrap_err(), expected);
        }
    }
}
