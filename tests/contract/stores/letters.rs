//! Unreadable input comes back as it was buried.

use super::{Bench, at};
use untwin_core::domain::DeadLetter;
use untwin_workflow::ports::Store as _;

pub(super) fn a_letter_comes_back_as_it_was_buried_newest_first(bench: &impl Bench) {
    let store = bench.store();
    let letters = [(b"first".as_slice(), 1), (b"\xff\x00second", 2)]
        .map(|(input, second)| DeadLetter::new(input, "no JSON: send JSON", at(second)));
    for letter in &letters {
        bench.wait(store.bury(letter)).unwrap();
    }
    let [first, second] = letters;
    assert_eq!(bench.wait(store.dead_letters(1)).unwrap(), std::slice::from_ref(&second));
    assert_eq!(bench.wait(store.dead_letters(10)).unwrap(), [second, first]);
}

pub(super) fn the_same_letter_is_kept_once_as_it_came_last(bench: &impl Bench) {
    let store = bench.store();
    for second in [1, 2] {
        bench.wait(store.bury(&DeadLetter::new(b"again", "no JSON: send JSON", at(second)))).unwrap();
    }
    assert_eq!(bench.wait(store.dead_letters(10)).unwrap().iter().map(|letter| letter.at).collect::<Vec<_>>(), [at(2)]);
}

pub(super) fn a_letter_is_taken_out_alone_and_only_as_it_was_read(bench: &impl Bench) {
    let store = bench.store();
    let letters = ["no JSON: send JSON", "nobody knows the record"].map(|why| DeadLetter::new(b"same", why, at(1)));
    for letter in &letters {
        bench.wait(store.bury(letter)).unwrap();
    }
    let [first, second] = letters;
    bench.wait(store.exhume(&DeadLetter { at: at(2), ..first.clone() })).unwrap();
    assert_eq!(bench.wait(store.dead_letters(10)).unwrap().len(), 2);
    bench.wait(store.exhume(&first)).unwrap();
    assert_eq!(bench.wait(store.dead_letters(10)).unwrap(), [second]);
}
