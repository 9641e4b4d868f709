//! `untwin plan`: the plan as it would be carried out now, for people and for `untwin apply`. It writes to no account.

use super::diagnosis::{diagnosed, overrides, plan_exit, verdict_words};
use crate::args::Who;
use crate::exit::{Exit, Stop};
use crate::render::{PlanFile, plan_page};
use crate::terminal::{Format, Terminal};
use std::fs;
use std::path::Path;
use untwin_core::decision::Verdict;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::Ports;
use untwin_workflow::{Diagnosis, Explained, Setup};

/// Plans for a person or a case.
pub(crate) async fn plan<P: Ports>(
    ports: &P,
    setup: &Setup,
    (who, out): (&Who, Option<&Path>),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let (case, diagnosis) = match diagnosed(ports, setup, who).await? {
        Explained::Case(found) => *found,
        Explained::Nothing { why } => {
            terminal.say(&format!("nothing to plan: {why}"));
            return Ok(Exit::NothingToDo);
        }
    };
    let verdict = &diagnosis.decision.verdict;
    let exit = match &diagnosis.decision.plan {
        Some(_) => plan_exit(verdict),
        None => without_plan(plan_exit(verdict)),
    };
    if let Some(file) = plan_file(&diagnosis) {
        show(&file, terminal)?;
        if exit == Exit::Done {
            offer(&file, (&case.id, out), terminal)?;
        }
    }
    if exit != Exit::Done {
        terminal.say(&format!("no plan to carry out: {}", verdict_words(verdict)));
        terminal.suggest(&format!("untwin explain {}", case.id));
    } else if *verdict == Verdict::WouldAct {
        terminal.say("shadow mode is on: untwin apply is refused until the policy turns it off");
    }
    Ok(exit)
}

/// A plan in the form that is shown and written; none, where none is possible.
pub(super) fn plan_file(diagnosis: &Diagnosis) -> Option<PlanFile<'_>> {
    let verdict = &diagnosis.decision.verdict;
    let plan = diagnosis.decision.plan.as_ref()?;
    Some(PlanFile::new(plan, verdict_words(verdict), overrides(verdict), diagnosis.circumstances.now))
}

/// Prints a plan.
pub(super) fn show(file: &PlanFile<'_>, terminal: &Terminal) -> Result<(), Stop> {
    match terminal.format() {
        Format::Json => terminal.put_json(file),
        Format::Table => terminal.put(&plan_page(file, terminal.paint())),
    }
}

/// Writes it where it was asked for, and says how to go on.
fn offer(file: &PlanFile<'_>, (case, out): (&CaseId, Option<&Path>), terminal: &Terminal) -> Result<(), Stop> {
    if !file.overrides.is_empty() {
        terminal.say(&format!("an approval overrides: {}", file.overrides.join(", ")));
    }
    let Some(path) = out else {
        terminal.suggest(&format!("untwin plan {case} -o plan.json"));
        return Ok(());
    };
    write(file, path)?;
    terminal.say(&format!("written to {}", path.display()));
    let flags = file.overrides.iter().map(|guard| format!("--override {guard}=REASON"));
    let words = ["untwin apply".to_owned(), path.display().to_string()].into_iter().chain(flags);
    terminal.suggest(&words.collect::<Vec<_>>().join(" "));
    Ok(())
}

fn write(file: &PlanFile<'_>, path: &Path) -> Result<(), Stop> {
    let unwritable = |error: &dyn std::fmt::Display| {
        Stop::new(Exit::Usage, format!("{} cannot be written: {error}", path.display()))
    };
    let text = serde_json::to_string_pretty(file).map_err(|error| unwritable(&error))?;
    fs::write(path, format!("{text}\n")).map_err(|error| unwritable(&error))
}

/// A verdict that speaks of a plan where there is none is a refusal.
const fn without_plan(exit: Exit) -> Exit {
    match exit {
        Exit::Done => Exit::Refused,
        other => other,
    }
}
