//! Arguments of the commands that people work on cases with.

use super::values::{Override, Span, cause, state};
use crate::exit::{Exit, Stop};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::path::PathBuf;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::{CaseId, CaseState};

#[derive(Debug, Subcommand)]
pub(crate) enum CasesCommand {
    /// Every case, newest change first.
    Ls(CasesFilter),
    /// One case in full.
    Show {
        /// The case.
        #[arg(value_parser = CaseId::parse)]
        case: CaseId,
    },
    /// Diagnose a case again now, whatever it waits for.
    Recheck {
        /// The case.
        #[arg(value_parser = CaseId::parse)]
        case: CaseId,
    },
    /// Close a case for good.
    Close {
        /// The case.
        #[arg(value_parser = CaseId::parse)]
        case: CaseId,
        /// Why, for whoever reads its journal.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Which cases are listed; each flag that is given has to fit.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CasesFilter {
    /// Only cases in this state; may be given more than once.
    #[arg(long, value_name = "STATE", value_parser = state)]
    pub state: Vec<CaseState>,
    /// Only cases with this cause; may be given more than once.
    #[arg(long, value_name = "CAUSE", value_parser = cause)]
    pub cause: Vec<Cause>,
    /// Only cases that were opened at least so long ago (45m, 12h, 30d, 2w).
    #[arg(long, value_name = "SPAN")]
    pub older_than: Option<Span>,
    /// Only cases that were opened within this span (45m, 12h, 30d, 2w).
    #[arg(long, value_name = "SPAN")]
    pub newer_than: Option<Span>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DlqCommand {
    /// Every dead letter, newest first.
    Ls,
    /// One dead letter: why it is one, and with --content what it holds.
    Show {
        /// The beginning of its SHA-256, as `untwin dlq ls` shows it.
        #[arg(value_name = "SHA256", value_parser = digest)]
        letter: String,
        /// Write the bytes that were kept to standard output.
        #[arg(long)]
        content: bool,
    },
    /// Take dead letters in again, through the same door as `untwin heal`.
    Redrive {
        /// The beginnings of their SHA-256; without any, all of them, the oldest first.
        #[arg(value_name = "SHA256", value_parser = digest)]
        letters: Vec<String>,
        /// In AWS, instead: put what no function could work off back into this queue.
        #[arg(long, value_name = "QUEUE", conflicts_with = "letters")]
        queue: Option<QueueName>,
        /// Letters a minute, at most.
        #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=6_000))]
        rate: u32,
    },
}

/// A queue whose dead letters can go back into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum QueueName {
    /// Documents, and cases that are due.
    Conflicts,
    /// Cases that need a person.
    Manual,
}

impl QueueName {
    /// As the settings name it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Conflicts => "conflicts",
            Self::Manual => "manual",
        }
    }
}

/// What approves a plan.
#[derive(Debug, Clone, Args)]
pub(crate) struct ApplyArgs {
    /// The plan.
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// A guard that this approval overrides, with the reason; once for each.
    #[arg(long = "override", value_name = "GUARD=REASON")]
    pub overrides: Vec<Override>,
    /// The reason for an --override that has none beside it; in the same order.
    #[arg(long = "reason", value_name = "TEXT")]
    pub reasons: Vec<String>,
}

impl ApplyArgs {
    /// Each guard with its reason, or what is wrong with them.
    pub(crate) fn overridden(&self) -> Result<BTreeMap<Guard, String>, Stop> {
        let wrong = |why: String| Stop::new(Exit::Usage, why);
        let mut reasons = self.reasons.iter();
        let mut overridden = BTreeMap::new();
        for named in &self.overrides {
            let name = named.guard.name();
            let reason = named.reason.clone().or_else(|| reasons.next().cloned());
            let reason = reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            let reason = reason.ok_or_else(|| wrong(format!("--override {name} needs a reason: {name}=REASON")))?;
            if overridden.insert(named.guard, reason).is_some() {
                return Err(wrong(format!("{name} is named twice")));
            }
        }
        match reasons.next() {
            Some(_) => Err(wrong("there is a --reason without an --override that needs one".to_owned())),
            None => Ok(overridden),
        }
    }
}

/// So few digits tell letters apart well enough, and a typing error is seen.
const DIGEST_CHARS_MIN: usize = 6;

fn digest(text: &str) -> Result<String, String> {
    let hex = text.to_ascii_lowercase();
    let is_one = (DIGEST_CHARS_MIN..=64).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit());
    if is_one { Ok(hex) } else { Err(format!("write the first {DIGEST_CHARS_MIN} or more digits of its SHA-256")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(overrides: &[&str], reasons: &[&str]) -> Result<BTreeMap<Guard, String>, Stop> {
        let overrides = overrides.iter().map(|text| text.parse().unwrap()).collect();
        let reasons = reasons.iter().map(|text| (*text).to_owned()).collect();
        ApplyArgs { plan: PathBuf::new(), overrides, reasons }.overridden()
    }

    #[test]
    fn each_guard_is_overridden_once_and_with_a_reason_of_its_own() {
        let both = args(&["Idle=left in May", "NoHistory"], &["an import"]).unwrap();
        assert_eq!(both.get(&Guard::Idle).map(String::as_str), Some("left in May"));
        assert_eq!(both.get(&Guard::NoHistory).map(String::as_str), Some("an import"));
        for (overrides, reasons) in
            [(&["Idle"][..], &[][..]), (&["Idle"], &[" "]), (&["Idle=a", "idle=b"], &[]), (&["Idle=a"], &["b"])]
        {
            assert_eq!(args(overrides, reasons).unwrap_err().exit, Exit::Usage, "{overrides:?} {reasons:?}");
        }
    }

    #[test]
    fn a_letter_is_named_by_enough_hex_digits() {
        assert_eq!(digest("ABCDEF"), Ok("abcdef".to_owned()));
        assert!(digest("abcde").is_err());
        assert!(digest("ada@example.com").is_err());
    }
}
