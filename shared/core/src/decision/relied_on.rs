//! What a verdict relies on, normalised: one line `what = value` for each fact, sorted.
//!
//! No read times, no raw activity and no ids of log records stand here, so that reading again changes nothing. Everything
//! else that could change the verdict does: whatever the guards answered stands in the plan beside this.

use crate::domain::{
    Account, AccountFile, AccountId, AssignedThrough, EmailAddress, Evaluated, Evidence, Fact, GroupRef, IdpObject,
    IdpUser, Link, ScimRecord,
};
use std::collections::BTreeSet;
use std::fmt::Display;

/// The lines, sorted and without repetition.
pub(crate) fn lines(evidence: &Evidence, wanted: &EmailAddress, renamed: Option<&AccountId>) -> Vec<String> {
    let mut lines = Lines(BTreeSet::new());
    lines.add("wanted", wanted.folded());
    of_the_record(&mut lines, evidence);
    of_the_idp(&mut lines, evidence);
    of_the_subject(&mut lines, &evidence.subject);
    of_the_organization(&mut lines, evidence);
    if let Some(original) = &evidence.original {
        of_an_account(&mut lines, "original", original);
    }
    if let Some(holder) = evidence.holder.as_ref().filter(|file| Some(&file.id) == renamed) {
        of_an_account(&mut lines, "holder", holder);
    }
    lines.0.into_iter().collect()
}

struct Lines(BTreeSet<String>);

impl Lines {
    fn add(&mut self, what: &str, value: impl Display) {
        self.0.insert(format!("{what} = {value}"));
    }

    fn fact<T>(&mut self, what: &str, fact: &Fact<T>, value: impl FnOnce(&T) -> String) {
        let text = match fact {
            Fact::Known(known, _) => value(known),
            Fact::Absent(_) => "absent".to_owned(),
            Fact::Unavailable(_) => "unreadable".to_owned(),
        };
        self.add(what, text);
    }
}

/// A newer record of the same failure is the same failure: its id and time are left out.
fn of_the_record(lines: &mut Lines, evidence: &Evidence) {
    lines.fact("record", &evidence.record, |record| {
        let target = record.target_record.as_ref().map_or("none", |id| id.as_str());
        format!("{:?} {:?} of {} at {target}, job {}", record.operation, record.status, record.subject, record.job)
    });
    lines.add("directory", &evidence.directory);
    lines.add("scim_key", format!("{:?}", evidence.scim_key));
    lines.fact("targeted_link", &evidence.targeted_link, link);
    lines.fact("targeted_record", &evidence.targeted_record, record);
    lines.fact("subject_record", &evidence.subject_record, record);
    lines.fact("named_record", &evidence.named_record, record);
    lines.fact("holder_record", &evidence.holder_record, record);
    lines.fact("holder_person", &evidence.holder_person, |person| person.id.to_string());
    lines.fact("stray_record", &evidence.stray_record, record);
    lines.fact("stray_link", &evidence.stray_link, link);
    lines.fact("stray_person", &evidence.stray_person, |person| person.id.to_string());
}

fn of_the_idp(lines: &mut Lines, evidence: &Evidence) {
    lines.fact("mapping.address", &evidence.mapping, |mapping| {
        let attribute = mapping.address.attribute.as_deref().unwrap_or("expression");
        format!("{attribute} gives {}", evaluated(&mapping.address.value))
    });
    lines.fact("mapping.rule", &evidence.mapping, |mapping| format!("{} {:?}", mapping.user_rule, mapping.on_demand));
    lines.fact("mapping.group_rule", &evidence.mapping, |mapping| {
        mapping.group_rule.clone().unwrap_or_else(|| "none".to_owned())
    });
    lines.fact("mapping.external_id", &evidence.mapping, |mapping| {
        format!("{:?} gives {}", mapping.external_id_source, evaluated(&mapping.external_id.value))
    });
    lines.fact("job", &evidence.job, |job| format!("{} {:?}", job.id, job.state));
    lines.fact("assignment", &evidence.assignment, |assignment| sorted(assignment.through.iter().map(through)));
    lines.fact("owners", &evidence.owners, |owners| sorted(owners.iter().map(owner)));
    lines.fact("deleted_owners", &evidence.deleted_owners, |gone| sorted(gone.iter().map(|user| user.id.to_string())));
}

fn of_the_subject(lines: &mut Lines, subject: &Fact<IdpUser>) {
    lines.fact("subject.id", subject, |user| user.id.to_string());
    lines.fact("subject.login", subject, |user| user.login_name.as_deref().unwrap_or("none").to_ascii_lowercase());
    lines.fact("subject.mail", subject, |user| folded(user.mail.as_ref()));
    lines.fact("subject.primary_proxy", subject, |user| folded(user.primary_proxy.as_ref()));
    lines.fact("subject.sign_in", subject, |user| format!("{:?}", user.sign_in));
    lines.fact("subject.kind", subject, |user| format!("{:?}", user.kind));
    lines.fact("subject.employee_id", subject, |user| user.employee_id.clone().unwrap_or_else(|| "none".to_owned()));
}

