//! Dead letters stay within their bounds, and what gave way is counted.

use super::{at, memory, ready};
use crate::dead_letters::{KEPT_MAX_BYTES, LETTERS_MAX};
use untwin_core::domain::{DeadLetter, KEPT_BYTES_MAX};
use untwin_workflow::ports::Store as _;

#[test]
fn the_oldest_letter_gives_way_to_the_one_that_is_too_many() {
    let store = memory();
    for number in 0..=LETTERS_MAX {
        ready(store.bury(&DeadLetter::new(number.to_string().as_bytes(), "why", at(number)))).unwrap();
    }
    let kept = ready(store.dead_letters(usize::MAX)).unwrap();
    assert_eq!(i64::try_from(kept.len()), Ok(LETTERS_MAX));
    assert_eq!((kept.first().unwrap().at, kept.last().unwrap().at), (at(LETTERS_MAX), at(1)));
    assert_eq!(store.dead_letters_given_way(), Ok(1));
}

#[test]
fn large_letters_give_way_before_there_are_many() {
    let store = memory();
    for number in 0..260 {
        let letter = DeadLetter::new(&vec![b'x'; 10 * KEPT_BYTES_MAX], format!("why {number}"), at(0));
        ready(store.bury(&letter)).unwrap();
    }
    let kept = ready(store.dead_letters(usize::MAX)).unwrap();
    let bytes: usize = kept.iter().map(|letter| letter.head.len() + letter.reason.len()).sum();
    assert!(i64::try_from(bytes).unwrap() <= KEPT_MAX_BYTES, "{bytes}");
    assert_eq!(kept.len(), 255);
    assert_eq!(store.dead_letters_given_way(), Ok(5));
}

#[test]
fn one_letter_cannot_empty_the_table_by_its_reason() {
    let store = memory();
    ready(store.bury(&DeadLetter::new(b"small", "why", at(0)))).unwrap();
    let endless = "€".repeat(20 * 1024 * 1024 / 3);
    ready(store.bury(&DeadLetter::new(b"input", endless, at(1)))).unwrap();
    assert_eq!(ready(store.dead_letters(10)).unwrap().len(), 2);
}
