//! One town in which programs live and die, with its time and its store.
//!
//! The town is ahead of the machine's clock by whole seconds, and so is every program in it. Where nobody wants to wait, it
//! gets further ahead.

use super::life::{Life, Lived, Moment, Program, Running};
use super::tally::Hit;
use crate::function::Function;
use crate::later::Later;
use crate::place::{Cases, Place};
use crate::repair::message;
use crate::runtime_api::Invocation;
use crate::untwin::Untwin;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use untwin_core::domain::CaseState;
use untwin_sandbox::atlassian::Mutation;
use untwin_sandbox::faulty::{Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town};
use untwin_startup::SystemClock;
use untwin_tests::Loopback;
use untwin_workflow::ports::{Clock as _, StoredCase};

/// Who lives in the towns.
const PEOPLE: [(&str, &str, &str); 3] =
    [("Ada", "Byron", "Lovelace"), ("Grace", "Murray", "Hopper"), ("Mary", "Fairfax", "Somerville")];
/// How far ahead a town begins, in seconds: a program that does not see the town's time cannot pass for one that does.
const AHEAD_S: i64 = 86_400;
/// The pause between two looks at a program.
const TICK: SignedDuration = SignedDuration::from_millis(1);
/// Longer than any life: a program that hangs must not hang the tests.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);
/// How long an invocation of the function may take, in seconds.
const INVOCATION_S: i64 = 300;
/// Our own requests after a life, to see that the town has answered all of the program's.
const KNOCKS: u32 = 3;
/// Longer than a dead worker's leases last, in seconds.
const LEASE_S: i64 = 125;

/// A town, with everything around it.
pub struct Stage<'l> {
    pub town: Loopback,
    pub people: Vec<Person>,
    /// When its story began, by its own clock.
    pub town_start: Timestamp,
    /// How many requests the programs have sent.
    pub requests: u32,
    cases: Cases,
    later: &'l Later,
    later_s: i64,
    arrivals: UnboundedReceiver<()>,
    /// Everybody's failure as it arrives.
    failures: Vec<Vec<u8>>,
    changes_before: usize,
    folder: TempDir,
}

impl<'l> Stage<'l> {
    /// A town of so many people, each with an empty duplicate.
    pub async fn set(later: &'l Later, people: usize, place: &Place) -> Self {
        let town_start = after(SystemClock.now(), AHEAD_S);
        let mut town = Town::new(town_start);
        let names = PEOPLE[..people].iter();
        let people: Vec<Person> = names.map(|(given, former, family)| town.person(given, former, family)).collect();
        let town = Loopback::serve(town).await;
        let cases = place.prepare(&town).await;
        let (arrived, arrivals) = unbounded_channel();
        town.world().before(Matcher::any_method("/").at(Occurrence::Every), move |_, _| {
            // Nobody listens any more once the stage is gone.
            let _ = arrived.send(());
        });
        let changes_before = town.world().organization.mutations().len();
        let failures = people.iter().map(|person| town.failure_of(person)).collect();
        let (later_s, folder) = (AHEAD_S, tempfile::tempdir().expect("a folder"));
        Self {
            town,
            people,
            town_start,
            requests: 0,
            cases,
            later,
            later_s,
            arrivals,
            failures,
            changes_before,
            folder,
        }
    }

    /// Lets a program live, at most until a moment.
    pub async fn live(&mut self, life: Life, dies: Option<Moment>) -> Lived {
        let lived = self.lived(life, dies).await;
        self.hear_the_rest();
        lived
    }

    async fn lived(&mut self, life: Life, dies: Option<Moment>) -> Lived {
        let before = self.requests;
        let mut running = self.start(life).await;
        let patience = self.machine_now().checked_add(PATIENCE).expect("a time");
        while self.machine_now() < patience {
            if let Some(moment) = dies.filter(|moment| moment.requests <= self.requests - before) {
                moment.then();
                return running.ended().unwrap_or_else(|| running.kill());
            }
            if let Some(lived) = running.ended() {
                return lived;
            }
            self.town.clock.advance_to(self.now());
            let next_look = self.machine_now().checked_add(TICK).expect("a time");
            tokio::select! {
                biased;
                Some(()) = self.arrivals.recv() => self.requests += 1,
                () = SystemClock.sleep_until(next_look) => {}
            }
        }
        panic!("a program does not end by itself: {life:?}\n{}", self.said());
    }

