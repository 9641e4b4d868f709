//! What our clients send and what the sandbox answers, held against the vendors' own descriptions where they are at hand.

use crate::readings::{every_reading, newest_record, talkative};
use crate::tour::round_trip;
use jiff::SignedDuration;
use std::io::Write as _;
use untwin_startup::heal_document;
use untwin_tests::Loopback;
use untwin_tests::oracle::{DEVIATIONS, Library, NO_FILE, Tally};
use untwin_workflow::ports::{Clock as _, Ports as _};

/// Everything that goes over the wire while every question is asked and one person is healed.
async fn by_the_clients() -> Tally {
    let (town, ada) = talkative();
    let directory = town.directory.clone();
    let town = Loopback::serve(town).await;
    let record = newest_record(&town.world(), &ada);
    let ports = town.ports_through(town.in_process());
    every_reading(&ports, &directory, (&ada, &record)).await;
    let deadline = ports.clock().now().checked_add(SignedDuration::from_hours(2)).expect("a time");
    heal_document(&ports, &town.setup, &town.failure_of(&ada), deadline).await.expect("the store works");
    town.oracle.tally()
}

#[tokio::test]
async fn what_the_clients_ask_and_get_is_described() {
    if Library::named().is_none() {
        return;
    }
    let tally = by_the_clients().await;
    assert_eq!(tally.complaints, [].into());
    assert!(tally.operations.len() >= 15, "{:#?}", tally.operations);
}

#[test]
fn what_the_sandbox_answers_is_described_also_where_no_client_asks() {
    if Library::named().is_none() {
        return;
    }
    let tally = round_trip();
    assert_eq!(tally.complaints, [].into());
    assert!(tally.operations.len() >= 40, "{:#?}", tally.operations);
}

#[tokio::test]
async fn every_known_deviation_is_still_met() {
    if Library::named().is_none() {
        return;
    }
    let mut tally = by_the_clients().await;
    tally.add(&round_trip());
    say_what_has_no_file(&tally);
    let idle = DEVIATIONS.iter().enumerate().filter(|(place, _)| !tally.deviations.contains_key(place));
    assert_eq!(idle.map(|(_, known)| format!("{known:?}")).collect::<Vec<_>>(), [""; 0]);
    let idle = NO_FILE.iter().enumerate().filter(|(place, _)| !tally.without_file.contains_key(place));
    assert_eq!(idle.map(|(_, known)| format!("{known:?}")).collect::<Vec<_>>(), [""; 0]);
}

/// Past the harness, which keeps what tests print.
fn say_what_has_no_file(tally: &Tally) {
    let (with, without): (u64, u64) = (tally.operations.values().sum(), tally.without_file.values().sum());
    let line =
        format!("{with} exchanges were held against a file; {without}, of {} operations, have none", NO_FILE.len());
    writeln!(std::io::stderr(), "{line}").expect("a place to say it");
}
