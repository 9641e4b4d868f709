//! The causes, one file each, and which of them wins.
//!
//! 1 and 22 end the diagnosis at once. Then everything that belongs to a cause that is not built, or that contradicts
//! itself, is undetermined. Of the rest exactly one must hold, and one that writes needs the newest word of the IdP's log.
//! A root cause accompanies whatever was found, and never competes with it.

mod already_healed;
mod another_person;
mod domain_not_claimed;
mod duplicate_linked;
mod duplicate_unlinked;
mod holder_invisible;
mod holder_unmanaged;
mod holder_unverified;
mod neighbours;
mod newest;
mod not_a_uniqueness_conflict;
mod original_unmanaged;
mod other_key_taken;
mod proof;
mod seen;
mod transient;
mod undetermined;
mod unusable_record;

pub(crate) use seen::newest_record;

use super::{Cause, Circumstances, Finding};
use crate::domain::Evidence;
use jiff::Timestamp;
use seen::Seen;

/// A finding, and what may follow from it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnosis {
    pub(crate) finding: Finding,
    pub(crate) course: Course,
}

/// What may follow from a finding, before any guard was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course {
    /// Nothing: it is counted.
    Count,
    /// Waiting, and until when if something names a time.
    Wait(Option<Timestamp>),
    /// A person.
    Person,
    /// A look at Atlassian, no write.
    VerifyOnly,
    /// One push.
    PushAgain,
    /// The holder gets a placeholder, then a push.
    RenameAndPush,
    /// The holder loses its SCIM record before that, and groups are brought back after it.
    RemoveRenameAndPush,
    /// A record that nobody is behind goes, then a push.
    DeleteAndPush,
}

/// What detection can end with early. Boxed, because a diagnosis is large and ends are rare.
type Early<T> = Result<T, Box<Diagnosis>>;

/// Finds the cause. It always finds one: not knowing is a cause too.
pub(crate) fn diagnose(evidence: &Evidence, circumstances: &Circumstances) -> Diagnosis {
    early_or_found(evidence, circumstances).unwrap_or_else(|end| *end)
}

fn early_or_found(evidence: &Evidence, circumstances: &Circumstances) -> Early<Diagnosis> {
    not_a_uniqueness_conflict::detect(evidence)?;
    if let Some(found) = duplicate_linked::without_the_text(evidence) {
        return Ok(found);
    }
    neighbours::of_the_record(evidence)?;
    transient::detect(evidence)?;
    other_key_taken::named_by_the_text(evidence)?;
    let seen = Seen::read(evidence, circumstances)?;
    Ok(domain_not_claimed::accompany(&seen, of_what_was_seen(&seen)))
}

fn of_what_was_seen(seen: &Seen<'_>) -> Diagnosis {
    exactly_one(seen).unwrap_or_else(|end| *end)
}

fn exactly_one(seen: &Seen<'_>) -> Early<Diagnosis> {
    neighbours::check(seen)?;
    let mut found: Vec<Diagnosis> = DETECTORS.iter().filter_map(|detect| detect(seen)).collect();
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => newest::allows(seen, only),
        (Some(one), false) => Ok(undetermined::several(found.into_iter().chain([one]))),
        (None, _) => Ok(neighbours::none_holds(seen)),
    }
}

/// The causes of which exactly one must hold.
const DETECTORS: [fn(&Seen<'_>) -> Option<Diagnosis>; 10] = [
    already_healed::detect,
    duplicate_unlinked::detect,
    duplicate_linked::detect,
    unusable_record::detect,
    holder_unverified::detect,
    holder_unmanaged::detect,
    holder_invisible::detect,
    original_unmanaged::detect,
    another_person::detect,
    other_key_taken::detect,
];

impl Diagnosis {
    fn new(cause: Cause, course: Course, sentence: impl Into<String>) -> Self {
        let finding =
            Finding { cause, sentence: sentence.into(), proof: Vec::new(), advice: Vec::new(), roots: Vec::new() };
        Self { finding, course }
    }

    fn proved_by(mut self, proof: impl IntoIterator<Item = String>) -> Self {
        self.finding.proof.extend(proof);
        self
    }

    fn advising<'a>(mut self, advice: impl IntoIterator<Item = &'a str>) -> Self {
        self.finding.advice.extend(advice.into_iter().map(str::to_owned));
        self
    }

    fn end<T>(self) -> Early<T> {
        Err(Box::new(self))
    }
}
