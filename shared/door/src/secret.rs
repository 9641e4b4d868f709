//! What a source proves itself with. Nothing here shows a secret.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::{Choice, ConstantTimeEq as _};

/// A secret of a path has at least so many characters: 32 random ones cannot be guessed.
const PATH_CHARS_MIN: usize = 32;
/// No documented limit of a webhook URL is below this.
const PATH_CHARS_MAX: usize = 512;
/// Standard Webhooks: a secret has between 24 and 64 bytes.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const SIGNING_PREFIX: &str = "whsec_";

/// Some makers of secrets leave the padding away.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The last segment of a source's path, for senders that cannot sign. Only its hash is kept.
#[derive(Clone)]
pub struct PathSecret {
    digest: [u8; 32],
}

/// A signing secret of Standard Webhooks.
#[derive(Clone)]
pub struct SigningSecret {
    key: SecretSlice<u8>,
}

/// Why a text is no secret for a door. It quotes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretFault {
    /// Too short to be a secret, or too long for a URL.
    #[error("a secret in a path has from {PATH_CHARS_MIN} to {PATH_CHARS_MAX} characters")]
    PathLength,
    /// It would have to be escaped.
    #[error("a secret in a path has letters, digits, hyphens, underscores, dots and tildes only")]
    PathCharacter,
    /// Not `whsec_` and base64.
    #[error("a signing secret is whsec_ and base64")]
    SigningForm,
    /// Another length than Standard Webhooks allows.
    #[error("a signing secret has from 24 to 64 bytes behind its base64")]
    SigningLength,
}

impl PathSecret {
    /// Reads a secret for a path.
    pub fn parse(text: &str) -> Result<Self, SecretFault> {
        if !(PATH_CHARS_MIN..=PATH_CHARS_MAX).contains(&text.len()) {
            return Err(SecretFault::PathLength);
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)) {
            return Err(SecretFault::PathCharacter);
        }
        Ok(Self { digest: Sha256::digest(text.as_bytes()).into() })
    }

    /// Whether a segment is the secret. Hashes of one length are compared, and all of each: the time tells nothing.
    pub(crate) fn is(&self, segment_digest: &[u8; 32]) -> Choice {
        self.digest.ct_eq(segment_digest)
    }
}

impl SigningSecret {
    /// Reads a secret as Standard Webhooks writes it.
    pub fn parse(text: &str) -> Result<Self, SecretFault> {
        let encoded = text.strip_prefix(SIGNING_PREFIX).ok_or(SecretFault::SigningForm)?;
        let key = LENIENT.decode(encoded).map_err(|_| SecretFault::SigningForm)?;
        if !KEY_BYTES.contains(&key.len()) {
            return Err(SecretFault::SigningLength);
        }
        Ok(Self { key: key.into() })
    }

    /// The key, for making a signature and for nothing else.
    pub(crate) fn key(&self) -> &[u8] {
        self.key.expose_secret()
    }
}

/// A signature out of a header.
pub(crate) fn decoded(signature: &str) -> Option<Vec<u8>> {
    general_purpose::STANDARD.decode(signature).ok()
}

impl fmt::Debug for PathSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PathSecret(…)")
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}
