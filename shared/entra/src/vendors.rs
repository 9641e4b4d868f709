//! How the parts of Microsoft's service are paced. Each limit is for one app in one tenant.

use crate::EntraSettings;
use crate::wire::{error, token};
use std::sync::Arc;
use std::time::Duration;
use untwin_outbound::Vendor;
use untwin_workflow::ports::Rate;

/// What people call it.
pub(crate) const NAME: &str = "Microsoft Graph";

/// "Identity and access reports", provisioning logs among them, and provision on demand: 5 requests in 10 s each.
const SLOW: Rate = Rate { requests: 5, window_ms: 10_000 };
/// The smallest tenants get 3500 units in 10 s, and none of our reads costs more than a few.
const FAST: Rate = Rate { requests: 200, window_ms: 10_000 };
const READ_TIMEOUT: Duration = Duration::from_secs(20);
/// A push is documented to take less than 30 s as a rule.
const PUSH_TIMEOUT: Duration = Duration::from_mins(1);

/// The four limits that are kept apart.
#[derive(Debug)]
pub(crate) struct Vendors {
    pub(crate) login: Arc<Vendor>,
    pub(crate) directory: Arc<Vendor>,
    pub(crate) reports: Arc<Vendor>,
    pub(crate) on_demand: Arc<Vendor>,
}

impl Vendors {
    pub(crate) fn new(settings: &EntraSettings) -> Self {
        let graph = |pace_key, rate, timeout| Vendor {
            name: NAME,
            base: settings.graph_base.clone(),
            pace_key,
            rate,
            timeout,
            error_key: error::key,
        };
        let login = Vendor {
            name: "Microsoft sign-in",
            base: settings.login_base.clone(),
            error_key: token::error_key,
            ..graph("entra-login", FAST, READ_TIMEOUT)
        };
        Self {
            login: Arc::new(login),
            directory: Arc::new(graph("graph-directory", FAST, READ_TIMEOUT)),
            reports: Arc::new(graph("graph-reports", SLOW, READ_TIMEOUT)),
            on_demand: Arc::new(graph("graph-on-demand", SLOW, PUSH_TIMEOUT)),
        }
    }
}
