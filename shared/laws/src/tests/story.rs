//! A story to tell a watch: one repair of one person, step by step, with whatever a test wants to go wrong in it.

use crate::{
    Account, Answer, Beginning, Breach, By, Call, Change, Errand, Law, Life, Observed, Record, Switch, Topic, User,
    Watch, What, Write,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const HOLDER: &str = "712020:twin";
pub(super) const ORIGINAL: &str = "712020:ada";
pub(super) const RECORD: &str = "record-ada";
pub(super) const USER: &str = "user-ada";
pub(super) const WANTED: &str = "ada@example.com";
pub(super) const FORMER: &str = "ada.byron@example.com";
pub(super) const PLACEHOLDER: &str = "ada_duplicate_7@example.com";
pub(super) const BEN: &str = "712020:ben";
pub(super) const BENS_USER: &str = "user-ben";
pub(super) const BENS_RECORD: &str = "record-ben";
pub(super) const GROUP: &str = "group-engineers";
pub(super) const CASE: &str = "case-1";
const WORKER: u32 = 1;

pub(super) struct Story {
    pub(super) beginning: Beginning,
    told: Vec<Observed>,
    at: Timestamp,
    worker: u32,
    request: u64,
}

impl Story {
    /// Ada's failure was taken in; nothing was read yet.
    pub(super) fn begun() -> Self {
        let at = "2026-08-18T08:00:00Z".parse().unwrap();
        let mut story = Self { beginning: town(), told: Vec::new(), at, worker: WORKER, request: 0 };
        story.is_worker(WORKER, Errand::Repair);
        story.journals(&json!({"event": "failure_seen", "record": "log-1", "failed_at": "2026-08-18T07:50:00Z"}));
        story.case_due("received", Some(at));
        story
    }

    /// A plan was accepted.
    pub(super) fn accepted() -> Self {
        let mut story = Self::begun();
        story.diagnoses().accepts(|_| {});
        story
    }

    /// The holder has its placeholder.
    pub(super) fn renamed() -> Self {
        let mut story = Self::accepted();
        story.fence(&rename_fence()).renames();
        story
    }

    /// The original has the wanted address.
    pub(super) fn repaired() -> Self {
        let mut story = Self::renamed();
        story.fence(&push_fence()).pushes().verifies(&[]);
        story
    }

    /// Plays it, and says which laws spoke.
    pub(super) fn broken(&self) -> Vec<Law> {
        let laws: BTreeSet<Law> = self.breaches().iter().map(|breach| breach.law).collect();
        laws.into_iter().collect()
    }

    pub(super) fn breaches(&self) -> Vec<Breach> {
        self.played().breaches().to_vec()
    }

    pub(super) fn played(&self) -> Watch {
        let mut watch = Watch::new(self.beginning.clone());
        self.told.iter().for_each(|observed| watch.see(observed));
        watch
    }

    pub(super) fn later(&mut self, seconds: i64) -> &mut Self {
        self.at = self.at.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        self
    }

    pub(super) fn tell(&mut self, what: What) -> &mut Self {
        self.at = self.at.checked_add(SignedDuration::from_millis(50)).unwrap();
        self.told.push(Observed { at: self.at, what });
        self
    }

    /// From now on it is this worker who does what is told.
    pub(super) fn is_worker(&mut self, worker: u32, errand: Errand) -> &mut Self {
        self.worker = worker;
        self.tell(What::WorkerBegan { worker, errand })
    }

    pub(super) fn as_worker(&mut self, worker: u32) -> &mut Self {
        self.worker = worker;
        self
    }

    pub(super) fn journals(&mut self, event: &Value) -> &mut Self {
        let record = json!({"version": 1, "seq": 0, "at": self.at, "prev_hash": "", "event": event});
        self.tell(What::Journaled { case: CASE.to_owned(), worker: self.worker, record })
    }

    pub(super) fn case(&mut self, state: &str) -> &mut Self {
        self.case_due(state, None)
    }

    pub(super) fn case_due(&mut self, state: &str, due_at: Option<Timestamp>) -> &mut Self {
        self.tell(What::Case { case: CASE.to_owned(), state: state.to_owned(), due_at })
    }

    pub(super) fn reads(&mut self, topic: Topic) -> &mut Self {
        self.reads_and_gets(topic, Answer::Whole(200))
    }

    pub(super) fn reads_and_gets(&mut self, topic: Topic, answer: Answer) -> &mut Self {
        self.leaves(Call::Read(topic));
        if matches!(answer, Answer::Whole(_) | Answer::Old(_)) {
            self.tell(What::Reached { request: self.request });
        }
        self.answered(answer)
    }

    pub(super) fn fence(&mut self, topics: &[Topic]) -> &mut Self {
        for topic in topics {
            self.reads(topic.clone());
        }
        self
    }

    pub(super) fn reads_switch(&mut self, switch: Switch) -> &mut Self {
        self.tell(What::SwitchRead { worker: self.worker, switch })
    }

    pub(super) fn leaves(&mut self, call: Call) -> &mut Self {
        self.request += 1;
        self.tell(What::Sent { request: self.request, worker: self.worker, call })
    }

    pub(super) fn reaches(&mut self) -> &mut Self {
        self.tell(What::Reached { request: self.request })
    }

    pub(super) fn answered(&mut self, answer: Answer) -> &mut Self {
        self.tell(What::Answered { request: self.request, answer })
    }

    /// The last request changes something.
    pub(super) fn effect(&mut self, change: Change) -> &mut Self {
        self.tell(What::Changed { by: By::Request(self.request), change })
    }

    pub(super) fn somebody(&mut self, change: Change) -> &mut Self {
        self.tell(What::Changed { by: By::Person, change })
    }

    /// Reads what a decision rests on, the switch last.
    pub(super) fn diagnoses(&mut self) -> &mut Self {
        self.reads(Topic::User(USER.to_owned())).reads(Topic::Job).reads(Topic::AtAddress(WANTED.to_owned()));
        self.reads_switch(Switch::Enabled)
    }

    pub(super) fn accepts(&mut self, edit: impl FnOnce(&mut Value)) -> &mut Self {
        let mut plan = plan();
        edit(&mut plan);
        self.journals(&json!({"event": "diagnosed", "cause": "duplicate_unlinked"}));
        self.journals(&plan).case("executing")
    }

    pub(super) fn starts(&mut self, act: &Value) -> &mut Self {
        let not_after = self.at.checked_add(SignedDuration::from_secs(20)).unwrap();
        self.reads_switch(Switch::Enabled);
        self.journals(&json!({"event": "started", "step": 1, "attempt": 1, "act": act, "not_after": not_after}))
    }

    pub(super) fn finishes(&mut self, result: &str) -> &mut Self {
        self.journals(&json!({"event": "finished", "step": 1, "result": {"result": result}, "read_back": ""}))
    }

    /// Everything of the rename but its fence.
    pub(super) fn renames(&mut self) -> &mut Self {
        self.starts(&rename("step")).leaves(Call::Write(take())).reaches();
        self.effect(address(HOLDER, WANTED, PLACEHOLDER)).answered(Answer::Whole(204));
        self.reads(Topic::Profile(HOLDER.to_owned())).finishes("done")
    }

    /// Everything of the push but its fence.
    pub(super) fn pushes(&mut self) -> &mut Self {
        self.starts(&push()).leaves(Call::Write(push_of(USER))).reaches();
        self.effect(Change::RecordTouched { record: RECORD.to_owned() });
        self.effect(address(ORIGINAL, FORMER, WANTED)).answered(Answer::Whole(200)).finishes("done")
    }

    /// Everything of giving the address back but its fence.
    pub(super) fn gives_back(&mut self, purpose: &str) -> &mut Self {
        self.starts(&rename(purpose)).leaves(Call::Write(give_back())).reaches();
        self.effect(address(HOLDER, PLACEHOLDER, WANTED)).answered(Answer::Whole(204)).finishes("done")
    }

    pub(super) fn verifies(&mut self, findings: &[&str]) -> &mut Self {
        self.journals(&json!({"event": "verified", "ordinal": 0, "findings": findings})).case("repaired")
    }

    pub(super) fn rests(&mut self) -> &mut Self {
        self.tell(What::AtRest)
    }
}

fn town() -> Beginning {
    let mut town = Beginning::default();
    town.accounts.insert(HOLDER.to_owned(), account(WANTED));
    town.accounts.insert(ORIGINAL.to_owned(), Account { lived_in: true, ..account(FORMER) });
    town.accounts.insert(BEN.to_owned(), Account { lived_in: true, ..account("ben@example.com") });
    town.records.insert(RECORD.to_owned(), record(ORIGINAL));
    town.records.insert(BENS_RECORD.to_owned(), record(BEN));
    town.users.insert(USER.to_owned(), User { failed: true, ..user(WANTED, ORIGINAL) });
    town.users.insert(BENS_USER.to_owned(), user("ben@example.com", BEN));
    town
}

pub(super) fn account(address: &str) -> Account {
    Account { address: address.to_owned(), life: Life::Active, managed: true, protected: false, lived_in: false }
}

fn record(account: &str) -> Record {
    Record {
        directory: "dir".to_owned(),
        account: Some(account.to_owned()),
        groups: BTreeSet::from([GROUP.to_owned()]),
    }
}

fn user(address: &str, account: &str) -> User {
    let granted = BTreeSet::from([GROUP.to_owned()]);
    User { address: address.to_owned(), rightful: Some(account.to_owned()), granted, failed: false }
}

pub(super) fn address(account: &str, from: &str, to: &str) -> Change {
    Change::Address { account: account.to_owned(), from: from.to_owned(), to: to.to_owned() }
}

pub(super) fn life(account: &str, to: Life) -> Change {
    Change::Life { account: account.to_owned(), to }
}

fn plan() -> Value {
    json!({
        "event": "plan_accepted", "subject": USER, "wanted": "Ada@example.com",
        "objects": [
            {"account": HOLDER}, {"account": ORIGINAL}, {"record": ["dir", RECORD]}, {"idp_user": USER},
            {"address": WANTED}, {"address": PLACEHOLDER},
        ],
        "rename": {"account": HOLDER, "from": "Ada@example.com", "to": PLACEHOLDER},
        "target": {"account": ORIGINAL, "directory": "dir", "record": RECORD},
        "harm": {"people": 2}, "authority": "auto", "overridden": [],
    })
}

/// A person approved it, and overrode these guards.
pub(super) fn approved(plan: &mut Value, overridden: &[&str]) {
    plan["authority"] = json!({"approved": {"by": "grace", "at": "2026-08-18T07:59:00Z"}});
    plan["overridden"] = overridden.iter().map(|guard| json!([guard, {"needs_person": "ask"}])).collect();
}

pub(super) fn rename(purpose: &str) -> Value {
    let (from, to) = if purpose == "step" { (WANTED, PLACEHOLDER) } else { (PLACEHOLDER, WANTED) };
    json!({"act": "set_address", "account": HOLDER, "from": from, "to": to, "purpose": purpose})
}

pub(super) fn push() -> Value {
    json!({"act": "push", "subject": USER})
}

pub(super) fn take() -> Write {
    Write::SetAddress { account: HOLDER.to_owned(), to: PLACEHOLDER.to_owned() }
}

pub(super) fn give_back() -> Write {
    Write::SetAddress { account: HOLDER.to_owned(), to: WANTED.to_owned() }
}

pub(super) fn push_of(user: &str) -> Write {
    Write::Push { user: user.to_owned() }
}

pub(super) fn rename_fence() -> Vec<Topic> {
    let mut topics = vec![Topic::Account(HOLDER.to_owned()), Topic::Manageability(HOLDER.to_owned()), Topic::Job];
    topics.extend([Topic::Profile(HOLDER.to_owned()), Topic::Links(HOLDER.to_owned())]);
    topics.extend([Topic::Owners(WANTED.to_owned()), Topic::OwnerGroups(WANTED.to_owned())]);
    topics.extend(original_fence());
    topics
}

pub(super) fn push_fence() -> Vec<Topic> {
    let mut topics = back_fence();
    topics.extend(original_fence());
    topics
}

pub(super) fn back_fence() -> Vec<Topic> {
    let holder = HOLDER.to_owned();
    vec![Topic::Profile(holder.clone()), Topic::Links(holder), Topic::AtAddress(WANTED.to_owned())]
}

fn original_fence() -> [Topic; 4] {
    let original = ORIGINAL.to_owned();
    [Topic::Account(original.clone()), Topic::Links(original), Topic::User(USER.to_owned()), Topic::Assignments]
}

/// A fence without one of its readings.
pub(super) fn without(mut fence: Vec<Topic>, topic: &Topic) -> Vec<Topic> {
    fence.retain(|read| read != topic);
    fence
}
