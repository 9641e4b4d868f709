//! What may be typed: commands, arguments, flags. No secret is ever one of them.

mod people;
mod values;

pub(crate) use people::{ApplyArgs, CasesCommand, CasesFilter, DlqCommand};
pub(crate) use values::Span;

use crate::exit::Exit;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use untwin_core::domain::{CaseId, EmailAddress};

/// Heals SCIM "already exists" conflicts between an identity provider and Atlassian Cloud.
#[derive(Debug, Parser)]
#[command(name = "untwin", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What stands below the help; `docs/COMMANDS.md` says it for each command.
const EXIT_CODES: &str = "Exit codes: 0 done, 2 usage or bad input, 3 nothing to do, 4 refused by policy, 5 stale plan, \
     6 needs approval, 7 dependency down, 8 verification failed.";

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// The settings file.
    #[arg(long, global = true, value_name = "FILE", default_value = "untwin.toml")]
    pub settings: PathBuf,
    /// JSON on standard output, also on a terminal.
    #[arg(long, global = true)]
    pub json: bool,
    /// Never ask anything.
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer every question with yes.
    #[arg(long, global = true)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Heal a simulated organization on this machine; needs no account.
    Demo(DemoArgs),
    /// Run simulated worlds full of faults, and hold the laws of safety against each; needs no account.
    Sim(SimArgs),
    /// Say what the records of a document are; reads nothing else and keeps nothing.
    Classify {
        /// The document; `-` is standard input.
        #[arg(value_name = "FILE")]
        input: Input,
    },
    #[command(flatten)]
    Work(WorkCommand),
    #[command(flatten)]
    Store(StoreCommand),
    /// Look at the policy, and put another one in force.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Run unattended: take failures in at the door, read the logs, and drive the cases, until it is told to stop.
    Serve,
    /// Check settings, keys, directories, mapping, policy and store, and say for each what to do; writes nothing.
    Doctor,
}

/// What works on cases: needs the settings, the keys and the network.
#[derive(Debug, Subcommand)]
pub(crate) enum WorkCommand {
    /// Take the failures of a document in, and heal what may be healed.
    Heal(HealArgs),
    /// Diagnose a person or a case now, and write to no account.
    Explain {
        /// An email address or a case id.
        #[arg(value_name = "EMAIL|CASE")]
        who: Who,
    },
    /// Show the plan for a person or a case, and write to no account.
    Plan {
        /// An email address or a case id.
        #[arg(value_name = "EMAIL|CASE")]
        who: Who,
        /// Write the plan to this file, for `untwin apply`.
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Approve a plan that was written by `untwin plan -o`, and carry it out if it still is the plan.
    Apply(ApplyArgs),
    /// Give the former holder its address back, as long as no push was accepted.
    Undo {
        /// The case.
        #[arg(value_parser = CaseId::parse)]
        case: CaseId,
    },
    /// Drive the cases that are due now.
    Sweep,
    /// Read the provider's log and say what would have been done about each conflict; writes nothing.
    Replay {
        /// How far back (12h, 30d, 2w).
        #[arg(long, value_name = "SPAN", default_value = "30d")]
        since: Span,
    },
    /// Look for what is wrong already: two accounts of one person, records of nobody, old placeholders; writes nothing.
    Scan,
}

/// What looks into the store or sets its switch: needs the settings and no key.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Look at cases, have one looked at again, close one.
    #[command(subcommand)]
    Cases(CasesCommand),
    /// Look at what could not be read, and take it in again.
    #[command(subcommand)]
    Dlq(DlqCommand),
    /// Stop all writes, within one step.
    Pause,
    /// Allow writes again.
    Resume,
}

/// What the demo takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct DemoArgs {
    /// One seed is one world and one run.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Keep the simulated world running, and say how to look at it.
    #[arg(long)]
    pub keep: bool,
    /// Write what accounts, addresses, links and groups there are after two hours into this file, as JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "stage")]
    pub picture: Option<PathBuf>,
    /// Only build the world and serve it in real time, with settings and failures in this folder: for an untwin elsewhere.
    #[arg(long, value_name = "FOLDER", conflicts_with = "keep")]
    pub stage: Option<PathBuf>,
    /// `--json` was given; set by the dispatcher, because that flag is global.
    #[arg(skip)]
    pub json: bool,
}

