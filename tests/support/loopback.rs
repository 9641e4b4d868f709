//! A town over real HTTP on this machine, with the files that a program needs to find it.

use crate::oracle::Oracle;
use crate::{Cut, InProcess, TestClock, newest_failure, open_policy, setup, vendors};
use jiff::SignedDuration;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use untwin_outbound::{NetworkTransport, Transport};
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::town::{self, Person, Town};
use untwin_sandbox::{World, face};
use untwin_sqlite::SqliteStore;
use untwin_startup::{Vendors, Wired};
use untwin_workflow::Setup;

/// A world that answers on the loopback address until it is dropped.
///
/// Its folder holds `untwin.toml`, the keys, a policy like [`crate::open_policy`], and the store once somebody opens it.
pub struct Loopback {
    /// Scheme and authority: `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// The world, shared with whoever answers for it.
    pub world: Arc<Mutex<World>>,
    /// The world's clock. It stands at the town's start until a test moves it.
    pub clock: VirtualClock,
    /// The product's set-up for this town.
    pub setup: Setup,
    /// What goes over the wire, held against the vendors' descriptions.
    pub oracle: Oracle,
    vendors: Vendors,
    folder: TempDir,
    server: JoinHandle<()>,
}

impl Loopback {
    /// Serves a town. As in a [`crate::Story`] the provider runs a cycle ten minutes earlier, so what cannot be pushed
    /// stands in its log.
    pub async fn serve(mut town: Town) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let oracle = Oracle::watch(&mut town.world);
        town.reached_at(&base_url);
        town.cycle(town.start.checked_sub(SignedDuration::from_mins(10)).expect("a time"));
        let folder = tempfile::tempdir().expect("a folder");
        write_files(folder.path(), &town, &base_url);
        let (vendors, setup) = (vendors(&town, &base_url), setup(&town, open_policy()));
        let clock = VirtualClock::starting_at(town.start);
        let world = Arc::new(Mutex::new(town.world));
        let server = answer_in_the_background(listener, &world, &clock);
        Self { base_url, world, clock, setup, oracle, vendors, folder, server }
    }

    /// The world, to look at or to meddle with.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest failure of a person as a page of the provider's log.
    pub fn failure_of(&self, person: &Person) -> Vec<u8> {
        newest_failure(&self.world(), person)
    }

    /// The product's ports through any transport, on the world's clock, with a store of their own.
    pub fn ports_through<T: Transport>(&self, transport: T) -> Wired<T, TestClock> {
        let store = SqliteStore::in_memory().expect("a store");
        Wired::new(self.vendors.clone(), store, transport, TestClock(self.clock.clone()))
    }

    /// The way over real HTTP.
    pub fn network(&self) -> NetworkTransport {
        NetworkTransport::new().expect("a client")
    }

    /// The way without a socket, to the same world.
    pub fn in_process(&self) -> InProcess {
        InProcess { world: Arc::clone(&self.world), clock: self.clock.clone(), cut: Cut::default() }
    }

    /// The settings file.
    pub fn settings_path(&self) -> PathBuf {
        self.folder.path().join("untwin.toml")
    }

    /// The store that the settings name, opened beside whoever else has it open.
    pub fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join("untwin.db")).expect("a store")
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[expect(clippy::disallowed_methods, reason = "the server of a test runs beside what it tests")]
fn answer_in_the_background(listener: TcpListener, world: &Arc<Mutex<World>>, clock: &VirtualClock) -> JoinHandle<()> {
    let serving = face::serve(listener, Arc::clone(world), clock.clone());
    tokio::spawn(async move { serving.await.expect("the listener works") })
}

fn write_files(folder: &Path, town: &Town, base_url: &str) {
    write(&folder.join("organization.key"), town::ORGANIZATION_KEY);
    write(&folder.join("scim.key"), town::SCIM_KEY);
    write(&folder.join("client.key"), town::CLIENT_SECRET);
    write(&folder.join("policy.toml"), &policy_text());
    write(&folder.join("untwin.toml"), &settings_text(town, base_url));
}

/// A key file that others can read would be warned of.
fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
}

fn policy_text() -> String {
    format!(
        r#"version = 1
shadow = false

[sso]
attribute = "mail"

[administrators_of_record]
apps = ["{hr}"]
"#,
        hr = town::HR_APP
    )
}

fn settings_text(town: &Town, base_url: &str) -> String {
    let tenant = &town.world.tenant;
    format!(
        r#"[organization]
id = "{organization}"
key = "file:organization.key"
base_url = "{base_url}/atlassian"

[[directory]]
id = "{directory}"
scim_key = "file:scim.key"
idp = "entra"
tenant = "{tenant}"
client_id = "{client}"
client_secret = "file:client.key"
service_principal = "{principal}"
job = "{job}"
graph_url = "{base_url}/graph"
login_url = "{base_url}/login"

[store]
path = "untwin.db"

[policy]
path = "policy.toml"
"#,
        organization = town::ORGANIZATION,
        directory = town.directory,
        tenant = tenant.id(),
        client = town::CLIENT_ID,
        principal = tenant.service_principal_id(),
        job = tenant.job_id(),
    )
}
