//! Drawing a town: mostly few people, mostly simple ones, and every oddity now and then.
//!
//! It knows nothing of what a plan means.

use super::plan::{
    HolderPlan, OriginalPlan, PersonPlan, PolicyPlan, QuirkPlan, RivalPlan, SchedulePlan, SecondDirectory, SubjectPlan,
    TownPlan,
};
use fastrand::Rng;
use untwin_sandbox::switches::Switch;

/// At most so many people live in a town.
const PEOPLE_MAX: u8 = 12;
/// At most so many switches are thrown.
const SWITCHES_MAX: usize = 3;

impl TownPlan {
    /// A town drawn by chance.
    pub fn draw(random: &mut Rng) -> Self {
        let mut names: Vec<u8> = (0..PEOPLE_MAX).collect();
        random.shuffle(&mut names);
        let people = people(random);
        Self {
            people: names.into_iter().take(people).map(|name| PersonPlan::draw(name, random)).collect(),
            quirks: QuirkPlan::draw(random),
            second_directory: odd(random, 8, SecondDirectory::ALL),
            policy: odd(random, 12, PolicyPlan::ALL),
            schedule: odd(random, 60, SchedulePlan::ALL),
        }
    }
}

/// How many people: two and a half on average.
fn people(random: &mut Rng) -> usize {
    match random.u8(0..100) {
        0..40 => 1,
        40..65 => 2,
        65..78 => 3,
        78..88 => 4,
        _ => random.usize(5..=usize::from(PEOPLE_MAX)),
    }
}

impl PersonPlan {
    fn draw(name: u8, random: &mut Rng) -> Self {
        Self {
            name,
            original: odd(random, 4, OriginalPlan::ALL),
            holder: odd(random, 22, HolderPlan::ALL),
            subject: odd(random, 14, SubjectPlan::ALL),
            rival: odd(random, 7, RivalPlan::ALL),
            groups: if random.u8(0..100) < 35 { random.u8(1..=3) } else { 0 },
        }
    }
}

impl QuirkPlan {
    fn draw(random: &mut Rng) -> Self {
        let mut switches = Vec::new();
        while switches.len() < SWITCHES_MAX && random.u8(0..100) < 20 {
            if let Some(switch) = random.choice(Switch::ALL).filter(|switch| !switches.contains(*switch)) {
                switches.push(*switch);
            }
        }
        Self { switches }
    }
}

/// In so many of a hundred cases one that is not the first, else the first.
fn odd<T: Copy + Default>(random: &mut Rng, percent: u8, all: &[T]) -> T {
    if random.u8(0..100) >= percent {
        return T::default();
    }
    random.choice(all.iter().skip(1)).copied().unwrap_or_default()
}
