//! `untwin sim`: one seed as a story, or many seeds and everything there is, counted.

use crate::args::{Global, SimArgs, Through};
use crate::exit::{Exit, Stop};
use crate::render::simulated;
use crate::simulated::{Gone, Simulated};
use crate::terminal::Terminal;
use untwin_simulation::{
    Campaign, Found, Script, Sound, Sweep, Trace, Until, crash_pairs, crash_points, run, seeds, shrink, single_faults,
    story,
};
use untwin_startup::SystemClock;
use untwin_workflow::ports::Clock as _;

/// From so many seeds the plans are taken whose points are gone through.
const SEEDS_OF_PLANS: u64 = 2_000;

/// Runs the simulation.
pub(crate) fn simulate(args: SimArgs, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let args = SimArgs { json: global.json, ..args };
    match args.seed {
        Some(seed) => replay(seed, terminal),
        None => campaign(&args, terminal),
    }
}

fn replay(seed: u64, terminal: &Terminal) -> Result<Exit, Stop> {
    let script = Script::draw(seed);
    let outcome = run(&script, Sound, Trace::Kept);
    terminal.put(&story(&script, &outcome))?;
    if outcome.breaches.is_empty() && outcome.strange.is_empty() {
        return Ok(Exit::Done);
    }
    tell_smallest(&Found { script, outcome }, terminal)?;
    Ok(Exit::NotVerified)
}

fn campaign(args: &SimArgs, terminal: &Terminal) -> Result<Exit, Stop> {
    let began = SystemClock.now();
    let campaign = seeds(args.from..args.from.saturating_add(args.seeds), &Sound, Until::TheEnd);
    let took_s = SystemClock.now().duration_since(began).as_secs_f64();
    let gone: Vec<(Through, Sweep)> = args.through.iter().map(|what| (*what, go_through(*what))).collect();
    let mut told = Simulated::of(args.seeds, took_s, &campaign.counts);
    told.gone_through = gone.iter().map(|(what, sweep)| Gone::of(name(*what), sweep)).collect();
    told.bad = campaign.bad + told.gone_through.iter().map(|gone| gone.bad).sum::<u64>();
    if args.json {
        terminal.put_json(&told)?;
    } else {
        terminal.put(&simulated(&told, terminal.paint()))?;
    }
    let campaigns = std::iter::once(&campaign).chain(gone.iter().map(|(_, sweep)| &sweep.campaign));
    found(campaigns, terminal)
}

/// Every bad end in a line, and the first one as a story, as small as it gets.
fn found<'c>(campaigns: impl Iterator<Item = &'c Campaign>, terminal: &Terminal) -> Result<Exit, Stop> {
    let found: Vec<&Found> = campaigns.flat_map(|campaign| &campaign.found).collect();
    for one in &found {
        terminal.say(&format!("seed {}: {}", one.script.seed, one.why()));
    }
    let Some(first) = found.first() else { return Ok(Exit::Done) };
    tell_smallest(first, terminal)?;
    Ok(Exit::NotVerified)
}

fn tell_smallest(found: &Found, terminal: &Terminal) -> Result<(), Stop> {
    let smallest = shrink(&found.script, &Sound, &found.outcome);
    let outcome = run(&smallest, Sound, Trace::Kept);
    terminal.put(&format!("\nThe same, as small as it gets:\n\n{}", story(&smallest, &outcome)))
}

fn go_through(what: Through) -> Sweep {
    match what {
        Through::Points => crash_points(SEEDS_OF_PLANS, usize::MAX),
        Through::Pairs => crash_pairs(SEEDS_OF_PLANS),
        Through::Faults => single_faults(SEEDS_OF_PLANS),
    }
}

const fn name(what: Through) -> &'static str {
    match what {
        Through::Points => "crash points",
        Through::Pairs => "pairs of crash points",
        Through::Faults => "single faults",
    }
}
