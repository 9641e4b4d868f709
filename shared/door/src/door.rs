//! The checks, in their order: path, method, size, authenticity, flow, type, packing.
//!
//! Nothing is parsed before its sender is known, and a refusal says nothing but its status.

use crate::body::{BODY_BYTES_MAX, announced, check_type, unpacked};
use crate::bucket::{Bucket, Room};
use crate::counts::{Counted, Counts};
use crate::gathering::Gathering;
use crate::refusal::Refusal;
use crate::secret::PathSecret;
use crate::signature::verified;
use crate::source::{Authenticity, PlainText, Source, SourceName};
use http::{HeaderMap, Method};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use subtle::Choice;
use tokio::sync::{Semaphore, SemaphorePermit};
use untwin_core::domain::sha256_hex;
use untwin_telemetry::{LogEvent, TRACEPARENT, TraceContext, X_AMZN_TRACE_ID};
use untwin_workflow::ports::{Delivery, Remembered};

/// What every path of a source begins with.
const HOOKS: &str = "/hooks/";
/// How long the id of a signed message is remembered, in days: senders try for about three.
const REMEMBERED_DAYS: i64 = 7;

/// The head of a request.
#[derive(Debug, Clone, Copy)]
pub struct Head<'r> {
    /// Its method.
    pub method: &'r Method,
    /// Its path, without a query.
    pub path: &'r str,
    /// Its headers.
    pub headers: &'r HeaderMap,
}

impl Head<'_> {
    /// The trace that the request belongs to, where its headers name one.
    pub fn trace(&self) -> Option<TraceContext> {
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        TraceContext::of(header(TRACEPARENT), header(X_AMZN_TRACE_ID))
    }
}

/// How many bodies may be on their way at a time, over all sources: so many times [`BODY_BYTES_MAX`] is held in memory at
/// most. Each source has an equal part of it, and one at least: none waits for another.
const BODIES_MAX: usize = 64;

/// Whether documents were turned away that the log still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shed {
    /// None since the last question.
    Nothing,
    /// At least one: the log has to be read soon.
    Something,
}

/// Every source, and what was counted.
#[derive(Debug)]
pub struct Door {
    sources: BTreeMap<String, Guarded>,
    pub(crate) counts: Counts,
    pub(crate) gathering: Gathering,
    shed: AtomicBool,
}

#[derive(Debug)]
struct Guarded {
    name: SourceName,
    /// It changes when a secret is replaced, what the source is does not.
    authenticity: RwLock<Authenticity>,
    plain_text: PlainText,
    bucket: Mutex<Bucket>,
    bodies: Semaphore,
}

/// Why a request is refused, and when to come back where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    pub(crate) retry_after_s: Option<u64>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, retry_after_s: None }
    }
}

