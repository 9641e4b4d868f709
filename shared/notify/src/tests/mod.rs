//! Invented cases, told and written down. Nothing here asks anybody.

mod limits;
mod telling;
mod writing;

use super::*;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use untwin_core::decision::{
    Answer, Cause, Guard, GuardReport, Harm, Object, Plan, PlanBody, PlanHash, Proposed, Step,
};
use untwin_core::domain::{
    Account, AccountFile, AccountId, AccountKind, AccountStatus, Activity, Actor, AddressChange, ApiToken, CaseId,
    Claim, DirectoryId, EmailAddress, Fact, GroupId, GroupRef, IdpUserId, Lifecycle, Link, Manageability, Outcome,
    ProductUse, Question, ReadAt, ScimUserId, Verification, Why,
};
use untwin_core::saga::{CaseView, Record, fold};

/// Everything that a [`Told`] borrows.
pub(super) struct Case {
    pub(super) id: CaseId,
    pub(super) person: String,
    pub(super) outcome: Outcome,
    pub(super) stopped_by: Option<Guard>,
    pub(super) guards: Vec<GuardReport>,
    pub(super) advice: Vec<String>,
    pub(super) view: CaseView,
    pub(super) holder: AccountFile,
    pub(super) original: AccountFile,
    pub(super) changes: Fact<Vec<AddressChange>>,
    pub(super) plan: Plan<Proposed>,
    pub(super) hash: PlanHash,
    pub(super) proposal: Vec<String>,
    pub(super) looks: Vec<Timestamp>,
}

impl Case {
    pub(super) fn told(&self) -> Told<'_> {
        let body = self.plan.body();
        let waits = Proposal { hash: &self.hash, plan: body, overrides: &[Guard::Idle] };
        let renamed = self.view.run.as_ref().and_then(|run| run.plan.rename.as_ref()).map(|rename| Renamed {
            account: &rename.account,
            address: &rename.to,
            proposal: &self.proposal,
            known: &[],
        });
        Told {
            case: &self.id,
            person: &self.person,
            outcome: self.outcome,
            sentence: Some("Another account holds the address."),
            why: None,
            stopped_by: self.stopped_by,
            guards: &self.guards,
            advice: &self.advice,
            findings: &[],
            view: &self.view,
            read: Read { holder: Some(&self.holder), original: Some(&self.original), changes: Some(&self.changes) },
            proposal: (self.outcome == Outcome::AwaitingApproval).then_some(waits),
            renamed: renamed.filter(|_| self.outcome == Outcome::Repaired),
            looks: &self.looks,
        }
    }

    pub(super) fn message(&self) -> Message {
        compose(&self.told())
    }
}

/// The guard `Idle` keeps the plan from being carried out.
pub(super) fn awaiting_approval() -> Case {
    let asked = json!({"event": "approval_asked", "plan": "a".repeat(64), "overrides": ["idle"],
        "expires_at": "2026-03-02T12:00:00Z", "why": "Idle: the holder was active within 30 days"});
    Case { outcome: Outcome::AwaitingApproval, stopped_by: Some(Guard::Idle), ..case(&[seen(), diagnosed(), asked]) }
}

/// Renamed, pushed, verified.
pub(super) fn repaired() -> Case {
    let rename = json!({"act": "set_address", "account": "acc-2", "from": "ada@example.com",
        "to": "ada_duplicate_1@example.com", "purpose": "step"});
    let started = |act: Value| json!({"event": "started", "step": 1, "attempt": 1, "act": act, "not_after": AT});
    let done = json!({"event": "finished", "step": 1, "result": {"result": "done"}, "read_back": ""});
    let snapshot = json!({"event": "groups_snapshot", "account": "acc-1", "groups": []});
    let accepted = accepted();
    let push = json!({"act": "push", "subject": "u-1"});
    let in_place = json!({"event": "in_place", "lacking": [{"id": "g-1", "name": "team-a"}]});
    let group = json!({"act": "push_group", "subject": "u-1", "group": "g-1"});
    let verified = json!({"event": "verified", "ordinal": 0, "findings": []});
    let events = [
        seen(),
        diagnosed(),
        accepted,
        snapshot,
        started(rename),
        done.clone(),
        started(push),
        done.clone(),
        in_place,
        started(group),
        done,
        verified,
    ];
    let mut case = Case { outcome: Outcome::Repaired, looks: vec![at("2026-03-01T13:00:00Z")], ..case(&events) };
    let placeholder = EmailAddress::parse("ada_duplicate_1@example.com").unwrap();
    if let Fact::Known(account, _) = &mut case.holder.account {
        account.address = Some(placeholder);
    }
    case
}

