//! The door as the settings describe it, and the secrets of its sources, which are read again while it stands open.

use super::{SourceKind, SourceSettings};
use crate::cloud::Cloud;
use crate::secret::{Revealed, SecretRef, process_environment};
use crate::toml_file::Fault;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use std::env::VarError;
use std::sync::{Mutex, PoisonError};
use untwin_door::{Authenticity, Door, PathSecret, SecretFault, SigningSecret, Source};

const SECRET_FIX: &str = "make a new one as docs/DOOR.md says, and give it to the sender too";
/// Secrets are not read again before this has passed.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// A door that stands open.
#[derive(Debug)]
pub struct OpenDoor {
    /// The door.
    pub door: Door,
    /// What keeps its secrets up to date.
    pub secrets: DoorSecrets,
    /// What is questionable about where a secret lies, yet keeps nothing from working.
    pub warnings: Vec<Fault>,
}

/// Where the secrets of a door lie.
#[derive(Debug)]
pub struct DoorSecrets {
    sources: Vec<SourceSettings>,
    cloud: Cloud,
    read_at: Mutex<Timestamp>,
}

impl DoorSecrets {
    /// Reads the secrets again, unless that was done less than five minutes ago. A source whose secrets cannot be read keeps
    /// those that it has.
    pub async fn renew(&self, door: &Door, now: Timestamp) {
        if !self.is_time(now) {
            return;
        }
        for source in &self.sources {
            match proven(source, process_environment, &self.cloud).await {
                Ok(proven) => door.trust(&source.name, proven.with),
                Err(faults) => {
                    for fault in faults {
                        tracing::warn!("a secret cannot be read again, and the one before it goes on opening: {fault}");
                    }
                }
            }
        }
    }

    /// Whoever comes at the same time goes on with what is known. In either direction, so that a clock that was wrong
    /// keeps nobody from reading for longer.
    fn is_time(&self, now: Timestamp) -> bool {
        let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = now.duration_since(*read_at).abs() >= RENEWED_AFTER;
        if is_time {
            *read_at = now;
        }
        is_time
    }
}

/// Opens a door for these sources, or tells all faults of their secrets; `lookup` answers for environment variables.
pub(super) async fn open(
    settings: &[SourceSettings],
    lookup: impl Fn(&str) -> Result<String, VarError>,
    cloud: &Cloud,
    now: Timestamp,
) -> Result<OpenDoor, Vec<Fault>> {
    let (mut sources, mut warnings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for source in settings {
        match proven(source, &lookup, cloud).await {
            Ok(proven) => {
                warnings.extend(proven.warnings);
                let (name, plain_text, flow) = (source.name.clone(), source.plain_text, source.flow);
                sources.push(Source { name, authenticity: proven.with, plain_text, flow });
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let secrets = DoorSecrets { sources: settings.to_vec(), cloud: cloud.clone(), read_at: Mutex::new(now) };
    Ok(OpenDoor { door: Door::new(sources), secrets, warnings })
}

/// What a source proves itself with by now.
struct Proven<P> {
    with: P,
    warnings: Vec<Fault>,
}

async fn proven(
    source: &SourceSettings,
    lookup: impl Fn(&str) -> Result<String, VarError>,
    cloud: &Cloud,
) -> Result<Proven<Authenticity>, Vec<Fault>> {
    match source.kind {
        SourceKind::SecretPath => {
            let Proven { with, warnings } = proofs(&source.secrets, PathSecret::parse, lookup, cloud).await?;
            Ok(Proven { with: Authenticity::SecretPath(with), warnings })
        }
        SourceKind::StandardWebhooks => {
            let Proven { with, warnings } = proofs(&source.secrets, SigningSecret::parse, lookup, cloud).await?;
            Ok(Proven { with: Authenticity::Signed(with), warnings })
        }
    }
}

/// Every secret of a source, or a fault for each that is no such secret. Older ones open beside those that replaced them;
/// one that is no such secret is on its way out, and no fault.
async fn proofs<P>(
    references: &[SecretRef],
    parse: fn(&str) -> Result<P, SecretFault>,
    lookup: impl Fn(&str) -> Result<String, VarError>,
    cloud: &Cloud,
) -> Result<Proven<Vec<P>>, Vec<Fault>> {
    let (mut with, mut warnings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for reference in references {
        match reference.reveal(&lookup, cloud).await {
            Ok(Revealed { key, older, warning }) => {
                warnings.extend(warning);
                let fault = |fault: SecretFault| reference.spot().fault(&fault.to_string(), SECRET_FIX);
                match parse(key.expose_secret()) {
                    Ok(proof) => with.push(proof),
                    Err(wrong) => faults.push(fault(wrong)),
                }
                with.extend(older.and_then(|older| parse(older.expose_secret()).ok()));
            }
            Err(no_key) => faults.push(no_key.into_fault()),
        }
    }
    if faults.is_empty() { Ok(Proven { with, warnings }) } else { Err(faults) }
}
