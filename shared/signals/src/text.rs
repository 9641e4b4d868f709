//! Text as people paste it from a portal or a troubleshooting log, and bare SCIM errors.
//!
//! Such a text carries no ids: its key is its content, and it only says whom to look for.

use crate::{
    identity::{key_of_record, key_of_text},
    judge::{ErrorText, Status, checked, cut_short, judge},
    quoted::quoted,
    reading::{Fault, Reading},
};
use serde_json::Value;
use std::ops::Range;
use untwin_core::domain::{
    EventId, Extent, Failure, Hint, Mention, Operation, Recognition, Source, announced_retry, mentions, plain,
    recognise,
};

/// Reads a pasted text: one record for each conflict in it, none where it speaks of no conflict.
pub(crate) fn read_text(text: &str, place: &str, into: &mut Reading) {
    let plain = plain(text);
    let mentions = mentions(&plain);
    if mentions.is_empty() {
        return match recognise(&plain) {
            other @ Recognition::Other(_) => {
                into.take(place, &Value::Null, key_of_text(&plain).map(|key| failure(other, key, &plain)));
            }
            Recognition::Uniqueness(_) | Recognition::Untold(_) | Recognition::Nothing(_) => {}
        };
    }
    for (mention, range) in mentions.iter().zip(parts(&plain, &mentions)) {
        let part = plain.get(range).unwrap_or_default().trim();
        match of_mention(mention, part) {
            Ok(failure) => into.failures.push(failure),
            Err(fault) => into.refuse(place, part, fault),
        }
    }
}

/// Reads a SCIM error as the target answered it.
pub(crate) fn read_scim_error(value: &Value, place: &str, into: &mut Reading) {
    let text = value.to_string();
    let read = judge(&Status::Failure, &[ErrorText { field: "detail", text: &text }]);
    into.take(place, value, read.and_then(|recognition| Ok(failure(recognition, key_of_record(value)?, &text))));
}

/// Whether a text is nothing but SCIM errors, whole or cut off, with words around them.
///
/// Articles print them without the last brace, and Entra puts prose after them.
pub(crate) fn holds_scim_errors_only(text: &str) -> bool {
    let plain = plain(text);
    let mut objects = plain.split('{').skip(1);
    objects.all(opens_scim_error) && mentions(&plain).iter().any(|mention| mention.extent == Extent::Whole)
}

fn opens_scim_error(inside: &str) -> bool {
    let key = inside.trim_start().strip_prefix('"').unwrap_or_default();
    ["schemas\"", "status\"", "scimType\"", "detail\""].iter().any(|known| key.starts_with(known))
}

fn of_mention(mention: &Mention, part: &str) -> Result<Failure, Fault> {
    match mention.extent {
        Extent::Whole => Ok(failure(checked(mention.recognition.clone())?, key_of_text(part)?, part)),
        Extent::CutShort => Err(cut_short("detail")),
    }
}

fn failure(recognition: Recognition, dedup_key: EventId, text: &str) -> Failure {
    let quoted = quoted(text);
    Failure {
        source: Source::PastedText,
        recognition,
        dedup_key,
        log_record: None,
        tenant: None,
        job: None,
        subject: None,
        operation: quoted.as_ref().map_or(Operation::Other, |q| q.operation),
        subject_name: quoted.and_then(|q| q.user).map(Hint::new),
        target_record: None,
        occurred_at: None,
        retry_announced_at: announced_retry(text),
    }
}

/// The part of a text that belongs to each mention: what leads to it, and the rest of its line.
fn parts(text: &str, mentions: &[Mention]) -> Vec<Range<usize>> {
    let starts = mentions.iter().skip(1).map(|next| next.span.start);
    let ends =
        mentions.iter().zip(starts).map(|(mention, next)| mention.span.end + end_of_part(text, mention.span.end..next));
    let mut from = 0;
    let ranges = ends.chain([text.len()]).map(|end| {
        let range = from..end;
        from = end;
        range
    });
    ranges.collect()
}

/// Where the first of two mentions ends: at the blank line between them, else at the end of its line,
/// else at the end of its object. A pretty-printed object is not torn.
fn end_of_part(text: &str, between: Range<usize>) -> usize {
    let between = text.get(between).unwrap_or_default();
    let object =
        between.find(['{', '}']).filter(|at| between.as_bytes().get(*at) == Some(&b'}')).map_or(0, |at| at + 1);
    let rest = between.get(object..).unwrap_or_default();
    let blank = ["\n\n", "\r\n\r\n"].iter().filter_map(|mark| rest.find(mark).map(|at| at + mark.len())).min();
    let line = rest.find('\n').map(|at| at + 1);
    object + blank.or(line).unwrap_or(0)
}
