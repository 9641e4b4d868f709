//! The way to AWS: for keys that lie there, for what it states of who runs this program, and for who that is.
//!
//! It knows what no key is for, and shows none. Without the feature `aws` there is no way, and whoever needs one is told.

use crate::settings::Settings;
use crate::toml_file::{Fault, Spot};
use secrecy::SecretString;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

#[cfg(feature = "aws")]
mod reached;

/// What is asked of AWS. It is behind a pointer, so that this program can be built without AWS.
pub trait CloudKeys: Send + Sync {
    /// A secret by name or ARN: the version in force, then the one before it, if it is still there. It answers within
    /// seconds.
    fn versions<'c>(&'c self, id: &'c str) -> Asked<'c, Vec<SecretString>>;

    /// A signed statement of who runs this program, for this audience. It answers within seconds.
    fn statement<'c>(&'c self, audience: &'c str) -> Asked<'c, SecretString>;

    /// Who asks, as an ARN. It answers within seconds.
    fn caller(&self) -> Asked<'_, String>;
}

/// An answer of AWS on its way.
pub type Asked<'c, T> = Pin<Box<dyn Future<Output = Result<T, CloudFault>> + Send + 'c>>;

/// The way to AWS, if there is one.
#[derive(Clone)]
pub struct Cloud {
    keys: Option<Arc<dyn CloudKeys>>,
    /// For what is kept there.
    #[cfg(feature = "aws")]
    clients: Option<untwin_aws::Clients>,
}

/// Why something of AWS cannot be had. It names neither a secret nor who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloudFault {
    /// It does not answer, or not to any purpose: it may work later.
    Silent {
        /// Which service.
        service: &'static str,
    },
    /// A person has to put it right.
    Wrong {
        /// What is wrong.
        problem: String,
        /// What to do about it.
        fix: &'static str,
    },
}

impl Cloud {
    /// No way. Whatever lies there is a fault.
    pub const fn none() -> Self {
        Self {
            keys: None,
            #[cfg(feature = "aws")]
            clients: None,
        }
    }

    /// The way through these, to keys alone.
    pub fn through(keys: impl CloudKeys + 'static) -> Self {
        let mut cloud = Self::none();
        cloud.keys = Some(Arc::new(keys));
        cloud
    }

    /// The way that these settings need: none is made ready for settings that name nothing there.
    #[cfg(feature = "aws")]
    pub async fn of(settings: &Settings) -> Self {
        if !settings.name_aws() {
            return Self::none();
        }
        let clients = untwin_aws::Clients::from_environment().await;
        Self { clients: Some(clients.clone()), ..Self::through(clients) }
    }

    /// The clients themselves.
    #[cfg(feature = "aws")]
    pub(crate) const fn clients(&self) -> Option<&untwin_aws::Clients> {
        self.clients.as_ref()
    }

    /// This program was built without AWS.
    #[cfg(not(feature = "aws"))]
    pub fn of(_: &Settings) -> std::future::Ready<Self> {
        std::future::ready(Self::none())
    }

    /// Whether there is a way at all; nothing is asked.
    pub(crate) fn there(&self) -> Result<(), CloudFault> {
        self.keys().map(drop)
    }

    pub(crate) async fn versions(&self, id: &str) -> Result<Vec<SecretString>, CloudFault> {
        self.keys()?.versions(id).await
    }

    pub(crate) async fn statement(&self, audience: &str) -> Result<SecretString, CloudFault> {
        self.keys()?.statement(audience).await
    }

    /// Who runs this program, as AWS knows them: an ARN.
    pub async fn caller(&self) -> Result<String, CloudFault> {
        self.keys()?.caller().await
    }

    fn keys(&self) -> Result<&dyn CloudKeys, CloudFault> {
        self.keys.as_deref().ok_or_else(CloudFault::no_way)
    }
}

impl CloudFault {
    /// As a fault of what named it.
    pub(crate) fn at(&self, spot: &Spot) -> Fault {
        match self {
            Self::Silent { service } => spot.fault(&format!("{service} does not answer"), "try again later"),
            Self::Wrong { problem, fix } => spot.fault(problem, fix),
        }
    }

    fn no_way() -> Self {
        let fix = "use a program that was built with the feature aws, or keep the key in a file";
        Self::Wrong { problem: "this program was built without AWS".to_owned(), fix }
    }
}

impl fmt::Display for CloudFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent { service } => write!(f, "{service} does not answer"),
            Self::Wrong { problem, fix } => write!(f, "{problem} (fix: {fix})"),
        }
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.keys.is_some() { "Cloud(aws)" } else { "Cloud(none)" })
    }
}
