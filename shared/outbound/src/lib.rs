//! The one place where a request is sent: timeout, auth, size limit, retry class, rate limit, redaction.
//!
//! A [`Reader`] can only read, and may try again. A [`Writer`] sends once for each
//! [`untwin_workflow::ports::Started`]. Neither knows what the vendor's JSON means, and neither shows
//! a key, a body or a query string in `Debug`, in an error or in the log.

mod answer;
mod key;
mod network;
mod outbound;
mod pacing;
mod reader;
mod request;
mod throttle;
mod transport;
mod url;
mod vendor;
mod writer;

pub use answer::*;
pub use key::{Instead, Key, KeySource, Reading};
pub use network::*;
pub use outbound::*;
pub use pacing::Pacer;
pub use reader::*;
pub use request::*;
pub use transport::*;
pub use url::*;
pub use vendor::*;
pub use writer::*;

#[cfg(test)]
mod tests;
