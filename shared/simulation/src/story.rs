//! A run told as a story: who, what, when, and which law.
//!
//! It knows ids by the names that the cast gives them, and nothing of why something happened.

use crate::engine::Outcome;
use crate::script::Script;
use jiff::Timestamp;
use std::fmt::Write as _;
use untwin_laws::{Answer, By, Call, Observed, What, Write};

/// The story of a run whose trace was kept.
pub fn story(script: &Script, outcome: &Outcome) -> String {
    let mut teller = Teller { outcome, text: String::new(), reads: 0 };
    teller.opening(script);
    for observed in &outcome.trace {
        teller.tell(observed);
    }
    teller.end_of_reads();
    teller.ending();
    teller.text
}

struct Teller<'a> {
    outcome: &'a Outcome,
    text: String,
    reads: u32,
}

impl Teller<'_> {
    fn opening(&mut self, script: &Script) {
        let town = &script.town;
        self.line(&format!("seed {}: {} people, {} workers", script.seed, town.people.len(), script.workers));
        for (index, plan) in town.people.iter().enumerate() {
            let name = self.outcome.cast.person(index).map_or_else(String::new, crate::town::Person::full_name);
            self.line(&format!("  {name}: {plan:?}"));
        }
        self.line(&format!("  {:?}, {:?}, {:?}, {:?}", town.policy, town.second_directory, town.schedule, town.quirks));
        for fault in &script.faults {
            self.line(&format!("  fault: {} at {:?}", fault.kind.name(), fault.at));
        }
        for planned in &script.deeds {
            self.line(&format!("  deed: {:?} {:?}", planned.deed, planned.when));
        }
        for arrival in &script.arrivals {
            self.line(&format!(
                "  arrival: {:?} about person {} at {} s",
                arrival.document, arrival.person, arrival.at_s
            ));
        }
    }

    fn tell(&mut self, observed: &Observed) {
        let Some(text) = self.text_of(&observed.what) else { return };
        self.end_of_reads();
        let names = self.named(&text);
        self.line(&format!("{}  {names}", clock(observed.at)));
    }

    fn text_of(&mut self, what: &What) -> Option<String> {
        match what {
            What::WorkerBegan { worker, errand } => Some(format!("worker {worker} begins ({errand:?})")),
            What::WorkerEnded { worker } => Some(format!("worker {worker} ends")),
            What::Sent { worker, request, call: Call::Write(write) } => {
                Some(format!("worker {worker} sends request {request}: {}", written(write)))
            }
            What::Sent { .. } => {
                self.reads += 1;
                None
            }
            What::Answered {
                request,
                answer: Answer::Useless | Answer::NotSent | Answer::Nothing | Answer::Old(_),
            } => Some(format!("request {request} is answered badly: {what:?}")),
            What::Answered { .. } | What::Reached { .. } | What::SwitchRead { .. } | What::Logged { .. } => None,
            What::Changed { by, change } => Some(format!("{}: {change:?}", by_whom(*by))),
            What::Journaled { case, worker, record } => {
                Some(format!("worker {worker} journals for {case}: {}", brief(record)))
            }
            What::Case { case, state, due_at } => {
                let due = due_at.map_or_else(|| "never due".to_owned(), |at| format!("due {}", clock(at)));
                Some(format!("{case} is {state}, {due}"))
            }
            What::Switch(switch) => Some(format!("the kill switch is {switch:?}")),
            What::UndoEnded { case, undone } => Some(format!("the undo of {case} ended: {undone:?}")),
            What::AtRest => Some("everything is at rest".to_owned()),
        }
    }

    fn end_of_reads(&mut self) {
        if self.reads > 0 {
            let reads = std::mem::take(&mut self.reads);
            self.line(&format!("                ... {reads} reads"));
        }
    }

    fn ending(&mut self) {
        for breach in &self.outcome.breaches {
            let why = self.named(&breach.why);
            self.line(&format!("{}  BROKEN {}: {why}", clock(breach.at), breach.law));
            self.line(&format!("          {}", breach.law.says()));
        }
        for strange in &self.outcome.strange {
            let strange = self.named(strange);
            self.line(&format!("STRANGE: {strange}"));
        }
    }

    /// The text with names in place of ids.
    fn named(&self, text: &str) -> String {
        self.outcome.cast.names().fold(text.to_owned(), |text, (id, name)| text.replace(id, &format!("<{name}>")))
    }

    fn line(&mut self, line: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

fn written(write: &Write) -> String {
    match write {
        Write::SetAddress { account, to } => format!("give {account} the address {to}"),
        Write::RemoveRecords { account } => format!("remove the records of {account}"),
        Write::DeleteRecord { record } => format!("delete record {record}"),
        Write::Push { user } => format!("push {user}"),
        Write::Join { record } => format!("add {record} to a group"),
        Write::PushMember { user, group } => format!("push {user} as a member of {group}"),
        Write::Other(what) => what.clone(),
    }
}

fn by_whom(by: By) -> String {
    match by {
        By::Request(request) => format!("by request {request}"),
        By::Provider => "by the provider".to_owned(),
        By::Person => "by hand".to_owned(),
        By::Time => "by time".to_owned(),
    }
}

/// A record without what only people at a case want to read.
fn brief(record: &serde_json::Value) -> String {
    let Some(event) = record.get("event").and_then(|event| event.as_object()) else { return record.to_string() };
    let told =
        ["event", "cause", "act", "result", "why", "until", "not_after", "settle_until", "plan", "detail", "sentence"];
    let kept: serde_json::Map<_, _> =
        told.iter().filter_map(|key| event.get(*key).map(|value| ((*key).to_owned(), value.clone()))).collect();
    serde_json::Value::Object(kept).to_string()
}

fn clock(at: Timestamp) -> String {
    at.to_string().get(5..).unwrap_or_default().to_owned()
}
