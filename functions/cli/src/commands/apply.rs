//! `untwin apply`: the approval of exactly one plan. Case and hash come out of the file; the plan itself is made again.

use super::next;
use super::shift::one_case;
use crate::args::ApplyArgs;
use crate::exit::{Exit, Stop};
use crate::operator::Operator;
use crate::render::PlanFile;
use crate::report::{CaseEntry, Report};
use crate::terminal::{Confirmation, Terminal};
use serde::Deserialize;
use std::fs;
use untwin_core::decision::{Guard, Plan, PlanHash, Proposed};
use untwin_core::domain::{CaseId, Outcome};
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{ApplyError, Approval, Handled, Setup};

/// The two fields of a plan file that are read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Named {
    case: CaseId,
    hash: String,
}

/// Carries a plan out.
pub(crate) async fn apply<P: Ports>(
    ports: &P,
    setup: &Setup,
    (args, operator): (&ApplyArgs, &Operator),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let plan = &args.plan;
    let text = fs::read_to_string(plan)
        .map_err(|error| Stop::new(Exit::Usage, format!("{} cannot be read: {error}", plan.display())))?;
    let (case, hash) = named(&text)?;
    let approval = Approval { overrides: args.overridden()?, by: operator.name().await? };
    for (guard, reason) in &approval.overrides {
        terminal.say(&format!("overrides {}: {reason}", guard.name()));
    }
    let question = format!("Carry out plan {} of {case} as {}?", hash.as_str(), approval.by);
    approved(terminal.confirm(&question))?;
    let shift = one_case(ports);
    match untwin_workflow::apply(ports, setup, (&case, &hash), (&approval, &shift)).await {
        Ok(handled) => ended(&handled, setup, terminal),
        Err(error) => refused(error, &case, ports, terminal),
    }
}

fn named(text: &str) -> Result<(CaseId, PlanHash), Stop> {
    let bad = |why: &str| Stop::new(Exit::Usage, format!("this is no plan of untwin plan -o: {why}"));
    let named: Named = serde_json::from_str(text).map_err(|error| bad(&error.to_string()))?;
    let hash = PlanHash::parse(&named.hash).ok_or_else(|| bad("hash is not 64 hex digits"))?;
    Ok((named.case, hash))
}

/// Nothing is done on anything but a yes.
pub(super) fn approved(confirmation: Confirmation) -> Result<(), Stop> {
    match confirmation {
        Confirmation::Yes => Ok(()),
        Confirmation::No => Err(Stop::new(Exit::NeedsApproval, "not approved; nothing was done")),
        Confirmation::NotAsked => {
            let why = "this needs an approval and nobody can be asked; nothing was done (--yes approves)";
            Err(Stop::new(Exit::NeedsApproval, why))
        }
    }
}

/// Prints a case that was driven on, and how that ended.
pub(super) fn ended(handled: &Handled, setup: &Setup, terminal: &Terminal) -> Result<Exit, Stop> {
    let report = Report::of_handled(std::slice::from_ref(handled), &setup.policy)?;
    super::heal::print(&report, terminal)?;
    let Some(case) = report.cases.first() else { return Ok(Exit::Done) };
    terminal.suggest(&next::after(case.outcome, &case.id));
    Ok(outcome_exit(case))
}

const fn outcome_exit(case: &CaseEntry) -> Exit {
    match case.outcome {
        Outcome::Repaired | Outcome::AwaitingSync | Outcome::Undone => Exit::Done,
        Outcome::Stuck | Outcome::HandedOver => Exit::NotVerified,
        Outcome::AwaitingApproval => Exit::NeedsApproval,
        Outcome::Deferred => Exit::DependencyDown,
        Outcome::Ignored => Exit::NothingToDo,
    }
}

fn refused<P: Ports>(error: ApplyError, case: &CaseId, ports: &P, terminal: &Terminal) -> Result<Exit, Stop> {
    terminal.say(&error.to_string());
    match error {
        ApplyError::Stale { now, overrides } => {
            stale(now.as_deref(), &overrides, ports, terminal)?;
            terminal.suggest(&format!("untwin plan {case} -o plan.json"));
            Ok(Exit::StalePlan)
        }
        ApplyError::RefusedByPolicy { stopped_by, .. } => {
            if let Some(guard) = stopped_by {
                terminal.say(&format!("stopped by {}", guard.name()));
            }
            terminal.suggest(&format!("untwin explain {case}"));
            Ok(Exit::Refused)
        }
        ApplyError::Unnamed(guards) => {
            let flags: Vec<String> = guards.iter().map(|guard| format!("--override {}=REASON", guard.name())).collect();
            terminal.suggest(&format!("untwin apply PLAN {}", flags.join(" ")));
            Ok(Exit::NeedsApproval)
        }
        ApplyError::NotInTheWay(_) => {
            terminal.suggest(&format!("untwin plan {case}"));
            Ok(Exit::Usage)
        }
        ApplyError::RefusedByCheck(complaints) => {
            for complaint in complaints {
                terminal.say(&complaint.to_string());
            }
            Ok(Exit::Refused)
        }
        ApplyError::Held(_) => Ok(Exit::DependencyDown),
        ApplyError::Work(error) => Ok(Stop::from(error).exit),
    }
}

/// The plan as it is now, beside the refusal.
fn stale<P: Ports>(
    now: Option<&Plan<Proposed>>,
    overrides: &[Guard],
    ports: &P,
    terminal: &Terminal,
) -> Result<(), Stop> {
    let Some(plan) = now else {
        terminal.say("there is no plan now");
        return Ok(());
    };
    let file = PlanFile::new(plan, "this is the plan now".to_owned(), overrides, ports.clock().now());
    super::plan::show(&file, terminal)?;
    for guard in file.standing_against() {
        terminal.say(&format!("does not pass now: {guard}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::entry;

    #[test]
    fn only_case_and_hash_are_taken_out_of_a_plan_file() {
        let hash = "a".repeat(64);
        let text = format!(r#"{{"case":"case-1","hash":"{hash}","steps":"edited by hand"}}"#);
        let (case, read) = named(&text).unwrap();
        assert_eq!((case.as_str(), read.as_str()), ("case-1", hash.as_str()));
    }

    #[test]
    fn a_file_that_is_no_plan_is_bad_input() {
        for text in ["", "{}", r#"{"case":"case-1","hash":"short"}"#] {
            assert_eq!(named(text).unwrap_err().exit, Exit::Usage, "{text}");
        }
    }

    #[test]
    fn nobody_to_ask_means_no() {
        assert_eq!(approved(Confirmation::NotAsked).unwrap_err().exit, Exit::NeedsApproval);
        assert_eq!(approved(Confirmation::No).unwrap_err().exit, Exit::NeedsApproval);
    }

    #[test]
    fn a_case_that_is_stuck_or_given_up_is_not_verified() {
        assert_eq!(outcome_exit(&entry("case-1", Outcome::Stuck)), Exit::NotVerified);
        assert_eq!(outcome_exit(&entry("case-1", Outcome::HandedOver)), Exit::NotVerified);
        assert_eq!(outcome_exit(&entry("case-1", Outcome::Repaired)), Exit::Done);
    }
}
