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

use args::{CasesCommand, Cli, Command, DlqCommand, Global, PolicyCommand};
use clap::Parser as _;
use exit::{Exit, Stop};
use session::Session;
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
    let terminal = Terminal::new(&global, &machine::surroundings());
    let ended = match command {
        Command::Demo(args) => return commands::demo(args, &global, &terminal),
        Command::Classify { input } => commands::classify(&input, &terminal),
        Command::Policy(PolicyCommand::Check { file }) => commands::check_policy(file.as_deref(), &global, &terminal),
        with_a_store => in_session(with_a_store, &global, &terminal),
    };
    ended.unwrap_or_else(|stop| stop.told(&terminal)).into()
}

fn in_session(command: Command, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let session = Session::open(global, terminal)?;
    session.block_on(async {
        let Session { ports, setup, .. } = &session;
        match command {
            Command::Heal(args) => commands::heal(ports, setup, &args, terminal).await,
            Command::Explain { who } => commands::explain(ports, setup, &who, terminal).await,
            Command::Plan { who, out } => commands::plan(ports, setup, (&who, out.as_deref()), terminal).await,
            Command::Apply { plan } => commands::apply(ports, setup, &plan, terminal).await,
            Command::Undo { case } => commands::undo(ports, setup, &case, terminal).await,
            Command::Sweep => commands::sweep(ports, setup, terminal).await,
            Command::Cases(CasesCommand::Ls) => commands::list_cases(ports, setup, terminal).await,
            Command::Cases(CasesCommand::Show { case }) => commands::show_case(ports, setup, &case, terminal).await,
            Command::Dlq(DlqCommand::Ls) => commands::list_dead_letters(ports, terminal).await,
            Command::Pause => commands::pause(ports, terminal).await,
            Command::Resume => commands::resume(ports, terminal).await,
            Command::Demo(_) | Command::Classify { .. } | Command::Policy(_) => Ok(Exit::Done),
        }
    })
}
