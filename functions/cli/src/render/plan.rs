//! A plan for people: steps, objects, harm, guards; and the file that `untwin apply` takes case and hash out of.

use super::words::moment;
use super::{Page, Paint, Tone, guard_table};
use crate::report::{AnswerKind, GuardEntry};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use untwin_core::decision::{Cause, Guard, Harm, Object, Plan, PlanHash, Proposed, Step};
use untwin_core::domain::{CaseId, EmailAddress, IdpUserId};

/// A plan as it is shown and written. It is never read back whole: only `case` and `hash` are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlanFile<'p> {
    /// What may be done with it.
    pub note: &'static str,
    /// What binds it to the state that it was made from.
    pub hash: PlanHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the decision says of it, in words.
    pub verdict: String,
    /// Guards that an approval overrides by carrying it out.
    pub overrides: Vec<&'static str>,
    /// The case.
    pub case: &'p CaseId,
    /// The cause that it repairs.
    pub cause: Cause,
    /// The person, by the provider's id.
    pub subject: &'p IdpUserId,
    /// The wanted address.
    pub wanted: &'p EmailAddress,
    /// Every object that it names.
    pub objects: &'p BTreeSet<Object>,
    /// The steps, in order.
    pub steps: &'p [Step],
    /// Index of the first step that cannot be wholly undone.
    pub pivot: usize,
    /// What it does to people.
    pub harm: &'p Harm,
    /// Every guard with its answer.
    pub guards: Vec<GuardEntry>,
    /// What the verdict relies on.
    pub relied_on: &'p [String],
}

/// What stands at the head of a plan file.
const NOTE: &str = "For people to read. untwin apply takes only case and hash, plans again and compares.";

impl<'p> PlanFile<'p> {
    pub(crate) fn new(plan: &'p Plan<Proposed>, verdict: String, overrides: &[Guard], created_at: Timestamp) -> Self {
        let body = plan.body();
        Self {
            note: NOTE,
            hash: plan.hash(),
            created_at,
            verdict,
            overrides: overrides.iter().map(|guard| guard.name()).collect(),
            case: &body.case,
            cause: body.cause,
            subject: &body.subject,
            wanted: &body.wanted,
            objects: &body.objects,
            steps: &body.steps,
            pivot: body.pivot,
            harm: &body.harm,
            guards: body.guards.iter().map(GuardEntry::from).collect(),
            relied_on: &body.relied_on,
        }
    }

    /// The guards that do not let it through, each with its reason.
    pub(crate) fn standing_against(&self) -> Vec<String> {
        let against = self.guards.iter().filter(|guard| match guard.answer {
            AnswerKind::NeedsPerson | AnswerKind::Unknown => true,
            AnswerKind::Pass | AnswerKind::NotConcerned => false,
        });
        against.map(|guard| format!("{}: {}", guard.guard, guard.reason.as_deref().unwrap_or_default())).collect()
    }
}

/// The page of a plan.
pub(crate) fn plan_page(file: &PlanFile<'_>, paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.heading(&format!("Plan for {} ({})", file.wanted, file.case));
    page.labelled("cause", Some(file.cause.name()));
    page.labelled("hash", Some(file.hash.as_str()));
    page.labelled("made", Some(&moment(file.created_at)));
    page.labelled("verdict", Some(&file.verdict));
    if !file.overrides.is_empty() {
        page.line(Tone::Attention, &format!("  an approval overrides: {}", file.overrides.join(", ")));
    }
    page.heading("Steps");
    for (index, step) in file.steps.iter().enumerate() {
        let pivot = if index == file.pivot { "  <- from here on it cannot be wholly undone" } else { "" };
        page.item(&format!("{}. {}{pivot}", index + 1, step_words(step)));
    }
    harm(&mut page, file.harm);
    let objects: Vec<String> = file.objects.iter().map(ToString::to_string).collect();
    page.list("Objects; nothing else may change", objects.iter().map(String::as_str));
    page.heading("Guards");
    page.block(&guard_table(&file.guards, paint));
    page.into_text()
}

fn harm(page: &mut Page, harm: &Harm) {
    let sessions: Vec<&str> = harm.sessions_ended.iter().map(untwin_core::domain::AccountId::as_str).collect();
    page.heading("What it does to people");
    page.labelled("people touched", Some(&harm.people.to_string()));
    page.labelled("signed out everywhere", Some(&none_or(&sessions)));
    let groups: Vec<&str> = harm.groups_lost.iter().map(String::as_str).collect();
    page.labelled("groups lost until pushed again", Some(&none_or(&groups)));
    page.labelled("undo", Some(&harm.undo));
}

