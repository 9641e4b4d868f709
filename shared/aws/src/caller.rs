//! Who this program is to AWS: the identity that its credentials stand for, as an audit records it.
//!
//! It needs no permission. Whoever has no credentials is nobody.

use crate::patience::{retries, timeouts};
use aws_config::SdkConfig;
use aws_sdk_sts::config::Builder;
use aws_sdk_sts::error::SdkError;
use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
use aws_sdk_sts::{Client, Config};

/// Longer than any ARN of a principal; what goes into a record has an end.
const ARN_CHARS_MAX: usize = 2_048;

/// The security token service, asked for one thing: who asks.
#[derive(Debug, Clone)]
pub struct CallerIdentity {
    client: Client,
}

/// Why it is not known who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallerError {
    /// No credentials, or none that can be had here.
    #[error("there are no AWS credentials")]
    NoCredentials,
    /// Credentials that ended, or that AWS does not know.
    #[error("AWS does not accept the credentials")]
    Refused,
    /// No answer, or none that says anything: it may work later.
    #[error("the security token service of AWS does not answer")]
    NoAnswer,
}

impl CallerIdentity {
    /// With region, endpoint and identity of this configuration; how long it waits is its own.
    pub fn new(config: &SdkConfig) -> Self {
        let config: Config = Builder::from(config).timeout_config(timeouts()).retry_config(retries()).build();
        Self { client: Client::from_conf(config) }
    }

    /// The ARN of whoever asks, as in `arn:aws:sts::123456789012:assumed-role/Admin/ada`.
    pub async fn arn(&self) -> Result<String, CallerError> {
        let answer = self.client.get_caller_identity().send().await.map_err(|error| refused(&error))?;
        answer.arn.filter(|arn| is_one(arn)).ok_or(CallerError::NoAnswer)
    }
}

/// It goes into records as it is, so it is one short line.
fn is_one(arn: &str) -> bool {
    arn.starts_with("arn:") && arn.len() <= ARN_CHARS_MAX && arn.chars().all(|c| c.is_ascii_graphic())
}

fn refused(error: &SdkError<GetCallerIdentityError>) -> CallerError {
    match error {
        SdkError::ServiceError(service) if service.raw().status().is_client_error() => CallerError::Refused,
        // Before anything is sent: there is nothing to sign it with.
        SdkError::ConstructionFailure(_) => CallerError::NoCredentials,
        SdkError::DispatchFailure(failure) if !failure.is_io() && !failure.is_timeout() => CallerError::NoCredentials,
        _ => CallerError::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::played::{Played, Waits, answering, silent};

    async fn asked(status: u16, body: &str) -> Result<String, CallerError> {
        let played = Played { status, body: body.to_owned() };
        let service = answering(move |asked| {
            assert!(asked.body.contains("Action=GetCallerIdentity"), "{}", asked.body);
            played.clone()
        });
        CallerIdentity::new(&service).arn().await
    }

    fn answer(arn: &str) -> String {
        format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>AROA:ada</UserId>
             <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        )
    }

    #[tokio::test]
    async fn who_asks_is_told_as_an_arn() {
        let arn = "arn:aws:sts::123456789012:assumed-role/Admin/ada";
        assert_eq!(asked(200, &answer(arn)).await.as_deref(), Ok(arn));
        assert_eq!(asked(200, &answer("")).await, Err(CallerError::NoAnswer));
    }

    #[tokio::test]
    async fn credentials_that_ended_are_told_apart_from_a_service_that_is_down() {
        let refusal =
            "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>of ada</Message></Error></ErrorResponse>";
        assert_eq!(asked(403, refusal).await, Err(CallerError::Refused));
        assert_eq!(asked(503, "").await, Err(CallerError::NoAnswer));
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_five_seconds() {
        let waits = Waits::default();
        assert_eq!(CallerIdentity::new(&silent(&waits)).arn().await, Err(CallerError::NoAnswer));
        assert_eq!(waits.outermost().map(|wait| wait.as_secs()), Some(5));
    }

    #[tokio::test]
    async fn without_credentials_it_is_nobody() {
        let service = answering(|_| Played { status: 200, body: String::new() });
        let mut nobody = service.into_builder();
        nobody.set_credentials_provider(None);
        assert_eq!(CallerIdentity::new(&nobody.build()).arn().await, Err(CallerError::NoCredentials));
    }
}