const AT: &str = "2026-03-01T12:00:00Z";

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn case(events: &[Value]) -> Case {
    let guards = vec![GuardReport {
        guard: Guard::Idle,
        answer: Answer::NeedsPerson("the holder was active within 30 days".to_owned()),
        looked_at: "account acc-2: last active 2026-02-26".to_owned(),
    }];
    let change = AddressChange {
        at: at("2026-02-25T09:00:00Z"),
        by: Actor::App { id: None, name: Some("example-hr-sync".to_owned()) },
        attributes: vec!["mail".to_owned()],
        former: Vec::new(),
    };
    let plan = Plan::propose(plan());
    Case {
        id: CaseId::parse("case-1").unwrap(),
        person: "ada@example.com".to_owned(),
        outcome: Outcome::HandedOver,
        stopped_by: None,
        guards,
        advice: vec!["Ask the person which account is theirs.".to_owned()],
        view: fold(&journal(events)).unwrap(),
        holder: file("acc-2", "ada@example.com", &[]),
        original: file("acc-1", "ada.byron@example.com", &["jira-users"]),
        changes: Fact::Known(vec![change], read(Question::Mapping)),
        hash: plan.hash(),
        plan,
        proposal: vec!["Disable it: admin.atlassian.com > Directory > Managed accounts.".to_owned()],
        looks: Vec::new(),
    }
}

fn plan() -> PlanBody {
    let (account, from) = (AccountId::parse("acc-2").unwrap(), EmailAddress::parse("ada@example.com").unwrap());
    let to = EmailAddress::parse("ada_duplicate_1@example.com").unwrap();
    PlanBody {
        case: CaseId::parse("case-1").unwrap(),
        cause: Cause::DuplicateUnlinked,
        subject: IdpUserId::parse("u-1").unwrap(),
        wanted: from.clone(),
        objects: BTreeSet::from([Object::Account(account.clone())]),
        steps: vec![Step::RenameToPlaceholder { account: account.clone(), from, to }],
        pivot: 0,
        harm: Harm {
            sessions_ended: vec![account],
            groups_lost: vec!["team-x".to_owned()],
            people: 2,
            undo: "Until the push is accepted.".to_owned(),
        },
        guards: Vec::new(),
        relied_on: Vec::new(),
    }
}

fn seen() -> Value {
    json!({"event": "failure_seen", "record": "e-1", "failed_at": "2026-03-01T11:50:00Z"})
}

fn diagnosed() -> Value {
    json!({"event": "diagnosed", "cause": "duplicate_unlinked", "sentence": "", "proof": [], "advice": [], "guards": [],
        "plan": null})
}

fn accepted() -> Value {
    json!({"event": "plan_accepted", "hash": "a".repeat(64), "cause": "duplicate_unlinked", "subject": "u-1",
        "wanted": "ada@example.com", "objects": [],
        "rename": {"account": "acc-2", "from": "ada@example.com", "to": "ada_duplicate_1@example.com"},
        "target": {"account": "acc-1", "directory": "d-1", "record": "r-1"}, "user_rule": "rule", "wanted_from": "mail",
        "groups": [{"id": "g-1", "name": "team-a"}],
        "steps": ["snapshot_groups", "rename_to_placeholder", "push_again", "verify"], "pivot": 2,
        "harm": {"sessions_ended": ["acc-2"], "groups_lost": [], "people": 2, "undo": "Until the push is accepted."},
        "authority": "auto", "overridden": []})
}

fn journal(events: &[Value]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (seq, event) in (0_u64..).zip(events) {
        let event = serde_json::from_value(event.clone()).unwrap();
        let prev_hash = records.last().map(Record::hash).unwrap_or_default();
        records.push(Record { version: 1, seq, at: at(AT), prev_hash, event });
    }
    records
}

fn file(id: &str, address: &str, groups: &[&str]) -> AccountFile {
    let id = AccountId::parse(id).unwrap();
    let group = |name: &&str| GroupRef { id: GroupId::parse(name).unwrap(), name: Some((*name).to_owned()) };
    let account = Account {
        id: id.clone(),
        address: Some(EmailAddress::parse(address).unwrap()),
        verification: Verification::Verified,
        status: AccountStatus::Active,
        lifecycle: Lifecycle::Active,
        claim: Claim::Managed,
        kind: AccountKind::Person,
        name: Some("Ada Lovelace".to_owned()),
        added_at: None,
        roles: Some(Vec::new()),
        products: Some(vec![ProductUse { key: "jira-software".to_owned(), last_active_at: Some(at(AT)) }]),
        groups: Some(groups.iter().map(group).collect()),
    };
    let link = Link {
        directory: DirectoryId::parse("d-1").unwrap(),
        record: ScimUserId::parse("r-1").unwrap(),
        account: Some(id.clone()),
    };
    let token = ApiToken { id: "token-7".to_owned(), created_at: None, last_used_at: Some(at(AT)), expires_at: None };
    let why = Why::NoAnswer { vendor: "Atlassian", detail: "timeout".to_owned() };
    AccountFile {
        account: Fact::Known(account, read(Question::AccountById(id.clone()))),
        links: Fact::Known(vec![link], read(Question::LinksOfAccount(id.clone()))),
        manageability: Fact::Known(Manageability::NotManagedHere, read(Question::Privileges(id.clone()))),
        tokens: Fact::Known(vec![token], read(Question::ApiTokens(id.clone()))),
        activity: Fact::<Activity>::Unavailable(why),
        id,
    }
}

fn read(question: Question) -> ReadAt {
    ReadAt { question, at: at(AT) }
}
