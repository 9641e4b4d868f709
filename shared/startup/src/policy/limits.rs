//! `[limits]`: whole numbers, each within bounds beyond which it would not protect any more.

use crate::toml_file::Section;
use std::ops::RangeInclusive;
use untwin_core::decision::Limits;

const DAYS: RangeInclusive<u32> = 1..=3_650;
const HOUR_IN_S: RangeInclusive<u32> = 1..=3_600;
const MONTH_IN_H: RangeInclusive<u32> = 1..=720;
const WEEK_IN_H: RangeInclusive<u32> = 1..=168;
const WEEK_IN_MIN: RangeInclusive<u32> = 1..=10_080;
const DAY_IN_MIN: RangeInclusive<u32> = 1..=1_440;
/// What an address may be nobody's for is minutes, whatever a policy thinks of it.
const GAP_IN_S: RangeInclusive<u32> = 1..=600;
const REQUEST_IN_S: RangeInclusive<u32> = 1..=120;
const CASES: RangeInclusive<u32> = 1..=1_000;
const PEOPLE_PER_HOUR: RangeInclusive<u32> = 1..=1_000;
const PEOPLE_PER_DAY: RangeInclusive<u32> = 1..=10_000;

/// Reads the section; what it does not say is as shipped.
pub(super) fn read(section: Section<'_>) -> Limits {
    let number = |key, bounds, shipped| section.entry(key).and_then(|entry| entry.number(bounds)).unwrap_or(shipped);
    let shipped = Limits::shipped();
    let limits = Limits {
        holder_idle_days: number("holder_idle_days", DAYS, shipped.holder_idle_days),
        relapse_days: number("relapse_days", DAYS, shipped.relapse_days),
        evidence_max_age_s: number("evidence_max_age_s", HOUR_IN_S, shipped.evidence_max_age_s),
        address_min_age_h: number("address_min_age_h", MONTH_IN_H, shipped.address_min_age_h),
        cycle_margin_s: number("cycle_margin_s", HOUR_IN_S, shipped.cycle_margin_s),
        address_gap_max_s: number("address_gap_max_s", GAP_IN_S, shipped.address_gap_max_s),
        settle_s: number("settle_s", HOUR_IN_S, shipped.settle_s),
        request_timeout_s: number("request_timeout_s", REQUEST_IN_S, shipped.request_timeout_s),
        storm_cases: number("storm_cases", CASES, shipped.storm_cases),
        storm_window_min: number("storm_window_min", DAY_IN_MIN, shipped.storm_window_min),
        people_per_hour: number("people_per_hour", PEOPLE_PER_HOUR, shipped.people_per_hour),
        people_per_day: number("people_per_day", PEOPLE_PER_DAY, shipped.people_per_day),
        approval_ttl_h: number("approval_ttl_h", WEEK_IN_H, shipped.approval_ttl_h),
        sync_wait_max_min: number("sync_wait_max_min", WEEK_IN_MIN, shipped.sync_wait_max_min),
    };
    check_together(&section, &limits);
    section.close();
    limits
}

/// What reading between three requests takes, in seconds.
const READING_S: u32 = 20;

fn check_together(section: &Section<'_>, limits: &Limits) {
    if limits.people_per_hour > limits.people_per_day {
        section.fault_of("people_per_hour", "it is more than people_per_day", "write at most people_per_day");
    }
    // The rename with its reading back, the push, and the rename back all have to fit into the gap.
    if 3 * limits.request_timeout_s + READING_S > limits.address_gap_max_s {
        let fix = "write at most a third of what address_gap_max_s leaves beyond 20 seconds";
        section.fault_of(
            "request_timeout_s",
            "a rename, a push and a rename back do not fit into address_gap_max_s",
            fix,
        );
    }
}
