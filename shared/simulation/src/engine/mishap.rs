//! What goes wrong, and where: the script's faults, found by count.

use crate::script::{Fault, FaultKind, Place};
use http::StatusCode;
use std::collections::BTreeMap;
use untwin_sandbox::World;
use untwin_sandbox::faulty::{Effect, Fault as PushFault, Matcher, Occurrence};

/// The faults of a script, by where they strike. A count is of the whole run, from 1.
#[derive(Debug, Default)]
pub(super) struct Mishaps {
    calls: BTreeMap<u32, FaultKind>,
    writes: BTreeMap<u32, FaultKind>,
    points: BTreeMap<u32, FaultKind>,
    keeps: BTreeMap<u32, FaultKind>,
    pushes: Vec<(u32, FaultKind)>,
}

impl Mishaps {
    pub(super) fn of(faults: &[Fault]) -> Self {
        let mut mishaps = Self::default();
        for Fault { at, kind } in faults.iter().copied() {
            match at {
                Place::Calls(first, count) => mishaps.calls.extend(span(first, count).map(|nth| (nth, kind))),
                Place::Write(nth) => drop(mishaps.writes.insert(nth, kind)),
                Place::Pushes(first, count) => mishaps.pushes.extend(span(first, count).map(|nth| (nth, kind))),
                Place::Point(nth) => drop(mishaps.points.insert(nth, kind)),
                Place::Keep(nth) => drop(mishaps.keeps.insert(nth, kind)),
            }
        }
        mishaps
    }

    /// What strikes this call, which may be a write.
    pub(super) fn of_call(&mut self, call: u32, write: Option<u32>) -> Option<FaultKind> {
        let by_write = write.and_then(|nth| self.writes.remove(&nth));
        by_write.or_else(|| self.calls.remove(&call))
    }

    pub(super) fn of_point(&mut self, point: u32) -> Option<FaultKind> {
        self.points.remove(&point)
    }

    pub(super) fn of_keep(&mut self, keep: u32) -> Option<FaultKind> {
        self.keeps.remove(&keep)
    }

    /// Tells the world which pushes of the provider go wrong.
    pub(super) fn lay_in_wait(&mut self, world: &mut World) {
        for (nth, kind) in std::mem::take(&mut self.pushes) {
            if let Some(effect) = on_the_way_to_atlassian(kind) {
                let matcher = Matcher::any_method("/scim").by_identity_provider().at(Occurrence::Nth(nth));
                world.inject(PushFault::new(matcher, effect));
            }
        }
    }

    /// Nothing goes wrong from here on.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

/// Status, body and `Retry-After` of a fault that answers by itself: the request has no effect.
pub(super) fn made_up_answer(kind: FaultKind) -> Option<(u16, &'static str, Option<&'static str>)> {
    match kind {
        FaultKind::Status(status) => Some((status, r#"{"message":"the gateway could not help"}"#, None)),
        FaultKind::ThrottledUntil => Some((429, r#"{"message":"too many requests"}"#, Some("17"))),
        FaultKind::Throttled => Some((429, "", None)),
        FaultKind::HtmlPage => Some((502, "<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>", None)),
        FaultKind::ErrorInside => Some((200, ERROR_INSIDE, None)),
        FaultKind::Refused
        | FaultKind::TimeoutBefore
        | FaultKind::TimeoutAfter
        | FaultKind::LateEffect
        | FaultKind::VeryLateEffect
        | FaultKind::Slow
        | FaultKind::Truncated
        | FaultKind::UnknownWord
        | FaultKind::StaleRead
        | FaultKind::StoreConflict
        | FaultKind::StoreBroken
        | FaultKind::StoreUnsure
        | FaultKind::ClockJump
        | FaultKind::Kill
        | FaultKind::Freeze => None,
    }
}

const ERROR_INSIDE: &str =
    r#"{"error":{"code":"internalError","message":"something failed"},"errors":[{"status":500}]}"#;

fn span(first: u32, count: u32) -> std::ops::Range<u32> {
    first..first.saturating_add(count)
}

fn on_the_way_to_atlassian(kind: FaultKind) -> Option<Effect> {
    let status = |code: u16| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match kind {
        FaultKind::Refused | FaultKind::TimeoutBefore => Some(Effect::LostBefore),
        FaultKind::TimeoutAfter => Some(Effect::LostAfter),
        FaultKind::Truncated => Some(Effect::Truncated { keep_bytes: 20 }),
        FaultKind::HtmlPage => Some(Effect::HtmlPage(StatusCode::BAD_GATEWAY)),
        FaultKind::Status(code) => {
            Some(Effect::Answer { status: status(code), headers: Vec::new(), body: "{}".to_owned() })
        }
        FaultKind::LateEffect
        | FaultKind::VeryLateEffect
        | FaultKind::Slow
        | FaultKind::ThrottledUntil
        | FaultKind::Throttled
        | FaultKind::UnknownWord
        | FaultKind::ErrorInside
        | FaultKind::StaleRead
        | FaultKind::StoreConflict
        | FaultKind::StoreBroken
        | FaultKind::StoreUnsure
        | FaultKind::ClockJump
        | FaultKind::Kill
        | FaultKind::Freeze => None,
    }
}
