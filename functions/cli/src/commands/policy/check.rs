//! `untwin policy check`: every fault of a policy file at once.

use crate::args::Global;
use crate::exit::{Exit, Stop};
use crate::report::mode_name;
use crate::session::load_settings;
use crate::terminal::{Format, Terminal};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use untwin_core::decision::{Cause, Policy, Shadow};
use untwin_startup::policy::{PolicyLoad, load_policy};

/// Checks a policy file: the named one, or the one of the settings.
pub(crate) fn check_policy(file: Option<&Path>, global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let path = match file {
        Some(path) => path.to_owned(),
        None => named_by_settings(global)?,
    };
    let PolicyLoad { policy, faults, .. } = load_policy(Some(&path));
    let checked = Checked::of(&path, &policy, faults.iter().map(ToString::to_string).collect());
    if terminal.format() == Format::Json {
        terminal.put_json(&checked)?;
    }
    for fault in &checked.faults {
        terminal.say(&format!("{}: {fault}", path.display()));
    }
    if !checked.faults.is_empty() {
        terminal.say("until this is put right, a person does everything");
        return Ok(Exit::Usage);
    }
    terminal.say(&format!("{} is in order; shadow mode is {}", path.display(), checked.shadow));
    Ok(Exit::Done)
}

fn named_by_settings(global: &Global) -> Result<PathBuf, Stop> {
    let none = || {
        let file = global.settings.display();
        Stop::new(Exit::Usage, format!("{file} names no policy, so a person does everything; set policy.path"))
    };
    load_settings(global)?.policy_path.ok_or_else(none)
}

/// What a policy file means.
#[derive(Debug, Serialize)]
struct Checked {
    file: String,
    faults: Vec<String>,
    shadow: &'static str,
    modes: BTreeMap<&'static str, &'static str>,
}

impl Checked {
    fn of(path: &Path, policy: &Policy, faults: Vec<String>) -> Self {
        let shadow = match policy.shadow {
            Shadow::On => "on",
            Shadow::Off => "off",
        };
        let mode = |cause: &Cause| policy.mode(*cause).map(|mode| (cause.name(), mode_name(mode)));
        let modes = Cause::ALL.iter().filter_map(mode).collect();
        Self { file: path.display().to_string(), faults, shadow, modes }
    }
}
