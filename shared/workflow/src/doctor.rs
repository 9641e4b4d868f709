//! Looking whether everything that a repair needs is there: keys and what they reach, domains, directories, mapping.
//!
//! It reads and nothing else: every check is one question that a diagnosis asks as well. What is said of a key names the
//! key by its place in the settings, never by its value.

mod directory;
mod organization;
mod provider;

use crate::ports::{Eyes, Phase, Ports, Tally};
use crate::setup::Setup;
use std::sync::Arc;
use untwin_core::domain::{AccountId, DirectoryId, Fact, Why};

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it has to be.
    Ok,
    /// It works, and somebody should look at it.
    Attention,
    /// It does not work, and waiting does not help.
    Broken,
    /// It could not be checked, because something that it needs is not known.
    NotChecked,
    /// It could not be checked, because a vendor does not answer now.
    Unreachable,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub what: String,
    /// How it is.
    pub health: Health,
    /// What was found, without personal data and without keys.
    pub found: String,
    /// What to do, where something is to be done.
    pub fix: Option<String>,
}

impl Check {
    /// As it has to be.
    pub fn ok(what: impl Into<String>, found: impl Into<String>) -> Self {
        Self { what: what.into(), health: Health::Ok, found: found.into(), fix: None }
    }

    /// Somebody has to do something.
    pub fn to_do(what: impl Into<String>, health: Health, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), health, found: found.into(), fix: Some(fix.into()) }
    }

    /// Something that could not be read. A refused key is broken; whatever passes by itself is not reachable now.
    pub fn unread(what: impl Into<String>, why: &Why, fix: &str) -> Self {
        let (health, fix) = match why {
            Why::KeyRefused { .. } => (Health::Broken, fix),
            Why::Throttled { .. } | Why::NoAnswer { .. } => (Health::Unreachable, "try again in a few minutes"),
            Why::Unexpected { .. } | Why::NotConfigured(_) | Why::NotAsked(_) => (Health::NotChecked, fix),
        };
        Self::to_do(what, health, why.to_string(), fix)
    }
}

/// Everything that one examination found, and what later checks need of it.
struct Examination {
    checks: Vec<Check>,
    /// A managed account, to ask further questions about.
    account: Option<AccountId>,
}

/// Looks at everything that is outside this machine. `swapped` reads with the organization's and the directories' keys in each
/// other's place: where a key is refused, that tells whether it only stands in the wrong place.
pub async fn examine<P: Ports>(ports: &P, swapped: &P, setup: &Setup, mut progress: impl FnMut(&str)) -> Vec<Check> {
    let mut examination = Examination { checks: Vec::new(), account: None };
    let Some(first) = setup.directories.keys().next() else { return examination.checks };
    let see = |ports: &P, directory: &DirectoryId| -> Option<Eyes<P::Organization, P::Idp>> {
        ports.eyes(directory, &Arc::new(Tally::default()), Phase::Evidence)
    };
    if let Some((eyes, swapped)) = see(ports, first).zip(see(swapped, first)) {
        progress("the organization");
        examination.organization((&eyes.organization, &swapped.organization), first).await;
    }
    for (directory, by) in &setup.directories {
        if let Some((eyes, swapped)) = see(ports, directory).zip(see(swapped, directory)) {
            progress(&format!("directory {directory}"));
            examination.directory((&eyes.organization, &swapped.organization), (directory, by)).await;
            progress(&format!("the identity provider of directory {directory}"));
            examination.provider(&eyes, directory, setup.policy.sso_attribute.as_deref(), ports).await;
        }
    }
    examination.checks
}

impl Examination {
    fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// One question whose answer itself does not matter, only whether it is given.
    fn reach<T>(&mut self, what: String, fact: &Fact<T>, fix: &str) {
        self.add(match fact {
            Fact::Known(..) | Fact::Absent(_) => Check::ok(what, "readable"),
            Fact::Unavailable(why) => Check::unread(what, why, fix),
        });
    }
}
