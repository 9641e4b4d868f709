//! What there is to tell of a case, in the words of the core: the caller has read it, this crate reads nothing.

use jiff::Timestamp;
use untwin_core::decision::{Guard, GuardReport, PlanBody, PlanHash};
use untwin_core::domain::{AccountFile, AccountId, AddressChange, CaseId, EmailAddress, Fact, Outcome};
use untwin_core::saga::CaseView;

/// A case, to be told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'t> {
    /// Its id: the same in every message about it.
    pub case: &'t CaseId,
    /// The value in conflict: the address that the person should have.
    pub person: &'t str,
    /// How it stands.
    pub outcome: Outcome,
    /// One sentence of the newest diagnosis.
    pub sentence: Option<&'t str>,
    /// Why it is where it is.
    pub why: Option<&'t str>,
    /// The one guard that stopped it.
    pub stopped_by: Option<Guard>,
    /// The guards of the newest diagnosis.
    pub guards: &'t [GuardReport],
    /// What a person should do.
    pub advice: &'t [String],
    /// What the last verification found missing.
    pub findings: &'t [String],
    /// What its journal says, all in all.
    pub view: &'t CaseView,
    /// What was read of the two accounts.
    pub read: Read<'t>,
    /// The plan that waits for an answer.
    pub proposal: Option<Proposal<'t>>,
    /// The account that a repair renamed.
    pub renamed: Option<Renamed<'t>>,
    /// When a repair is looked at again.
    pub looks: &'t [Timestamp],
}

/// What was read of the two accounts, where it was read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Read<'t> {
    /// The account that has the address, or had it.
    pub holder: Option<&'t AccountFile>,
    /// The person's own account.
    pub original: Option<&'t AccountFile>,
    /// Changes of the person's address at the provider.
    pub changes: Option<&'t Fact<Vec<AddressChange>>>,
}

/// A plan that was not carried out yet.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'t> {
    /// What an answer has to name.
    pub hash: &'t PlanHash,
    /// The plan.
    pub plan: &'t PlanBody,
    /// Guards that an approval has to override, each with a reason.
    pub overrides: &'t [Guard],
}

/// The account that a repair renamed, which is still alive.
#[derive(Debug, Clone, Copy)]
pub struct Renamed<'t> {
    /// The account.
    pub account: &'t AccountId,
    /// Its placeholder.
    pub address: &'t EmailAddress,
    /// What is proposed, and where to click.
    pub proposal: &'t [String],
    /// What was read of its access before the repair; told where it was not read since.
    pub known: &'t [String],
}
