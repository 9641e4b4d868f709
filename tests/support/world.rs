//! One story: a town, a set-up, and what happened in it.

use crate::oracle::Oracle;
use crate::{Cut, InProcess, TestClock};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use untwin_atlassian::OrganizationSettings;
use untwin_core::decision::{Policy, Shadow};
use untwin_core::domain::{CaseId, JobId, OrganizationId, Outcome, ScimKey, TenantId};
use untwin_entra::{EntraSettings, SignIn};
use untwin_outbound::{BaseUrl, Key};
use untwin_sandbox::atlassian::{Actor, Change, Mutation};
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::town::{self, Person, Town};
use untwin_sandbox::{World, entra::exports};
use untwin_sqlite::SqliteStore;
use untwin_startup::{Healed, Vendors, Wired, heal_document};
use untwin_workflow::ports::{Calls, Ports, Store, StoredCase};
use untwin_workflow::{CaseReport, Pushed, Setup, report, sweep};

/// The ports of a test.
pub type TestPorts = Wired<InProcess, TestClock>;

/// When every story begins.
pub const START: &str = "2026-08-18T08:00:00Z";

/// A story: the world, the product wired to it, and the clock that both see.
pub struct Story {
    /// The product's ports.
    pub ports: Arc<TestPorts>,
    /// The product's set-up.
    pub setup: Setup,
    /// The clock.
    pub clock: VirtualClock,
    /// Where a worker dies, if anywhere.
    pub cut: Cut,
    /// What goes over the wire, held against the vendors' descriptions.
    pub oracle: Oracle,
    world: Arc<Mutex<World>>,
    /// How the organization was when the product began to act.
    mutations_before: usize,
}

/// A policy with writes enabled and everything declared that the guards ask for.
pub fn open_policy() -> Policy {
    let mut policy = Policy { shadow: Shadow::Off, sso_attribute: Some("mail".to_owned()), ..Policy::shipped() };
    policy.administrators_of_record.apps.insert(town::HR_APP.to_owned());
    policy
}

/// A fresh town.
pub fn town() -> Town {
    Town::new(START.parse().expect("a time"))
}

impl Story {
    /// Begins a story: the provider runs a cycle ten minutes earlier, so what cannot be pushed stands in its log.
    pub fn begin(town: Town) -> Self {
        Self::begin_with(town, open_policy(), SqliteStore::in_memory().expect("a store"))
    }

    /// The same with other keys.
    pub fn begin_keyed(town: Town, keys: impl FnOnce(&mut Vendors)) -> Self {
        Self::begin_as(town, open_policy(), SqliteStore::in_memory().expect("a store"), keys)
    }

    /// The same with another policy and store.
    pub fn begin_with(town: Town, policy: Policy, store: SqliteStore) -> Self {
        Self::begin_as(town, policy, store, |_| {})
    }

    fn begin_as(mut town: Town, policy: Policy, store: SqliteStore, keys: impl FnOnce(&mut Vendors)) -> Self {
        let base = "http://127.0.0.1:9";
        let oracle = Oracle::watch(&mut town.world);
        town.reached_at(base);
        let cycle = town.start.checked_sub(SignedDuration::from_mins(10)).expect("a time");
        town.cycle(cycle);
        let clock = VirtualClock::starting_at(town.start);
        let (mut vendors, setup) = (vendors(&town, base), setup(&town, policy));
        keys(&mut vendors);
        let mutations_before = town.world.organization.mutations().len();
        let world = Arc::new(Mutex::new(town.world));
        let cut = Cut::default();
        let transport = InProcess { world: Arc::clone(&world), clock: clock.clone(), cut: cut.clone() };
        let ports = Arc::new(Wired::new(vendors, store, transport, TestClock(clock.clone())));
        Self { ports, setup, clock, cut, oracle, world, mutations_before }
    }

    /// The world, to look at or to meddle with.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest failure of a person as a page of the provider's log.
    pub fn failure_of(&self, person: &Person) -> Vec<u8> {
        newest_failure(&self.world(), person)
    }

    /// Lets a document arrive and drives what it leads to.
    pub async fn heal(&self, document: &[u8]) -> Healed {
        let deadline = self.clock.now().checked_add(SignedDuration::from_hours(2)).expect("a time");
        heal_document(self.ports.as_ref(), &self.setup, document, deadline).await.expect("the store works")
    }

    /// Heals the newest failure of a person and reports its case.
    pub async fn heal_person(&self, person: &Person) -> CaseReport {
        let healed = self.heal(&self.failure_of(person)).await;
        let only = healed.cases.first().unwrap_or_else(|| panic!("no case: {healed:?}"));
        self.report(&only.case, only.calls)
    }

    /// Drives what is due now.
    pub async fn sweep(&self) -> Vec<CaseReport> {
        let deadline = self.clock.now().checked_add(SignedDuration::from_hours(2)).expect("a time");
        let swept = sweep(self.ports.as_ref(), &self.setup, deadline).await.expect("the store works");
        assert_eq!(swept.failed, [], "every due case can be driven");
        swept.handled.iter().map(|handled| self.report(&handled.case, handled.calls)).collect()
    }

