//! What the organization allows: typed, complete, and never looser than what is shipped.
//!
//! The file format lives in `startup`; this is what a valid file means.

use super::Cause;
use crate::domain::{AccountId, EmailAddress, IdpUserId};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A whole policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Whether it only says what it would have done.
    pub shadow: Shadow,
    /// The mode of each cause that has one; a cause that is not listed has its shipped mode.
    pub modes: BTreeMap<Cause, Mode>,
    /// Numbers.
    pub limits: Limits,
    /// Whom nobody touches.
    pub protected: Protected,
    /// The attribute that single sign-on takes the address from, if the policy declares it.
    pub sso_attribute: Option<String>,
    /// Who may change addresses as a matter of record.
    pub administrators_of_record: AdministratorsOfRecord,
    /// What placeholder addresses look like.
    pub placeholder: PlaceholderTemplate,
    /// When nothing is written.
    pub freezes: Vec<Freeze>,
    /// The HR source whose employee ids prove a predecessor, if the policy names one.
    pub employee_id_source: Option<String>,
}

/// Shadow mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shadow {
    /// Nothing is written; reports say what would have been.
    On,
    /// Writes are possible.
    Off,
}

/// How far a cause goes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Repaired where every guard passes.
    Auto,
    /// A plan is made and waits for an approval.
    Approve,
    /// A person does it.
    Manual,
    /// Not looked into beyond telling it.
    Off,
}

/// The numbers of a policy, each with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// A holder idle for this long counts as idle.
    pub holder_idle_days: u32,
    /// A person repaired within this time asks.
    pub relapse_days: u32,
    /// Evidence older than this is read again.
    pub evidence_max_age_s: u32,
    /// An address younger than this, set by someone who is no administrator of record, asks.
    pub address_min_age_h: u32,
    /// A plan does not start this close to a cycle or an announced retry.
    pub cycle_margin_s: u32,
    /// How long nobody may have the address.
    pub address_gap_max_s: u32,
    /// How long after its deadline a request may still take effect.
    pub settle_s: u32,
    /// How long one request may take.
    pub request_timeout_s: u32,
    /// This many cases with one cause within [`Limits::storm_window_min`] are a storm.
    pub storm_cases: u32,
    /// The window of the storm guard.
    pub storm_window_min: u32,
    /// People touched in an hour, at most.
    pub people_per_hour: u32,
    /// People touched in a day, at most.
    pub people_per_day: u32,
    /// How long an approval holds.
    pub approval_ttl_h: u32,
    /// How long a push may take to show at Atlassian before the case is stuck.
    pub sync_wait_max_min: u32,
}

/// Accounts and addresses that are never touched without two approvals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Protected {
    /// Account ids (break-glass, service accounts).
    pub accounts: BTreeSet<AccountId>,
    /// Addresses.
    pub addresses: BTreeSet<EmailAddress>,
}

/// Who changes addresses as a matter of record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdministratorsOfRecord {
    /// Users of the identity provider.
    pub users: BTreeSet<IdpUserId>,
    /// Applications (HR, directory sync), by id or exact name.
    pub apps: BTreeSet<String>,
}

/// `{local}_duplicate_{random}@{domain}`: a template that names both parts and the random one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceholderTemplate(String);

/// Why a text is no placeholder template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A part is missing or appears twice.
    #[error(
        "a placeholder template holds {{local}}, {{random}} and {{domain}} once each, as in {{local}}_duplicate_{{random}}@{{domain}}"
    )]
    Parts,
    /// The domain is not the part after the `@`.
    #[error("a placeholder template ends in @{{domain}}: the placeholder stays on the holder's own domain")]
    Domain,
}

impl PlaceholderTemplate {
    /// The shipped template.
    pub const SHIPPED: &'static str = "{local}_duplicate_{random}@{domain}";

    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let once = |part: &str| text.matches(part).count() == 1;
        if !(once("{local}") && once("{random}") && once("{domain}") && once("@")) {
            return Err(TemplateError::Parts);
        }
        if !text.ends_with("@{domain}") {
            return Err(TemplateError::Domain);
        }
        Ok(Self(text.to_owned()))
    }

    /// The template as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether placeholders go through plus addressing, and so reach a mailbox.
    pub fn plus_addressing(&self) -> PlusAddressing {
        if self.0.contains('+') { PlusAddressing::Used } else { PlusAddressing::NotUsed }
    }
}

impl Default for PlaceholderTemplate {
    fn default() -> Self {
        Self(Self::SHIPPED.to_owned())
    }
}

/// Whether a template uses `+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlusAddressing {
    /// A placeholder reaches whoever owns the base address.
    Used,
    /// It is no mailbox by construction.
    NotUsed,
}

/// A time in which nothing is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Why, in the policy's words.
    pub reason: String,
}

impl Limits {
    /// The shipped numbers.
    pub const fn shipped() -> Self {
        Self {
            holder_idle_days: 30,
            relapse_days: 30,
            evidence_max_age_s: 300,
            address_min_age_h: 24,
            cycle_margin_s: 120,
            address_gap_max_s: 120,
            settle_s: 60,
            request_timeout_s: 20,
            storm_cases: 20,
            storm_window_min: 10,
            people_per_hour: 20,
            people_per_day: 100,
            approval_ttl_h: 24,
            sync_wait_max_min: 180,
        }
    }
}

impl Policy {
    /// The shipped policy: shadow mode on, shipped modes.
    pub fn shipped() -> Self {
        Self {
            shadow: Shadow::On,
            modes: BTreeMap::new(),
            limits: Limits::shipped(),
            protected: Protected::default(),
            sso_attribute: None,
            administrators_of_record: AdministratorsOfRecord::default(),
            placeholder: PlaceholderTemplate::default(),
            freezes: Vec::new(),
            employee_id_source: None,
        }
    }

    /// What holds when there is no policy, or one that cannot be read: a person does everything.
    pub fn manual_for_all() -> Self {
        let modes = Cause::ALL.into_iter().filter(|c| c.shipped_mode().is_some()).map(|c| (c, Mode::Manual));
        Self { modes: modes.collect(), ..Self::shipped() }
    }

    /// The mode of a cause; `None` for causes whose handling is fixed.
    pub fn mode(&self, cause: Cause) -> Option<Mode> {
        let shipped = cause.shipped_mode()?;
        // A policy tightens and never loosens, whatever its file says.
        Some(self.modes.get(&cause).copied().map_or(shipped, |mode| mode.max(shipped)))
    }
}

impl Cause {
    /// The shipped mode; `None` for 1 (ignored) and 22 (deferred), whose handling is fixed.
    pub const fn shipped_mode(self) -> Option<Mode> {
        match self {
            Self::AlreadyHealed | Self::DuplicateUnlinked | Self::DuplicateLinked | Self::UnusableRecord => {
                Some(Mode::Auto)
            }
            Self::HolderUnverified
            | Self::HolderUnmanaged
            | Self::HolderInvisible
            | Self::DomainNotClaimed
            | Self::OriginalUnmanaged
            | Self::AnotherPerson
            | Self::OtherKeyTaken
            | Self::Undetermined => Some(Mode::Manual),
            Self::NotAUniquenessConflict | Self::Transient => None,
        }
    }
}
