//! What stands in a message of the conflicts queue: a document as it came, or a case whose time has come.
//!
//! The kind is an attribute that only untwin sets, so nothing in a document can pass for anything else. A message without
//! one is a document: that is how a person, or another program, puts one into the queue.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::io::{Read as _, Write as _};
use untwin_core::domain::CaseId;
use untwin_telemetry::TraceContext;

/// The attribute that names the kind.
pub const KIND: &str = "kind";

/// A message has at most so many bytes, attributes included. SQS takes 1 MiB.
pub(crate) const MESSAGE_BYTES_MAX: usize = 1_000_000;
/// A document that is larger is packed: what is small stays readable for people.
const PLAIN_BYTES_MAX: usize = 200_000;
/// What is packed may unfold to so much: more than any door lets in.
const UNPACKED_BYTES_MAX: usize = 8 * 1024 * 1024;

const DOCUMENT: &str = "document";
const PACKED: &str = "document+gzip+base64";
const DUE: &str = "due";

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) kind: &'static str,
    pub(crate) body: String,
    /// The trace that it belongs to.
    pub(crate) trace: Option<TraceContext>,
}

/// A document that fits into no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// A message that was received.
#[derive(Clone, PartialEq, Eq)]
pub enum Message<'m> {
    /// A document.
    Document(Cow<'m, [u8]>),
    /// A case to be driven.
    Due(CaseId),
}

/// Why a message is not one of these. It stays in the queue, and ends among the dead letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// Maybe of a later version.
    #[error("the message is of a kind that this version does not know")]
    UnknownKind,
    /// It does not unfold.
    #[error("the message says that it is packed, and does not unpack")]
    Damaged,
    /// It names no case.
    #[error("the message names no case")]
    NoCase,
}

impl Outgoing {
    /// A document as it came. SQS takes text without most control characters; whatever else, and what is large, is packed.
    pub(crate) fn document(document: &[u8]) -> Result<Self, TooLarge> {
        if let Ok(text) = std::str::from_utf8(document)
            && document.len() <= PLAIN_BYTES_MAX
            && !text.is_empty()
            && text.chars().all(is_taken)
        {
            return Ok(Self::new(DOCUMENT, text.to_owned()));
        }
        let body = packed(document).ok_or(TooLarge)?;
        if body.len() > MESSAGE_BYTES_MAX.saturating_sub(ATTRIBUTES_BYTES_MAX) {
            return Err(TooLarge);
        }
        Ok(Self::new(PACKED, body))
    }

    /// A case whose time has come.
    pub(crate) fn due(case: &CaseId) -> Self {
        Self::new(DUE, case.to_string())
    }

    /// As part of a trace.
    pub(crate) fn traced(self, trace: Option<&TraceContext>) -> Self {
        Self { trace: trace.cloned(), ..self }
    }

    const fn new(kind: &'static str, body: String) -> Self {
        Self { kind, body, trace: None }
    }

    /// Its size as SQS counts it, and a little more.
    pub(crate) const fn bytes(&self) -> usize {
        self.body.len().saturating_add(ATTRIBUTES_BYTES_MAX)
    }
}

/// What the attributes of a message take, at most.
const ATTRIBUTES_BYTES_MAX: usize = 1_000;

impl<'m> Message<'m> {
    /// The message in a body, by the kind that its attribute names.
    pub fn open(kind: Option<&str>, body: &'m str) -> Result<Self, MessageFault> {
        match kind {
            None | Some(DOCUMENT) => Ok(Self::Document(Cow::Borrowed(body.as_bytes()))),
            Some(PACKED) => unpacked(body).map(|document| Self::Document(Cow::Owned(document))),
            Some(DUE) => CaseId::parse(body).map(Self::Due).map_err(|_| MessageFault::NoCase),
            Some(_) => Err(MessageFault::UnknownKind),
        }
    }
}

/// The characters of a message body (SQS, `SendMessage`, `MessageBody`).
const fn is_taken(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

fn packed(document: &[u8]) -> Option<String> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    packing.write_all(document).ok()?;
    Some(STANDARD.encode(packing.finish().ok()?))
}

fn unpacked(body: &str) -> Result<Vec<u8>, MessageFault> {
    let gzip = STANDARD.decode(body).map_err(|_| MessageFault::Damaged)?;
    let bound = u64::try_from(UNPACKED_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut document = Vec::new();
    let read = GzDecoder::new(gzip.as_slice()).take(bound).read_to_end(&mut document);
    match read {
        Ok(bytes) if bytes <= UNPACKED_BYTES_MAX => Ok(document),
        Ok(_) | Err(_) => Err(MessageFault::Damaged),
    }
}

/// A document is somebody's data: debug output says only how long it is.
impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Document(document) => write!(f, "Document({} bytes)", document.len()),
            Self::Due(case) => write!(f, "Due({case})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_and_opened(document: &[u8]) -> (&'static str, Vec<u8>) {
        let sent = Outgoing::document(document).unwrap();
        let Message::Document(opened) = Message::open(Some(sent.kind), &sent.body).unwrap() else {
            panic!("no document")
        };
        (sent.kind, opened.into_owned())
    }

    #[test]
    fn a_small_document_stays_readable() {
        assert_eq!(
            sent_and_opened(b"{\"name\": \"Zo\xc3\xab\"}\n"),
            (DOCUMENT, b"{\"name\": \"Zo\xc3\xab\"}\n".to_vec())
        );
    }

    #[test]
    fn what_sqs_would_not_take_as_text_arrives_as_it_was() {
        let large = "a line of a log\n".repeat(60_000).into_bytes();
        for document in [&b""[..], b"\xff\xfe", b"nul \0", "no character: \u{FFFE}".as_bytes(), &large] {
            assert_eq!(sent_and_opened(document), (PACKED, document.to_vec()));
        }
    }

    #[test]
    fn a_document_that_stays_too_large_is_said_to_be() {
        let noise: Vec<u8> =
            (0_u32..500_000).flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(n % 31).to_le_bytes()).collect();
        assert_eq!(Outgoing::document(&noise), Err(TooLarge));
    }

    #[test]
    fn a_case_that_is_due_is_named() {
        let case = CaseId::parse("case-0123456789abcdef").unwrap();
        let sent = Outgoing::due(&case);
        assert_eq!(Message::open(Some(sent.kind), &sent.body), Ok(Message::Due(case)));
    }

    #[test]
    fn a_body_without_a_kind_is_a_document_whatever_it_says() {
        let body = r#"{"kind": "due"}"#;
        assert_eq!(Message::open(None, body), Ok(Message::Document(Cow::Borrowed(body.as_bytes()))));
    }

    #[test]
    fn what_no_version_so_far_has_sent_is_a_fault() {
        assert_eq!(Message::open(Some("due/2"), "x"), Err(MessageFault::UnknownKind));
        assert_eq!(Message::open(Some(PACKED), "no base64!"), Err(MessageFault::Damaged));
        assert_eq!(
            Message::open(Some(PACKED), &packed(&vec![0; UNPACKED_BYTES_MAX + 1]).unwrap()),
            Err(MessageFault::Damaged)
        );
        assert_eq!(Message::open(Some(DUE), ""), Err(MessageFault::NoCase));
    }
}
