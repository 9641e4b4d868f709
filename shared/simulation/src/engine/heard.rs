//! What the vendors were asked in a run and what they answered: enough to tell, without the program, whether a run in
//! another town would be the same run.
//!
//! The program knows a town only by what arrives and by what it is answered. Where all of that is the same to the last
//! byte, at the same times, the run is the same. So what is thrown or laid in a town and makes no difference here makes none.

use super::stage::BASE;
use crate::script::{Deed, Script};
use crate::town::{Built, Cast, build, document, failures, perform};
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use untwin_laws::{Beginning, Change, Search};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::Mutation;

/// What the vendors were asked and answered.
#[derive(Debug, Default)]
pub struct Heard {
    truth: Beginning,
    documents: Vec<Vec<u8>>,
    happened: Vec<(Timestamp, Happened)>,
    end: Option<End>,
}

/// What happened to the world, in order.
#[derive(Debug)]
enum Happened {
    /// It was asked, and answered.
    Exchange(Box<Exchange>),
    /// A person did something, or a cycle was run by hand.
    Deed(Deed),
}

#[derive(Debug)]
struct Exchange {
    request: Request<Bytes>,
    answer: Response<Bytes>,
}

/// How the world was when the run was over.
#[derive(Debug, PartialEq)]
struct End {
    at: Timestamp,
    mutations: Vec<Mutation>,
    failures: Vec<Change>,
}

/// What another town says to the same questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The same, so that a run in it is the same run.
    TheSame,
    /// Something else, or it cannot be asked: only a run tells.
    Otherwise,
}

impl Heard {
    pub(super) fn begins(&mut self, truth: &Beginning) {
        self.truth = shown(truth);
    }

    pub(super) fn document(&mut self, body: &[u8]) {
        self.documents.push(body.to_vec());
    }

    pub(super) fn exchange(&mut self, at: Timestamp, request: Request<Bytes>, answer: &Response<Bytes>) {
        let exchange = Exchange { request, answer: answer.clone() };
        self.happened.push((at, Happened::Exchange(Box::new(exchange))));
    }

    pub(super) fn deed(&mut self, at: Timestamp, deed: Deed) {
        self.happened.push((at, Happened::Deed(deed)));
    }

    pub(super) fn ends(&mut self, world: &World, at: Timestamp) {
        self.end = Some(End::of(world, at));
    }

    /// What the town of this script says to the same questions. It cannot be asked where things go wrong on the way: then
    /// more than the town decides what is answered.
    pub fn asked_of(&self, script: &Script) -> Says {
        let Some(end) = self.end.as_ref().filter(|_| script.faults.is_empty()) else { return Says::Otherwise };
        let Built { mut world, cast, beginning, .. } = build(&script.town, BASE);
        let arrivals = script.arrivals.iter();
        let documents = arrivals.filter_map(|one| document(&world, &cast, one.person.into(), one.document));
        let same = documents.eq(self.documents.iter().cloned())
            && shown(&beginning) == self.truth
            && self.happened.iter().all(|(at, happened)| happened.is_alike_in((&mut world, &cast), *at));
        world.advance(end.at);
        if same && End::of(&world, end.at) == *end { Says::TheSame } else { Says::Otherwise }
    }
}

impl Happened {
    fn is_alike_in(&self, (world, cast): (&mut World, &Cast), at: Timestamp) -> bool {
        let all = |answer: &Response<Bytes>| (answer.status(), answer.headers().clone(), answer.body().clone());
        match self {
            Self::Exchange(exchange) => all(&world.handle(at, exchange.request.clone())) == all(&exchange.answer),
            Self::Deed(Deed::ByHand { person, act }) => {
                perform(world, cast, usize::from(*person), *act, at);
                true
            }
            Self::Deed(Deed::Cycle) => {
                world.run_cycle(at);
                true
            }
            // What an operator does is done through the program.
            Self::Deed(Deed::Operator { .. }) => true,
        }
    }
}

impl End {
    fn of(world: &World, at: Timestamp) -> Self {
        Self { at, mutations: world.organization.mutations().to_vec(), failures: failures(world, 0) }
    }
}

/// The truth but for how much the search hides: a law is only ever milder where it hides something.
fn shown(truth: &Beginning) -> Beginning {
    Beginning { search: Search::ShowsAll, ..truth.clone() }
}
