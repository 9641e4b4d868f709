//! The one place where a request is sent: timeout, auth, size limit, retry class, rate limit, redaction.

mod transport;

pub use transport::*;
