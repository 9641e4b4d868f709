//! What a command needs beside its arguments: settings, policy, keys, store, network. Every fault is told, all at once.

use crate::args::Global;
use crate::exit::{Exit, Stop};
use crate::operator::Operator;
use crate::terminal::Terminal;
use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};
use untwin_core::decision::Policy;
use untwin_startup::policy::{PolicyLoad, PolicyOrigin};
use untwin_startup::settings::Settings;
use untwin_startup::{AnyStore, Cloud, ConnectError, Connected, Faults, Real, SystemClock, connect};
use untwin_workflow::Setup;
use untwin_workflow::ports::Clock;

/// Everything, for commands that work on cases.
pub(crate) struct Session {
    pub ports: Real,
    pub setup: Setup,
    pub operator: Operator,
    pub runtime: Runtime,
}

/// The store alone, for commands that only look or switch: these work without any key, also at 3 a.m.
pub(crate) struct StoreSession {
    pub store: AnyStore,
    pub operator: Operator,
    pub settings: Settings,
    pub cloud: Cloud,
    pub runtime: Runtime,
    pub now: Timestamp,
}

impl Session {
    /// Opens everything, or says all that is in the way.
    pub(crate) fn open(global: &Global, terminal: &Terminal) -> Result<Self, Stop> {
        let settings = load_settings(global)?;
        let runtime = runtime()?;
        let cloud = runtime.block_on(Cloud::of(&settings));
        let connected = runtime.block_on(connect(&settings, &cloud))?;
        for line in warnings_of(&settings, &connected) {
            terminal.say(&line);
        }
        let operator = Operator::of(&settings, &cloud);
        Ok(Self { ports: connected.ports, setup: connected.setup, operator, runtime })
    }
}

impl StoreSession {
    /// Opens the store that the settings name.
    pub(crate) fn open(global: &Global) -> Result<Self, Stop> {
        let settings = load_settings(global)?;
        let runtime = runtime()?;
        let cloud = runtime.block_on(Cloud::of(&settings));
        let store = AnyStore::open(&settings, &cloud)?;
        let operator = Operator::of(&settings, &cloud);
        Ok(Self { store, operator, settings, cloud, runtime, now: SystemClock.now() })
    }

    /// The policy in force, for what is told by it; its faults are said.
    pub(crate) async fn policy(&self, terminal: &Terminal) -> Result<Policy, Stop> {
        let load = self.store.policy(&self.settings).await?;
        for line in policy_lines(&load) {
            terminal.say(&line);
        }
        Ok(load.policy)
    }
}

/// The settings, or every fault in them.
pub(crate) fn load_settings(global: &Global) -> Result<Settings, Stop> {
    Settings::load(&global.settings).map_err(|faults| Stop::from(&faults))
}

/// What is worth saying of what was opened.
pub(crate) fn warnings_of<P>(settings: &Settings, connected: &Connected<P>) -> Vec<String> {
    let warnings = connected.warnings.iter().map(|warning| format!("{}: {warning}", settings.file.display()));
    warnings.chain(policy_lines(&connected.policy)).collect()
}

pub(crate) fn runtime() -> Result<Runtime, Stop> {
    let built = Builder::new_current_thread().enable_all().build();
    built.map_err(|error| Stop::new(Exit::DependencyDown, format!("the asynchronous runtime cannot start: {error}")))
}

/// What is said of a policy before anything else: one line per fault, and what holds instead.
fn policy_lines(load: &PolicyLoad) -> Vec<String> {
    let path = match &load.origin {
        PolicyOrigin::File(_) | PolicyOrigin::Pushed(_) => return Vec::new(),
        PolicyOrigin::NotNamed => return vec!["the settings name no policy: a person does everything".to_owned()],
        PolicyOrigin::Refused(path) => path.display().to_string(),
        PolicyOrigin::PushRefused(number) => format!("policy {number}"),
    };
    let faults = load.faults.iter().map(|fault| format!("{path}: {fault}"));
    faults.chain([format!("{path} is not used: a person does everything until it is put right")]).collect()
}

impl From<&Faults> for Stop {
    fn from(faults: &Faults) -> Self {
        Self { exit: Exit::Usage, lines: faults.to_string().lines().map(str::to_owned).collect() }
    }
}

impl From<ConnectError> for Stop {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Settings(faults) => Self::from(&faults),
            ConnectError::Store(error) => error.into(),
            ConnectError::Network => Self::new(Exit::DependencyDown, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        insta::assert_snapshot!(policy_lines(&load).join("\n"), @r"
        policy.toml: line 2: limits.relapse_days: it is no number (fix: write 30)
        policy.toml: line 5: limits.relapse_days: it is no number (fix: write 30)
        policy.toml is not used: a person does everything until it is put right
        ");
    }

    #[test]
    fn settings_that_are_not_there_are_bad_input() {
        let global = Global { settings: "no/such/untwin.toml".into(), json: false, no_input: true, yes: false };
        assert_eq!(load_settings(&global).unwrap_err().exit, Exit::Usage);
    }
}
