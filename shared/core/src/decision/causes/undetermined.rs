//! 25: contradiction, several candidates, or evidence of a cause that is not built. A person gets all of it.

use super::{Course, Diagnosis};
use crate::decision::Cause;

/// Not to be told, and why.
pub(super) fn undetermined(sentence: impl Into<String>) -> Diagnosis {
    Diagnosis::new(Cause::Undetermined, Course::Person, sentence)
}

/// Two causes hold at once.
pub(super) fn several(found: impl IntoIterator<Item = Diagnosis>) -> Diagnosis {
    let found: Vec<Diagnosis> = found.into_iter().collect();
    let names: Vec<&str> = found.iter().map(|diagnosis| diagnosis.finding.cause.name()).collect();
    let sentence = format!("More than one cause fits the evidence: {}.", names.join(", "));
    undetermined(sentence).proved_by(found.into_iter().flat_map(|diagnosis| diagnosis.finding.proof))
}
