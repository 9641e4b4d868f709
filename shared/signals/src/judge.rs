//! From a status and the error texts of one record to what it says.

use crate::reading::Fault;
use serde_json::Value;
use untwin_core::domain::{
    AddressError, Attribute, EmailAddress, Extent, Recognition, UniquenessConflict, mentions, plain, recognise,
};

/// How a record says that it ended.
pub(crate) enum Status {
    /// A failure.
    Failure,
    /// Success or skipped, in its own word.
    NotAFailure(&'static str),
    /// A warning, or a value that we do not know: the text decides.
    Unclear,
    /// It does not say.
    Unsaid,
}

/// Reads a status as text or as the number of the enumeration (success 0, failure 1, skipped 2).
pub(crate) fn status(value: Option<&Value>) -> Status {
    let Some(value) = value else { return Status::Unsaid };
    let word = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_ascii_lowercase());
    match word.as_str() {
        "" => Status::Unsaid,
        "failure" | "failed" | "1" => Status::Failure,
        "success" | "succeeded" | "0" => Status::NotAFailure("success"),
        "skipped" | "2" => Status::NotAFailure("skipped"),
        _ => Status::Unclear,
    }
}

/// How the words of a step are named as a field.
pub(crate) const STEP_FIELD: &str = "provisioningSteps.description";

/// A text of a record that may say what went wrong, with the field it stands in.
pub(crate) struct ErrorText<'t> {
    pub(crate) field: &'static str,
    pub(crate) text: &'t str,
}

/// What a record says. The first text that names a conflict in full decides.
pub(crate) fn judge(status: &Status, texts: &[ErrorText<'_>]) -> Result<Recognition, Fault> {
    if let Status::NotAFailure(word) = status {
        return Ok(Recognition::Nothing(format!("not a failure: status {word}")));
    }
    let mut cut = None;
    let mut other = None;
    for ErrorText { field, text } in texts {
        let plain = plain(text);
        let mut found = mentions(&plain);
        if let Some(whole) = found.iter().position(|mention| mention.extent == Extent::Whole) {
            return checked(found.swap_remove(whole).recognition);
        }
        if !found.is_empty() {
            cut = cut.or(Some(*field));
            continue;
        }
        if let Recognition::Other(why) = recognise(text) {
            other = other.or(Some(why));
        }
    }
    if let Some(field) = cut {
        return Err(cut_short(field));
    }
    Ok(other.map_or_else(|| silence(status, texts), Recognition::Other))
}

/// A conflict text that breaks off.
pub(crate) fn cut_short(field: &str) -> Fault {
    Fault::new(field, "the conflict text is cut off before it ends", "send the whole text")
}

/// A conflict about an address that cannot be one cannot be read; every other value is kept as it is.
pub(crate) fn checked(recognition: Recognition) -> Result<Recognition, Fault> {
    if let Recognition::Uniqueness(UniquenessConflict { attribute: Attribute::Email, value: Some(value), .. }) =
        &recognition
        && let Err(error) = EmailAddress::parse(value)
    {
        return Err(Fault::new(
            "email in the conflict text",
            problem_of(error),
            "correct the address at its source, or send the unchanged text",
        ));
    }
    Ok(recognition)
}

const fn problem_of(error: AddressError) -> &'static str {
    match error {
        AddressError::Empty => "empty",
        AddressError::NoAt => "nothing before or after an @",
        AddressError::LocalPartTooLong => "more than 64 characters before the @",
        AddressError::TooLong => "longer than 254 characters",
        AddressError::BadCharacter => "a character that no address of a person has",
    }
}

/// A step says that something failed and not why.
fn silence(status: &Status, texts: &[ErrorText<'_>]) -> Recognition {
    let said = texts.iter().any(|t| t.field != STEP_FIELD);
    match status {
        Status::Failure if said => Recognition::Other("a failure whose text names no conflict".to_owned()),
        Status::Failure => Recognition::Untold("a failure without an error text".to_owned()),
        Status::NotAFailure(word) => Recognition::Nothing(format!("not a failure: status {word}")),
        Status::Unclear => Recognition::Nothing("neither failure nor success, and no conflict text".to_owned()),
        Status::Unsaid => Recognition::Nothing("no status and no conflict text".to_owned()),
    }
}
