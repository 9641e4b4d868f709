//! How far a log was read is kept, and moves one way.

use super::{Bench, at};
use untwin_core::domain::DirectoryId;
use untwin_workflow::ports::Watermarks;

pub(super) fn a_watermark_never_moves_back(bench: &impl Bench<Store: Watermarks>) {
    let store = bench.store();
    let directory = DirectoryId::parse("directory-1").unwrap();
    assert_eq!(bench.wait(store.watermark(&directory)), Ok(None));
    for second in [5, 9, 3] {
        bench.wait(store.move_watermark(&directory, at(second))).unwrap();
    }
    assert_eq!(bench.wait(store.watermark(&directory)), Ok(Some(at(9))));
}

pub(super) fn a_watermark_of_a_clock_that_was_ahead_can_be_lowered_and_never_raised_that_way(
    bench: &impl Bench<Store: Watermarks>,
) {
    let store = bench.store();
    let directory = DirectoryId::parse("directory-1").unwrap();
    bench.wait(store.lower_watermark(&directory, at(1))).unwrap();
    assert_eq!(bench.wait(store.watermark(&directory)), Ok(None), "there was none");
    bench.wait(store.move_watermark(&directory, at(9))).unwrap();
    for (second, stored) in [(4, 4), (7, 4)] {
        bench.wait(store.lower_watermark(&directory, at(second))).unwrap();
        assert_eq!(bench.wait(store.watermark(&directory)), Ok(Some(at(stored))));
    }
}