fn of_the_organization(lines: &mut Lines, evidence: &Evidence) {
    lines.fact("holders", &evidence.holders, |holders| sorted(holders.iter().map(|account| account.id.to_string())));
    lines.fact("wanted_links", &evidence.wanted_links, |links| sorted(links.iter().map(link)));
    lines.fact("domains", &evidence.domains, |domains| {
        sorted(domains.iter().map(|domain| format!("{} {:?}", domain.name, domain.verification)))
    });
    for (domain, fact) in &evidence.managed_on {
        // Any one account proves the claim, so which one it is does not count.
        lines.fact(&format!("managed_on.{domain}"), fact, |_| "yes".to_owned());
    }
}

fn of_an_account(lines: &mut Lines, role: &str, file: &AccountFile) {
    lines.add(&format!("{role}.id"), &file.id);
    for (what, value) in OF_AN_ACCOUNT {
        lines.fact(&format!("{role}.{what}"), &file.account, value);
    }
    lines.fact(&format!("{role}.links"), &file.links, |links| sorted(links.iter().map(link)));
    lines.fact(&format!("{role}.manageability"), &file.manageability, |rules| format!("{rules:?}"));
    lines.fact(&format!("{role}.tokens_used"), &file.tokens, |tokens| {
        sorted(tokens.iter().filter(|token| token.last_used_at.is_some()).map(|token| token.id.clone()))
    });
}

/// A value of an account, normalised.
type Normalised = fn(&Account) -> String;

/// What of an account counts.
const OF_AN_ACCOUNT: [(&str, Normalised); 8] = [
    ("address", |account| folded(account.address.as_ref())),
    ("status", |account| format!("{:?}", account.status)),
    ("lifecycle", |account| format!("{:?}", account.lifecycle)),
    ("claim", |account| format!("{:?}", account.claim)),
    ("verification", |account| format!("{:?}", account.verification)),
    ("kind", |account| format!("{:?}", account.kind)),
    ("roles", |account| account.roles.as_ref().map_or_else(unsaid, |roles| sorted(roles.iter().cloned()))),
    ("groups", |account| account.groups.as_ref().map_or_else(unsaid, |groups| sorted(groups.iter().map(group)))),
];

fn unsaid() -> String {
    "unsaid".to_owned()
}

fn folded(address: Option<&EmailAddress>) -> String {
    address.map_or_else(|| "none".to_owned(), EmailAddress::folded)
}

fn evaluated(value: &Evaluated) -> String {
    match value {
        Evaluated::Value(text) => text.to_ascii_lowercase(),
        Evaluated::Empty => "nothing".to_owned(),
        Evaluated::NotEvaluable(expression) => format!("expression {expression}"),
    }
}

fn link(link: &Link) -> String {
    let account = link.account.as_ref().map_or("none", |id| id.as_str());
    format!("{}/{}->{account}", link.directory, link.record)
}

fn record(record: &ScimRecord) -> String {
    let (external_id, account) = (record.external_id.as_deref(), record.account.as_ref().map(AccountId::as_str));
    let (external_id, account) = (external_id.unwrap_or("none"), account.unwrap_or("none"));
    let (address, groups) = (folded(record.address.as_ref()), sorted(record.groups.iter().map(named)));
    let made = record.created_at.map_or_else(unsaid, |at| at.to_string());
    format!(
        "{}/{} {external_id} {:?}->{account} {address} made {made} in {groups}",
        record.directory, record.id, record.activity
    )
}

fn owner(object: &IdpObject) -> String {
    match object {
        IdpObject::User(user) => format!("user {} {:?}", user.id, user.kind),
        IdpObject::Group(group) => format!("group {}", group.id),
    }
}

fn through(through: &AssignedThrough) -> String {
    match through {
        AssignedThrough::Directly => "directly".to_owned(),
        AssignedThrough::Group(group) => format!("group {}", named(group)),
    }
}

fn group(group: &GroupRef) -> String {
    group.id.to_string()
}

/// A group with its name: what is brought back is found by it.
fn named(group: &GroupRef) -> String {
    format!("{} {}", group.id, group.name.as_deref().unwrap_or("without a name"))
}

fn sorted(texts: impl Iterator<Item = String>) -> String {
    let texts: BTreeSet<String> = texts.collect();
    format!("[{}]", texts.into_iter().collect::<Vec<_>>().join(", "))
}
