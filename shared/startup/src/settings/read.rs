//! From the text of the settings file to [`Settings`], or to all of its faults.

use super::{DirectorySettings, EntraSettings, IdpSettings, OrganizationSettings, Settings};
use crate::secret::SecretRef;
use crate::toml_file::{Document, Entry, Fault, Section};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env::VarError;
use std::path::{Path, PathBuf};
use untwin_core::domain::{DirectoryId, ID_CHARS_MAX, JobId, OrganizationId, TenantId};
use untwin_outbound::BaseUrl;

const ATLASSIAN_URL: &str = "https://api.atlassian.com";
const GRAPH_URL: &str = "https://graph.microsoft.com";
const LOGIN_URL: &str = "https://login.microsoftonline.com";

const URL_FIX: &str = "write a URL such as https://host/path; http is for this machine only";

/// Reads the settings; `lookup` answers for environment variables.
pub(super) fn settings(
    text: &str,
    file: &Path,
    lookup: impl Fn(&str) -> Result<String, VarError>,
) -> Result<Settings, Vec<Fault>> {
    let document = Document::parse(text)?;
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let reader = Reader { file, folder, references: RefCell::default() };
    let settings = reader.settings(document.root(), &lookup);
    let mut faults = document.faults();
    match settings {
        Some(settings) if faults.is_empty() => Ok(settings),
        Some(_) | None => {
            let references = reader.references.into_inner();
            faults.extend(references.iter().filter_map(|reference| reference.fault_here(&lookup)));
            faults.sort_by_key(|fault| fault.line);
            Err(faults)
        }
    }
}

/// Asks a document for everything that settings are made of.
#[cfg(test)]
pub(super) fn ask(document: &Document<'_>) {
    let reader = Reader { file: Path::new(""), folder: Path::new(""), references: RefCell::default() };
    reader.settings(document.root(), &|_| Err(VarError::NotPresent));
}

pub(super) struct Reader<'f> {
    file: &'f Path,
    folder: &'f Path,
    /// Every reference to a key that was understood.
    references: RefCell<Vec<SecretRef>>,
}

impl Reader<'_> {
    fn settings(&self, root: Section<'_>, lookup: &impl Fn(&str) -> Result<String, VarError>) -> Option<Settings> {
        let organization = self.organization(&root);
        let directories = self.directories(&root);
        let store = self.store(&root, lookup);
        let policy_path = self.path(&root, "policy");
        let serve = self.serve(&root);
        root.close();
        let (file, organization, directories) = (self.file.to_owned(), organization?, directories?);
        Some(Settings { file, organization, directories, store: store?, policy_path, serve: serve? })
    }

    fn organization(&self, root: &Section<'_>) -> Option<OrganizationSettings> {
        let Some(section) = root.section("organization") else {
            if root.entry("organization").is_none() {
                root.fault_of("organization", "the section is missing", "write [organization] with its id and key");
            }
            return None;
        };
        let id = section
            .required("id", "copy the organization id from admin.atlassian.com")
            .and_then(|e| id(&e, OrganizationId::parse));
        let key = self.secret(section.required("key", SecretRef::FIX));
        let key_expires = date(section.entry("key_expires"));
        let base_url = url(section.entry("base_url"), ATLASSIAN_URL);
        section.close();
        Some(OrganizationSettings { id: id?, key: key?, key_expires, base_url: base_url? })
    }

    fn directories(&self, root: &Section<'_>) -> Option<Vec<DirectorySettings>> {
        let sections = root.sections("directory");
        if sections.is_empty() {
            root.fault_of("directory", "there is none", "write [[directory]] for each SCIM directory");
        }
        let (mut ids, mut jobs) = (Seen::default(), Seen::default());
        let directories: Vec<_> =
            sections.into_iter().map(|section| self.directory(section, &mut ids, &mut jobs)).collect();
        directories.into_iter().collect::<Option<Vec<_>>>().filter(|directories| !directories.is_empty())
    }

    fn directory(&self, section: Section<'_>, ids: &mut Seen, jobs: &mut Seen) -> Option<DirectorySettings> {
        let named = section.required("id", "copy the directory id out of the SCIM base URL");
        let directory = named.as_ref().and_then(|entry| id(entry, DirectoryId::parse));
        ids.refuse_twice(named.as_ref(), directory.as_ref().map(ToString::to_string));
        let scim_key = section.entry("scim_key").map(|entry| self.secret(Some(entry)));
        let scim_key_expires = date(section.entry("scim_key_expires"));
        let idp = section.required("idp", r#"write idp = "entra""#).and_then(|entry| known_idp(&entry));
        let entra = self.entra(&section, jobs);
        section.close();
        let scim_key = scim_key.map_or(Some(None), |key| key.map(Some));
        let (KnownIdp::Entra, id, scim_key) = (idp?, directory?, scim_key?);
        Some(DirectorySettings { id, scim_key, scim_key_expires, idp: IdpSettings::Entra(entra?) })
    }

    fn entra(&self, section: &Section<'_>, jobs: &mut Seen) -> Option<EntraSettings> {
        let tenant = section.required("tenant", "copy the tenant id from the Entra admin center");
        let tenant = tenant.and_then(|entry| id(&entry, TenantId::parse));
        let client_id = section.required("client_id", "copy the application id of untwin's app registration");
        let client_id = client_id.and_then(|entry| plain(&entry));
        let sign_in = self.sign_in(section);
        let principal =
            section.required("service_principal", "copy the object id of the Atlassian enterprise application");
        let service_principal = principal.and_then(|entry| plain(&entry));
        let job_entry = section.required("job", "copy the id of the provisioning job");
        let job = job_entry.as_ref().and_then(|entry| id(entry, JobId::parse));
        jobs.refuse_twice(job_entry.as_ref(), job.as_ref().map(ToString::to_string));
        let graph_url = graph_url(section);
        let login_url = url(section.entry("login_url"), LOGIN_URL);
        Some(EntraSettings {
            tenant: tenant?,
            client_id: client_id?,
            sign_in: sign_in?,
            service_principal: service_principal?,
            job: job?,
            graph_url: graph_url?,
            login_url: login_url?,
        })
    }

    /// The path in a section that holds nothing else.
    fn path(&self, root: &Section<'_>, key: &'static str) -> Option<PathBuf> {
        let section = root.section(key)?;
        let written = section.required("path", "write the path of a file").and_then(|entry| entry.text());
        section.close();
        written.map(|path| self.folder.join(path))
    }

    /// Where relative paths start.
    pub(super) const fn folder(&self) -> &Path {
        self.folder
    }

    pub(super) fn secret(&self, entry: Option<Entry<'_>>) -> Option<SecretRef> {
        let entry = entry?;
        let reference = entry.parsed(|text| SecretRef::parse(text, self.folder, entry.spot()), SecretRef::FIX)?;
        self.references.borrow_mut().push(reference.clone());
        Some(reference)
    }
}

