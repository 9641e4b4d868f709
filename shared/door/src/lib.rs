//! HTTP in: who may hand a document in, how large it may be, and how many may come.
//!
//! The heart is a plain function over the head of a request, its body and the time, behind [`Door::receive`]. The router
//! and a function behind a URL use the very same one. It never looks into a document: what one holds is for `signals`.

mod body;
mod bucket;
mod counts;
mod door;
mod gathering;
mod listen;
mod receive;
mod refusal;
mod router;
mod secret;
mod signature;
mod source;

#[cfg(test)]
mod tests;

pub use body::{BODY_BYTES_MAX, INFLATED_BYTES_MAX};
pub use bucket::Flow;
pub use counts::Counted;
pub use door::{Door, Head, Shed};
pub use listen::{Bounds, listen_on};
pub use receive::Answer;
pub use refusal::Refusal;
pub use router::{News, router};
pub use secret::{PathSecret, SecretFault, SigningSecret};
pub use signature::TOLERANCE_S;
pub use source::{Authenticity, PlainText, Source, SourceName, SourceNameFault};
