//! One repair in full: both accounts before and after, the plan with its harm, the guards, the timeline.

use super::accounts::{Pair, before_and_after};
use crate::demo::scenes::Scene;
use crate::render::{Page, Paint, TimelineEntry, guard_table};
use crate::report::GuardEntry;
use untwin_core::saga::{AcceptedPlan, Event};
use untwin_workflow::CaseReport;

/// A repair, to be told in full.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Repair {
    pub scene: Scene,
    pub case: CaseReport,
    pub accounts: Pair,
}

/// Tells it.
pub(super) fn tell(page: &mut Page, repair: &Repair, paint: Paint) {
    let case = &repair.case;
    page.heading(&format!("One repair in full: {} ({})", repair.scene.name, case.id));
    if let Some(sentence) = &case.sentence {
        page.item(sentence);
    }
    page.block(&before_and_after(&repair.accounts, paint));
    for record in &case.timeline {
        if let Event::PlanAccepted(plan) = &record.event {
            tell_plan(page, plan, repair);
        }
    }
    page.heading("  Guards, and what each looked at");
    page.block(&guard_table(&guards(repair), paint));
    page.heading("  Timeline");
    for entry in case.timeline.iter().map(TimelineEntry::from) {
        page.item(&format!("{}  {}", entry.at.strftime("%Y-%m-%d %H:%M:%S"), repair.scene.in_words(&entry.words)));
    }
}

fn tell_plan(page: &mut Page, plan: &AcceptedPlan, repair: &Repair) {
    page.heading("  Plan, and its harm");
    page.labelled("steps", Some(&plan.steps.join(", ")));
    if let Some(rename) = &plan.rename {
        page.labelled("the duplicate goes", Some(&format!("from {} to {}", rename.from, rename.to)));
    }
    page.labelled("cannot be wholly undone from", plan.steps.get(plan.pivot).map(String::as_str));
    let harm = &plan.harm;
    let (signed_out, groups) = (harm.sessions_ended.len(), harm.groups_lost.len());
    let lost = if groups == 0 { String::new() } else { format!(" ({})", harm.groups_lost.join(", ")) };
    let told = format!(
        "{} people touched, {signed_out} account signed out, {groups} groups of the duplicate lost{lost}",
        harm.people
    );
    page.labelled("harm", Some(&told));
    let back: Vec<&str> = plan.groups.iter().map(|group| group.name.as_deref().unwrap_or(&group.id)).collect();
    page.labelled("comes back", (!back.is_empty()).then(|| back.join(", ")).as_deref());
    page.labelled("undo", Some(&repair.scene.in_words(&harm.undo)));
}

fn guards(repair: &Repair) -> Vec<GuardEntry> {
    let entries = repair.case.guards.iter().map(GuardEntry::from);
    entries.map(|entry| GuardEntry { looked_at: repair.scene.in_words(&entry.looked_at), ..entry }).collect()
}