/// What the simulation takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct SimArgs {
    /// Replay this seed, and tell it as a story.
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "through"])]
    pub seed: Option<u64>,
    /// Run so many seeds.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub seeds: u64,
    /// The first of them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: u64,
    /// Go through everything of this kind as well; may be given more than once.
    #[arg(long, value_name = "WHAT")]
    pub through: Vec<Through>,
    /// `--json` was given; set by the dispatcher, because that flag is global.
    #[arg(skip)]
    pub json: bool,
}

/// What the simulation can go through completely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Through {
    /// A worker dies, at every point of every plan.
    Points,
    /// Two workers die, at every pair of points of each kind of plan.
    Pairs,
    /// Every single fault, at every call of each kind of plan.
    Faults,
}

#[derive(Debug, Args)]
pub(crate) struct HealArgs {
    /// The document; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub input: Input,
    /// Shadow mode for this run: say what would be done, and write nothing to anybody's account.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Check a policy file and name every fault.
    Check {
        /// The policy; without it, the one that the settings name.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Show what a policy file would change in meaning, and what of that loosens; changes nothing.
    Diff {
        /// The policy; without it, the one that the settings name.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Put a policy file in force, where cases are kept in AWS.
    Push {
        /// The policy; without it, the one that the settings name.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl FromStr for Input {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdin } else { Self::File(PathBuf::from(text)) })
    }
}

/// Whom or what a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    Address(EmailAddress),
    Case(CaseId),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('@') {
            return EmailAddress::parse(text).map(Self::Address).map_err(|error| error.to_string());
        }
        match CaseId::parse(text) {
            Ok(id) if text.starts_with("case-") => Ok(Self::Case(id)),
            Ok(_) | Err(_) => Err("this is neither an email address nor a case id (those begin with case-)".to_owned()),
        }
    }
}

/// Help and version are answers; anything else that cannot be parsed is a fault of usage.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    match (error.use_stderr(), printed) {
        (false, Ok(()) | Err(_)) => Exit::Done.into(),
        (true, Ok(()) | Err(_)) => Exit::Usage.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn parse(words: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(words.split_whitespace())
    }

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_dash_is_standard_input() {
        let cli = parse("untwin classify -").unwrap();
        assert!(matches!(cli.command, Command::Classify { input: Input::Stdin }));
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        for words in ["untwin --json --settings a.toml sweep", "untwin sweep --json --settings a.toml"] {
            let cli = parse(words).unwrap();
            assert!(cli.global.json, "{words}");
            assert_eq!(cli.global.settings, PathBuf::from("a.toml"), "{words}");
        }
    }

    #[test]
    fn whoever_is_asked_about_is_an_address_or_a_case() {
        let address = EmailAddress::parse("ada@example.com").unwrap();
        assert_eq!("ada@example.com".parse(), Ok(Who::Address(address)));
        assert_eq!("case-0123".parse(), Ok(Who::Case(CaseId::parse("case-0123").unwrap())));
        assert!("ada".parse::<Who>().unwrap_err().contains("case-"));
        assert!("@example.com".parse::<Who>().is_err());
    }

    #[test]
    fn a_plan_is_written_only_where_a_file_is_named() {
        for (words, expected) in [("untwin plan case-1 -o p.json", Some("p.json")), ("untwin plan case-1", None)] {
            let Command::Work(WorkCommand::Plan { out, .. }) = parse(words).unwrap().command else { panic!("{words}") };
            assert_eq!(out, expected.map(PathBuf::from), "{words}");
        }
    }

    #[test]
    fn every_command_has_its_part_of_the_document() {
        let document = include_str!("../../../docs/COMMANDS.md");
        for command in Cli::command().get_subcommands() {
            let inner: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
            let names = if inner.is_empty() { vec![""] } else { inner };
            for name in names {
                let words = format!("untwin {} {name}", command.get_name());
                let told = document.lines().any(|line| line.starts_with("## ") && line.contains(words.trim_end()));
                assert!(told, "{words}");
            }
        }
    }

    #[test]
    fn no_flag_takes_a_secret() {
        let mut all = vec![Cli::command()];
        while let Some(command) = all.pop() {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                assert!(!["key", "secret", "token", "password"].iter().any(|word| name.contains(word)), "{name}");
            }
            all.extend(command.get_subcommands().cloned());
        }
    }
}
