//! The wire between workers and vendors: a request leaves, reaches its vendor some time later, and is answered some time
//! after that, if nothing goes wrong on the way. A worker that dies meanwhile takes nothing back.

use super::agenda::{Agenda, Item};
use super::garble::{cut_in_half, with_a_new_word};
use super::heard::Heard;
use super::mishap::{Mishaps, made_up_answer};
use super::people::Crowd;
use super::witness::{Trace, Witness};
use crate::script::FaultKind;
use crate::town::{Cast, failures, told};
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;
use untwin_laws::{Answer, By, Call, What};
use untwin_outbound::{Transport, TransportError};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::Actor;

/// How long a request or an answer is on its way, in milliseconds.
const WAY_MS: std::ops::Range<u32> = 15..160;
/// How long a refused connection takes, in milliseconds.
const REFUSED_MS: i64 = 4;
/// How long a slow answer takes on its way back, in milliseconds.
const SLOW_BACK_MS: i64 = 9_000;
/// By how much a request that is very late misses the time to settle, in seconds.
const VERY_LATE_S: std::ops::Range<u32> = 30..1_800;

/// What everybody in a run shares.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<Desk>>);

/// Everything that a run consists of, besides its workers and its store.
pub(super) struct Desk {
    pub(super) agenda: Agenda,
    pub(super) world: World,
    pub(super) cast: Cast,
    pub(super) witness: Witness,
    pub(super) mishaps: Mishaps,
    pub(super) crowd: Crowd,
    /// When each case is due.
    pub(super) due: BTreeMap<String, Timestamp>,
    /// The state of each case.
    pub(super) states: BTreeMap<String, String>,
    pub(super) keeps: u32,
    settle_s: i64,
    flights: BTreeMap<u64, Flight>,
    sent: Sent,
    reached: Sent,
    ledger_seen: usize,
    log_seen: usize,
    remembered: BTreeMap<Question, Response<Bytes>>,
    pub(super) heard: Heard,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sent {
    calls: u32,
    writes: u32,
}

/// Method, path and body of a request.
type Question = (Method, String, Bytes);

/// A request on its way.
struct Flight {
    request: Request<Bytes>,
    is_write: bool,
    fault: Option<FaultKind>,
    /// What the vendor answered, once it did.
    answer: Option<(Answer, Response<Bytes>)>,
    /// What the sender gets, once it is there.
    reply: Option<Result<Response<Bytes>, TransportError>>,
    waits: Option<Waker>,
}

impl Shared {
    pub(super) fn new(desk: Desk) -> Self {
        Self(Arc::new(Mutex::new(desk)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shared")
    }
}

/// The transport of one worker.
#[derive(Debug, Clone)]
pub struct SimTransport {
    pub(super) shared: Shared,
    pub(super) worker: u32,
}

impl Transport for SimTransport {
    async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        let number = self.shared.lock().depart(self.worker, request, timeout);
        poll_fn(|context| self.shared.lock().answered(number, context.waker())).await
    }
}

impl Desk {
    pub(super) fn new(agenda: Agenda, world: World, cast: Cast, (witness, settle_s): (Witness, i64)) -> Self {
        let (ledger_seen, log_seen) = (world.organization.mutations().len(), world.tenant.log().len());
        Self {
            agenda,
            world,
            cast,
            witness,
            mishaps: Mishaps::default(),
            crowd: Crowd::default(),
            due: BTreeMap::new(),
            states: BTreeMap::new(),
            keeps: 0,
            settle_s,
            flights: BTreeMap::new(),
            sent: Sent::default(),
            reached: Sent::default(),
            ledger_seen,
            log_seen,
            remembered: BTreeMap::new(),
            heard: Heard::default(),
        }
    }

    pub(super) fn see(&mut self, what: What) {
        self.witness.see(self.agenda.now(), what);
    }