/// Values that may stand in the file once.
#[derive(Default)]
struct Seen(BTreeMap<String, usize>);

impl Seen {
    fn refuse_twice(&mut self, entry: Option<&Entry<'_>>, value: Option<String>) {
        let (Some(entry), Some(value)) = (entry, value) else { return };
        if let Some(line) = self.0.insert(value, entry.line()) {
            entry.fault(
                &format!("the same value stands on line {line}"),
                "name each directory, with a job of its own, once",
            );
        }
    }
}

enum KnownIdp {
    Entra,
}

fn known_idp(entry: &Entry<'_>) -> Option<KnownIdp> {
    if entry.text()? == "entra" {
        return Some(KnownIdp::Entra);
    }
    entry.fault("it is no identity provider that this version knows", r#"write idp = "entra""#);
    None
}

/// An id that may stand in a URL as it is.
fn id<T, E: std::fmt::Display>(entry: &Entry<'_>, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
    let text = plain(entry)?;
    entry.parsed(|_| parse(&text), "copy it again, without spaces")
}

fn plain(entry: &Entry<'_>) -> Option<String> {
    let text = entry.text()?;
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:|".contains(c));
    if plain && text.contains(|c: char| c.is_ascii_alphanumeric()) && text.chars().count() <= ID_CHARS_MAX {
        return Some(text.to_owned());
    }
    entry.fault(
        "it is no id: an id has letters, digits, hyphens and dots only",
        "copy it again, without quotes or brackets",
    );
    None
}

/// A day, where one is written; one that cannot be read is a fault of the document.
pub(super) fn date(entry: Option<Entry<'_>>) -> Option<Date> {
    let parse = |text: &str| text.parse::<Date>().map_err(|_| "it is no day");
    entry?.parsed(parse, "write the day as in \"2027-01-31\"")
}

fn url(entry: Option<Entry<'_>>, default: &str) -> Option<BaseUrl> {
    match entry {
        Some(entry) => entry.parsed(BaseUrl::parse, URL_FIX),
        None => BaseUrl::parse(default).ok(),
    }
}

fn graph_url(section: &Section<'_>) -> Option<BaseUrl> {
    let Some(entry) = section.entry("graph_url") else { return url(None, GRAPH_URL) };
    let found = entry.parsed(BaseUrl::parse, URL_FIX)?;
    if ["/v1.0", "/beta"].iter().any(|version| found.to_string().ends_with(version)) {
        entry.fault("it ends in a version of the API", "leave the version away: untwin adds it");
        return None;
    }
    Some(found)
}
