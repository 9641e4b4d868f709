//! Which organization, with which keys, and how fast it may be asked.

use crate::refusal::error_key;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use untwin_core::domain::{DirectoryId, OrganizationId};
use untwin_outbound::{BaseUrl, Key, Vendor};
use untwin_workflow::ports::Rate;

/// Where all of these APIs live, unless a test or a demo says otherwise.
pub const BASE_URL: &str = "https://api.atlassian.com";

/// What people call the vendor.
pub(crate) const NAME: &str = "Atlassian";
/// No number is published for these APIs; a 429 is obeyed, and this keeps one busy worker from provoking it.
const RATE: Rate = Rate { requests: 100, window_ms: 10_000 };
/// `last-active-dates` allows 200 requests a minute for the organization; this stays a tenth below.
const ACTIVITY_RATE: Rate = Rate { requests: 30, window_ms: 10_000 };
const TIMEOUT: Duration = Duration::from_secs(20);

/// The settings of one organization. `Debug` shows no key.
#[derive(Debug, Clone)]
pub struct OrganizationSettings {
    /// The organization.
    pub organization: OrganizationId,
    /// Where its APIs live; usually [`BASE_URL`].
    pub base_url: BaseUrl,
    /// The organization API key. Only one without scopes reaches all that is needed.
    pub key: Key,
    /// The SCIM directories, each with its key where one was given. It must be the key that the identity provider
    /// uses: making a new one would stop that one at once.
    pub directories: BTreeMap<DirectoryId, Option<Key>>,
}

impl OrganizationSettings {
    pub(crate) fn vendor(&self) -> Arc<Vendor> {
        Arc::new(self.paced("atlassian", RATE))
    }

    /// The one operation with a limit of its own.
    pub(crate) fn activity_vendor(&self) -> Arc<Vendor> {
        Arc::new(self.paced("atlassian-activity", ACTIVITY_RATE))
    }

    fn paced(&self, pace_key: &'static str, rate: Rate) -> Vendor {
        Vendor { name: NAME, base: self.base_url.clone(), pace_key, rate, timeout: TIMEOUT, error_key }
    }
}
