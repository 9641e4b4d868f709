//! Many at once: exactly one of them gets what there is one of.

use super::{Bench, accounts, at, one_more, opened, opening};
use std::thread;
use untwin_workflow::ports::{Append, Budget, Leased, Opened, Rate, Store as _, StoreError};

const WORKERS: usize = 8;

/// What each of several workers gets that begin together.
fn each<T: Send>(bench: &impl Bench, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let _ = bench;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                scope.spawn({
                    let work = &work;
                    move || work(worker)
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    })
}

pub(super) fn exactly_one_of_many_opens_a_case(bench: &impl Bench) {
    let opened = each(bench, |worker| {
        bench.wait(bench.store().open(&opening("ada", &format!("event-{worker}"), at(0)))).unwrap()
    });
    assert_eq!(opened.iter().filter(|opened| matches!(opened, Opened::New(_))).count(), 1);
}

pub(super) fn exactly_one_of_many_gets_a_lease_a_version_and_the_last_of_the_budget(bench: &impl Bench) {
    let store = bench.store();
    let cases: Vec<_> = (0..WORKERS).map(|worker| opened(bench, &format!("person-{worker}"))).collect();
    let leased = each(bench, |worker| {
        bench.wait(store.lease(&cases[worker].id, &accounts(&["a", "b"]), at(0), at(60))).unwrap()
    });
    assert_eq!(leased.iter().filter(|leased| matches!(leased, Leased::Granted(_))).count(), 1);
    let appended = each(bench, |_| bench.wait(store.append(&one_more(&cases[0], at(1)))));
    assert_eq!(appended.iter().filter(|appended| appended.is_ok()).count(), 1, "{appended:?}");
    assert!(appended.iter().filter_map(|appended| appended.as_ref().err()).all(|error| *error == StoreError::Conflict));
    let budget = Some(Budget { people: 1, per_hour_max: 1, per_day_max: 5 });
    let reserved = each(bench, |worker| {
        let case = opened(bench, &format!("another-{worker}"));
        bench.wait(store.append(&Append { budget, ..one_more(&case, at(2)) }))
    });
    assert_eq!(reserved.iter().filter(|reserved| reserved.is_ok()).count(), 1, "{reserved:?}");
}

pub(super) fn many_that_ask_at_once_get_no_more_turns_than_there_are(bench: &impl Bench) {
    let rate = Rate { requests: 5, window_ms: 10_000 };
    let turns = each(bench, |_| bench.wait(bench.store().pace("graph", rate, at(0))).unwrap());
    assert_eq!(turns.iter().filter(|turn| turn.is_none()).count(), 5, "{turns:?}");
}