    /// Lets time pass and sweeps whatever becomes due, until nothing is due before `hours` have passed.
    pub async fn live_on(&self, hours: i64) {
        let end = self.clock.now().checked_add(SignedDuration::from_hours(hours)).expect("a time");
        for _ in 0..500 {
            let due = self.next_due().await.filter(|due| *due <= end);
            let Some(due) = due else { break };
            self.clock.advance_to(due);
            self.sweep().await;
        }
        self.clock.advance_to(end);
    }

    async fn next_due(&self) -> Option<Timestamp> {
        let cases = self.ports.store().list(100).await.expect("the store works");
        cases.iter().filter_map(|case| case.due_at).min()
    }

    /// A case as it stands.
    pub async fn case(&self, id: &CaseId) -> CaseReport {
        let case = self.ports.store().load(id).await.expect("the store works").expect("a case");
        self.report(&case, Calls::default())
    }

    fn report(&self, case: &StoredCase, calls: Calls) -> CaseReport {
        report(case, &self.setup.policy, calls).expect("a journal that folds")
    }

    /// What the product, and pushes that it caused, changed in the organization.
    pub fn changes(&self) -> Vec<Change> {
        let world = self.world();
        let made = world.organization.mutations().iter().skip(self.mutations_before);
        made.filter(|mutation| by_request(mutation)).map(|mutation| mutation.change.clone()).collect()
    }

    /// Asserts that nothing was written anywhere, and that nothing that could have written was sent.
    pub fn nothing_was_written(&self) {
        assert_eq!(self.changes(), [], "the organization was changed");
        let world = self.world();
        let pushes = world.requests_seen().iter().filter(|seen| seen.path.contains("provisionOnDemand")).count();
        let renames = world.requests_seen().iter().filter(|seen| seen.path.contains("/manage/email")).count();
        assert_eq!((renames, pushes), (0, 0), "a request that writes was sent");
    }

    /// Asserts that a person ended with one account: the original has the wanted address, and the holder a placeholder.
    pub fn is_repaired(&self, person: &Person) {
        let world = self.world();
        let organization = &world.organization;
        let original = organization.account(&person.original).expect("the original");
        assert_eq!(original.email, person.wanted, "the original has the wanted address");
        let holder = organization.account(&person.holder).expect("the holder");
        assert_ne!(holder.email, person.wanted);
        assert!(holder.email.as_str().contains("_duplicate_"), "the holder has a placeholder");
        assert_eq!(organization.records_of(&person.holder).len(), 0);
        assert_eq!(organization.records_of(&person.original).len(), 1);
    }

    /// Asserts that a person's accounts are as they were.
    pub fn is_as_before(&self, person: &Person) {
        let world = self.world();
        let organization = &world.organization;
        assert_eq!(organization.account(&person.original).expect("the original").email, person.former);
        assert_eq!(organization.account(&person.holder).expect("the holder").email, person.wanted);
    }

    /// Whether a person is repaired or as before; in between is a failure unless the case is flagged.
    pub fn is_whole(&self, person: &Person, outcome: Outcome) {
        match outcome {
            Outcome::Repaired => self.is_repaired(person),
            Outcome::Stuck => {}
            Outcome::HandedOver
            | Outcome::AwaitingApproval
            | Outcome::AwaitingSync
            | Outcome::Deferred
            | Outcome::Undone
            | Outcome::Ignored => self.is_as_before(person),
        }
    }
}

/// The newest record about a person in the provider's log, as a page of that log.
pub fn newest_failure(world: &World, person: &Person) -> Vec<u8> {
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == person.user);
    let record = record.expect("a push that failed");
    exports::graph_page(std::slice::from_ref(record), &world.tenant.quirks).to_string().into_bytes()
}

fn by_request(mutation: &Mutation) -> bool {
    matches!(mutation.actor, Actor::OrganizationKey | Actor::DirectoryKey(_))
}

fn base(text: &str) -> BaseUrl {
    BaseUrl::parse(text).expect("a base URL")
}

/// The vendors of a town, with a SCIM key.
pub fn vendors(town: &Town, at: &str) -> Vendors {
    let key = |text: &str| Key::from(SecretString::from(text.to_owned()));
    let organization = OrganizationSettings {
        organization: OrganizationId::parse(town::ORGANIZATION).expect("an id"),
        base_url: base(&format!("{at}/atlassian")),
        key: key(town::ORGANIZATION_KEY),
        directories: BTreeMap::from([(town.directory.clone(), Some(key(town::SCIM_KEY)))]),
    };
    let provider = EntraSettings {
        tenant: TenantId::parse(town::TENANT).expect("an id"),
        client_id: town::CLIENT_ID.to_owned(),
        sign_in: SignIn::Secret(key(town::CLIENT_SECRET)),
        service_principal: town.world.tenant.service_principal_id().to_owned(),
        job: JobId::parse(town.world.tenant.job_id()).expect("an id"),
        graph_base: base(&format!("{at}/graph/v1.0")),
        login_base: base(&format!("{at}/login")),
    };
    Vendors { organization, providers: BTreeMap::from([(town.directory.clone(), provider)]) }
}

/// The set-up of a town.
pub fn setup(town: &Town, policy: Policy) -> Setup {
    let by = Pushed {
        tenant: TenantId::parse(town::TENANT).expect("an id"),
        job: JobId::parse(town.world.tenant.job_id()).expect("an id"),
        scim_key: ScimKey::Held,
    };
    Setup { directories: BTreeMap::from([(town.directory.clone(), by)]), policy }
}
