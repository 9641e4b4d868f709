//! A duplicate without a SCIM link in which every guard passes. Tests change one thing in it.

use crate::decision::*;
use crate::domain::*;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

pub(super) const HOLDER: &str = "acc-holder";
pub(super) const ORIGINAL: &str = "acc-original";
pub(super) const SUBJECT: &str = "user-ada";
pub(super) const WANTED: &str = "ada@example.com";

/// Everything that a decision takes.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) evidence: Evidence,
    pub(super) policy: Policy,
    pub(super) circumstances: Circumstances,
}

impl Case {
    pub(super) fn decide(&self) -> Decision {
        decide(&id(CaseId::parse, "case-1"), &self.evidence, &self.policy, &self.circumstances)
    }

    /// As a person approves it, or by itself where nothing is overridden.
    pub(super) fn check(&self, body: PlanBody, overrides: &[Guard]) -> Result<Plan<Checked>, Vec<Complaint>> {
        self.check_by(body, if overrides.is_empty() { By::Auto } else { By::Approval(overrides) })
    }

    pub(super) fn check_by(&self, body: PlanBody, by: By<'_>) -> Result<Plan<Checked>, Vec<Complaint>> {
        plan_check(Plan::propose(body), &self.evidence, &self.circumstances, &self.policy, by)
    }

    pub(super) fn body(&self) -> PlanBody {
        self.decide().plan.expect("a plan").body().clone()
    }

    pub(super) fn holder(&mut self) -> &mut AccountFile {
        self.evidence.holder.as_mut().unwrap()
    }

    pub(super) fn original(&mut self) -> &mut AccountFile {
        self.evidence.original.as_mut().unwrap()
    }

    pub(super) fn subject(&mut self) -> &mut IdpUser {
        value(&mut self.evidence.subject)
    }

    pub(super) fn record(&mut self) -> &mut LogRecord {
        value(&mut self.evidence.record)
    }

    /// The holder is gone from sight, as after a rename or when it never was visible.
    pub(super) fn nobody_has_it(&mut self) -> &mut Self {
        self.evidence.holders = absent();
        self.evidence.holder = None;
        self
    }

    /// The original has the address and is the only account that does.
    pub(super) fn healed(&mut self) -> &mut Self {
        value(&mut self.original().account).address = Some(address(WANTED));
        let original = self.original().clone();
        self.evidence.holders = known(vec![original.account.known().unwrap().clone()]);
        self.evidence.holder = Some(original);
        self
    }

    pub(super) fn pushed(&mut self, result: PushResult) -> &mut Self {
        self.circumstances.own_pushes.push(OwnPush { at: ago_h(1), result });
        self
    }
}

/// The value of a fact that is known, to change it.
pub(super) fn value<T>(fact: &mut Fact<T>) -> &mut T {
    match fact {
        Fact::Known(value, _) => value,
        Fact::Absent(_) | Fact::Unavailable(_) => panic!("not known"),
    }
}

pub(super) fn now() -> Timestamp {
    "2026-07-17T12:00:00Z".parse().unwrap()
}

