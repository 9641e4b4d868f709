//! The command line `untwin`: parses, opens what a command needs, runs it, and ends with its exit code.

mod args;
mod commands;
mod dated;
mod demo;
mod dispatch;
mod exit;
mod machine;
mod operator;
mod render;
mod report;
mod session;
mod simulated;
mod terminal;

use args::{Cli, Command};
use clap::Parser as _;
use std::process::ExitCode;
use terminal::Terminal;
use untwin_startup::start_logging;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => run(cli),
        Err(error) => args::answer(&error),
    }
}

fn run(Cli { global, command }: Cli) -> ExitCode {
    let (reader, level) = machine::log_of(&command);
    let metrics = start_logging(reader, level);
    let terminal = Terminal::new(&global, machine::surroundings());
    let ended = match command {
        Command::Demo(args) => return commands::demo(args, &global, &terminal),
        Command::Sim(args) => commands::simulate(args, &global, &terminal),
        Command::Classify { input } => commands::classify(&input, &terminal),
        Command::Policy(command) => dispatch::policy(&command, &global, &terminal),
        Command::Serve => commands::serve(&global, &metrics),
        Command::Doctor => commands::doctor(&global, &terminal),
        Command::Work(command) => dispatch::work(&command, &global, &terminal),
        Command::Store(command) => dispatch::look(&command, &global, &terminal),
    };
    ended.unwrap_or_else(|stop| stop.told(&terminal)).into()
}
