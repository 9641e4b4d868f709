//! The programs as they are deployed, killed at random moments and started again: on a real file, over real HTTP.
//!
//! Whenever that was, everybody ends repaired, as before, or flagged, and nothing was sent twice.

mod laws;
mod life;
mod stage;
mod tally;

use crate::later::Later;
use crate::place::Place;
use fastrand::Rng;
use laws::hold;
use life::{Life, Lived, Program};
use stage::Stage;
use tally::{Tally, Usual};
use untwin_core::domain::CaseState;

/// Kills of each program.
const KILLS: u32 = 100;
/// Kills in one town, at most: then its work is finished in peace.
const KILLS_IN_A_TOWN: u32 = 8;
/// Programs started in one town, at most: every case ends long before.
const LIVES_MAX: u32 = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn untwin_heal_and_sweep_killed_a_hundred_times_leave_everybody_whole_or_flagged() {
    kill_again_and_again(Program::CommandLine, 1, &Place::File).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_repair_function_killed_a_hundred_times_leaves_everybody_whole_or_flagged() {
    kill_again_and_again(Program::Function, 2, &Place::File).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_same_with_a_table_and_queues_in_aws() {
    if let Some(aws) = Place::aws() {
        kill_again_and_again(Program::Function, 3, &aws).await;
    }
}

/// One town after the other, until the program was killed often enough.
async fn kill_again_and_again(program: Program, seed: u64, place: &Place) {
    if !cfg!(target_os = "linux") {
        // Past the capturing of tests: nobody may believe that this was checked.
        let told = std::io::Write::write_all(&mut std::io::stderr(), b"only on Linux: programs killed for real\n");
        return told.expect("somebody reads it");
    }
    let (later, mut random) = (Later::build(), Rng::with_seed(seed));
    let mut tally = Tally::new(program, usual(program, &later, place).await);
    while tally.kills < KILLS {
        let mut stage = Stage::set(&later, random.usize(1..=3), place).await;
        live_on(program, &mut stage, &mut random, &mut tally).await;
        once_more_changes_nothing(program, &mut stage).await;
        tally.town(&hold(&stage, &stage.cases().await));
    }
    println!("{tally}");
}

/// What a program that nobody kills needs for one person. It says the town's time, or nothing here is worth anything.
async fn usual(program: Program, later: &Later, place: &Place) -> Usual {
    let mut stage = Stage::set(later, 1, place).await;
    let start_us = lived_us(&mut stage, Life::Sweep).await;
    let all_us = lived_us(&mut stage, Life::Message(program, 0)).await;
    let cases = stage.cases().await;
    let later = cases.iter().any(|case| case.opened_at >= stage.town_start);
    assert!(later, "the program does not see the later time; it must be linked to glibc");
    assert_eq!(cases[0].state, CaseState::Repaired, "{}", stage.said());
    let requests = stage.requests;
    Usual { requests, start_us, request_us: all_us.saturating_sub(start_us) / u64::from(requests) }
}

/// How long an undisturbed life takes.
async fn lived_us(stage: &mut Stage<'_>, life: Life) -> u64 {
    let began = stage.machine_now();
    assert_eq!(stage.live(life, None).await, Lived::Acknowledged, "{}", stage.said());
    let took = stage.machine_now().duration_since(began);
    u64::try_from(took.as_micros()).expect("time passes")
}

/// Starts programs in a town, and kills them, until every case is settled.
async fn live_on(program: Program, stage: &mut Stage<'_>, random: &mut Rng, tally: &mut Tally) {
    let (people, mut acknowledged, mut kills) = (stage.people.len(), 0, 0);
    for _ in 0..LIVES_MAX {
        let settled = stage.is_settled().await;
        if settled && acknowledged == people {
            return;
        }
        // A message that was acknowledged may come again all the same.
        let life = match (settled, random.u8(0..4)) {
            (true, _) => Life::Message(program, acknowledged),
            (false, 0) => Life::Message(program, random.usize(0..people)),
            (false, _) => Life::Sweep,
        };
        let dies = (kills < KILLS_IN_A_TOWN && tally.kills < KILLS).then(|| tally.moment(life, random));
        let before = stage.requests;
        match stage.live(life, dies).await {
            Lived::Died => {
                kills += 1;
                tally.kill(stage.hit(life, before).await);
                stage.pass_after_a_death(random);
            }
            Lived::Acknowledged => {
                acknowledged += usize::from(life == Life::Message(program, acknowledged));
                stage.pass_until_due(random).await;
            }
            Lived::Again => stage.pass_until_due(random).await,
            Lived::Badly(end) => panic!("{life:?} ended badly: {end:?}\n{}", stage.said()),
        }
        tally.lives += 1;
    }
    panic!("the cases of a town do not end: {:#?}\n{}", stage.cases().await, stage.said());
}

/// Every message comes once more after everything is over.
async fn once_more_changes_nothing(program: Program, stage: &mut Stage<'_>) {
    let before = stage.changes();
    for person in 0..stage.people.len() {
        let lived = stage.live(Life::Message(program, person), None).await;
        assert_eq!(lived, Lived::Acknowledged, "{}", stage.said());
    }
    assert_eq!(stage.changes(), before, "the same message once more changes something");
}
