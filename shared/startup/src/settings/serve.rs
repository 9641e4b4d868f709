//! `[serve]` and `[[source]]`: what the process that runs unattended listens to, and who may hand documents in.

use super::read::Reader;
use crate::secret::SecretRef;
use crate::toml_file::{Entry, Section};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use untwin_door::{Flow, PlainText, SourceName};

const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);
const WORKERS: u32 = 4;
const POLL_MINUTES: u32 = 5;
const FLOW: Flow = Flow { per_minute: 600, burst: 300 };

/// What `untwin serve` runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeSettings {
    /// Where the door listens.
    pub listen: SocketAddr,
    /// Documents worked on at a time.
    pub workers: u32,
    /// Minutes between two reads of each provider's log.
    pub poll_minutes: u32,
    /// Who may hand documents in.
    pub sources: Vec<SourceSettings>,
}

/// One `[[source]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// Its name, and the last part of its path.
    pub name: SourceName,
    /// How it proves itself.
    pub kind: SourceKind,
    /// Its secrets; several while one replaces another.
    pub secrets: Vec<SecretRef>,
    /// Whether it may send text.
    pub plain_text: PlainText,
    /// How much it may send.
    pub flow: Flow,
}

/// How a source proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// By a secret at the end of its path.
    SecretPath,
    /// By a signature of Standard Webhooks.
    StandardWebhooks,
}

impl Reader<'_> {
    pub(super) fn serve(&self, root: &Section<'_>) -> Option<ServeSettings> {
        let section = root.section("serve");
        let entry = |name| section.as_ref().and_then(|section| section.entry(name));
        let listen = or_default(entry("listen"), LISTEN, |entry| listen(&entry));
        let workers = or_default(entry("workers"), WORKERS, |entry| entry.number(1..=64));
        let poll_minutes = or_default(entry("poll_minutes"), POLL_MINUTES, |entry| entry.number(1..=1_440));
        if let Some(section) = section {
            section.close();
        }
        let mut seen = BTreeMap::new();
        let sources: Vec<_> =
            root.sections("source").into_iter().map(|section| self.source(section, &mut seen)).collect();
        let sources = sources.into_iter().collect::<Option<Vec<_>>>();
        Some(ServeSettings { listen: listen?, workers: workers?, poll_minutes: poll_minutes?, sources: sources? })
    }

    fn source(&self, section: Section<'_>, seen: &mut BTreeMap<SourceName, usize>) -> Option<SourceSettings> {
        let name = section.required("name", NAME_FIX).and_then(|entry| name(&entry, seen));
        let kind = section.required("kind", KIND_FIX).and_then(|entry| kind(&entry));
        let secrets = section.required("secrets", r#"write a list, as in ["file:/path/to/the/secret"]"#);
        let secrets = secrets.and_then(|entry| self.secrets(&entry));
        let plain_text = or_default(section.entry("plain_text"), PlainText::Refused, |entry| {
            entry.flag().map(|accepted| if accepted { PlainText::Accepted } else { PlainText::Refused })
        });
        let per_minute = or_default(section.entry("per_minute"), FLOW.per_minute, |entry| entry.number(1..=60_000));
        let burst = or_default(section.entry("burst"), FLOW.burst, |entry| entry.number(1..=10_000));
        section.close();
        let flow = Flow { per_minute: per_minute?, burst: burst? };
        Some(SourceSettings { name: name?, kind: kind?, secrets: secrets?, plain_text: plain_text?, flow })
    }

    fn secrets(&self, entry: &Entry<'_>) -> Option<Vec<SecretRef>> {
        let items = entry.items();
        if items.is_empty() {
            entry.fault("it names no secret", SecretRef::FIX);
            return None;
        }
        items.into_iter().map(|item| self.secret(Some(item))).collect()
    }
}

const NAME_FIX: &str = r#"write a name such as name = "azure-monitor""#;
const KIND_FIX: &str = r#"write kind = "secret-path" or kind = "standard-webhooks""#;

fn or_default<'d, T>(entry: Option<Entry<'d>>, default: T, read: impl FnOnce(Entry<'d>) -> Option<T>) -> Option<T> {
    entry.map_or(Some(default), read)
}

fn listen(entry: &Entry<'_>) -> Option<SocketAddr> {
    entry.parsed(str::parse, "write an address with a port, as in 127.0.0.1:8787")
}

fn kind(entry: &Entry<'_>) -> Option<SourceKind> {
    match entry.text()? {
        "secret-path" => Some(SourceKind::SecretPath),
        "standard-webhooks" => Some(SourceKind::StandardWebhooks),
        _ => {
            entry.fault("it is no kind of source", KIND_FIX);
            None
        }
    }
}

fn name(entry: &Entry<'_>, seen: &mut BTreeMap<SourceName, usize>) -> Option<SourceName> {
    let name = entry.parsed(SourceName::parse, NAME_FIX)?;
    if let Some(line) = seen.insert(name.clone(), entry.line()) {
        entry.fault(&format!("the same name stands on line {line}"), "give each source a name of its own");
        return None;
    }
    Some(name)
}
