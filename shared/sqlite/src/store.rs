//! Opening the database, and the port itself: each method is one transaction.

use crate::columns::Broken as _;
use crate::{budget, cases, dead_letters, inbox, leases, pace, schema, switch, watermarks};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, DirectoryId, EventId};
use untwin_workflow::ports::{
    Append, Delivery, Hold, InHand, Inbox, Kept, Lease, Leased, Letterbox, Opened, Opening, Rate, Receipt, Store,
    StoreError, StoredCase, Watermarks,
};

/// The path that means a database in memory, as SQLite spells it.
const IN_MEMORY: &str = ":memory:";

/// Cases, leases, budgets and dead letters in one SQLite database.
///
/// Every call does its work at once and waits for nothing but the lock of another process, and for that no longer
/// than five seconds. Its futures are ready when they are first polled.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the file, which only its owner can read where it has to be made, and brings its tables to this version.
    /// The path `:memory:` gives a store that ends with the process.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if path.as_os_str() == IN_MEMORY {
            return Self::in_memory();
        }
        create_private(path)?;
        // Without the flag for URIs a path is a path, whatever it begins with.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).broken("opening the file")?;
        Self::prepared(connection, schema::Durability::File)
    }

    /// The version of the tables in a file, and the newest one that this program knows; nothing is made, changed or
    /// brought up to date. `None` where there is no file.
    pub fn version_of(path: &Path) -> Result<Option<(usize, usize)>, StoreError> {
        if path.as_os_str() == IN_MEMORY || !path.exists() {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).broken("opening the file")?;
        schema::version(&connection).map(Some)
    }

    /// A store that ends with the process.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepared(Connection::open_in_memory().broken("opening a database in memory")?, schema::Durability::Memory)
    }

    /// How many dead letters gave way to newer ones since the database was made.
    pub fn dead_letters_given_way(&self) -> Result<u64, StoreError> {
        self.read(dead_letters::given_way)
    }

    fn prepared(mut connection: Connection, durability: schema::Durability) -> Result<Self, StoreError> {
        schema::prepare(&mut connection, durability)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// Reads under one snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    /// Changes all or nothing. The write lock is taken first, so that what was read still holds at the commit.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    fn transact<T>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // A panic under the lock has rolled its transaction back while unwinding, so the connection is whole.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(behavior).broken("beginning a transaction")?;
        let answer = work(&transaction)?;
        transaction.commit().broken("committing a transaction")?;
        Ok(answer)
    }
}

/// SQLite gives its side files the mode of the main file, so the mode is set before SQLite sees it.
///
/// Closing a file gives up every lock that the process has on it, those of SQLite too. So a file that exists is not
/// opened here, and one that is being made is closed before anybody else in the process gets past this function.
fn create_private(path: &Path) -> Result<(), StoreError> {
    static CREATING: Mutex<()> = Mutex::new(());
    let _alone = CREATING.lock().unwrap_or_else(PoisonError::into_inner);
    match OpenOptions::new().create_new(true).write(true).mode(0o600).open(path) {
        Ok(_made) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Broken(format!("making the file: {}", error.kind()))),
    }
}

impl Store for SqliteStore {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.read(|tx| cases::seen(tx, dedup_key))
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        self.write(|tx| cases::open(tx, opening))
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.read(|tx| cases::load(tx, id))
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.read(|tx| cases::list(tx, limit))
    }

    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        self.write(|tx| cases::append(tx, append))
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        self.write(|tx| leases::lease(tx, case, objects, &(now..until)))
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        self.write(|tx| leases::renew(tx, lease, now, until))
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.write(|tx| leases::release(tx, lease))
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        self.read(switch::writes)
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| switch::set_writes(tx, writes, by, now))
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.read(|tx| cases::due(tx, now, limit))
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| cases::put_back(tx, case, due_at))
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.read(|tx| cases::opened_between(tx, from, until))
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.read(|tx| budget::people_since(tx, since))
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.write(|tx| dead_letters::bury(tx, letter))
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.read(|tx| dead_letters::newest(tx, limit))
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.write(|tx| dead_letters::exhume(tx, letter))
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.write(|tx| pace::ask(tx, key, rate, now))
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| pace::hold_off(tx, key, until))
    }
}

impl Letterbox for SqliteStore {
    async fn put(&self, delivery: &Delivery, now: Timestamp) -> Result<Kept, StoreError> {
        self.write(|tx| inbox::put(tx, delivery, now))
    }

    async fn put_all(&self, deliveries: &[Delivery], now: Timestamp) -> Result<Vec<Kept>, StoreError> {
        self.write(|tx| deliveries.iter().map(|delivery| inbox::put(tx, delivery, now)).collect())
    }
}

impl Inbox for SqliteStore {
    async fn take(&self, now: Timestamp, hidden_until: Timestamp) -> Result<Option<InHand>, StoreError> {
        self.write(|tx| inbox::take(tx, now, hidden_until))
    }

    async fn hold(&self, receipt: Receipt, hidden_until: Timestamp) -> Result<Hold, StoreError> {
        self.write(|tx| inbox::hold(tx, receipt, hidden_until))
    }

    async fn acknowledge(&self, receipt: Receipt) -> Result<(), StoreError> {
        self.write(|tx| inbox::acknowledge(tx, receipt).map(drop))
    }

    async fn postpone(&self, receipt: Receipt, due_at: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| inbox::postpone(tx, receipt, due_at))
    }

    async fn give_up(&self, receipt: Receipt, letter: &DeadLetter) -> Result<(), StoreError> {
        self.write(|tx| inbox::give_up(tx, receipt, letter))
    }

    async fn waiting(&self) -> Result<u64, StoreError> {
        self.read(inbox::waiting)
    }
}

impl Watermarks for SqliteStore {
    async fn watermark(&self, directory: &DirectoryId) -> Result<Option<Timestamp>, StoreError> {
        self.read(|tx| watermarks::of(tx, directory))
    }

    async fn move_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| watermarks::move_on(tx, directory, read_until))
    }

    async fn lower_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        self.write(|tx| watermarks::lower(tx, directory, read_until))
    }
}
