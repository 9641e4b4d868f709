//! From a case to its message: the outcome first, then what somebody needs in order to decide.

use crate::accounts::side_by_side;
use crate::acts::buttons;
use crate::after;
use crate::message::{Labelled, List, Message};
use crate::told::Told;
use crate::words::{counted, day, fact, moment, row};
use untwin_core::decision::{Answer, Harm};
use untwin_core::domain::{Actor, AddressChange, Outcome};
use untwin_core::saga::{Effective, Run};

/// Stands under every message.
pub(crate) const FOOTNOTE: &str = "Only a button or its command decides. A reaction is no approval, a word in the thread is none, and silence is never a yes.";

/// Tells a case.
pub fn compose(told: &Told<'_>) -> Message {
    let facts = [
        stopped_by(told),
        lost(told),
        brought_back(told),
        undo(told),
        deadline(told),
        changed(told),
        after::looks(told),
    ];
    Message {
        key: told.case.to_string(),
        preview: format!("untwin: {} ({})", in_a_word(told.outcome), told.case),
        title: title(told),
        sentences: sentences(told),
        accounts: side_by_side(told.read, told.outcome),
        facts: facts.into_iter().flatten().collect(),
        lists: lists(told),
        buttons: buttons(told),
        footnote: FOOTNOTE.to_owned(),
    }
}

const fn in_a_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Repaired => "repaired",
        Outcome::HandedOver => "a person has to look",
        Outcome::AwaitingApproval => "an approval is asked for",
        Outcome::AwaitingSync => "pushed, not seen yet",
        Outcome::Deferred => "waits",
        Outcome::Stuck => "STUCK, a person has to come",
        Outcome::Undone => "undone",
        Outcome::Ignored => "not ours to repair",
    }
}

fn title(told: &Told<'_>) -> String {
    let person = told.person;
    match told.outcome {
        Outcome::Repaired => format!("Repaired: {person} is on the person's own account"),
        Outcome::HandedOver => format!("A person has to look: {person}"),
        Outcome::AwaitingApproval => format!("May this be done? {person}"),
        Outcome::AwaitingSync => format!("Pushed, and not seen at Atlassian yet: {person}"),
        Outcome::Deferred => format!("Waiting: {person}"),
        Outcome::Stuck => format!("STUCK, a person has to come: {person}"),
        Outcome::Undone => format!("Undone: {person} is back where it was"),
        Outcome::Ignored => format!("Not ours to repair: {person}"),
    }
}

/// What was found, and what follows from it where that says more.
fn sentences(told: &Told<'_>) -> Vec<String> {
    let of_guard = told.stopped_by.is_some();
    let why = told.why.filter(|why| !of_guard && Some(*why) != told.sentence);
    told.sentence.into_iter().chain(why).map(str::to_owned).collect()
}

/// The one guard, with its reason and what it looked at.
fn stopped_by(told: &Told<'_>) -> Option<Labelled> {
    let guard = told.stopped_by?;
    let report = told.guards.iter().find(|report| report.guard == guard);
    let text = report.map_or_else(
        || guard.name().to_owned(),
        |report| match &report.answer {
            Answer::NeedsPerson(why) | Answer::Unknown(why) => {
                format!("{}: {why} (looked at: {})", guard.name(), report.looked_at)
            }
            Answer::Pass | Answer::NotConcerned(_) => format!("{} (looked at: {})", guard.name(), report.looked_at),
        },
    );
    Some(Labelled { label: "Stopped by", text })
}

fn lost(told: &Told<'_>) -> Option<Labelled> {
    let (label, harm) = match (&told.view.run, told.proposal) {
        (Some(run), _) => ("Lost", &run.plan.harm),
        (None, Some(proposal)) => ("Will be lost", &proposal.plan.harm),
        (None, None) => return None,
    };
    Some(Labelled { label, text: harm_in_words(harm) })
}

