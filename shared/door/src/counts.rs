//! How many came and what became of them: numbers, and never what they held.

use crate::refusal::Refusal;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The counters of one process, from its start.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<Counted>);

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counted {
    /// Documents that were kept.
    pub kept: u64,
    /// Documents that were known already.
    pub duplicates: u64,
    /// Requests that were refused, by [`Refusal::name`].
    pub refused: BTreeMap<&'static str, u64>,
}

impl Counts {
    pub(crate) fn kept(&self) {
        self.with(|counted| counted.kept += 1);
    }

    pub(crate) fn duplicate(&self) {
        self.with(|counted| counted.duplicates += 1);
    }

    /// Says how often it was refused for this reason by now.
    pub(crate) fn refused(&self, refusal: Refusal) -> u64 {
        self.with(|counted| {
            let times = counted.refused.entry(refusal.name()).or_default();
            *times += 1;
            *times
        })
    }

    pub(crate) fn so_far(&self) -> Counted {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn with<T>(&self, count: impl FnOnce(&mut Counted) -> T) -> T {
        count(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
