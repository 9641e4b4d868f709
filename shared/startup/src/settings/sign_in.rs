//! With what untwin proves itself to a tenant: a client secret, or a statement of AWS in its place.

use super::read::{Reader, date};
use crate::secret::SecretRef;
use crate::toml_file::{Entry, Section, Spot};
use jiff::civil::Date;

const FIX: &str = r#"name the secret, as in client_secret = "file:/path/to/it", or write federated = "aws""#;

/// How untwin signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInSettings {
    /// With a client secret of the app registration.
    Secret {
        /// Where it is.
        secret: SecretRef,
        /// The last day on which it works, if somebody wrote it down.
        expires: Option<Date>,
    },
    /// With a statement of AWS, which a federated credential of the app registration believes. There is no secret.
    Aws {
        /// Where that is written.
        spot: Spot,
    },
}

impl Reader<'_> {
    /// One of the two, and not both: a secret that is not used any more should be gone.
    pub(super) fn sign_in(&self, section: &Section<'_>) -> Option<SignInSettings> {
        let (secret, federated) = (section.entry("client_secret"), section.entry("federated"));
        let last_day = section.entry("client_secret_expires");
        match (secret, federated) {
            (Some(secret), None) => {
                let (secret, expires) = (self.secret(Some(secret)), date(last_day));
                Some(SignInSettings::Secret { secret: secret?, expires })
            }
            (None, Some(federated)) => {
                if let Some(last_day) = last_day {
                    last_day.fault("there is no client secret that could end", "remove it");
                }
                by_aws(&federated)
            }
            (Some(secret), Some(federated)) => {
                self.secret(Some(secret));
                federated.fault("client_secret is there, too", "keep one of the two");
                None
            }
            (None, None) => {
                section.fault_of("client_secret", "it is missing", FIX);
                None
            }
        }
    }
}

fn by_aws(entry: &Entry<'_>) -> Option<SignInSettings> {
    if entry.text()? == "aws" {
        return Some(SignInSettings::Aws { spot: entry.spot() });
    }
    entry.fault("nobody of this name states who untwin is", r#"write federated = "aws""#);
    None
}