    /// Some time passes after a death: now and then so little that the dead worker still holds its leases.
    pub fn pass_after_a_death(&mut self, random: &mut Rng) {
        self.later_s += if random.u8(0..5) == 0 { random.i64(1..60) } else { random.i64(LEASE_S..LEASE_S + 600) };
    }

    /// Time passes until something is due that is not settled.
    pub async fn pass_until_due(&mut self, random: &mut Rng) {
        let cases = self.cases().await;
        let due = cases.iter().filter(|case| !settled(case)).filter_map(|case| case.due_at).min();
        let wait_s = due.map_or(0, |due| due.duration_since(self.now()).as_secs());
        self.later_s += wait_s.max(0) + random.i64(1..60);
    }

    /// Whether no case has anything left to do but to be looked at.
    pub async fn is_settled(&self) -> bool {
        self.cases().await.iter().all(settled)
    }

    /// The cases as stored, the one that changed last first.
    pub async fn cases(&self) -> Vec<StoredCase> {
        // A program that died before its first request may have died before it made the file.
        if self.requests == 0 {
            return Vec::new();
        }
        self.cases.all(&self.town).await
    }

    /// Where the death of a life has hit that began after so many requests.
    pub async fn hit(&self, life: Life, before: u32) -> Hit {
        let cases = self.cases().await;
        match (life, cases.iter().find(|case| !settled(case))) {
            _ if self.requests == before => Hit::BeforeItsFirstRequest,
            (_, Some(at_work)) => Hit::of(at_work),
            (Life::Message(_, person), None) if !cases.iter().any(|case| is_of(case, &self.people[person])) => {
                Hit::WhileTakingIn
            }
            (Life::Message(..) | Life::Sweep, None) => Hit::AfterTheEnd,
        }
    }

    /// What changed in the organization since the story began.
    pub fn changes(&self) -> Vec<Mutation> {
        self.town.world().organization.mutations()[self.changes_before..].to_vec()
    }

    /// What the command line said so far.
    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("said.txt")).unwrap_or_default()
    }

    /// The machine's time, which everything that takes time is measured by.
    pub fn machine_now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn now(&self) -> Timestamp {
        after(self.machine_now(), self.later_s)
    }

    async fn start(&mut self, life: Life) -> Running {
        self.town.clock.advance_to(self.now());
        match life {
            Life::Message(Program::Function, person) => {
                let env = self.env();
                let function = Function::start_with(&self.town.settings_path(), &env).await;
                function.send(self.invocation(person));
                Running::Function(Box::new(function))
            }
            Life::Message(Program::CommandLine, person) => {
                let document = self.folder.path().join("failure.json");
                fs::write(&document, &self.failures[person]).expect("a file");
                self.untwin(&["heal".into(), document.into_os_string()])
            }
            Life::Sweep => self.untwin(&["sweep".into()]),
        }
    }

    fn untwin(&self, args: &[OsString]) -> Running {
        let said = OpenOptions::new().create(true).append(true).open(self.folder.path().join("said.txt"));
        let args: Vec<_> = args.iter().map(OsString::as_os_str).collect();
        let (settings, env) = (self.town.settings_path(), self.env());
        Running::Untwin(Untwin::start(&settings, &args, &env, said.expect("a file")))
    }

    fn env(&self) -> Vec<(&'static str, OsString)> {
        self.later.by(self.later_s).into_iter().chain(self.cases.env()).collect()
    }

    fn invocation(&self, person: usize) -> Invocation {
        let event = json!({ "Records": [message(&self.people[person].user, &self.failures[person])] });
        Invocation { event, deadline: after(self.now(), INVOCATION_S) }
    }

    /// Whatever a dead program had sent has arrived: one thread serves the town, and these come after it.
    fn hear_the_rest(&mut self) {
        let address = self.town.base_url.trim_start_matches("http://");
        for _ in 0..KNOCKS {
            let mut stream = TcpStream::connect(address).expect("the town is there");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: town\r\nConnection: close\r\n\r\n").expect("it listens");
            stream.read_to_end(&mut Vec::new()).expect("it answers");
        }
        while self.arrivals.try_recv().is_ok() {
            self.requests += 1;
        }
        self.requests -= KNOCKS;
    }
}

/// Whether a case is about a person.
pub fn is_of(case: &StoredCase, person: &Person) -> bool {
    case.key.subject.as_str() == person.user
}

fn settled(case: &StoredCase) -> bool {
    matches!(case.state, CaseState::Repaired | CaseState::HandedOver | CaseState::Stuck | CaseState::Closed)
}

fn after(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}
