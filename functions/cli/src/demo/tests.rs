//! The demo in process: what it shows, and that its laws can be broken.

use super::*;
use http::Method;
use jiff::Timestamp;
use play::Fate;
use std::collections::BTreeSet;
use untwin_core::decision::Cause;
use untwin_core::domain::{AccountId, Outcome};
use untwin_sandbox::faulty::Matcher;

fn played(seed: u64, tamper: impl FnOnce(&Stage)) -> Played {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let start: Timestamp = START.parse().unwrap();
        let (stage, faces) = Stage::build(seed, start, Leave::Nobody).await.unwrap();
        tamper(&stage);
        tokio::select! {
            biased;
            played = Played::on(&stage, Length::Whole, &|_| {}) => played.unwrap(),
            ended = stage.serve(faces) => panic!("{ended:?}"),
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
        assert_eq!(counts, (6, 17, 1, 1), "{report:#?}");
        let stopped_by: BTreeSet<_> = report.cases.iter().filter_map(|case| case.stopped_by).collect();
        assert_eq!(stopped_by, BTreeSet::from(["Idle", "NotProtected", "SamePerson"]));
        let payloads: BTreeSet<_> = told.iter().map(|delivered| delivered.payload).collect();
        assert!(payloads.len() >= 8, "{payloads:?}");
    }
}

#[test]
fn every_cause_that_can_be_told_arrives() {
    let Played { told, .. } = played(1, |_| {});
    let causes = told.iter().filter_map(|delivered| match &delivered.fate {
        Fate::Case(case) => case.cause,
        Fate::Ignored => Some(Cause::NotAUniquenessConflict),
        Fate::KnownAlready(_) | Fate::Later | Fate::PutAside => None,
    });
    assert_eq!(causes.collect::<BTreeSet<_>>(), BTreeSet::from(Cause::ALL));
}

#[test]
fn the_messages_ask_and_tell_and_each_renamed_account_is_told_of_a_fortnight_later() {
    let Played { messages, report, soon, .. } = played(1, |_| {});
    let titles: Vec<&str> = messages.iter().map(|message| message.title.split(' ').next().unwrap()).collect();
    assert_eq!(titles, ["May", "Repaired:"]);
    let repaired = untwin_notify::plain(messages.last().unwrap());
    for group in scenes::GRANTED {
        assert!(repaired.contains(group), "{repaired}");
    }
    assert!(repaired.contains("Proposal: disable the renamed account"), "{repaired}");
    assert_eq!(report.placeholders.len(), 4);
    assert_eq!(soon.iter().filter(|moved| moved.case.outcome == Outcome::Repaired).count(), 2);
}

#[test]
fn two_runs_of_one_seed_leave_one_picture_and_it_shows_who_was_healed() {
    let [picture, again] = [(); 2].map(|()| serde_json::to_value(played(1, |_| {}).picture).unwrap());
    assert_eq!(picture, again);
    let people = picture["people"].as_array().unwrap();
    let ida = people.iter().find(|person| person["name"] == "Ida Frank").unwrap();
    let [own, duplicate] = [0, 1].map(|index| &picture["accounts"][ida["accounts"][index].as_str().unwrap()]);
    assert_eq!(own["address"], "ida.frank@example.com");
    assert!(own["groups"].as_array().unwrap().contains(&"design-review".into()), "{own}");
    assert!(duplicate["records"].as_object().unwrap().is_empty(), "{duplicate}");
    assert_eq!(picture["cases"][ida["subject"].as_str().unwrap()]["state"], "repaired");
}

#[test]
fn a_record_that_no_plan_names_and_a_group_that_nobody_grants_break_the_laws() {
    let meddled = played(1, |stage| {
        let mut world = stage.ground.world();
        let scene = stage.ground.cast.with(Plot::BothSynced).unwrap().clone();
        let directory = stage.setup.directories.keys().next().unwrap().clone();
        let strange = world
            .organization
            .records()
            .find(|record| record.account().is_some_and(|own| *own != scene.person.original));
        let strange = strange.unwrap().id.clone();
        let removal = Matcher::on(Method::DELETE, "/onlyDeleteUserInDB");
        world.before(removal, move |world, now| {
            world.organization.delete_record_by_hand(now, &directory, &strange);
            world.organization.join_group_by_hand(&scene.person.original, "site-admins");
        });
    });
    let broken: BTreeSet<&str> = meddled.laws.iter().filter(|law| !law.breaches.is_empty()).map(|law| law.id).collect();
    assert!(broken.is_superset(&BTreeSet::from(["I7", "I8"])), "{broken:?}");
}

#[test]
fn whoever_changes_somebody_else_meanwhile_breaks_the_laws() {
    let meddled = played(1, |stage| {
        let mut world = stage.ground.world();
        let bystander = world.organization.accounts().find(|account| !concerns(stage, &account.id)).unwrap().id.clone();
        let rename = Matcher::on(Method::PUT, "/manage/email");
        world.before(rename, move |world, now| world.organization.deactivate_by_hand(now, &bystander));
    });
    let broken: BTreeSet<&str> = meddled.laws.iter().filter(|law| !law.breaches.is_empty()).map(|law| law.id).collect();
    assert_eq!(broken, BTreeSet::from(["I16", "I8"]));
    assert_eq!(meddled.exit(), Exit::NotVerified);
}

fn concerns(stage: &Stage, account: &AccountId) -> bool {
    let people = stage.ground.cast.scenes.iter().map(|scene| &scene.person);
    people.flat_map(|person| [&person.original, &person.holder]).any(|own| own == account)
}
