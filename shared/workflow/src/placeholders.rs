//! Accounts that were renamed to a placeholder and still live a fortnight after their repair: looked for once a day.
//!
//! It reads, and changes nothing. However often it is asked, and by however many workers, it looks once a day.

use crate::diagnose::{WorkError, days_before};
use crate::ports::{Clock, OrganizationReads, Phase, Ports, Rate, Store, Tally};
use jiff::Timestamp;
use std::sync::Arc;
use untwin_core::domain::{AccountId, CaseId, DirectoryId, EmailAddress, Fact, Liveness};
use untwin_core::saga::fold;

/// How long after a repair the renamed account may live on without a word, in days.
pub const PLACEHOLDER_DAYS: i64 = 14;
/// Accounts that are looked at in one day.
const LOOKS_MAX: usize = 50;
/// Cases that are looked through.
const CASES_MAX: usize = 10_000;
/// One look a day, over all workers.
const DAILY: Rate = Rate { requests: 1, window_ms: 86_400_000 };
/// Under which name the store counts that.
const DAILY_KEY: &str = "placeholders";

/// Renamed accounts that live on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placeholders {
    /// Those that do, the oldest repair first.
    pub living: Vec<Placeholder>,
    /// Those that could not be read, and why.
    pub unread: Vec<(Placeholder, String)>,
    /// How many were not looked at, for want of time or because there are too many.
    pub left: usize,
}

/// An account that a repair renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The case.
    pub case: CaseId,
    /// The account.
    pub account: AccountId,
    /// Its placeholder.
    pub address: EmailAddress,
    /// When the repair was verified first.
    pub repaired_at: Timestamp,
    directory: DirectoryId,
}

/// Looks for them; `None` where that was done within the last day.
pub async fn placeholders<P: Ports>(ports: &P, deadline: Timestamp) -> Result<Option<Placeholders>, WorkError> {
    let now = ports.clock().now();
    if now >= deadline || ports.store().pace(DAILY_KEY, DAILY, now).await?.is_some() {
        return Ok(None);
    }
    let old = old_ones(ports, days_before(now, PLACEHOLDER_DAYS)).await?;
    let mut found = Placeholders { left: old.len(), ..Placeholders::default() };
    for placeholder in old.into_iter().take(LOOKS_MAX) {
        if ports.clock().now() >= deadline {
            break;
        }
        found.left = found.left.saturating_sub(1);
        match look(ports, &placeholder).await {
            Life::Alive => found.living.push(placeholder),
            Life::Over => {}
            Life::Unread(why) => found.unread.push((placeholder, why)),
        }
    }
    Ok(Some(found))
}

/// The renamed accounts of repairs that are so old, the oldest first.
async fn old_ones<P: Ports>(ports: &P, since: Timestamp) -> Result<Vec<Placeholder>, WorkError> {
    let mut old = Vec::new();
    for case in ports.store().list(CASES_MAX).await? {
        // Whoever looks at the case itself hears of a journal that cannot be read.
        let Ok(view) = fold(&case.journal) else { continue };
        let rename = view.run.as_ref().and_then(|run| run.plan.rename.as_ref());
        let (Some(rename), Some(repaired_at)) = (rename, view.repaired_at) else { continue };
        if repaired_at < since {
            old.push(Placeholder {
                case: case.id,
                account: rename.account.clone(),
                address: rename.to.clone(),
                repaired_at,
                directory: case.directory,
            });
        }
    }
    old.sort_by_key(|placeholder| placeholder.repaired_at);
    Ok(old)
}

/// Whether the account still lives under its placeholder.
enum Life {
    Alive,
    Over,
    Unread(String),
}

async fn look<P: Ports>(ports: &P, placeholder: &Placeholder) -> Life {
    let tally = Arc::new(Tally::default());
    let Some(eyes) = ports.eyes(&placeholder.directory, &tally, Phase::Verify) else {
        return Life::Unread(format!("the settings hold no directory {} any more", placeholder.directory));
    };
    match eyes.organization.account(&placeholder.account).await {
        Fact::Known(account, _) if account.address.as_ref() != Some(&placeholder.address) => Life::Over,
        Fact::Known(account, _) => match account.liveness() {
            Liveness::Alive => Life::Alive,
            Liveness::NotAlive(_) => Life::Over,
            Liveness::Unsaid => Life::Unread("whether it lives is not said".to_owned()),
        },
        Fact::Absent(_) => Life::Over,
        Fact::Unavailable(why) => Life::Unread(why.to_string()),
    }
}
