//! `untwin pause` and `untwin resume`: the kill switch.

use crate::exit::{Exit, Stop};
use crate::machine::operator;
use crate::terminal::Terminal;
use untwin_core::decision::Writes;
use untwin_workflow::ports::{Clock, Ports, Store};

/// Stops all writes.
pub(crate) async fn pause<P: Ports>(ports: &P, terminal: &Terminal) -> Result<Exit, Stop> {
    set(ports, Writes::Paused).await?;
    terminal.say("paused: no new write starts; what is being sent right now is still read back and closed");
    terminal.suggest("untwin resume");
    Ok(Exit::Done)
}

/// Allows writes again.
pub(crate) async fn resume<P: Ports>(ports: &P, terminal: &Terminal) -> Result<Exit, Stop> {
    set(ports, Writes::Enabled).await?;
    terminal.say("resumed: writes are possible again, as far as the policy goes");
    terminal.suggest("untwin sweep");
    Ok(Exit::Done)
}

async fn set<P: Ports>(ports: &P, writes: Writes) -> Result<(), Stop> {
    Ok(ports.store().set_writes(writes, &operator(), ports.clock().now()).await?)
}
