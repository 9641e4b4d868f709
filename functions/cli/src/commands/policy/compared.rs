//! `untwin policy diff`: what a policy file would change in meaning, and what of that loosens.

use crate::exit::{Exit, Stop};
use crate::render::{PolicyComparison, policy_comparison};
use crate::session::StoreSession;
use crate::terminal::{Format, Terminal};
use std::path::{Path, PathBuf};
use untwin_startup::policy::{PolicyLoad, PolicyOrigin, compare, read_policy_file};
use untwin_startup::settings::Settings;

/// The functions' own copy cannot be read from here.
const NOTHING_PUSHED: &str = " (nothing was pushed yet: the functions use what was packed with them)";

/// A policy file without a fault, beside the policy in force.
pub(super) struct Compared {
    pub(super) file: PathBuf,
    /// What the file says, byte by byte.
    pub(super) text: String,
    /// The number of the push that is in force; 0 before the first.
    pub(super) in_force: u64,
    pub(super) shown: PolicyComparison,
}

/// Shows what a file would change.
pub(crate) async fn diff_policy(open: &StoreSession, file: Option<&Path>, terminal: &Terminal) -> Result<Exit, Stop> {
    let compared = compared(open, file).await?;
    show(&compared.shown, terminal)?;
    if compared.shown.changes.is_empty() {
        return Ok(Exit::NothingToDo);
    }
    if open.settings.keeps_cases_in_aws() {
        terminal.suggest(&format!("untwin policy push {}", compared.file.display()));
    }
    Ok(Exit::Done)
}

/// Reads both.
pub(super) async fn compared(open: &StoreSession, file: Option<&Path>) -> Result<Compared, Stop> {
    let file = file.map_or_else(|| named(&open.settings), |file| Ok(file.to_owned()))?;
    let (policy, text) = read_policy_file(&file).map_err(|faults| {
        let lines = faults.iter().map(|fault| format!("{}: {fault}", file.display()));
        Stop { exit: Exit::Usage, lines: lines.collect() }
    })?;
    let load = open.store.policy(&open.settings).await?;
    let (mut against, in_force) = told(&load);
    if in_force == 0 && open.settings.keeps_cases_in_aws() {
        against.push_str(NOTHING_PUSHED);
    }
    let changes = compare(&load.policy, &policy);
    let shown = PolicyComparison::new(against, file.display().to_string(), &changes);
    Ok(Compared { file, text, in_force, shown })
}

/// On a terminal a table, elsewhere JSON; then the sum of it.
pub(super) fn show(shown: &PolicyComparison, terminal: &Terminal) -> Result<(), Stop> {
    match terminal.format() {
        Format::Json => terminal.put_json(shown)?,
        Format::Table if shown.changes.is_empty() => {}
        Format::Table => terminal.put(&policy_comparison(shown, terminal.paint()))?,
    }
    terminal.say(&shown.sum());
    Ok(())
}

fn named(settings: &Settings) -> Result<PathBuf, Stop> {
    let none = || Stop::new(Exit::Usage, "the settings name no policy; name the file: untwin policy diff FILE");
    settings.policy_path.clone().ok_or_else(none)
}

/// The policy in force in words, and its number.
fn told(load: &PolicyLoad) -> (String, u64) {
    match &load.origin {
        PolicyOrigin::Pushed(number) => (format!("policy {number}"), *number),
        PolicyOrigin::PushRefused(number) => {
            (format!("policy {number}, which has faults: a person does everything"), *number)
        }
        PolicyOrigin::File(path) => (path.display().to_string(), 0),
        PolicyOrigin::Refused(path) => (format!("{}, which has faults: a person does everything", path.display()), 0),
        PolicyOrigin::NotNamed => ("no policy: a person does everything".to_owned(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::decision::Policy;

    #[test]
    fn a_push_that_this_version_refuses_still_has_its_number() {
        let faulty = |origin| PolicyLoad { policy: Policy::manual_for_all(), faults: Vec::new(), origin };
        assert_eq!(told(&faulty(PolicyOrigin::PushRefused(4))).1, 4);
        assert_eq!(told(&faulty(PolicyOrigin::Refused("policy.toml".into()))).1, 0);
    }
}
