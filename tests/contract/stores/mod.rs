//! What a store promises, sentence by sentence: the same of SQLite, of the simulation's, and of DynamoDB.
//!
//! DynamoDB is a local one: `UNTWIN_AWS_ENDPOINT` names it. Without it one line says that it was not asked.

mod at_once;
mod bench;
mod budgets;
mod cases;
mod leases;
mod letters;
mod pacing;
mod watermarks;

use bench::{Bench, DynamoDb, Simulated, Sqlite};
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::decision::Object;
use untwin_core::domain::{AccountId, CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, JobId, TenantId};
use untwin_core::saga::{Event, RECORD_VERSION, Record};
use untwin_workflow::ports::{Append, Lease, Leased, Opened, Opening, Store as _, StoreError, StoredCase};

/// Each sentence is a test of a store.
macro_rules! held {
    ($store:ident $bench:expr; $($about:ident { $($sentence:ident)+ })+) => {
        mod $store {
            $(mod $about {
                $(#[test] fn $sentence() {
                    if let Some(bench) = $bench {
                        super::super::$about::$sentence(&bench);
                    }
                })+
            })+
        }
    };
}

macro_rules! promises {
    (of_every_store { $($every:tt)+ } of_those_that_logs_are_read_for { $($reading:tt)+ }) => {
        held! { sqlite Some(super::super::Sqlite::new()); $($every)+ $($reading)+ }
        held! { simulated Some(super::super::Simulated::new()); $($every)+ }
        held! { dynamodb super::super::DynamoDb::new(); $($every)+ $($reading)+ }
    };
}

promises! {
    of_every_store {
        cases {
            the_second_to_open_a_case_gets_the_first_ones_and_changes_nothing_of_it
            every_event_id_that_was_taken_in_is_remembered_for_its_case
            an_append_sets_the_row_and_continues_the_journal
            a_change_without_a_cause_keeps_the_cause_of_the_newest_diagnosis
            whoever_read_an_older_version_is_told_so_and_changes_nothing
            records_that_do_not_continue_the_journal_leave_nothing_of_the_whole_change
            a_case_that_was_never_opened_can_be_neither_loaded_nor_changed
            what_is_due_comes_oldest_first_and_no_earlier_than_its_time
            the_list_begins_with_the_newest_change
            a_reopened_case_counts_for_the_storm_window_like_a_new_one
            what_an_operator_says_of_writes_holds_until_he_says_otherwise
            a_case_that_is_put_back_is_due_then_and_otherwise_as_it_was
            a_record_that_is_larger_than_any_item_comes_back_whole
            a_change_whose_answer_was_lost_is_made_once_however_often_it_is_asked_for
        }
        leases {
            objects_are_taken_all_or_none
            a_case_that_holds_an_object_does_not_get_it_a_second_time
            a_lease_that_is_over_is_taken_over_with_a_higher_epoch_and_can_change_nothing_any_more
            a_write_needs_a_lease_that_is_not_over_at_its_own_now
            the_lease_of_one_case_does_not_let_another_case_write
            renewing_extends_every_object_and_keeps_the_epoch
            giving_back_an_old_lease_leaves_the_new_one_alone
            an_address_is_one_object_however_it_is_spelled_and_ids_never_run_together
            only_a_case_that_exists_can_hold_anything
        }
        budgets {
            people_are_reserved_up_to_the_hours_limit_and_then_nothing_is_written
            the_days_limit_holds_after_the_hours_has_passed
            a_worker_whose_clock_is_ahead_cannot_hide_what_it_reserved
            a_number_of_people_that_no_sum_can_hold_is_refused_and_does_not_wrap
        }
        letters {
            a_letter_comes_back_as_it_was_buried_newest_first
            the_same_letter_is_kept_once_as_it_came_last
            a_letter_is_taken_out_alone_and_only_as_it_was_read
        }
        pacing {
            no_ten_seconds_ever_hold_more_than_five_requests
            whoever_has_to_wait_is_told_the_moment_at_which_it_is_allowed
            holding_off_keeps_everybody_away_and_is_never_shortened
            a_rate_of_nothing_allows_nothing
            a_clock_that_once_was_far_ahead_does_not_stop_the_work
        }
        at_once {
            exactly_one_of_many_opens_a_case
            exactly_one_of_many_gets_a_lease_a_version_and_the_last_of_the_budget
            many_that_ask_at_once_get_no_more_turns_than_there_are
        }
    }
    of_those_that_logs_are_read_for {
        watermarks {
            a_watermark_never_moves_back
            a_watermark_of_a_clock_that_was_ahead_can_be_lowered_and_never_raised_that_way
        }
    }
}

/// So many seconds after the beginning of the tests' time.
fn at(seconds: i64) -> Timestamp {
    Timestamp::new(1_780_000_000 + seconds, 0).unwrap()
}

fn opening(subject: &str, event: &str, now: Timestamp) -> Opening {
    let event = EventId::parse(event).unwrap();
    Opening {
        key: CaseKey {
            tenant: TenantId::parse("tenant-1").unwrap(),
            job: JobId::parse("scim.tenant1.job").unwrap(),
            subject: IdpUserId::parse(subject).unwrap(),
            wanted: "ada@example.com".to_owned(),
        },
        directory: DirectoryId::parse("directory-1").unwrap(),
        dedup_key: event.clone(),
        due_at: Some(now),
        first: Record {
            version: RECORD_VERSION,
            seq: 0,
            at: now,
            prev_hash: String::new(),
            event: Event::FailureSeen { record: event, failed_at: now },
        },
        now,
    }
}

fn opened(bench: &impl Bench, subject: &str) -> StoredCase {
    let opening = opening(subject, &format!("event-of-{subject}"), at(0));
    match bench.wait(bench.store().open(&opening)).unwrap() {
        Opened::New(case) | Opened::Existing(case) => case,
    }
}

fn loaded(bench: &impl Bench, id: &CaseId) -> StoredCase {
    bench.wait(bench.store().load(id)).unwrap().unwrap()
}

/// The record that continues a journal.
fn record_after(last: &Record, event: Event) -> Record {
    Record { version: RECORD_VERSION, seq: last.seq + 1, at: last.at, prev_hash: last.hash(), event }
}

fn ignored(why: &str) -> Event {
    Event::Ignored { why: why.to_owned() }
}

/// One more record, and nothing else asked for.
fn one_more(case: &StoredCase, now: Timestamp) -> Append {
    let last = case.journal.last().unwrap();
    Append {
        case: case.id.clone(),
        expected_version: case.version,
        records: vec![record_after(last, ignored("a test"))],
        state: CaseState::Ignored,
        cause: None,
        due_at: None,
        lease: None,
        budget: None,
        dedup_key: None,
        now,
    }
}

fn accounts(ids: &[&str]) -> BTreeSet<Object> {
    ids.iter().map(|id| Object::Account(AccountId::parse(id).unwrap())).collect()
}

fn granted(leased: Result<Leased, StoreError>) -> Lease {
    match leased.unwrap() {
        Leased::Granted(lease) => lease,
        Leased::Held { by, until } => panic!("held by {by} until {until}"),
    }
}
