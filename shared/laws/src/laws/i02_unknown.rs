//! I2. What could not be read is not taken as absent: no plan is accepted on it.
//!
//! Checked for each plan that was accepted without a person: of everything that its worker asked since it last wrote to a
//! journal, each thing's last reading told something or was a refusal that has a meaning. (What a fence could not read is
//! I1's business.)
//!
//! Allowed: the profile of an account unreadable, as the search stands in for it; a log record of another case; who has any
//! address but the wanted one, which leads people to further accounts and no plan anywhere; for a plan that takes nobody's
//! address, what only the idleness of a holder rests on, and what may be done to an account; and what is read of an account
//! that only the plan of another case names, as one worker looks after many.

use super::{Monitor, Now, Say};
use crate::past::{Authority, Case, Entry, Past, Plan, Reading, Worker};
use crate::{Answer, Law, Topic};
use percent_encoding::percent_decode_str;

#[derive(Debug)]
pub(super) struct Unknown;

impl Monitor for Unknown {
    fn law(&self) -> Law {
        Law::I2
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let (Some(Entry::PlanAccepted(plan)), Some((id, worker))) = (now.entry, now.journaled()) else { return };
        if plan.authority != Authority::Auto {
            return;
        }
        let (case, worker) = (now.past.cases.case(id), now.past.worker(worker));
        let evidence = worker.into_iter().flat_map(Worker::evidence);
        for (topic, reading) in evidence {
            say.checked();
            let of_another_case = account(topic).is_some_and(|id| only_others_name(now.past, id, plan));
            if failed(topic, reading) == Failed::Yes && is_required(topic, plan, case) && !of_another_case {
                let answer = reading.answer;
                say.breach(format!("case {id} acts by itself although the last reading of {topic:?} was {answer:?}"));
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Failed {
    Yes,
    No,
}

fn failed(topic: &Topic, reading: &Reading) -> Failed {
    let status = match reading.answer {
        None => return Failed::No,
        Some(Answer::Useless | Answer::NotSent | Answer::Nothing) => return Failed::Yes,
        Some(Answer::Whole(status) | Answer::Old(status)) => status,
    };
    match (topic, status) {
        // Being forbidden to edit an account is what was asked for.
        (Topic::Manageability(_), 403) => Failed::No,
        (_, 401 | 403 | 408 | 425 | 429 | 500..) => Failed::Yes,
        _ => Failed::No,
    }
}

fn is_required(topic: &Topic, plan: &Plan, case: Option<&Case>) -> bool {
    match topic {
        Topic::Profile(_) => false,
        Topic::Other(path) => {
            let only_for_idleness = path.contains("/last-active-dates") || path.contains("/api-tokens");
            let of_another = path.contains("auditLogs/provisioning") && names_another_record(path, case);
            let needless = of_another || (only_for_idleness && plan.rename.is_none());
            !needless
        }
        Topic::AtAddress(address) => *address == plan.wanted,
        Topic::Manageability(_) => plan.rename.is_some(),
        Topic::Account(_)
        | Topic::Record(_)
        | Topic::Links(_)
        | Topic::User(_)
        | Topic::Owners(_)
        | Topic::OwnerGroups(_)
        | Topic::Assignments
        | Topic::Job => true,
    }
}

fn account(topic: &Topic) -> Option<&str> {
    if let Topic::Account(id) | Topic::Links(id) | Topic::Manageability(id) = topic { Some(id) } else { None }
}

fn only_others_name(past: &Past, account: &str, plan: &Plan) -> bool {
    let names = |plan: &Plan| plan.objects.accounts.contains(account);
    !names(plan) && past.cases.all().any(|(_, case)| case.plan.as_deref().is_some_and(names))
}

/// Whether a question to the log asks for one record by its id, and that record did not open this case.
fn names_another_record(path: &str, case: Option<&Case>) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let own = case.is_some_and(|case| case.failures.iter().any(|failure| path.contains(failure.as_str())));
    path.contains("=id eq ") && !own
}
