//! After a repair: what is proposed about the renamed account, what it still can do, and when the repair is looked at again.

use crate::accounts::{groups, products};
use crate::message::{Labelled, List};
use crate::told::{Renamed, Told};
use crate::words::{counted, day, moment};
use untwin_core::domain::{AccountFile, ApiToken, Fact, Liveness};

/// The proposal, where a repair renamed somebody.
pub(crate) fn proposal(told: &Told<'_>) -> Option<List> {
    let Renamed { account, address, proposal, known } = told.renamed?;
    let heading = format!("Proposal: disable the renamed account {address} ({account})");
    let fresh = told.read.holder.filter(|file| file.id == *account);
    if fresh.is_some_and(|file| life(file) == Life::Over) {
        return None;
    }
    let access = match fresh {
        Some(file) => access(file),
        None => known.iter().map(|known| format!("Before the repair, as read: {known}")).collect(),
    };
    Some(List { heading, items: proposal.iter().cloned().chain(access).collect() })
}

/// Whether somebody has disabled it already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    /// It lives, or that cannot be told.
    MayGoOn,
    Over,
}

fn life(file: &AccountFile) -> Life {
    match &file.account {
        Fact::Known(account, _) if matches!(account.liveness(), Liveness::NotAlive(_)) => Life::Over,
        Fact::Known(..) | Fact::Unavailable(_) => Life::MayGoOn,
        Fact::Absent(_) => Life::Over,
    }
}

/// What the account still can do, as it was just read.
fn access(file: &AccountFile) -> Vec<String> {
    vec![
        format!("It still has groups: {}", groups(file)),
        format!("It still has products: {}", products(file)),
        format!("API tokens of it that still work: {}", tokens(file)),
    ]
}

fn tokens(file: &AccountFile) -> String {
    match file.tokens.entries() {
        Ok([]) => "none".to_owned(),
        Ok(tokens) => {
            let used = tokens.iter().filter_map(|token: &ApiToken| token.last_used_at).max();
            let used = used.map_or_else(|| "never used".to_owned(), |at| format!("last used {}", day(at)));
            format!("{}, {used}", counted(tokens.len(), "token", "tokens"))
        }
        Err(why) => crate::words::unread(why),
    }
}

/// When the repair is looked at again.
pub(crate) fn looks(told: &Told<'_>) -> Option<Labelled> {
    let looks: Vec<String> = told.looks.iter().map(|at| moment(*at)).collect();
    (!looks.is_empty()).then(|| Labelled { label: "Looked at again", text: looks.join(", ") })
}
