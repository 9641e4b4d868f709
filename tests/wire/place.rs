//! Where the cases of a town lie: in a file of its folder, or in a table of a local AWS, with its queues.

use aws_sdk_dynamodb::Client;
use std::ffi::OsString;
use std::fs;
use untwin_aws::DynamoStore;
use untwin_core::decision::Writes;
use untwin_startup::SystemClock;
use untwin_tests::Loopback;
use untwin_tests::local_aws::{config_at, endpoint, env_at, make_table, own_name};
use untwin_workflow::ports::{Clock as _, Store as _, StoredCase};

/// More cases than any town has.
const CASES_MAX: usize = 10;

/// One of them.
#[derive(Clone)]
pub enum Place {
    /// The file that the settings of every town name.
    File,
    /// A local AWS, at this endpoint.
    Aws(String),
}

/// The cases of one town.
pub enum Cases {
    /// In its folder.
    File,
    /// In its table.
    Table(Table),
}

/// A table. A queue stands beside it for everything.
pub struct Table {
    pub store: DynamoStore,
    pub name: String,
    pub dynamodb: Client,
    endpoint: String,
}

impl Place {
    /// The local AWS, if there is one; a line says that there is none.
    pub fn aws() -> Option<Self> {
        Some(Self::Aws(endpoint()?))
    }

    /// Makes room for the cases of a town, and has its settings name it.
    pub async fn prepare(&self, town: &Loopback) -> Cases {
        match self {
            Self::File => Cases::File,
            Self::Aws(endpoint) => Cases::Table(Table::prepare(endpoint, town).await),
        }
    }
}

impl Table {
    /// For a town, in the local AWS, if there is one.
    pub async fn of(town: &Loopback) -> Option<Self> {
        Some(Self::prepare(&endpoint()?, town).await)
    }

    async fn prepare(endpoint: &str, town: &Loopback) -> Self {
        let config = config_at(endpoint).await;
        let (dynamodb, sqs, name) = (Client::new(&config), aws_sdk_sqs::Client::new(&config), own_name());
        make_table(&dynamodb, &name).await;
        let queue = sqs.create_queue().queue_name(&name).send().await.expect("a queue").queue_url.expect("its address");
        let lies = format!("table = \"{name}\"\nconflicts = \"{queue}\"\nmanual = \"{queue}\"");
        let settings = fs::read_to_string(town.settings_path()).expect("settings");
        fs::write(town.settings_path(), settings.replace("path = \"untwin.db\"", &lies)).expect("settings");
        let store = DynamoStore::new(dynamodb.clone(), name.clone());
        // A new table allows no writes.
        store.set_writes(Writes::Enabled, "ada", SystemClock.now()).await.expect("a switch");
        Self { store, name, dynamodb, endpoint: endpoint.to_owned() }
    }

    /// What a program needs in its environment to reach it.
    pub fn env(&self) -> Vec<(&'static str, OsString)> {
        env_at(&self.endpoint).into()
    }
}

impl Cases {
    /// All of them, the one that changed last first.
    pub async fn all(&self, town: &Loopback) -> Vec<StoredCase> {
        let cases = match self {
            Self::File => town.store().list(CASES_MAX).await,
            Self::Table(table) => table.store.list(CASES_MAX).await,
        };
        cases.expect("the store can be read")
    }

    /// What a program needs in its environment to reach them.
    pub fn env(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Self::File => Vec::new(),
            Self::Table(table) => table.env(),
        }
    }
}