fn harm_in_words(harm: &Harm) -> String {
    let sessions = match harm.sessions_ended.len() {
        0 => None,
        count => Some(format!(
            "{} signed out everywhere, until the next sign-in",
            counted(count, "account is", "accounts are")
        )),
    };
    let groups = match harm.groups_lost.as_slice() {
        [] => None,
        names => Some(format!(
            "groups of the account that had the address go with its SCIM record, for good: {}",
            row(names)
        )),
    };
    let told: Vec<String> = sessions.into_iter().chain(groups).collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join("; ") }
}

/// Groups that the provider grants, and that a plan brought back.
fn brought_back(told: &Told<'_>) -> Option<Labelled> {
    let run = told.view.run.as_ref()?;
    let is_back = |id: &str| {
        run.groups.iter().any(|(group, progress)| group.as_str() == id && progress.effective() == Effective::Yes)
    };
    let back = run.plan.groups.iter().filter(|group| is_back(&group.id));
    let names: Vec<&str> = back.map(|group| group.name.as_deref().unwrap_or(&group.id)).collect();
    (!names.is_empty()).then(|| Labelled {
        label: "Came back",
        text: format!("groups that the identity provider grants: {}", row(names)),
    })
}

fn undo(told: &Told<'_>) -> Option<Labelled> {
    let text = match (&told.view.run, told.proposal) {
        (Some(run), _) => undo_of(run),
        (None, Some(proposal)) => proposal.plan.harm.undo.clone(),
        (None, None) => return None,
    };
    Some(Labelled { label: "Undo", text })
}

/// Only a rename can be taken back, and only until the push was accepted.
fn undo_of(run: &Run) -> String {
    let over = run.plan.rename.as_ref().filter(|_| run.push.effective() == Effective::Yes).and(run.push.ended_at);
    over.map_or_else(
        || run.plan.harm.undo.clone(),
        |at| {
            format!(
                "It could be undone until {}, when the push was accepted; from then on only a new approved plan leads on.",
                moment(at)
            )
        },
    )
}

/// Until when somebody may answer, and what happens then.
fn deadline(told: &Told<'_>) -> Option<Labelled> {
    let (_, until) = told.view.asked.as_ref()?;
    let text = format!("until {}; then nothing is done, and a person still has the case", moment(*until));
    Some(Labelled { label: "Answer", text })
}

/// Who changed the address at the provider, and when.
fn changed(told: &Told<'_>) -> Option<Labelled> {
    let changes = told.read.changes?;
    let text = fact(changes, "no change is in the log", |changes| {
        changes.iter().max_by_key(|change| change.at).map_or_else(|| "no change is in the log".to_owned(), by_whom)
    });
    Some(Labelled { label: "Address changed", text })
}

fn by_whom(change: &AddressChange) -> String {
    let who = match &change.by {
        Actor::User(id) => format!("by user {id} of the identity provider"),
        Actor::App { name: Some(name), .. } => format!("by the app {name}"),
        Actor::App { id: Some(id), name: None } => format!("by the app {id}"),
        Actor::App { id: None, name: None } => "by an app".to_owned(),
        Actor::Unsaid => "by whom is not said".to_owned(),
    };
    format!("on {} {who}", day(change.at))
}

fn lists(told: &Told<'_>) -> Vec<List> {
    let list = |heading: &str, items: &[String]| {
        (!items.is_empty()).then(|| List { heading: heading.to_owned(), items: items.to_vec() })
    };
    let found = list("Found missing", told.findings);
    let advice = match told.outcome {
        Outcome::HandedOver | Outcome::AwaitingApproval | Outcome::Stuck => list("What to do by hand", told.advice),
        Outcome::Repaired | Outcome::AwaitingSync | Outcome::Deferred | Outcome::Undone | Outcome::Ignored => None,
    };
    let proposal = match told.outcome {
        Outcome::Repaired => after::proposal(told),
        Outcome::HandedOver
        | Outcome::AwaitingApproval
        | Outcome::AwaitingSync
        | Outcome::Deferred
        | Outcome::Stuck
        | Outcome::Undone
        | Outcome::Ignored => None,
    };
    [found, advice, proposal].into_iter().flatten().collect()
}
