//! The decision: evidence, policy and circumstances in, a decision out. It is total and pure, and cannot fail.

use super::causes::{Diagnosis, diagnose};
use super::planner::NoSteps;
use super::scene::Scene;
use super::{Circumstances, Decision, Mode, Policy, guards, planner, verdict};
use crate::domain::{CaseId, Evidence};

/// Decides about a case. Not knowing is a decision too.
pub fn decide(case: &CaseId, evidence: &Evidence, policy: &Policy, circumstances: &Circumstances) -> Decision {
    let diagnosis = diagnose(evidence, circumstances);
    let steps = match planner::steps(case, evidence, policy, diagnosis.course) {
        Ok(steps) => steps,
        Err(why) => return without_plan(diagnosis, policy, why),
    };
    let Some(wanted) = &evidence.wanted else { return without_plan(diagnosis, policy, NoSteps::NotNeeded) };
    let scene = Scene { evidence, policy, circumstances, wanted, steps: &steps };
    let guards = guards::report(&scene);
    // A cause whose handling is fixed has no mode, and none of those makes a plan.
    let mode = policy.mode(diagnosis.finding.cause).unwrap_or(Mode::Manual);
    let verdict = verdict::behind_a_root(&diagnosis.finding, verdict::with_plan(&scene, mode, &guards));
    let plan = planner::plan(case, diagnosis.finding.cause, evidence, &steps, &guards);
    Decision { finding: diagnosis.finding, guards, plan, verdict }
}

fn without_plan(diagnosis: Diagnosis, policy: &Policy, why: NoSteps) -> Decision {
    let verdict = verdict::without_plan(&diagnosis, policy.mode(diagnosis.finding.cause), why);
    let verdict = verdict::behind_a_root(&diagnosis.finding, verdict);
    Decision { finding: diagnosis.finding, guards: Vec::new(), plan: None, verdict }
}
