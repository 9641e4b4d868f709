//! Rate limits are kept together, and throttling is obeyed.

use super::{Bench, at};
use untwin_workflow::ports::{Rate, Store as _};

const FIVE_IN_TEN_SECONDS: Rate = Rate { requests: 5, window_ms: 10_000 };

pub(super) fn no_ten_seconds_ever_hold_more_than_five_requests(bench: &impl Bench) {
    let store = bench.store();
    let allowed: Vec<i64> = (0..60)
        .filter(|second| bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(*second))).unwrap().is_none())
        .collect();
    for begin in 0..60 {
        let within = allowed.iter().filter(|second| (begin..begin + 10).contains(*second)).count();
        assert!(within <= 5, "{within} from second {begin} on");
    }
    assert_eq!(allowed.len(), 30);
}

pub(super) fn whoever_has_to_wait_is_told_the_moment_at_which_it_is_allowed(bench: &impl Bench) {
    let store = bench.store();
    for second in 0..5 {
        assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(second))), Ok(None));
    }
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(6))), Ok(Some(at(10))));
    assert_eq!(bench.wait(store.pace("atlassian", FIVE_IN_TEN_SECONDS, at(6))), Ok(None));
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(10))), Ok(None));
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(10))), Ok(Some(at(11))));
}

pub(super) fn holding_off_keeps_everybody_away_and_is_never_shortened(bench: &impl Bench) {
    let store = bench.store();
    bench.wait(store.hold_off("graph", at(30))).unwrap();
    bench.wait(store.hold_off("graph", at(20))).unwrap();
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(25))), Ok(Some(at(30))));
    assert_eq!(bench.wait(store.pace("atlassian", FIVE_IN_TEN_SECONDS, at(25))), Ok(None));
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(30))), Ok(None));
}

pub(super) fn a_rate_of_nothing_allows_nothing(bench: &impl Bench) {
    let none = Rate { requests: 0, window_ms: 1_000 };
    assert_eq!(bench.wait(bench.store().pace("graph", none, at(0))), Ok(Some(at(1))));
}

pub(super) fn a_clock_that_once_was_far_ahead_does_not_stop_the_work(bench: &impl Bench) {
    let store = bench.store();
    for _ in 0..5 {
        bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(86_400))).unwrap();
    }
    bench.wait(store.hold_off("graph", at(86_400 + 30))).unwrap();
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(0))), Ok(None));
    bench.wait(store.hold_off("graph", at(30))).unwrap();
    assert_eq!(bench.wait(store.pace("graph", FIVE_IN_TEN_SECONDS, at(0))), Ok(Some(at(30))));
}
