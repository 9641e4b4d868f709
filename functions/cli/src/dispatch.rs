//! From a parsed command to its function, with everything opened that the command needs, and nothing more.

use crate::args::{CasesCommand, DlqCommand, Global, StoreCommand, WorkCommand};
use crate::commands;
use crate::exit::{Exit, Stop};
use crate::session::{Session, StoreSession};
use crate::terminal::Terminal;
use std::pin::Pin;

/// Opens everything and works.
pub(crate) fn work(command: &WorkCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let Session { ports, setup, runtime } = Session::open(global, terminal)?;
    let work: Boxed<'_> = match command {
        WorkCommand::Heal(args) => Box::pin(commands::heal(&ports, &setup, args, terminal)),
        WorkCommand::Explain { who } => Box::pin(commands::explain(&ports, &setup, who, terminal)),
        WorkCommand::Plan { who, out } => Box::pin(commands::plan(&ports, &setup, (who, out.as_deref()), terminal)),
        WorkCommand::Apply { plan } => Box::pin(commands::apply(&ports, &setup, plan, terminal)),
        WorkCommand::Undo { case } => Box::pin(commands::undo(&ports, &setup, case, terminal)),
        WorkCommand::Sweep => Box::pin(commands::sweep(&ports, &setup, terminal)),
    };
    runtime.block_on(work)
}

/// A command at work is some ten kilobytes of state: too much for the stack of whoever waits for it.
type Boxed<'c> = Pin<Box<dyn Future<Output = Result<Exit, Stop>> + 'c>>;

/// Opens the store and looks.
pub(crate) fn look(command: &StoreCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let StoreSession { store, policy, runtime, now } = StoreSession::open(global, terminal)?;
    runtime.block_on(async {
        match command {
            StoreCommand::Cases(CasesCommand::Ls) => commands::list_cases(&store, &policy, terminal).await,
            StoreCommand::Cases(CasesCommand::Show { case }) => {
                commands::show_case(&store, &policy, case, terminal).await
            }
            StoreCommand::Dlq(DlqCommand::Ls) => commands::list_dead_letters(&store, terminal).await,
            StoreCommand::Pause => commands::pause(&store, now, terminal).await,
            StoreCommand::Resume => commands::resume(&store, now, terminal).await,
        }
    })
}
