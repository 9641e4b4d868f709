//! From a situation to what a decision takes. What the data do not speak of is as in the healthy case of the other tests.

use super::situation::{Assigned, CircumstancesWords, PolicyWords, RecordWords, Situation, Told, User};
use super::words::{
    account, change, fact, file, group, job_state, link, list, mapped, owner, record, scim_record, user,
};
use crate::decision::tests::healthy::{Case, absent, address, healthy, id, now};
use crate::decision::*;
use crate::domain::*;

pub(super) fn case(situation: &Situation) -> Case {
    let healthy = healthy();
    Case {
        evidence: evidence(situation, healthy.evidence),
        policy: policy(&situation.policy, healthy.policy),
        circumstances: circumstances(&situation.circumstances, &healthy.circumstances),
    }
}

fn evidence(situation: &Situation, healthy: Evidence) -> Evidence {
    Evidence {
        scim_key: match situation.scim_key.as_str() {
            "held" => ScimKey::Held,
            "not held" => ScimKey::NotHeld,
            text => panic!("scim_key {text}"),
        },
        record: fact(&situation.failure, record),
        log: list(&situation.log, record),
        subject: fact(&situation.subject, user),
        mapping: mapping(situation),
        assignment: assignment(&situation.assigned),
        job: fact(&situation.job, |job| Job {
            id: id(JobId::parse, &job.id),
            state: job_state(&job.state),
            last_cycle_at: job.last_cycle.map(|moment| moment.0),
            interval_s: job.cycle_minutes.map(|minutes| minutes * 60),
        }),
        owners: list(&situation.owners, owner),
        deleted_owners: list(&situation.deleted_owners, user),
        changes: list(&situation.address_changes, change),
        wanted: wanted(situation),
        holders: list(&situation.found_by_address, account),
        wanted_links: list(&situation.records_with_the_address, link),
        subject_record: fact(&situation.subject_record, scim_record),
        targeted_record: fact(&situation.targeted_record, scim_record),
        named_record: fact(&situation.named_record, scim_record),
        holder_record: fact(&situation.holder_record, scim_record),
        holder_person: named(&situation.holder_person, &situation.holder_record),
        stray_record: fact(&situation.stray_record, scim_record),
        stray_link: fact(&situation.stray_link, link),
        stray_person: named(&situation.stray_person, &situation.stray_record),
        targeted_link: fact(&situation.targeted_link, link),
        holder: holder(situation),
        original: situation.original.as_ref().map(file),
        leads: list(&situation.leads, account),
        domains: domains(situation),
        managed_on: situation
            .managed_on
            .iter()
            .map(|(name, told)| (Domain::folded(name), fact(told, |account| id(AccountId::parse, account))))
            .collect(),
        directory: healthy.directory,
    }
}

/// The user whom a record names. One who is not there was asked for by exactly the id that the record carries.
fn named(person: &Told<User>, record: &Told<RecordWords>) -> Fact<IdpUser> {
    match (person, record) {
        (Told::NotThere, Told::Is(RecordWords { external_id: Some(text), .. })) => {
            Fact::Absent(AbsenceProof::new(Question::IdpUser(id(IdpUserId::parse, text)), [], now()))
        }
        _ => fact(person, user),
    }
}

/// The account with the address is looked into only where it is exactly one.
fn holder(situation: &Situation) -> Option<AccountFile> {
    let Told::Is(found) = &situation.found_by_address else { return None };
    let [only] = &found[..] else { return None };
    let files = [&situation.holder, &situation.original];
    files.into_iter().flatten().find(|words| words.id == only.id).map(file)
}

fn mapping(situation: &Situation) -> Fact<Mapping> {
    fact(&situation.mapping, |words| Mapping {
        user_rule: "rule-1".to_owned(),
        on_demand: match words.on_demand.as_str() {
            "supported" => OnDemand::Supported,
            "unsupported" => OnDemand::Unsupported,
            text => panic!("on_demand {text}"),
        },
        group_rule: words.group_rule.clone(),
        address: mapped(&words.address),
        user_name: mapped(&words.user_name),
        external_id: mapped(&words.external_id),
        external_id_source: if words.external_id_is_the_immutable_id {
            ExternalIdSource::ImmutableId
        } else {
            ExternalIdSource::SomethingElse
        },
        matching: words.matching.clone(),
    })
}

