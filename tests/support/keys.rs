//! A place where a key lies, in the hand of a test.

use secrecy::SecretString;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use untwin_core::domain::Why;
use untwin_outbound::{Key, KeySource, Reading};

/// A place that holds a key, and counts how often it is looked into.
#[derive(Clone)]
pub struct Safe(Arc<Mutex<Inside>>);

struct Inside {
    found: Result<Vec<SecretString>, Why>,
    looks: usize,
}

impl Safe {
    /// One that holds this key.
    pub fn holding(key: &str) -> Self {
        Self(Arc::new(Mutex::new(Inside { found: Ok(vec![SecretString::from(key)]), looks: 0 })))
    }

    /// The key, for a client that starts now.
    pub fn key(&self) -> Key {
        let key = self.inside().found.as_ref().expect("it answers")[0].clone();
        Key::from_source(key, self.clone())
    }

    /// Puts a new key in force; the one before stays beside it.
    pub fn put(&self, key: &str) {
        let mut inside = self.inside();
        let before = inside.found.as_ref().ok().and_then(|keys| keys.first().cloned());
        inside.found = Ok([Some(SecretString::from(key)), before].into_iter().flatten().collect());
    }

    /// Makes it answer no more, until a key is put into it.
    pub fn jam(&self) {
        self.inside().found = Err(Why::NoAnswer { vendor: "the key store", detail: "timeout".to_owned() });
    }

    /// How often it was looked into.
    pub fn looks(&self) -> usize {
        self.inside().looks
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeySource for Safe {
    fn read(&self) -> Reading<'_> {
        let mut inside = self.inside();
        inside.looks += 1;
        let found = inside.found.clone();
        Box::pin(async { found })
    }
}
