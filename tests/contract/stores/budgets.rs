//! The budget for people touched holds, whoever asks.

use super::{Bench, at, loaded, one_more, opened};
use untwin_workflow::ports::{Append, Budget, Store as _, StoreError};

const HOUR: i64 = 3_600;

fn budget(people: u32) -> Budget {
    Budget { people, per_hour_max: 4, per_day_max: 6 }
}

pub(super) fn people_are_reserved_up_to_the_hours_limit_and_then_nothing_is_written(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben, cyd] = ["ada", "ben", "cyd"].map(|subject| opened(bench, subject));
    for case in [&ada, &ben] {
        bench.wait(store.append(&Append { budget: Some(budget(2)), ..one_more(case, at(10)) })).unwrap();
    }
    let third = Append { budget: Some(budget(1)), ..one_more(&cyd, at(10 + HOUR - 1)) };
    assert_eq!(bench.wait(store.append(&third)), Err(StoreError::BudgetSpent));
    assert_eq!(loaded(bench, &cyd.id), cyd);
    assert_eq!(bench.wait(store.people_since(at(10))), Ok(4));
    assert_eq!(bench.wait(store.append(&Append { now: at(10 + HOUR), ..third })), Ok(2));
}

pub(super) fn the_days_limit_holds_after_the_hours_has_passed(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben, cyd] = ["ada", "ben", "cyd"].map(|subject| opened(bench, subject));
    bench.wait(store.append(&Append { budget: Some(budget(4)), ..one_more(&ada, at(0)) })).unwrap();
    bench.wait(store.append(&Append { budget: Some(budget(2)), ..one_more(&ben, at(HOUR)) })).unwrap();
    let third = Append { budget: Some(budget(1)), ..one_more(&cyd, at(24 * HOUR - 1)) };
    assert_eq!(bench.wait(store.append(&third)), Err(StoreError::BudgetSpent));
    assert_eq!(bench.wait(store.append(&Append { now: at(24 * HOUR), ..third })), Ok(2));
}

pub(super) fn a_worker_whose_clock_is_ahead_cannot_hide_what_it_reserved(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    bench.wait(store.append(&Append { budget: Some(budget(4)), ..one_more(&ada, at(900)) })).unwrap();
    let change = Append { budget: Some(budget(1)), ..one_more(&ben, at(0)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::BudgetSpent));
}

pub(super) fn a_number_of_people_that_no_sum_can_hold_is_refused_and_does_not_wrap(bench: &impl Bench) {
    let store = bench.store();
    let [ada, ben] = ["ada", "ben"].map(|subject| opened(bench, subject));
    bench.wait(store.append(&Append { budget: Some(budget(1)), ..one_more(&ada, at(0)) })).unwrap();
    let change = Append { budget: Some(budget(u32::MAX)), ..one_more(&ben, at(0)) };
    assert_eq!(bench.wait(store.append(&change)), Err(StoreError::BudgetSpent));
}
