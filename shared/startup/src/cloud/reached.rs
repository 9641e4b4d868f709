//! The way to AWS through its own clients: what each of their errors asks a person to do.

use super::{Asked, CloudFault, CloudKeys};
use secrecy::SecretString;
use untwin_aws::{CallerError, Clients, SecretsError, WebIdentityError};

impl CloudKeys for Clients {
    fn versions<'c>(&'c self, id: &'c str) -> Asked<'c, Vec<SecretString>> {
        Box::pin(async {
            let versions = self.secrets.versions(id).await?;
            Ok([Some(versions.current), versions.previous].into_iter().flatten().collect())
        })
    }

    fn statement<'c>(&'c self, audience: &'c str) -> Asked<'c, SecretString> {
        Box::pin(async { Ok(self.identity.token(audience).await?) })
    }

    fn caller(&self) -> Asked<'_, String> {
        Box::pin(async { Ok(self.caller.arn().await?) })
    }
}

impl From<SecretsError> for CloudFault {
    fn from(error: SecretsError) -> Self {
        let fix = match error {
            SecretsError::NotFound => "check the name or ARN, and that the secret is in this account and region",
            SecretsError::NotAllowed => "allow this role secretsmanager:GetSecretValue on the secret",
            SecretsError::NotDecrypted => "allow this role kms:Decrypt on the key of the secret",
            SecretsError::NoText => "store the key in the secret as text",
            SecretsError::NoAnswer => return Self::Silent { service: "AWS Secrets Manager" },
        };
        Self::Wrong { problem: error.to_string(), fix }
    }
}

impl From<CallerError> for CloudFault {
    fn from(error: CallerError) -> Self {
        let fix = match error {
            CallerError::NoCredentials => "sign in (aws sso login), or name a profile: AWS_PROFILE",
            CallerError::Refused => "sign in again, and check AWS_PROFILE and the clock of this machine",
            CallerError::NoAnswer => return Self::Silent { service: "AWS STS" },
        };
        Self::Wrong { problem: error.to_string(), fix }
    }
}

impl From<WebIdentityError> for CloudFault {
    fn from(error: WebIdentityError) -> Self {
        let fix = match error {
            WebIdentityError::NotEnabled => {
                "enable it (iam:EnableOutboundWebIdentityFederation), or use a client_secret"
            }
            WebIdentityError::NotAllowed => "allow this role sts:GetWebIdentityToken for the audience of Entra",
            WebIdentityError::NoAnswer => return Self::Silent { service: "AWS STS" },
        };
        Self::Wrong { problem: error.to_string(), fix }
    }
}
