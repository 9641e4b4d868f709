//! `untwin pause` and `untwin resume`: the kill switch.

use crate::exit::{Exit, Stop};
use crate::operator::Operator;
use crate::terminal::Terminal;
use jiff::Timestamp;
use untwin_core::decision::Writes;
use untwin_workflow::ports::Store;

/// Stops all writes.
pub(crate) async fn pause(
    store: &impl Store,
    (operator, now): (&Operator, Timestamp),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    store.set_writes(Writes::Paused, &operator.name_or_machine().await, now).await?;
    terminal.say("paused: no new write starts; what is being sent right now is still read back and closed");
    terminal.suggest("untwin resume");
    Ok(Exit::Done)
}

/// Allows writes again.
pub(crate) async fn resume(
    store: &impl Store,
    (operator, now): (&Operator, Timestamp),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    // Whoever cannot see the cases that wait could not make them due: nothing is allowed then.
    store.list(1).await?;
    untwin_workflow::resume(store, &operator.name().await?, now).await?;
    terminal.say("resumed: writes are possible again, as far as the policy goes");
    terminal.suggest("untwin sweep");
    Ok(Exit::Done)
}
