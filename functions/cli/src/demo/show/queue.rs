//! The manual queue: who, why, the one guard that stopped it, and what to do.

use super::Shown;
use crate::demo::play::{Delivered, Fate};
use crate::render::{Page, Tone, outcome_words};
use crate::report::CaseEntry;
use std::collections::BTreeMap;

/// Tells each case that waits for a person.
pub(super) fn tell(page: &mut Page, shown: &Shown<'_>) {
    page.heading("The manual queue");
    let mut advised: BTreeMap<&[String], &str> = BTreeMap::new();
    for delivered in shown.told {
        let Fate::Case(arrived) = &delivered.fate else { continue };
        // As it stands now, which may be otherwise than when it arrived.
        let now = shown.report.cases.iter().find(|case| case.id == arrived.id);
        let Some(case) = now.filter(|case| shown.report.queue.contains(&case.id)) else { continue };
        queued(page, delivered, case);
        match advised.get(case.advice.as_slice()) {
            Some(other) => page.labelled("  do", Some(&format!("the same as for {other}"))),
            None => case.advice.iter().for_each(|advice| page.labelled("  do", Some(advice))),
        }
        if !case.advice.is_empty() {
            advised.entry(&case.advice).or_insert_with(|| delivered.name());
        }
    }
}

fn queued(page: &mut Page, delivered: &Delivered, case: &CaseEntry) {
    let name = delivered.name();
    let outcome = outcome_words(case.outcome).1;
    let stopped_by = case.stopped_by.map(|guard| format!(", stopped by {guard}")).unwrap_or_default();
    page.line(Tone::Attention, &format!("  {name}: {outcome}{stopped_by}"));
    if let Some(sentence) = &case.sentence {
        page.item(&format!("  {sentence}"));
    }
    let plain = |why: &str| delivered.scene.as_ref().map_or_else(|| why.to_owned(), |scene| scene.in_words(why));
    page.labelled("  why", why(case).map(plain).as_deref());
}

/// What the one guard says; without one, whatever the sentence does not say already.
fn why(case: &CaseEntry) -> Option<&str> {
    let guard = case.guards.iter().find(|entry| Some(entry.guard) == case.stopped_by);
    let of_guard = guard.and_then(|entry| entry.reason.as_deref());
    of_guard.or_else(|| case.why.as_deref().filter(|why| case.sentence.as_deref() != Some(*why)))
}
