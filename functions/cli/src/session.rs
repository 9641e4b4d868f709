//! What a command needs that works on cases: settings, policy, keys, store, network. Every fault is told, all at once.

use crate::args::Global;
use crate::exit::{Exit, Stop};
use crate::terminal::Terminal;
use std::path::Path;
use untwin_outbound::NetworkTransport;
use untwin_sqlite::SqliteStore;
use untwin_startup::policy::{PolicyLoad, PolicyOrigin, load_policy};
use untwin_startup::settings::{Secrets, Settings};
use untwin_startup::{Faults, Real, SystemClock, setup_of, wire};
use untwin_workflow::Setup;

/// Everything is there.
pub(crate) struct Session {
    pub ports: Real,
    pub setup: Setup,
    runtime: tokio::runtime::Runtime,
}

impl Session {
    /// Opens it, or says everything that is in the way.
    pub(crate) fn open(global: &Global, terminal: &Terminal) -> Result<Self, Stop> {
        let settings = load_settings(global)?;
        let secrets = settings.resolve().map_err(|faults| stop(&faults))?;
        for warning in &secrets.warnings {
            terminal.say(&format!("{}: {warning}", settings.file.display()));
        }
        let load = load_policy(settings.policy_path.as_deref());
        for line in policy_lines(&load) {
            terminal.say(&line);
        }
        let setup = setup_of(&settings, load.policy);
        let ports = ports(&settings, secrets)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| down(format!("the asynchronous runtime cannot start: {error}")))?;
        Ok(Self { ports, setup, runtime })
    }

    /// Runs a command to its end.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

/// The settings, or every fault in them.
pub(crate) fn load_settings(global: &Global) -> Result<Settings, Stop> {
    Settings::load(&global.settings).map_err(|faults| stop(&faults))
}

fn ports(settings: &Settings, secrets: Secrets) -> Result<Real, Stop> {
    let store = open_store(&settings.store_path)?;
    let transport = NetworkTransport::new().map_err(|error| down(error.to_string()))?;
    Ok(wire(settings, secrets, transport, SystemClock, store))
}

fn open_store(path: &Path) -> Result<SqliteStore, Stop> {
    let opened = if path == Path::new(":memory:") { SqliteStore::in_memory() } else { SqliteStore::open(path) };
    opened.map_err(|error| down(format!("{}: {error}", path.display())))
}

/// What is said of a policy before anything else: one line per fault, and what holds instead.
fn policy_lines(load: &PolicyLoad) -> Vec<String> {
    let path = match &load.origin {
        PolicyOrigin::File(_) => return Vec::new(),
        PolicyOrigin::NotNamed => return vec!["the settings name no policy: a person does everything".to_owned()],
        PolicyOrigin::Refused(path) => path.display(),
    };
    let faults = load.faults.iter().map(|fault| format!("{path}: {fault}"));
    faults.chain([format!("{path} is not used: a person does everything until it is put right")]).collect()
}

fn stop(faults: &Faults) -> Stop {
    Stop { exit: Exit::Usage, lines: faults.to_string().lines().map(str::to_owned).collect() }
}

fn down(line: String) -> Stop {
    Stop::new(Exit::DependencyDown, line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::decision::Policy;
    use untwin_startup::Fault;

    #[test]
    fn each_fault_of_a_policy_is_a_line_and_then_what_holds_instead() {
        let fault = |line| Fault {
            line: Some(line),
            field: "limits.relapse_days".to_owned(),
            problem: "it is no number".to_owned(),
            fix: "write 30".to_owned(),
        };
        let origin = PolicyOrigin::Refused("policy.toml".into());
        let load = PolicyLoad { policy: Policy::manual_for_all(), faults: vec![fault(2), fault(5)], origin };
        insta::assert_snapshot!(policy_lines(&load).join("\n"), @"");
    }

    #[test]
    fn settings_that_are_not_there_are_bad_input() {
        let global = Global { settings: "no/such/untwin.toml".into(), json: false, no_input: true, yes: false };
        assert_eq!(load_settings(&global).unwrap_err().exit, Exit::Usage);
    }
}