fn none_or(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn step_words(step: &Step) -> String {
    match step {
        Step::SnapshotGroups { account } => format!("remember the groups of account {account}"),
        Step::RemoveScimRecords { account, record } => {
            format!("remove the SCIM record of account {account} ({}); the account itself stays", record.1)
        }
        Step::DeleteScimRecord { directory, record } => format!("delete record {record} in directory {directory}"),
        Step::AwaitEditable { account } => format!("wait until the address of account {account} may be set"),
        Step::RenameToPlaceholder { account, from, to } => format!("rename account {account} from {from} to {to}"),
        Step::SetAddress { account, from, to } => format!("set the address of account {account} from {from} to {to}"),
        Step::CancelDeletion { account } => format!("cancel the deletion of account {account}, which reactivates it"),
        Step::DisableAccount { account } => format!("deactivate account {account}"),
        Step::DeleteAccount { account } => format!("mark account {account} for deletion"),
        Step::UnassignFromApp { subject, directory } => {
            format!("take {subject} out of the app of directory {directory}")
        }
        Step::AwaitDeprovisioned { subject, directory } => {
            format!("wait until directory {directory} has seen {subject} leave")
        }
        Step::AssignToApp { subject, directory } => format!("put {subject} back into the app of directory {directory}"),
        Step::RemoveFromIdpGroups { subject, groups } => format!("take {subject} out of {} groups", groups.len()),
        Step::ReturnToIdpGroups { subject, groups } => format!("put {subject} back into {} groups", groups.len()),
        Step::PushAgain { subject, wanted, record: (_, record), original } => {
            format!("push {subject} again, so that record {record} gives account {original} the address {wanted}")
        }
        Step::PushGroups { subject, groups } => format!("push {} groups of {subject}", groups.len()),
        Step::Verify { original, wanted, .. } => format!("verify from Atlassian that account {original} has {wanted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::decision::{Answer, GuardReport, PlanBody};
    use untwin_core::domain::AccountId;

    fn plan() -> Plan<Proposed> {
        let account = AccountId::parse("acc-2").unwrap();
        let wanted = EmailAddress::parse("ada@example.com").unwrap();
        let to = EmailAddress::parse("ada_duplicate_7f3a@example.com").unwrap();
        Plan::propose(PlanBody {
            case: CaseId::parse("case-1").unwrap(),
            cause: Cause::DuplicateUnlinked,
            subject: IdpUserId::parse("u-1").unwrap(),
            wanted: wanted.clone(),
            objects: BTreeSet::from([Object::Account(account.clone())]),
            steps: vec![Step::RenameToPlaceholder { account: account.clone(), from: wanted, to }],
            pivot: 0,
            harm: Harm {
                sessions_ended: vec![account],
                groups_lost: Vec::new(),
                people: 2,
                undo: "until a push is accepted".to_owned(),
            },
            guards: vec![GuardReport {
                guard: Guard::Distinct,
                answer: Answer::Pass,
                looked_at: "acc-1, acc-2".to_owned(),
            }],
            relied_on: vec!["holder = acc-2".to_owned()],
        })
    }

    #[test]
    fn a_plan_states_its_steps_its_pivot_and_its_harm() {
        let plan = plan();
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let mut file = PlanFile::new(&plan, "waits for an approval".to_owned(), &[Guard::Idle], at);
        file.hash = PlanHash::parse(&"0".repeat(64)).unwrap();
        insta::assert_snapshot!(plan_page(&file, Paint::Plain), @r"
        Plan for ada@example.com (case-1)
          cause: duplicate_unlinked
          hash: 0000000000000000000000000000000000000000000000000000000000000000
          made: 2026-03-01 12:00:00Z
          verdict: waits for an approval
          an approval overrides: Idle

        Steps
          1. rename account acc-2 from ada@example.com to ada_duplicate_7f3a@example.com  <- from here on it cannot be wholly undone

        What it does to people
          people touched: 2
          signed out everywhere: acc-2
          groups lost until pushed again: none
          undo: until a push is accepted

        Objects; nothing else may change
          account acc-2

        Guards
          GUARD     ANSWER  LOOKED AT
          Distinct  passes  acc-1, acc-2
        ");
    }

    #[test]
    fn a_plan_file_holds_case_and_hash_at_the_top_level() {
        let plan = plan();
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let value = serde_json::to_value(PlanFile::new(&plan, String::new(), &[], at)).unwrap();
        assert_eq!(value["case"], "case-1");
        assert_eq!(value["hash"], plan.hash().as_str());
        assert_eq!(value["steps"][0]["step"], "rename_to_placeholder");
        assert_eq!(value["guards"][0]["guard"], "Distinct");
        assert_eq!(value["relied_on"][0], "holder = acc-2");
    }
}
