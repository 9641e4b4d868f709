//! Keys that are replaced while the process runs: whoever is refused has the key read again, for all who share it.
//!
//! It knows neither where a key lies nor what it opens, and it shows none.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;
use untwin_core::domain::Why;

/// A key that was read again is not read once more before this has passed, whatever becomes of it.
pub(crate) const READ_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The keys that may be valid now, or why they cannot be told.
pub type Reading<'s> = Pin<Box<dyn Future<Output = Result<Vec<SecretString>, Why>> + Send + 's>>;

/// Where a key lies. It is behind a pointer, so that no client's type says where its keys come from.
pub trait KeySource: Send + Sync {
    /// Reads the keys that may be valid now: the one in force first, then the one that it replaces. It answers within
    /// seconds. A reason that passes by itself makes whoever was refused wait; any other one needs a person.
    fn read(&self) -> Reading<'_>;
}

/// A key as it was read last. Clones share it: what one of them has read again serves all.
#[derive(Clone)]
pub struct Key(Arc<Shared>);

struct Shared {
    current: RwLock<SecretString>,
    source: Option<Box<dyn KeySource>>,
    /// How it went the last time. Whoever reads holds it, so one reads at a time.
    last: Mutex<Option<Last>>,
}

struct Last {
    at: Timestamp,
    found: Result<Vec<SecretString>, Why>,
}

/// What there is instead of a refused key.
#[derive(Debug)]
pub enum Instead {
    /// The key in force, which everybody uses from now on.
    Current(SecretString),
    /// An older one, for the caller alone until it [was let in](Key::let_in): a key may be refused for what was asked, too,
    /// and then nobody else should lose it.
    Older(SecretString),
    /// No other one.
    Nothing,
}

impl From<SecretString> for Key {
    /// A key that stays what it is.
    fn from(key: SecretString) -> Self {
        Self::new(key, None)
    }
}

impl Key {
    /// A key that is read again from where it lies, once it is refused.
    pub fn from_source(key: SecretString, source: impl KeySource + 'static) -> Self {
        Self::new(key, Some(Box::new(source)))
    }

    /// The key to use now.
    pub fn current(&self) -> SecretString {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What to use instead of the key that was refused. It is read again for this, by one at a time and at most once a
    /// minute; whoever waited for that gets what the other one found.
    pub async fn instead_of(&self, refused: &SecretString, now: Timestamp) -> Result<Instead, Why> {
        let Some(source) = &self.0.source else { return Ok(Instead::Nothing) };
        let mut last = self.0.last.lock().await;
        let current = self.current();
        if !same(&current, refused) {
            return Ok(Instead::Current(current));
        }
        let mut found = found(source.as_ref(), &mut last, now).await?.into_iter();
        if let Some(in_force) = found.next().filter(|key| !same(key, refused)) {
            self.use_from_now_on(&in_force);
            return Ok(Instead::Current(in_force));
        }
        Ok(found.find(|key| !same(key, refused)).map_or(Instead::Nothing, Instead::Older))
    }

    /// Says that a key was let in where the current one was refused: it is used from now on.
    pub fn let_in(&self, key: &SecretString) {
        if !same(&self.current(), key) {
            self.use_from_now_on(key);
        }
    }

    fn use_from_now_on(&self, key: &SecretString) {
        tracing::info!("a key was refused, and another one is used from now on");
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = key.clone();
    }

    fn new(key: SecretString, source: Option<Box<dyn KeySource>>) -> Self {
        Self(Arc::new(Shared { current: RwLock::new(key), source, last: Mutex::default() }))
    }
}

impl Last {
    /// In either direction: a clock that was wrong keeps nobody from reading for longer.
    fn is_recent(&self, now: Timestamp) -> bool {
        now.duration_since(self.at).abs() < READ_AGAIN_AFTER
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The keys that may be valid now, as they were found less than a minute ago or are found now.
async fn found(source: &dyn KeySource, last: &mut Option<Last>, now: Timestamp) -> Result<Vec<SecretString>, Why> {
    if let Some(recent) = last.as_ref().filter(|last| last.is_recent(now)) {
        return recent.found.clone();
    }
    // Remembered before it is known how it goes: whoever is dropped in the middle has learnt nothing.
    *last = Some(Last { at: now, found: Err(broken_off()) });
    let found = source.read().await;
    *last = Some(Last { at: now, found: found.clone() });
    found
}

fn broken_off() -> Why {
    Why::NoAnswer { vendor: "the key store", detail: "it was not waited for".to_owned() }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}