    /// A request leaves.
    fn depart(&mut self, worker: u32, request: Request<Bytes>, timeout: Duration) -> u64 {
        let path = path_and_query(&request);
        let call = Call::of(request.method().as_str(), &path, request.body());
        let is_write = matches!(call, Call::Write(_));
        self.sent.calls += 1;
        self.sent.writes += u32::from(is_write);
        let nth_write = is_write.then_some(self.sent.writes);
        let fault = self.mishaps.of_call(self.sent.calls, nth_write);
        self.witness.counts.calls += 1;
        self.witness.counts.writes += u64::from(is_write);
        let number = u64::from(self.sent.calls);
        self.see(What::Sent { request: number, worker, call });
        let flight = Flight { request, is_write, fault, answer: None, reply: None, waits: None };
        self.flights.insert(number, flight);
        self.schedule(number, fault, timeout);
        number
    }

    fn schedule(&mut self, number: u64, fault: Option<FaultKind>, timeout: Duration) {
        let timeout_ms = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
        let there_ms = self.way_ms();
        if let Some(kind) = fault {
            self.witness.struck(kind);
        }
        let (arrives, gives_up_ms) = match fault {
            None | Some(FaultKind::Truncated | FaultKind::UnknownWord | FaultKind::StaleRead) => (Some(there_ms), None),
            Some(FaultKind::Slow) => (Some(timeout_ms / 3), None),
            Some(FaultKind::Refused) => (None, Some(REFUSED_MS)),
            Some(FaultKind::TimeoutBefore) => (None, Some(timeout_ms)),
            Some(FaultKind::TimeoutAfter) => (Some(there_ms), Some(timeout_ms)),
            Some(FaultKind::LateEffect) => {
                let late_s = self.agenda.lot(u32::try_from(self.settle_s).unwrap_or(1).saturating_sub(2));
                (Some(timeout_ms + i64::from(late_s) * 1_000), Some(timeout_ms))
            }
            Some(FaultKind::VeryLateEffect) => {
                let late_s = VERY_LATE_S.start + self.agenda.lot(VERY_LATE_S.end - VERY_LATE_S.start);
                (Some(timeout_ms + (self.settle_s + i64::from(late_s)) * 1_000), Some(timeout_ms))
            }
            Some(_) => (None, Some(there_ms * 2)),
        };
        if let Some(in_ms) = arrives {
            self.agenda.after_ms(in_ms, Item::Arrive(number));
        }
        if let Some(in_ms) = gives_up_ms {
            self.agenda.after_ms(in_ms, Item::Reply(number));
        }
    }

    /// A request reaches its vendor.
    pub(super) fn arrive(&mut self, number: u64) {
        let Some(flight) = self.flights.get(&number) else { return };
        let (request, fault, is_write) = (flight.request.clone(), flight.fault, flight.is_write);
        self.reached.calls += 1;
        self.reached.writes += u32::from(is_write);
        let (nth_call, nth_write) = (self.reached.calls, is_write.then_some(self.reached.writes));
        self.meddle_before(nth_call, nth_write);
        self.time_passes();
        self.see(What::Reached { request: number });
        let question = question(&request);
        let now = self.agenda.now();
        let asked = (self.witness.keeps() == Trace::Kept).then(|| request.clone());
        let fresh = self.world.handle(now, request);
        if let Some(asked) = asked {
            self.heard.exchange(now, asked, &fresh);
        }
        self.tell_changes(By::Request(number));
        let stale = fault == Some(FaultKind::StaleRead) && !is_write;
        let before = if is_write { None } else { self.remembered.insert(question, fresh.clone()) };
        let status = fresh.status().as_u16();
        let (answer, response) = match (fault, before) {
            (_, Some(before)) if stale => (Answer::Old(before.status().as_u16()), before),
            (Some(FaultKind::Truncated), _) => (Answer::Useless, cut_in_half(fresh)),
            (Some(FaultKind::UnknownWord), _) => {
                let lot = self.agenda.lot(1_000);
                (Answer::Whole(status), with_a_new_word(fresh, lot))
            }
            _ => (Answer::Whole(status), fresh),
        };
        self.meddle_after(nth_write);
        self.answer_later(number, fault, (answer, response));
    }

