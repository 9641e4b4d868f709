//! What a case costs of the table, in requests: `infra/README.md` says it, and this holds it to that.

use crate::local_aws::{LocalAws, make_table, own_name};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{self, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::thread::Builder;
use untwin_aws::DynamoStore;
use untwin_core::decision::{Policy, Writes};
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::town::Town;
use untwin_startup::{Wired, heal_document};
use untwin_tests::{Cut, InProcess, TestClock, newest_failure, open_policy, setup, town, vendors};
use untwin_workflow::ports::{Clock as _, Store as _};

const PAGE: &str = include_str!("../../../infra/README.md");
const BASE: &str = "http://127.0.0.1:9";
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Requests of a client, by what each was for.
#[derive(Debug, Clone, Default)]
struct Counter(Arc<Mutex<BTreeMap<&'static str, u32>>>);

impl Intercept for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let pace = request.body().bytes().is_some_and(|body| body.windows(6).any(|part| part == b"\"pace#"));
        let kind = match target.rsplit('.').next() {
            _ if pace => "pace",
            Some("GetItem" | "Query") => "read",
            Some("TransactWriteItems") => "transaction",
            _ => "write",
        };
        *self.0.lock().unwrap().entry(kind).or_default() += 1;
        Ok(())
    }
}

impl Counter {
    /// Reads, writes, transactions, and what keeping below the vendors' limits takes; and from nothing again.
    fn row(&self, of: &str) -> String {
        let counted = std::mem::take(&mut *self.0.lock().unwrap());
        let [read, write, transaction, pace] =
            ["read", "write", "transaction", "pace"].map(|kind| counted.get(kind).copied().unwrap_or_default());
        format!("| {of} | {read} | {write} | {transaction} | {pace} | {} |", read + write + transaction + pace)
    }
}

#[test]
fn a_case_costs_what_the_page_says() {
    // A repair is a deep future, the client of AWS another; without optimisation a test's thread is too small for both.
    let measuring = Builder::new().stack_size(STACK_BYTES).spawn(measure).unwrap();
    measuring.join().unwrap_or_else(|panic| resume_unwind(panic));
}

fn measure() {
    let Some(aws) = LocalAws::named() else { return };
    let decided = rows(&aws, Policy::manual_for_all(), ["opened, and decided by nobody but a person", "absorbed"]);
    let repaired = rows(&aws, open_policy(), ["opened, decided and repaired", "the same once more"]);
    let measured = [decided, repaired].concat().join("\n");
    assert!(PAGE.contains(&measured), "measured:\n{measured}");
}

/// The requests for a failure that arrives, and for the same one that arrives again.
fn rows(aws: &LocalAws, policy: Policy, of: [&str; 2]) -> [String; 2] {
    let (counter, table) = (Counter::default(), own_name());
    aws.wait(make_table(&Client::new(&aws.config()), &table));
    let counted = config::Builder::from(&aws.config()).interceptor(counter.clone()).build();
    let store = DynamoStore::new(Client::from_conf(counted), table);
    let mut town: Town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    town.reached_at(BASE);
    town.cycle(town.start.checked_sub(SignedDuration::from_mins(10)).unwrap());
    aws.wait(store.set_writes(Writes::Enabled, "ada", town.start)).unwrap();
    let (vendors, setup, clock) = (vendors(&town, BASE), setup(&town, policy), VirtualClock::starting_at(town.start));
    let document = newest_failure(&town.world, &ada);
    let world = Arc::new(Mutex::new(town.world));
    let transport = InProcess { world, clock: clock.clone(), cut: Cut::default() };
    let ports = Wired::new(vendors, store, transport, TestClock(clock.clone()));
    counter.row("what came before");
    of.map(|of| {
        let deadline = TestClock(clock.clone()).now().checked_add(SignedDuration::from_hours(2)).unwrap();
        aws.wait(Box::pin(heal_document(&ports, &setup, &document, deadline))).unwrap();
        counter.row(of)
    })
}
