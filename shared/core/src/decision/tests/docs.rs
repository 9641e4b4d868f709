//! The pages and the code say the same.

use super::*;

const CAUSES: &str = include_str!("../../../../../docs/CAUSES.md");
const GUARDS: &str = include_str!("../../../../../docs/GUARDS.md");

#[test]
fn every_cause_has_its_page() {
    for cause in Cause::ALL {
        let heading = format!("\n## {} {}\n", cause.number(), cause.name());
        assert!(CAUSES.contains(&heading), "{heading}");
    }
}

#[test]
fn every_guard_stands_in_its_table_with_its_sentence() {
    for (guard, number) in Guard::ALL.into_iter().zip(1..) {
        let heading = format!("\n## {number} {}\n\n{}\n", guard.name(), guard.sentence());
        assert!(GUARDS.contains(&heading), "{heading}");
    }
}
