//! What is logged of a document that was worked on, and of renamed accounts that live on.

use crate::heal::Healed;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::sha256_hex;
use untwin_workflow::ports::{Calls, StoredCase};
use untwin_workflow::{Placeholders, Setup, report};

/// So many digits of a digest tell ids apart, and can be looked for.
const DIGEST_DIGITS: usize = 16;

/// Ids, outcomes and numbers: what a document quotes stays out of the log.
pub fn tell(healed: &Healed, setup: &Setup) {
    for entry in &healed.cases {
        tell_case(&entry.case, entry.calls, setup);
    }
    for later in &healed.later {
        let until = later.until.map(|until| until.to_string());
        tracing::warn!(failure.id = %shown_id(&later.dedup_key), until, why = later.why, "a record comes again");
    }
    tracing::info!(
        records = healed.records,
        cases = healed.cases.len(),
        ignored = healed.ignored.len(),
        later = healed.later.len(),
        unreadable = healed.unreadable.len(),
        "a document was worked on"
    );
}

/// Each of them by its ids: the address stays out of the log.
pub fn tell_placeholders(found: &Placeholders) {
    for living in &found.living {
        tracing::warn!(
            case.id = %living.case,
            account.id = %living.account,
            repaired_at = %living.repaired_at,
            "a renamed account still lives a fortnight after its repair: disable it, or look what it is needed for"
        );
    }
    for (unread, why) in &found.unread {
        tracing::warn!(case.id = %unread.case, account.id = %unread.account, why, "a renamed account cannot be read");
    }
    let (living, unread, left) = (found.living.len(), found.unread.len(), found.left);
    tracing::info!(living, unread, left, "renamed accounts were looked for");
}

/// The id of an event as the log may show it. Ids of the provider are hexadecimal digits; whoever sends an event may put
/// anything else into its id, and of that the log has the first digits of the SHA-256 alone.
pub(crate) fn shown_id(id: &str) -> String {
    if id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        return id.to_owned();
    }
    format!("sha256:{}", sha256_hex(id.as_bytes()).chars().take(DIGEST_DIGITS).collect::<String>())
}

/// How a case stands.
pub fn tell_case(case: &StoredCase, calls: Calls, setup: &Setup) {
    match report(case, &setup.policy, calls) {
        Ok(report) => tracing::info!(
            case.id = %report.id,
            outcome = ?report.outcome,
            state = ?report.state,
            cause = report.cause.map(Cause::name),
            stopped_by = report.stopped_by.map(Guard::name),
            due_at = report.due_at.map(|due_at| due_at.to_string()),
            requests = report.calls.total(),
            "a case was worked on"
        ),
        Err(error) => {
            tracing::error!(event = error.event().name(), case.id = %case.id, %error, "a case cannot be told");
        }
    }
}
