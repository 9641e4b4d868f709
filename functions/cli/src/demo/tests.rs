//! The demo in process: what it shows, and that its laws can be broken.

use super::*;
use http::Method;
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::domain::{AccountId, Outcome};
use untwin_sandbox::faulty::Matcher;

fn played(seed: u64, tamper: impl FnOnce(&Stage)) -> Played {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let start: Timestamp = START.parse().unwrap();
        let (stage, listener) = Stage::build(seed, start, Leave::Nobody).await.unwrap();
        tamper(&stage);
        tokio::select! {
            biased;
            played = Played::on(&stage, &|_| {}) => played.unwrap(),
            ended = stage.serve(listener) => panic!("{ended:?}"),
        }
    })
}

#[test]
fn the_laws_hold_and_each_person_ends_as_their_trouble_demands() {
    for seed in [1, 2] {
        let Played { report, told, .. } = played(seed, |_| {});
        assert_eq!(report.laws.broken, Vec::<String>::new(), "seed {seed}");
        let repaired = report.cases.iter().filter(|case| case.outcome == Outcome::Repaired).count();
        let counts = (repaired, report.cases.len(), report.ignored.len(), report.unreadable.len());
        assert_eq!(counts, (3, 9, 1, 1), "{report:#?}");
        let stopped_by: BTreeSet<_> = report.cases.iter().filter_map(|case| case.stopped_by).collect();
        assert_eq!(stopped_by, BTreeSet::from(["Idle", "NotProtected"]));
        let payloads: BTreeSet<_> = told.iter().map(|delivered| delivered.payload).collect();
        assert!(payloads.len() >= 8, "{payloads:?}");
    }
}

#[test]
fn whoever_changes_somebody_else_meanwhile_breaks_the_laws() {
    let meddled = played(1, |stage| {
        let mut world = stage.world();
        let bystander = world.organization.accounts().find(|account| !concerns(stage, &account.id)).unwrap().id.clone();
        let rename = Matcher::on(Method::PUT, "/manage/email");
        world.before(rename, move |world, now| world.organization.deactivate_by_hand(now, &bystander));
    });
    let broken: BTreeSet<&str> = meddled.laws.iter().filter(|law| !law.breaches.is_empty()).map(|law| law.id).collect();
    assert_eq!(broken, BTreeSet::from(["I16", "I8"]));
    assert_eq!(meddled.exit(), Exit::NotVerified);
}

fn concerns(stage: &Stage, account: &AccountId) -> bool {
    let people = stage.cast.scenes.iter().map(|scene| &scene.person);
    people.flat_map(|person| [&person.original, &person.holder]).any(|own| own == account)
}
