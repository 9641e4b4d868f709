//! Guards with their answers for people.

use super::table::{Cell, Table};
use super::{Paint, Tone};
use crate::report::{AnswerKind, GuardEntry};

/// One row per guard: what it says, and what it looked at.
pub(crate) fn guard_table(guards: &[GuardEntry], paint: Paint) -> String {
    let mut table = Table::new(["  GUARD", "ANSWER", "LOOKED AT"]);
    for guard in guards {
        let (tone, answer) = answer(guard.answer);
        let looked_at = match &guard.reason {
            Some(reason) if !guard.looked_at.is_empty() => format!("{reason} [{}]", guard.looked_at),
            Some(reason) => reason.clone(),
            None => guard.looked_at.clone(),
        };
        table.row([format!("  {}", guard.guard).into(), Cell::toned(tone, answer), looked_at.into()]);
    }
    table.text(paint)
}

const fn answer(kind: AnswerKind) -> (Tone, &'static str) {
    match kind {
        AnswerKind::Pass => (Tone::Good, "passes"),
        AnswerKind::NotConcerned => (Tone::Faint, "not concerned"),
        AnswerKind::NeedsPerson => (Tone::Attention, "needs a person"),
        AnswerKind::Unknown => (Tone::Attention, "unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_that_does_not_pass_says_why_and_what_it_looked_at() {
        let (reason, looked_at) = (Some("active 3 days ago".to_owned()), "last activity of account acc-2".to_owned());
        let guards = [GuardEntry { guard: "Idle", answer: AnswerKind::NeedsPerson, reason, looked_at }];
        insta::assert_snapshot!(guard_table(&guards, Paint::Plain), @r"
        GUARD  ANSWER          LOOKED AT
        Idle   needs a person  active 3 days ago [last activity of account acc-2]
        ");
    }
}
