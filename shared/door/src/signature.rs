//! Signatures of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.

use crate::refusal::Refusal;
use crate::secret::{SigningSecret, decoded};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use jiff::Timestamp;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

/// How far the time of a signature may be from now, in seconds, either way.
pub const TOLERANCE_S: i64 = 300;
/// Signatures looked at in one request; a rotation needs two.
const SIGNATURES_MAX: usize = 8;
/// The longest id of a message.
const ID_CHARS_MAX: usize = 256;

/// The id of a message whose signature and time are in order.
pub(crate) fn verified<'h>(
    headers: &'h HeaderMap,
    body: &[u8],
    secrets: &[SigningSecret],
    now: Timestamp,
) -> Result<&'h str, Refusal> {
    let id = only(headers, "webhook-id").filter(|id| is_id(id)).ok_or(Refusal::Signature)?;
    let sent_at = only(headers, "webhook-timestamp").ok_or(Refusal::Signature)?;
    let signatures = only(headers, "webhook-signature").ok_or(Refusal::Signature)?;
    let offered: Vec<Vec<u8>> = signatures
        .split_ascii_whitespace()
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .take(SIGNATURES_MAX)
        .filter_map(decoded)
        .collect();
    let fits = secrets.iter().fold(Choice::from(0), |fits, secret| {
        let made = made(secret, &[id.as_bytes(), b".", sent_at.as_bytes(), b".", body]);
        offered.iter().fold(fits, |fits, offered| fits | made.ct_eq(offered.as_slice()))
    });
    if !bool::from(fits) {
        return Err(Refusal::Signature);
    }
    // The time is believed only now: it is part of what is signed.
    if is_now(sent_at, now) { Ok(id) } else { Err(Refusal::Stale) }
}

fn made(secret: &SigningSecret, parts: &[&[u8]]) -> Vec<u8> {
    // A key of any length is one for HMAC, so there is no error to tell of; without a signature nothing fits.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.key()) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// A header that is there once, as text.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// A dot in an id would leave open where it ends in what is signed.
fn is_id(id: &str) -> bool {
    (1..=ID_CHARS_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

fn is_now(sent_at: &str, now: Timestamp) -> bool {
    let digits = sent_at.bytes().all(|byte| byte.is_ascii_digit());
    let second: Option<i64> = sent_at.parse().ok().filter(|_| digits);
    second.is_some_and(|second| now.as_second().saturating_sub(second).saturating_abs() <= TOLERANCE_S)
}