/// What the mapping gives, where that is an address.
fn wanted(situation: &Situation) -> Option<EmailAddress> {
    let Told::Is(words) = &situation.mapping else { return None };
    match mapped(&words.address).value {
        Evaluated::Value(text) => EmailAddress::parse(&text).ok(),
        Evaluated::Empty | Evaluated::NotEvaluable(_) => None,
    }
}

fn assignment(told: &Told<Vec<Assigned>>) -> Fact<Assignment> {
    let way = |way: &Assigned| match way {
        Assigned::Directly => AssignedThrough::Directly,
        Assigned::Group(words) => AssignedThrough::Group(group(words)),
    };
    list(told, way).map(Assignment::through)
}

fn domains(situation: &Situation) -> Fact<Vec<OwnedDomain>> {
    let state = |text: &str| match text {
        "verified" => DomainVerification::Verified,
        word => DomainVerification::Other(word.to_owned()),
    };
    let owned =
        |(name, text): (&String, &String)| OwnedDomain { name: Domain::folded(name), verification: state(text) };
    if matches!(&situation.domains, Told::Is(all) if all.is_empty()) {
        return absent();
    }
    fact(&situation.domains, |all| all.iter().map(owned).collect())
}

fn policy(words: &PolicyWords, healthy: Policy) -> Policy {
    let mut policy = Policy {
        shadow: Shadow::Off,
        modes: words.modes.iter().map(|(name, text)| (cause(name), mode(text))).collect(),
        protected: Protected {
            accounts: words.protected_accounts.iter().map(|text| id(AccountId::parse, text)).collect(),
            addresses: words.protected_addresses.iter().map(|text| address(text)).collect(),
        },
        sso_attribute: words.sso_attribute.clone(),
        administrators_of_record: AdministratorsOfRecord {
            users: words.administrators.iter().map(|text| id(IdpUserId::parse, text)).collect(),
            apps: words.administrator_apps.iter().cloned().collect(),
        },
        freezes: words
            .freezes
            .iter()
            .map(|freeze| Freeze { from: freeze.from.0, until: freeze.until.0, reason: "year end".to_owned() })
            .collect(),
        employee_id_source: words.employee_id_source.clone(),
        ..healthy
    };
    if let Some(people) = words.people_per_hour {
        policy.limits.people_per_hour = people;
    }
    if let Some(template) = &words.placeholder {
        policy.placeholder = PlaceholderTemplate::parse(template).unwrap();
    }
    policy
}

pub(super) fn cause(name: &str) -> Cause {
    let found = Cause::ALL.into_iter().find(|cause| cause.name() == name);
    found.unwrap_or_else(|| panic!("no cause is called {name}"))
}

fn mode(text: &str) -> Mode {
    match text {
        "auto" => Mode::Auto,
        "approve" => Mode::Approve,
        "manual" => Mode::Manual,
        "off" => Mode::Off,
        text => panic!("mode {text}"),
    }
}

fn circumstances(words: &CircumstancesWords, healthy: &Circumstances) -> Circumstances {
    Circumstances {
        last_repaired_at: words.last_repaired.map(|moment| moment.0),
        last_undone_at: words.last_undone.map(|moment| moment.0),
        last_closed_at: words.last_closed.map(|moment| moment.0),
        cases_in_storm_window: words.cases_in_storm_window,
        people_last_hour: words.people_last_hour,
        people_last_day: words.people_last_day,
        writes: match words.writes.as_str() {
            "enabled" => Writes::Enabled,
            "paused" => Writes::Paused,
            text => panic!("writes {text}"),
        },
        evidence_began_at: words.reading_began.0,
        original_before: words.original_before.as_ref().map(|text| id(AccountId::parse, text)),
        stray_before: words
            .stray_before
            .as_ref()
            .map(|met| StrayBefore { record: id(ScimUserId::parse, &met.record), seen_at: met.at.0 }),
        own_pushes: words
            .own_pushes
            .iter()
            .map(|push| OwnPush {
                at: push.at.0,
                result: match push.result.as_str() {
                    "accepted" => PushResult::Accepted,
                    "the same conflict" => PushResult::SameConflict,
                    "another failure" => PushResult::Other,
                    text => panic!("push {text}"),
                },
            })
            .collect(),
        now: healthy.now,
    }
}
