//! What each repair cost, in requests by kind.

use super::Shown;
use crate::demo::later::name_of;
use crate::render::{Page, Paint, Table};
use crate::report::CallCounts;
use untwin_core::decision::Cause;
use untwin_core::domain::Outcome;

/// One row for each repaired case: what was asked until the repair stood.
pub(super) fn tell(page: &mut Page, shown: &Shown<'_>, paint: Paint) {
    let mut table =
        Table::new(["  PERSON", "CAUSE", "EVIDENCE", "FENCE", "WRITE", "VERIFY", "IDENTITY PROVIDER", "TOGETHER"]);
    let repaired = shown.report.cases.iter().filter(|case| case.outcome == Outcome::Repaired);
    for case in repaired {
        let CallCounts { evidence, fence, write, verify, idp } = case.calls;
        let [evidence, fence, write, verify, idp, total] =
            [evidence, fence, write, verify, idp, case.calls.total()].map(|count| count.to_string());
        table.row([
            format!("  {}", name_of(shown.told, &case.id)).into(),
            case.cause.map(|cause| format!("{} {}", cause.number(), Cause::name(cause))).into(),
            evidence.into(),
            fence.into(),
            write.into(),
            verify.into(),
            idp.into(),
            total.into(),
        ]);
    }
    page.heading("Requests for each repaired case, until the repair stood");
    page.block(&table.text(paint));
}