    fn answer_later(&mut self, number: u64, fault: Option<FaultKind>, (answer, response): (Answer, Response<Bytes>)) {
        let gave_up = [FaultKind::TimeoutAfter, FaultKind::LateEffect, FaultKind::VeryLateEffect];
        if fault.is_some_and(|kind| gave_up.contains(&kind)) {
            return;
        }
        if let Some(flight) = self.flights.get_mut(&number) {
            flight.answer = Some((answer, response));
        }
        let back_ms = if fault == Some(FaultKind::Slow) { SLOW_BACK_MS } else { self.way_ms() };
        self.agenda.after_ms(back_ms, Item::Reply(number));
    }

    /// The sender gets its answer, or learns that there is none.
    pub(super) fn reply(&mut self, number: u64) {
        let Some(flight) = self.flights.get_mut(&number) else { return };
        let (answer, reply) = match flight.answer.take() {
            Some((answer, response)) => (answer, Ok(response)),
            None => without_vendor(flight.fault),
        };
        flight.reply = Some(reply);
        let waits = flight.waits.take();
        self.see(What::Answered { request: number, answer });
        if let Some(waker) = waits {
            waker.wake();
        }
    }

    fn answered(&mut self, number: u64, waker: &Waker) -> Poll<Result<Response<Bytes>, TransportError>> {
        let Some(flight) = self.flights.get_mut(&number) else {
            return Poll::Ready(Err(TransportError::NoAnswer("there was no such request".to_owned())));
        };
        if let Some(reply) = flight.reply.take() {
            return Poll::Ready(reply);
        }
        flight.waits = Some(waker.clone());
        Poll::Pending
    }

    /// Lets everything happen that is due in the world by itself.
    pub(super) fn time_passes(&mut self) {
        let now = self.agenda.now();
        self.world.advance(now);
        self.tell_changes(By::Provider);
    }

    /// Tells what changed since this was asked last. What the ledger says happened by time is by time.
    pub(super) fn tell_changes(&mut self, by: By) {
        let ledger = self.world.organization.mutations();
        if ledger.len() > self.ledger_seen {
            let new = ledger.get(self.ledger_seen..).unwrap_or_default();
            let changes: Vec<_> = new
                .iter()
                .filter_map(|mutation| {
                    let by = if mutation.actor == Actor::Time { By::Time } else { by };
                    told(mutation, &self.world).map(|change| What::Changed { by, change })
                })
                .collect();
            self.ledger_seen = ledger.len();
            for what in changes {
                self.see(what);
            }
        }
        if self.world.tenant.log().len() > self.log_seen {
            let failed = failures(&self.world, self.log_seen);
            self.log_seen = self.world.tenant.log().len();
            for change in failed {
                self.see(What::Changed { by: By::Provider, change });
            }
        }
    }

    fn way_ms(&mut self) -> i64 {
        i64::from(WAY_MS.start + self.agenda.lot(WAY_MS.end - WAY_MS.start))
    }
}

/// What the sender gets where no vendor answered it.
fn without_vendor(fault: Option<FaultKind>) -> (Answer, Result<Response<Bytes>, TransportError>) {
    if fault == Some(FaultKind::Refused) {
        return (Answer::NotSent, Err(TransportError::NotSent("no connection".to_owned())));
    }
    match fault.and_then(made_up_answer) {
        Some((status, body, retry_after)) => (Answer::Useless, Ok(made_up(status, body, retry_after))),
        None => (Answer::Nothing, Err(TransportError::NoAnswer("timeout".to_owned()))),
    }
}

fn made_up(status: u16, body: &str, retry_after: Option<&'static str>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

fn path_and_query(request: &Request<Bytes>) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

fn question(request: &Request<Bytes>) -> Question {
    (request.method().clone(), path_and_query(request), request.body().clone())
}
