//! Keys as the clients hold them: read once at the start, and again from where they lie when they are refused.

use crate::cloud::{Cloud, CloudFault};
use crate::secret::{NoKey, SecretRef, process_environment};
use secrecy::SecretString;
use untwin_core::domain::Why;
use untwin_outbound::{Key, KeySource, Reading};

/// Where a key lies, for whoever was refused with it.
struct Lying {
    reference: SecretRef,
    cloud: Cloud,
}

/// What AWS states of who runs this program, for somebody who believes it.
pub(crate) struct Statement {
    pub(crate) audience: &'static str,
    pub(crate) cloud: Cloud,
}

/// A key that was read from there.
pub(crate) fn key(read: SecretString, reference: &SecretRef, cloud: &Cloud) -> Key {
    Key::from_source(read, Lying { reference: reference.clone(), cloud: cloud.clone() })
}

impl KeySource for Lying {
    fn read(&self) -> Reading<'_> {
        Box::pin(async {
            tracing::info!(field = self.reference.spot().field(), "a key was refused, and is read again");
            let revealed = self.reference.reveal(process_environment, &self.cloud).await.map_err(NoKey::why)?;
            Ok([Some(revealed.key), revealed.older].into_iter().flatten().collect())
        })
    }
}

impl KeySource for Statement {
    fn read(&self) -> Reading<'_> {
        Box::pin(async {
            let statement = self.cloud.statement(self.audience).await;
            statement.map(|statement| vec![statement]).map_err(|fault| match fault {
                CloudFault::Silent { service } => {
                    Why::NoAnswer { vendor: service, detail: "no statement of who runs this program".to_owned() }
                }
                CloudFault::Wrong { problem, fix } => Why::NotConfigured(format!("{problem} (fix: {fix})")),
            })
        })
    }
}
