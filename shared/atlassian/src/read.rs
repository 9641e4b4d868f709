//! From what was read to facts.

use jiff::Timestamp;
use untwin_core::domain::{AbsenceProof, Fact, Question, ReadAt, Why};

/// One thing as read.
#[derive(Debug)]
pub(crate) enum Read<T> {
    /// It is there, as answered at that moment.
    Found(T, Timestamp),
    /// It is proved not to be there.
    Nothing(Timestamp),
}

/// The fact about one thing.
pub(crate) fn fact<T>(question: Question, read: Result<Read<T>, Why>) -> Fact<T> {
    match read {
        Ok(Read::Found(value, at)) => Fact::Known(value, ReadAt { question, at }),
        Ok(Read::Nothing(at)) => Fact::Absent(AbsenceProof::new(question, [], at)),
        Err(why) => Fact::Unavailable(why),
    }
}

/// The fact about a list.
pub(crate) fn list_fact<T>(question: Question, read: Result<(Vec<T>, Timestamp), Why>) -> Fact<Vec<T>> {
    match read {
        Ok((found, at)) => Fact::list(found, question, at),
        Err(why) => Fact::Unavailable(why),
    }
}
