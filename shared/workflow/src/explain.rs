//! Explaining: find the failure behind an address or a case, and diagnose it without writing anything.

use crate::diagnose::{Diagnosis, WorkError, diagnose};
use crate::intake::{Bearer, Taken, take};
use crate::ports::{Ports, Store, StoredCase, Tally};
use crate::setup::Setup;
use std::sync::Arc;
use untwin_core::domain::{
    Attribute, CaseId, EmailAddress, EventId, Failure, Operation, Recognition, Resource, Source, UniquenessConflict,
    sha256_hex,
};

/// What there is to explain.
#[derive(Debug, Clone, PartialEq)]
pub enum Explained {
    /// A case, diagnosed now.
    Case(Box<(StoredCase, Diagnosis)>),
    /// Nothing: the provider's log holds no such conflict.
    Nothing {
        /// Why.
        why: String,
    },
}

/// Explains a case.
pub async fn explain_case<P: Ports>(
    ports: &P,
    setup: &Setup,
    id: &CaseId,
    tally: &Arc<Tally>,
) -> Result<Explained, WorkError> {
    let Some(case) = ports.store().load(id).await? else {
        return Ok(Explained::Nothing { why: "there is no such case".to_owned() });
    };
    let diagnosis = diagnose(ports, setup, &case, tally).await?;
    Ok(Explained::Case(Box::new((case, diagnosis))))
}

/// Explains the newest conflict over an address: the case that has it, or the one that the provider's log shows. Such a case
/// is opened so that it can be planned and approved; nothing drives it by itself.
pub async fn explain_address<P: Ports>(
    ports: &P,
    setup: &Setup,
    address: &EmailAddress,
    tally: &Arc<Tally>,
) -> Result<Explained, WorkError> {
    let known = ports.store().list(CASES_MAX).await?;
    if let Some(case) = known.into_iter().find(|case| case.key.wanted == address.folded()) {
        return explain_case(ports, setup, &case.id, tally).await;
    }
    match take(ports, setup, (&asked_about(address), Bearer::Asker), tally).await? {
        Taken::Opened(id) | Taken::Absorbed(id) => explain_case(ports, setup, &id, tally).await,
        Taken::Ignored { why } | Taken::NotVouchedFor { why } | Taken::TryLater { why, .. } => {
            Ok(Explained::Nothing { why })
        }
    }
}

/// How many cases are searched for an address.
const CASES_MAX: usize = 10_000;

/// A question in the shape of a failure: it is looked up in the provider's log like any pasted text.
fn asked_about(address: &EmailAddress) -> Failure {
    let key = format!("asked-{}", sha256_hex(address.folded().as_bytes()));
    let dedup_key = EventId::parse(&key).unwrap_or_else(|_| unreachable!("hex digits make an id"));
    Failure {
        source: Source::PastedText,
        recognition: Recognition::Uniqueness(UniquenessConflict {
            resource: Resource::User,
            attribute: Attribute::Email,
            value: Some(address.as_str().to_owned()),
        }),
        dedup_key,
        log_record: None,
        tenant: None,
        job: None,
        subject: None,
        subject_name: None,
        target_record: None,
        operation: Operation::Other,
        occurred_at: None,
        retry_announced_at: None,
    }
}
