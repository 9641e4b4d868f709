//! What a body may be: how large, of which type, and how it may be packed.

use crate::refusal::Refusal;
use crate::source::PlainText;
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use std::io::Read as _;

/// The largest body, in bytes, as it comes over the wire.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The largest document that a packed body may hold, in bytes: what `signals` reads at most.
pub const INFLATED_BYTES_MAX: usize = 4 * 1024 * 1024;

const JSON_TYPES: [&str; 4] =
    ["application/json", "application/cloudevents+json", "application/x-ndjson", "application/cloudevents-batch+json"];
const TEXT_TYPE: &str = "text/plain";

/// Whether the length that a request announces is too large already.
pub(crate) fn announced(headers: &HeaderMap) -> Result<(), Refusal> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let fits = |length: u64| usize::try_from(length).is_ok_and(|length| length <= BODY_BYTES_MAX);
    if announced.is_none_or(fits) { Ok(()) } else { Err(Refusal::TooLarge) }
}

/// The type has to be one that the source may send.
pub(crate) fn check_type(headers: &HeaderMap, plain_text: PlainText) -> Result<(), Refusal> {
    let named = only(headers, &CONTENT_TYPE)?.ok_or(Refusal::ContentType)?;
    let essence = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let text = plain_text == PlainText::Accepted && essence == TEXT_TYPE;
    if text || JSON_TYPES.contains(&essence.as_str()) { Ok(()) } else { Err(Refusal::ContentType) }
}

/// The document, unpacked; unpacking stops at the limit.
pub(crate) fn unpacked(headers: &HeaderMap, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let encoding = only(headers, &CONTENT_ENCODING).map_err(|_| Refusal::Encoding)?;
    match encoding.map(|encoding| encoding.trim().to_ascii_lowercase()).as_deref() {
        None | Some("" | "identity") => Ok(body.to_vec()),
        Some("gzip" | "x-gzip") => inflated(body),
        Some(_) => Err(Refusal::Encoding),
    }
}

fn inflated(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let limit = u64::try_from(INFLATED_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut document = Vec::new();
    MultiGzDecoder::new(body).take(limit).read_to_end(&mut document).map_err(|_| Refusal::Damaged)?;
    if document.len() > INFLATED_BYTES_MAX { Err(Refusal::Bomb) } else { Ok(document) }
}

/// A header that is there at most once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Refusal::ContentType);
    }
    value.to_str().map(Some).map_err(|_| Refusal::ContentType)
}
