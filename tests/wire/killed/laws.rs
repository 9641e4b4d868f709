//! What has to hold in a town once everything is over, however often its workers died.

use super::stage::{Stage, is_of};
use std::collections::BTreeSet;
use untwin_core::decision::Object;
use untwin_core::domain::Outcome;
use untwin_core::saga::{Act, ActResult, Event, Purpose, Record};
use untwin_sandbox::atlassian::{Change, Mutation};
use untwin_sandbox::town::Person;
use untwin_tests::{PUSH, RENAME};
use untwin_workflow::ports::{Calls, StoredCase};
use untwin_workflow::{CaseReport, report};

/// Everything of one person.
struct Ending<'s> {
    stage: &'s Stage<'s>,
    person: &'s Person,
    report: CaseReport,
}

/// Holds every law against a town, and says how everybody ended.
pub fn hold(stage: &Stage<'_>, cases: &[StoredCase]) -> Vec<Outcome> {
    assert_eq!(cases.len(), stage.people.len(), "one person, one case");
    let endings: Vec<Ending<'_>> = stage.people.iter().map(|person| Ending::of(stage, person, cases)).collect();
    for ending in &endings {
        ending.is_whole_or_flagged();
        ending.somebody_has_the_address();
        ending.each_plan_renames_at_most_once_away_and_back();
        ending.no_rename_is_sent_without_a_record();
    }
    let journals: Vec<&Record> = cases.iter().flat_map(|case| &case.journal).collect();
    no_push_is_sent_without_a_record(stage, &journals);
    nothing_changed_but_what_the_plans_name(stage, &journals);
    endings.iter().map(|ending| ending.report.outcome).collect()
}

impl<'s> Ending<'s> {
    fn of(stage: &'s Stage<'s>, person: &'s Person, cases: &[StoredCase]) -> Self {
        let case = cases.iter().find(|case| is_of(case, person)).expect("a case");
        let report = report(case, &stage.town.setup.policy, Calls::default()).expect("a journal that folds");
        Self { stage, person, report }
    }

    fn is_whole_or_flagged(&self) {
        let Person { original, holder, wanted, former, .. } = self.person;
        let (of_original, of_holder) = (self.address_of(original), self.address_of(holder));
        match self.report.outcome {
            Outcome::Repaired => {
                assert_eq!(of_original, wanted.as_str(), "{}", self.told());
                assert!(of_holder.contains("_duplicate_"), "{}", self.told());
            }
            Outcome::HandedOver => {
                let (before, now) = ((former.as_str(), wanted.as_str()), (of_original.as_str(), of_holder.as_str()));
                assert_eq!(now, before, "{}", self.told());
            }
            Outcome::Stuck => assert!(self.report.why.is_some(), "{}", self.told()),
            Outcome::AwaitingApproval
            | Outcome::AwaitingSync
            | Outcome::Deferred
            | Outcome::Undone
            | Outcome::Ignored => panic!("in between: {}", self.told()),
        }
    }

    fn somebody_has_the_address(&self) {
        let world = self.stage.town.world();
        let owner = world.organization.account_with(&self.person.wanted);
        assert!(owner.is_some() || self.report.outcome == Outcome::Stuck, "{}", self.told());
    }

    /// Away and back in turns, and no more often than plans began.
    fn each_plan_renames_at_most_once_away_and_back(&self) {
        let moved = |change: &Mutation| match &change.change {
            Change::AddressChanged { account, from, .. } if *account == self.person.holder => {
                Some(if *from == self.person.wanted { "away" } else { "back" })
            }
            _ => None,
        };
        let moves: Vec<&str> = self.stage.changes().iter().filter_map(moved).collect();
        let expected: Vec<&str> = ["away", "back"].into_iter().cycle().take(moves.len()).collect();
        assert_eq!(moves, expected, "{}", self.told());
        let plans = self.count(|event| matches!(event, Event::PlanAccepted(_)));
        let begun =
            self.count(|event| matches!(event, Event::Started { act, .. } if renames(act) == Some(Purpose::Step)));
        assert!(begun <= plans && moves.len() <= 2 * begun, "{}", self.told());
        assert_eq!(moves.len(), self.renames_told(), "{}", self.told());
    }

    /// Renames of which the journal says that they took effect.
    fn renames_told(&self) -> usize {
        let mut renaming = false;
        self.count(|event| {
            if let Event::Started { act, .. } = event {
                renaming = renames(act).is_some();
            }
            renaming && matches!(event, Event::Finished { result: ActResult::Done | ActResult::Seen, .. })
        })
    }

    fn no_rename_is_sent_without_a_record(&self) {
        let world = self.stage.town.world();
        for account in [&self.person.original, &self.person.holder] {
            let path = format!("/{}{RENAME}", account.as_str());
            let encoded = path.replace(':', "%3A");
            let to_it = |seen: &str| seen.contains(&path) || seen.contains(&encoded);
            let sent = world.requests_seen().iter().filter(|seen| to_it(&seen.path)).count();
            let about_it = |act: &Act| matches!(act, Act::SetAddress { account: of, .. } if of == account);
            let started = self.count(|event| matches!(event, Event::Started { act, .. } if about_it(act)));
            assert!(sent <= started, "{sent} renames, {started} records: {}", self.told());
        }
    }

    fn address_of(&self, account: &untwin_core::domain::AccountId) -> String {
        self.stage.town.world().organization.account(account).expect("an account").email.to_string()
    }

    fn count(&self, mut what: impl FnMut(&Event) -> bool) -> usize {
        self.report.timeline.iter().filter(|record| what(&record.event)).count()
    }

    fn told(&self) -> String {
        let CaseReport { state, outcome, why, timeline, .. } = &self.report;
        let events: Vec<String> = timeline.iter().map(|record| format!("{} {:?}", record.at, record.event)).collect();
        format!("{state:?} {outcome:?} {why:?}\n{}", events.join("\n"))
    }
}

fn no_push_is_sent_without_a_record(stage: &Stage<'_>, journals: &[&Record]) {
    let sent = stage.town.world().requests_seen().iter().filter(|seen| seen.path.contains(PUSH)).count();
    let pushes = |record: &&&Record| matches!(&record.event, Event::Started { act: Act::Push { .. }, .. });
    let started = journals.iter().filter(pushes).count();
    assert!(sent <= started, "{sent} pushes, {started} records");
}

fn nothing_changed_but_what_the_plans_name(stage: &Stage<'_>, journals: &[&Record]) {
    let accepted = journals.iter().filter_map(|record| match &record.event {
        Event::PlanAccepted(plan) => Some(plan.objects.iter()),
        _ => None,
    });
    let named: BTreeSet<&Object> = accepted.flatten().collect();
    let of_a_plan = |change: &Change| match change {
        Change::AddressChanged { account, .. }
        | Change::NameChanged { account }
        | Change::SessionsEnded { account, .. } => named.contains(&Object::Account(account.clone())),
        Change::RecordChanged { directory, record } => {
            named.contains(&Object::Record(directory.clone(), record.clone()))
        }
        _ => false,
    };
    let strange: Vec<Mutation> = stage.changes().into_iter().filter(|made| !of_a_plan(&made.change)).collect();
    assert_eq!(strange, [], "something else changed");
}

fn renames(act: &Act) -> Option<Purpose> {
    match act {
        Act::SetAddress { purpose, .. } => Some(*purpose),
        Act::Push { .. }
        | Act::PushGroup { .. }
        | Act::JoinGroup { .. }
        | Act::RemoveRecords { .. }
        | Act::DeleteRecord { .. } => None,
    }
}