impl Door {
    /// A door for these sources; of two with one name the later one counts.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        let sources: BTreeMap<String, Source> =
            sources.into_iter().map(|source| (source.name.as_str().to_owned(), source)).collect();
        let share = (BODIES_MAX / sources.len().max(1)).max(1);
        let guarded = |source: Source| {
            let Source { name, authenticity, plain_text, flow } = source;
            let (authenticity, bucket) = (RwLock::new(authenticity), Mutex::new(Bucket::full(flow)));
            Guarded { name, authenticity, plain_text, bucket, bodies: Semaphore::new(share) }
        };
        let sources = sources.into_iter().map(|(name, source)| (name, guarded(source))).collect();
        Self { sources, counts: Counts::default(), gathering: Gathering::default(), shed: AtomicBool::new(false) }
    }

    /// Lets a source prove itself with these secrets from now on, and with no other. A source that is not there stays away.
    pub fn trust(&self, source: &SourceName, authenticity: Authenticity) {
        if let Some(guarded) = self.sources.get(source.as_str()) {
            *guarded.authenticity.write().unwrap_or_else(PoisonError::into_inner) = authenticity;
        }
    }

    /// What can be said before the body is read: whoever lacks the secret of a path need not send one.
    pub(crate) fn knock(&self, head: Head<'_>) -> Result<(), Refused> {
        let (guarded, segment) = self.addressed(head)?;
        announced(head.headers)?;
        match &*guarded.authenticity() {
            Authenticity::SecretPath(secrets) => Ok(opened(secrets, segment)?),
            Authenticity::Signed(_) => Ok(()),
        }
    }

    /// Waits until a body of this source may be read; its turn ends with what this gives.
    pub(crate) async fn turn(&self, head: Head<'_>) -> Result<SemaphorePermit<'_>, Refused> {
        let (guarded, _) = self.addressed(head)?;
        // Nobody closes it, so there is always a permit in the end.
        guarded.bodies.acquire().await.map_err(|_| Refusal::Shed.into())
    }

    /// All checks on a whole request: the document as it goes into the inbox, or why not. Only a part of a body that is
    /// too large needs to be given.
    pub(crate) fn admit(&self, head: Head<'_>, body: &[u8], now: Timestamp) -> Result<Delivery, Refused> {
        let (guarded, segment) = self.addressed(head)?;
        if body.len() > BODY_BYTES_MAX {
            return Err(Refusal::TooLarge.into());
        }
        let id = match &*guarded.authenticity() {
            Authenticity::SecretPath(secrets) => {
                opened(secrets, segment)?;
                None
            }
            Authenticity::Signed(secrets) => Some(verified(head.headers, body, secrets, now)?),
        };
        guarded.room(now)?;
        check_type(head.headers, guarded.plain_text)?;
        let document = unpacked(head.headers, body)?;
        Ok(Delivery { trace: head.trace(), ..delivery(&guarded.name, id, document, now) })
    }

    /// What was counted so far.
    pub fn counted(&self) -> Counted {
        self.counts.so_far()
    }

    /// Whether something was turned away since the last question.
    pub fn take_shed(&self) -> Shed {
        if self.shed.swap(false, Ordering::Relaxed) { Shed::Something } else { Shed::Nothing }
    }

    /// Counts a refusal. Names and numbers alone are logged, and ever more rarely: nobody can fill a log from outside.
    pub(crate) fn note(&self, refusal: Refusal) {
        let times = self.counts.refused(refusal);
        let (event, reason) = (LogEvent::DoorRefused.name(), refusal.name());
        tracing::debug!(event, reason, "a request was refused");
        if times.is_power_of_two() {
            tracing::info!(reason, times, "requests were refused");
        }
        match refusal {
            Refusal::Shed | Refusal::Full => self.shed.store(true, Ordering::Relaxed),
            Refusal::UnknownPath
            | Refusal::Method
            | Refusal::TooLarge
            | Refusal::BrokenOff
            | Refusal::Secret
            | Refusal::Signature
            | Refusal::Stale
            | Refusal::ContentType
            | Refusal::Encoding
            | Refusal::Damaged
            | Refusal::Bomb
            | Refusal::Store => {}
        }
    }

    /// The source of a path, and what follows its name.
    fn addressed<'r>(&self, head: Head<'r>) -> Result<(&Guarded, Option<&'r str>), Refusal> {
        let rest = head.path.strip_prefix(HOOKS).ok_or(Refusal::UnknownPath)?;
        let (name, segment) = rest.split_once('/').map_or((rest, None), |(name, segment)| (name, Some(segment)));
        let guarded = self.sources.get(name).ok_or(Refusal::UnknownPath)?;
        let signed = matches!(*guarded.authenticity(), Authenticity::Signed(_));
        if signed && segment.is_some() {
            return Err(Refusal::UnknownPath);
        }
        if head.method == Method::POST { Ok((guarded, segment)) } else { Err(Refusal::Method) }
    }
}

impl Guarded {
    fn authenticity(&self) -> RwLockReadGuard<'_, Authenticity> {
        self.authenticity.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn room(&self, now: Timestamp) -> Result<(), Refused> {
        match self.bucket.lock().unwrap_or_else(PoisonError::into_inner).take(now) {
            Room::Yes => Ok(()),
            Room::In { seconds } => Err(Refused { refusal: Refusal::Shed, retry_after_s: Some(seconds) }),
        }
    }
}

/// Every secret is compared, whichever fits.
fn opened(secrets: &[PathSecret], segment: Option<&str>) -> Result<(), Refusal> {
    let digest: [u8; 32] = Sha256::digest(segment.unwrap_or_default().as_bytes()).into();
    let fits = secrets.iter().fold(Choice::from(0), |fits, secret| fits | secret.is(&digest));
    if bool::from(fits) { Ok(()) } else { Err(Refusal::Secret) }
}

/// A message with an id is known by that for days; one without by what it holds, as long as it waits: whoever sends the
/// same document again later means it.
fn delivery(source: &SourceName, id: Option<&str>, document: Vec<u8>, now: Timestamp) -> Delivery {
    let until = now.checked_add(SignedDuration::from_hours(24 * REMEMBERED_DAYS)).unwrap_or(now);
    let (dedup_key, remembered) = match id {
        Some(id) => (format!("id:{source}:{id}"), Remembered::Until(until)),
        None => (format!("content:{source}:{}", sha256_hex(&document)), Remembered::WhileWaiting),
    };
    Delivery { source: source.to_string(), dedup_key, remembered, document, trace: None }
}
