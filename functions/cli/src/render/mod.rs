//! What people read: pages and tables as text. Pure: it prints nothing and looks at nothing but its arguments.

mod accounts;
mod cases;
mod checkup;
mod classified;
mod dead_queues;
mod evidence;
mod guards;
mod journal;
mod letters;
mod page;
mod paint;
mod plan;
mod policy;
mod replayed;
mod report;
mod scanned;
mod sim;
mod table;
mod words;

pub(crate) use accounts::side_by_side;
pub(crate) use cases::{CasePage, CaseRow, TimelineEntry, case_page, case_table};
pub(crate) use checkup::{Checked, checkup_page};
pub(crate) use classified::classified_table;
pub(crate) use dead_queues::{DeadQueueRow, MessageRow, MovedRow, dead_queue_table, message_page};
pub(crate) use evidence::{EvidenceLine, evidence_lines};
pub(crate) use guards::guard_table;
pub(crate) use letters::{LetterRow, RedrivenRow, letter_page, letter_table, redriven_table};
pub(crate) use page::{Page, printable};
pub(crate) use paint::{Paint, Tone};
pub(crate) use plan::{PlanFile, plan_page};
pub(crate) use policy::{PolicyComparison, policy_comparison};
pub(crate) use replayed::{ReplayedPage, replayed_page};
pub(crate) use report::{report_page, totals};
pub(crate) use scanned::{ScannedPage, scanned_page};
pub(crate) use sim::simulated;
pub(crate) use table::{Cell, Table};
pub(crate) use words::{not_concerned, outcome_words};

/// The hash of a plan as far as people compare it.
pub(crate) const HASH_CHARS: usize = 12;
