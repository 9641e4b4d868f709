//! The watch: it is told everything in order, and collects what speaks against the laws.

use crate::laws::{Monitor, Now, Say, every_law};
use crate::past::{Entry, Model, Past};
use crate::{Beginning, Breach, Law, Observed};
use std::collections::BTreeMap;

/// Watches one run.
#[derive(Debug)]
pub struct Watch {
    past: Past,
    monitors: Vec<Box<dyn Monitor>>,
    breaches: Vec<Breach>,
    checked: BTreeMap<Law, u64>,
}

impl Watch {
    /// Begins to watch.
    pub fn new(beginning: Beginning) -> Self {
        let monitors = every_law(&beginning);
        Self { past: Past::new(beginning), monitors, breaches: Vec::new(), checked: BTreeMap::new() }
    }

    /// Is told of one thing. Each law looks at it with the world as it was right before.
    pub fn see(&mut self, observed: &Observed) {
        let entry = Entry::of(&observed.what);
        let now = Now::of(observed, entry.as_ref(), &self.past);
        for monitor in &mut self.monitors {
            let mut say = Say::new(monitor.law(), observed.at, &mut self.breaches, &mut self.checked);
            monitor.look(&now, &mut say);
        }
        let started = now.sending.as_ref().and_then(|sending| sending.claim.index());
        self.past.note(observed, entry, started);
    }

    /// What speaks against the laws so far.
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// How often each law was checked against something that it is about.
    pub const fn checked(&self) -> &BTreeMap<Law, u64> {
        &self.checked
    }

    /// Who owns what, as told so far.
    pub const fn model(&self) -> &Model {
        &self.past.model
    }
}
