//! Why a request is refused: a closed list, for counting. The caller learns the status and nothing else.

use http::StatusCode;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// No source has this path.
    UnknownPath,
    /// It is no POST.
    Method,
    /// The body is larger than [`crate::BODY_BYTES_MAX`], or than the queue can carry.
    TooLarge,
    /// The body broke off, or came too slowly.
    BrokenOff,
    /// No secret, or another one.
    Secret,
    /// No signature that fits.
    Signature,
    /// A signature whose time is too far from now.
    Stale,
    /// A content type that the source does not send.
    ContentType,
    /// A content encoding other than gzip.
    Encoding,
    /// The gzip body is damaged.
    Damaged,
    /// The gzip body inflates to more than [`crate::INFLATED_BYTES_MAX`].
    Bomb,
    /// More than the source may send: the log is polled instead.
    Shed,
    /// The inbox has no room: the log is polled instead.
    Full,
    /// The store does not work.
    Store,
}

impl Refusal {
    /// All of them, in the order of the checks.
    pub const ALL: [Self; 14] = [
        Self::UnknownPath,
        Self::Method,
        Self::TooLarge,
        Self::BrokenOff,
        Self::Secret,
        Self::Signature,
        Self::Stale,
        Self::Shed,
        Self::ContentType,
        Self::Encoding,
        Self::Damaged,
        Self::Bomb,
        Self::Full,
        Self::Store,
    ];

    /// How it is called where it is counted and logged.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownPath => "unknown_path",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::BrokenOff => "broken_off",
            Self::Secret => "secret",
            Self::Signature => "signature",
            Self::Stale => "stale",
            Self::ContentType => "content_type",
            Self::Encoding => "encoding",
            Self::Damaged => "damaged",
            Self::Bomb => "bomb",
            Self::Shed => "shed",
            Self::Full => "full",
            Self::Store => "store",
        }
    }

    /// What the caller is told. Azure Monitor tries again upon 408, 429, 503 and 504 only, so what may pass is a 503.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge | Self::Bomb => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenOff => StatusCode::REQUEST_TIMEOUT,
            Self::Secret | Self::Signature | Self::Stale => StatusCode::UNAUTHORIZED,
            Self::ContentType | Self::Encoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Damaged => StatusCode::BAD_REQUEST,
            Self::Shed | Self::Full | Self::Store => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