pub(super) fn ago_h(hours: i64) -> Timestamp {
    now().checked_sub(SignedDuration::from_hours(hours)).unwrap()
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn id<T>(parse: fn(&str) -> Result<T, IdError>, text: &str) -> T {
    parse(text).unwrap()
}

pub(super) fn known<T>(value: T) -> Fact<T> {
    Fact::Known(value, ReadAt { question: Question::Job, at: now() })
}

pub(super) fn absent<T>() -> Fact<T> {
    Fact::Absent(AbsenceProof::new(Question::Job, [], now()))
}

pub(super) fn refused<T>() -> Fact<T> {
    Fact::Unavailable(Why::KeyRefused { vendor: "vendor", status: 403, detail: "forbidden".to_owned() })
}

pub(super) fn throttled<T>() -> Fact<T> {
    Fact::Unavailable(Why::Throttled { vendor: "vendor", until: Some(ago_h(-1)) })
}

pub(super) fn user(name: &str) -> IdpUser {
    IdpUser {
        id: id(IdpUserId::parse, name),
        name: None,
        login_name: Some(WANTED.to_owned()),
        mail: Some(address(WANTED)),
        primary_proxy: Some(address(WANTED)),
        secondary_proxies: vec![address("ada.old@example.com")],
        other_addresses: Vec::new(),
        sign_in: SignIn::Enabled,
        kind: UserKind::Member,
        employee_id: Some("e-1047".to_owned()),
        created_at: Some(ago_h(24 * 900)),
        deleted_at: None,
        attributes: BTreeMap::from([("mail".to_owned(), WANTED.to_owned())]),
    }
}

pub(super) fn link(directory: &str, record: &str, account: Option<&str>) -> Link {
    Link {
        directory: id(DirectoryId::parse, directory),
        record: id(ScimUserId::parse, record),
        account: account.map(|text| id(AccountId::parse, text)),
    }
}

pub(super) fn conflict(resource: Resource, attribute: Attribute, text: Option<&str>) -> Recognition {
    Recognition::Uniqueness(UniquenessConflict { resource, attribute, value: text.map(str::to_owned) })
}

pub(super) fn rules(set_address: Permission) -> Fact<Manageability> {
    let allowed = Permission::Allowed;
    known(Manageability::Rules(Privileges { set_address, enable_disable: allowed.clone(), delete: allowed }))
}

pub(super) fn account(name: &str, at: &str, days_ago: i64) -> Account {
    Account {
        id: id(AccountId::parse, name),
        address: Some(address(at)),
        verification: Verification::Verified,
        status: AccountStatus::Active,
        lifecycle: Lifecycle::Active,
        claim: Claim::Managed,
        kind: AccountKind::Person,
        name: None,
        added_at: Some(ago_h(24 * days_ago)),
        roles: Some(Vec::new()),
        products: Some(Vec::new()),
        groups: Some(Vec::new()),
    }
}

fn file(account: Account, links: Fact<Vec<Link>>) -> AccountFile {
    let activity = Activity { added_at: account.added_at, products: Vec::new() };
    AccountFile {
        id: account.id.clone(),
        account: known(account),
        links,
        manageability: rules(Permission::Allowed),
        tokens: absent(),
        activity: known(activity),
    }
}

fn record() -> LogRecord {
    LogRecord {
        id: id(EventId::parse, "event-1"),
        tenant: Some(id(TenantId::parse, "tenant-1")),
        job: id(JobId::parse, "job-1"),
        at: ago_h(1),
        operation: Operation::Update,
        status: LogStatus::Failure,
        subject: id(IdpUserId::parse, SUBJECT),
        target_record: Some(id(ScimUserId::parse, "scim-1")),
        recognition: conflict(Resource::User, Attribute::Email, Some(WANTED)),
        former: Vec::new(),
        retry_announced_at: None,
    }
}

fn mapping() -> Mapping {
    let mapped = |attribute: &str, value: &str| Mapped {
        attribute: Some(attribute.to_owned()),
        value: Evaluated::Value(value.to_owned()),
    };
    Mapping {
        user_rule: "rule-1".to_owned(),
        on_demand: OnDemand::Supported,
        group_rule: Some("rule-2".to_owned()),
        address: mapped("mail", WANTED),
        user_name: mapped("userPrincipalName", WANTED),
        external_id: mapped("objectId", SUBJECT),
        external_id_source: ExternalIdSource::ImmutableId,
        matching: vec!["externalId".to_owned()],
    }
}

fn evidence() -> Evidence {
    let holder = account(HOLDER, WANTED, 10);
    let original_link = link("dir-1", "scim-1", Some(ORIGINAL));
    let domain = Domain::folded("example.com");
    Evidence {
        directory: id(DirectoryId::parse, "dir-1"),
        scim_key: ScimKey::NotHeld,
        record: known(record()),
        log: known(vec![record()]),
        subject: known(user(SUBJECT)),
        mapping: known(mapping()),
        assignment: known(Assignment::through(vec![AssignedThrough::Directly])),
        job: known(Job {
            id: id(JobId::parse, "job-1"),
            state: JobState::Active,
            last_cycle_at: Some(ago_h(24)),
            interval_s: Some(2400),
        }),
        owners: known(vec![IdpObject::User(Box::new(user(SUBJECT)))]),
        deleted_owners: absent(),
        changes: absent(),
        wanted: Some(address(WANTED)),
        holders: known(vec![holder.clone()]),
        wanted_links: absent(),
        subject_record: Fact::Unavailable(Why::NotConfigured("no SCIM key".to_owned())),
        targeted_record: Fact::Unavailable(Why::NotConfigured("no SCIM key".to_owned())),
        named_record: Fact::Unavailable(Why::NotAsked("somebody visible has the address".to_owned())),
        holder_record: Fact::Unavailable(Why::NotAsked("the holder is linked to no record".to_owned())),
        holder_person: Fact::Unavailable(Why::NotAsked("the holder is linked to no record".to_owned())),
        stray_record: Fact::Unavailable(Why::NotAsked("no record without an account is seen".to_owned())),
        stray_link: Fact::Unavailable(Why::NotAsked("no record without an account is seen".to_owned())),
        stray_person: Fact::Unavailable(Why::NotAsked("no record without an account is seen".to_owned())),
        targeted_link: known(original_link.clone()),
        holder: Some(file(holder, absent())),
        original: Some(file(account(ORIGINAL, "ada.old@example.com", 900), known(vec![original_link]))),
        leads: absent(),
        domains: known(vec![OwnedDomain { name: domain.clone(), verification: DomainVerification::Verified }]),
        managed_on: BTreeMap::from([(domain, known(id(AccountId::parse, ORIGINAL)))]),
    }
}

/// Everything passes, and writes are on.
pub(super) fn healthy() -> Case {
    let policy = Policy { shadow: Shadow::Off, sso_attribute: Some("user.Mail".to_owned()), ..Policy::shipped() };
    let circumstances = Circumstances {
        now: now(),
        last_repaired_at: None,
        last_undone_at: None,
        last_closed_at: None,
        cases_in_storm_window: 1,
        people_last_hour: 0,
        people_last_day: 0,
        writes: Writes::Enabled,
        evidence_began_at: now(),
        original_before: None,
        stray_before: None,
        own_pushes: Vec::new(),
    };
    Case { evidence: evidence(), policy, circumstances }
}
