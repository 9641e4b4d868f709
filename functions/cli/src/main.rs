//! The command line `untwin`: parses, opens what a command needs, runs it, and ends with its exit code.

mod args;
mod commands;
mod demo;
mod exit;
mod machine;
mod render;
mod report;
mod session;
mod terminal;

use args::{CasesCommand, Cli, Command, DlqCommand, Global, PolicyCommand, StoreCommand, WorkCommand};
use clap::Parser as _;
use exit::{Exit, Stop};
use session::{Session, StoreSession};
use std::process::ExitCode;
use terminal::Terminal;
use untwin_startup::{LogReader, start_logging};

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => args::answer(&error),
    }
}

fn run(Cli { global, command }: Cli) -> ExitCode {
    start_logging(LogReader::Person, "warn");
    let terminal = Terminal::new(&global, machine::surroundings());
    let ended = match command {
        Command::Demo(args) => return commands::demo(args, &global, &terminal),
        Command::Classify { input } => commands::classify(&input, &terminal),
        Command::Policy(PolicyCommand::Check { file }) => commands::check_policy(file.as_deref(), &global, &terminal),
        Command::Work(command) => work(command, &global, &terminal),
        Command::Store(command) => look(command, &global, &terminal),
    };
    ended.unwrap_or_else(|stop| stop.told(&terminal)).into()
}

fn work(command: WorkCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let Session { ports, setup, runtime } = Session::open(global, terminal)?;
    runtime.block_on(async {
        match command {
            WorkCommand::Heal(args) => commands::heal(&ports, &setup, &args, terminal).await,
            WorkCommand::Explain { who } => commands::explain(&ports, &setup, &who, terminal).await,
            WorkCommand::Plan { who, out } => commands::plan(&ports, &setup, (&who, out.as_deref()), terminal).await,
            WorkCommand::Apply { plan } => commands::apply(&ports, &setup, &plan, terminal).await,
            WorkCommand::Undo { case } => commands::undo(&ports, &setup, &case, terminal).await,
            WorkCommand::Sweep => commands::sweep(&ports, &setup, terminal).await,
        }
    })
}

fn look(command: StoreCommand, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let StoreSession { store, policy, runtime, now } = StoreSession::open(global, terminal)?;
    runtime.block_on(async {
        match command {
            StoreCommand::Cases(CasesCommand::Ls) => commands::list_cases(&store, &policy, terminal).await,
            StoreCommand::Cases(CasesCommand::Show { case }) => {
                commands::show_case(&store, &policy, &case, terminal).await
            }
            StoreCommand::Dlq(DlqCommand::Ls) => commands::list_dead_letters(&store, terminal).await,
            StoreCommand::Pause => commands::pause(&store, now, terminal).await,
            StoreCommand::Resume => commands::resume(&store, now, terminal).await,
        }
    })
}
