//! How long one command may work.

use std::sync::Arc;
use untwin_core::saga::later_s;
use untwin_workflow::Shift;
use untwin_workflow::ports::{Clock, Ports, Tally};

/// How long a command works on a whole document, in seconds; what is left then is taken up by `untwin sweep`.
pub(super) const DOCUMENT_S_MAX: i64 = 6 * 3_600;

/// How long a command works on one case, in seconds.
const CASE_S_MAX: i64 = 3_600;

/// A shift for one case, counting from now.
pub(super) fn one_case<P: Ports>(ports: &P) -> Shift {
    Shift { deadline: later_s(ports.clock().now(), CASE_S_MAX), tally: Arc::new(Tally::default()) }
}
