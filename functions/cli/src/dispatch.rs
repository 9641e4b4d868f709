//! From a parsed command to its function, with everything opened that the command needs, and nothing more.

use crate::args::{CasesCommand, DlqCommand, Global, PolicyCommand, StoreCommand, WorkCommand};
use crate::commands;
use crate::exit::{Exit, Stop};
use crate::session::{Session, StoreSession};
use crate::terminal::Terminal;
use std::pin::Pin;
use untwin_startup::SystemClock;

/// Opens everything and works.
pub(crate) fn work(command: &WorkCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let Session { ports, setup, operator, runtime } = Session::open(global, terminal)?;
    let work: Boxed<'_> = match command {
        WorkCommand::Heal(args) => Box::pin(commands::heal(&ports, &setup, args, terminal)),
        WorkCommand::Explain { who } => Box::pin(commands::explain(&ports, &setup, who, terminal)),
        WorkCommand::Plan { who, out } => Box::pin(commands::plan(&ports, &setup, (who, out.as_deref()), terminal)),
        WorkCommand::Apply(args) => Box::pin(commands::apply(&ports, &setup, (args, &operator), terminal)),
        WorkCommand::Undo { case } => Box::pin(commands::undo(&ports, &setup, (case, &operator), terminal)),
        WorkCommand::Sweep => Box::pin(commands::sweep(&ports, &setup, terminal)),
        WorkCommand::Scan => Box::pin(commands::scan(&ports, &setup, terminal)),
        WorkCommand::Replay { since } => Box::pin(commands::replay(&ports, &setup, *since, terminal)),
    };
    runtime.block_on(work)
}

/// A command at work is some ten kilobytes of state: too much for the stack of whoever waits for it.
type Boxed<'c> = Pin<Box<dyn Future<Output = Result<Exit, Stop>> + 'c>>;

/// Opens the store and looks; opens the rest only where something has to be done again.
pub(crate) fn look(command: &StoreCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    match command {
        StoreCommand::Cases(command) => cases(command, global, terminal),
        StoreCommand::Dlq(command) => letters(command, global, terminal),
        StoreCommand::Pause => {
            on_store(global, async |open| commands::pause(&open.store, (&open.operator, open.now), terminal).await)
        }
        StoreCommand::Resume => {
            on_store(global, async |open| commands::resume(&open.store, (&open.operator, open.now), terminal).await)
        }
    }
}

fn cases(command: &CasesCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    match command {
        CasesCommand::Ls(filter) => on_store(global, async |open| {
            commands::list_cases(&open.store, &open.policy(terminal).await?, (filter, open.now), terminal).await
        }),
        CasesCommand::Show { case } => on_store(global, async |open| {
            commands::show_case(&open.store, &open.policy(terminal).await?, case, terminal).await
        }),
        CasesCommand::Close { case, reason } => on_store(global, async |open| {
            let policy = (&open.policy(terminal).await?, open.now);
            commands::close_case(&open.store, policy, (case, reason, &open.operator), terminal).await
        }),
        CasesCommand::Recheck { case } => {
            let Session { ports, setup, runtime, .. } = Session::open(global, terminal)?;
            let work: Boxed<'_> = Box::pin(commands::recheck(&ports, &setup, case, terminal));
            runtime.block_on(work)
        }
    }
}

fn letters(command: &DlqCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    match command {
        DlqCommand::Ls => on_store(global, async |open| commands::list_dead_letters(open, terminal).await),
        DlqCommand::Show { letter, content } => on_store(global, async |open| {
            if *content {
                commands::write_dead_letter(open, letter, terminal).await
            } else {
                commands::show_dead_letter(open, letter, terminal).await
            }
        }),
        DlqCommand::Redrive { queue: Some(queue), rate, .. } => on_store(global, async |open| {
            commands::redrive_queue(open, (queue.name(), *rate), &SystemClock, terminal).await
        }),
        DlqCommand::Redrive { letters, rate, queue: None } => {
            let Session { ports, setup, runtime, .. } = Session::open(global, terminal)?;
            let work: Boxed<'_> = Box::pin(commands::redrive_letters(&ports, &setup, (letters, *rate), terminal));
            runtime.block_on(work)
        }
    }
}

/// Reads policies: the file alone, or beside the one in force.
pub(crate) fn policy(command: &PolicyCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    match command {
        PolicyCommand::Check { file } => commands::check_policy(file.as_deref(), global, terminal),
        PolicyCommand::Diff { file } => {
            on_store(global, async |open| commands::diff_policy(open, file.as_deref(), terminal).await)
        }
        PolicyCommand::Push { file } => {
            on_store(global, async |open| commands::push_policy(open, file.as_deref(), terminal).await)
        }
    }
}

fn on_store(global: &Global, work: impl AsyncFnOnce(&StoreSession) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
    let open = StoreSession::open(global)?;
    open.runtime.block_on(work(&open))
}
