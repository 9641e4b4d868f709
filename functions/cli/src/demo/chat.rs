//! What chat would say: the same rendering that will be sent once, here as plain text.

use super::scenes::Plot;
use super::stage::Stage;
use anyhow::Context as _;
use std::sync::Arc;
use untwin_core::decision::{Guard, Verdict};
use untwin_core::domain::{AccountFile, AccountId};
use untwin_core::saga::{CaseView, fold};
use untwin_notify::{Message, Proposal, Read, Renamed, Told, compose};
use untwin_workflow::ports::{Calls, Ports as _, Store as _, StoredCase, Tally};
use untwin_workflow::{CaseReport, Diagnosis, Explained, explain_case, look_at_account, report};

/// Cases that are looked through for the one that is told.
const CASES_MAX: usize = 1_000;

/// The question of an approval, and a repair: the two messages that are shown.
pub(super) async fn messages(stage: &Stage) -> anyhow::Result<Vec<Message>> {
    let asked = question(stage, &case_of(stage, Plot::ActiveHolder).await?).await?;
    let repaired = Box::pin(repair(stage, &case_of(stage, Plot::BothSynced).await?)).await?;
    Ok(vec![asked, repaired])
}

async fn case_of(stage: &Stage, plot: Plot) -> anyhow::Result<StoredCase> {
    let scene = stage.ground.cast.with(plot).context("nobody plays this")?;
    let cases = stage.ports.store().list(CASES_MAX).await?;
    let case = cases.into_iter().find(|case| case.key.subject.as_str() == scene.person.user);
    case.with_context(|| format!("the failure of {} led to no case", scene.name))
}

/// With both accounts and the plan as a diagnosis reads them now.
async fn question(stage: &Stage, case: &StoredCase) -> anyhow::Result<Message> {
    let Diagnosis { evidence, decision, .. } = explained(stage, case).await?;
    let hash = decision.plan.as_ref().map(untwin_core::decision::Plan::hash);
    let plan = decision.plan.as_ref().map(untwin_core::decision::Plan::body);
    let overrides = overrides(&decision.verdict);
    let proposal = hash.as_ref().zip(plan).map(|(hash, plan)| Proposal { hash, plan, overrides });
    let read = Read {
        holder: evidence.holder.as_ref(),
        original: evidence.original.as_ref(),
        changes: Some(&evidence.changes),
    };
    let (told, view) = reported(stage, case)?;
    Ok(compose(&Told { proposal, read, ..told_of(&told, &view) }))
}

/// It reads, and writes nothing.
async fn explained(stage: &Stage, case: &StoredCase) -> anyhow::Result<Diagnosis> {
    let tally = Arc::new(Tally::default());
    match Box::pin(explain_case(&stage.ports, &stage.setup, &case.id, &tally)).await? {
        Explained::Case(found) => Ok(found.1),
        Explained::Nothing { why } => anyhow::bail!("there is nothing to explain: {why}"),
    }
}

fn overrides(verdict: &Verdict) -> &[Guard] {
    match verdict {
        Verdict::AskApproval { overrides, .. } => overrides,
        Verdict::Act
        | Verdict::HandOver { .. }
        | Verdict::WouldAct
        | Verdict::Defer { .. }
        | Verdict::VerifyOnly
        | Verdict::Ignore { .. } => &[],
    }
}

/// With both accounts as they are after it.
async fn repair(stage: &Stage, case: &StoredCase) -> anyhow::Result<Message> {
    let (told, view) = reported(stage, case)?;
    let plan = view.run.as_ref().map(|run| &run.plan).context("nothing was carried out")?;
    let original = looked_at(stage, case, &plan.target.account).await?;
    let holder = match &plan.rename {
        Some(rename) => Some(looked_at(stage, case, &rename.account).await?),
        None => None,
    };
    let evidence = explained(stage, case).await?.evidence;
    let read = Read { holder: holder.as_ref(), original: Some(&original), changes: Some(&evidence.changes) };
    Ok(compose(&Told { read, ..told_of(&told, &view) }))
}

async fn looked_at(stage: &Stage, case: &StoredCase, id: &AccountId) -> anyhow::Result<AccountFile> {
    Ok(look_at_account(&stage.ports, &case.directory, id, &Arc::new(Tally::default())).await?)
}

fn reported(stage: &Stage, case: &StoredCase) -> anyhow::Result<(CaseReport, CaseView)> {
    Ok((report(case, &stage.setup.policy, Calls::default())?, fold(&case.journal)?))
}

/// A report in the words that a message is made from.
fn told_of<'t>(told: &'t CaseReport, view: &'t CaseView) -> Told<'t> {
    let after = told.after.as_ref();
    let renamed = after.and_then(|after| after.renamed.as_ref());
    Told {
        case: &told.id,
        person: &told.wanted,
        outcome: told.outcome,
        sentence: told.sentence.as_deref(),
        why: told.why.as_deref(),
        stopped_by: told.stopped_by,
        guards: &told.guards,
        advice: &told.advice,
        findings: &told.findings,
        view,
        read: Read::default(),
        proposal: None,
        renamed: renamed.map(|renamed| Renamed {
            account: &renamed.account,
            address: &renamed.address,
            proposal: &renamed.proposal,
            known: &renamed.known,
        }),
        looks: after.map(|after| after.looks.as_slice()).unwrap_or_default(),
    }
}
