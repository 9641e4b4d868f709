//! The fence asks again what lives, by the same notion as the decision.

use super::*;
use crate::domain::{
    AbsenceProof, Account, AccountId, AccountKind, AccountStatus, ApiToken, AssignedThrough, Assignment, Claim,
    EmailAddress, Fact, GroupId, GroupRef, IdpObject, IdpUser, Job, JobId, JobState, Lifecycle, Link, Manageability,
    NOT_SAID, Permission, Privileges, ProductUse, Question, ReadAt, RecordActivity, ScimRecord, ScimUserId, SignIn,
    UserKind, Verification as Verified,
};

fn read<T>(value: T) -> Fact<T> {
    Fact::Known(value, ReadAt { question: Question::Job, at: at(0) })
}

fn nothing<T>() -> Fact<T> {
    Fact::Absent(AbsenceProof::new(Question::Job, [], at(0)))
}

fn account(id: AccountId, address: EmailAddress, lifecycle: Lifecycle) -> Account {
    Account {
        id,
        address: Some(address),
        verification: Verified::Verified,
        status: AccountStatus::Active,
        lifecycle,
        claim: Claim::Managed,
        kind: AccountKind::Person,
        name: None,
        added_at: None,
        roles: Some(Vec::new()),
        products: None,
        groups: Some(Vec::new()),
    }
}

fn subject() -> IdpUser {
    IdpUser {
        id: plan().subject,
        name: None,
        login_name: None,
        mail: None,
        primary_proxy: None,
        secondary_proxies: Vec::new(),
        other_addresses: Vec::new(),
        sign_in: SignIn::Enabled,
        kind: UserKind::Member,
        employee_id: None,
        created_at: None,
        deleted_at: None,
        attributes: [("mail".to_owned(), "ada@example.com".to_owned())].into(),
    }
}

/// What is read where everything is as planned, with these life-cycles of holder and original.
fn readings(holder_has: EmailAddress, [holder, original]: [Lifecycle; 2]) -> Readings {
    let allowed = Permission::Allowed;
    let (rename, target) = (plan().rename.unwrap(), plan().target);
    let link = Link { directory: target.directory, record: target.record, account: Some(target.account.clone()) };
    let job = JobId::parse("job").unwrap();
    Readings {
        accepted_at: Some(at(0)),
        left: Left::AsItWas,
        record: None,
        record_owner: None,
        group: None,
        record_links: None,
        holder: Some(read(account(rename.account, holder_has.clone(), holder))),
        holder_address: Some(read(holder_has)),
        holder_links: Some(nothing()),
        holder_manageability: Some(read(Manageability::Rules(Privileges {
            set_address: allowed.clone(),
            enable_disable: allowed.clone(),
            delete: allowed,
        }))),
        holder_tokens: Some(nothing()),
        at_address: Some(nothing()),
        original: Some(read(account(target.account, address("ada.old@example.com"), original))),
        original_links: Some(read(vec![link])),
        owners: Some(read(vec![IdpObject::User(Box::new(subject()))])),
        subject: Some(read(subject())),
        assignment: Some(read(Assignment::through(vec![AssignedThrough::Directly]))),
        job: Some(read(Job { id: job, state: JobState::Active, last_cycle_at: None, interval_s: None })),
    }
}

fn unsaid() -> Lifecycle {
    Lifecycle::Other(NOT_SAID.to_owned())
}

fn contradictory() -> Lifecycle {
    Lifecycle::Other("contradictory".to_owned())
}

#[test]
fn a_life_cycle_that_the_answer_leaves_out_stops_neither_rename_nor_push() {
    let rename_to = plan().rename.unwrap().to;
    let before = readings(plan().wanted, [unsaid(), unsaid()]);
    assert!(holds(&rename(Purpose::Step), &plan(), &before).is_ok());
    assert!(holds(&push(), &plan(), &readings(rename_to, [unsaid(), unsaid()])).is_ok());
}

#[test]
fn a_push_waits_for_no_original_that_died_since() {
    let with = |original| {
        holds(&push(), &plan(), &readings(plan().rename.unwrap().to, [Lifecycle::Active, original])).unwrap_err()
    };
    assert!(matches!(&with(Lifecycle::Inactive)[..], [Mismatch::Changed(_)]));
    assert!(matches!(&with(contradictory())[..], [Mismatch::Unreadable(_)]));
}

#[test]
fn nobody_is_renamed_who_may_be_dead_or_for_an_original_that_is() {
    let with = |lives| holds(&rename(Purpose::Step), &plan(), &readings(plan().wanted, lives)).map(|_| ()).unwrap_err();
    assert!(matches!(&with([contradictory(), Lifecycle::Active])[..], [Mismatch::Unreadable(_)]));
    assert!(matches!(&with([Lifecycle::Closed, Lifecycle::Active])[..], [Mismatch::Changed(_)]));
    assert!(matches!(&with([Lifecycle::Active, Lifecycle::Inactive])[..], [Mismatch::Changed(_)]));
}

#[test]
fn nobody_is_renamed_who_became_an_administrator_or_active_or_whose_address_somebody_else_has_now() {
    let planned = readings(plan().wanted, [Lifecycle::Active, Lifecycle::Active]);
    let mut admin = planned.clone();
    if let Some(Fact::Known(holder, _)) = admin.holder.as_mut() {
        holder.roles = Some(vec!["atlassian/org-admin".to_owned()]);
    }
    let mut in_use = planned.clone();
    if let Some(Fact::Known(holder, _)) = in_use.holder.as_mut() {
        holder.products = Some(vec![ProductUse { key: "jira-software".to_owned(), last_active_at: Some(at(-5)) }]);
    }
    let mut in_a_group = planned.clone();
    if let Some(Fact::Known(holder, _)) = in_a_group.holder.as_mut() {
        let name = Some("jira-administrators".to_owned());
        holder.groups = Some(vec![GroupRef { id: GroupId::parse("g-1").unwrap(), name }]);
    }
    let used = ApiToken { id: "t".to_owned(), created_at: None, last_used_at: Some(at(-5)), expires_at: None };
    let by_token = Readings { holder_tokens: Some(read(vec![used])), ..planned.clone() };
    let other = IdpUser { id: IdpUserId::parse("other").unwrap(), ..subject() };
    let shared = [subject(), other].map(|user| IdpObject::User(Box::new(user))).to_vec();
    let taken = Readings { owners: Some(read(shared)), ..planned.clone() };
    let lagging = Readings { owners: Some(nothing()), ..planned };
    let six = [&admin, &in_use, &in_a_group, &by_token, &taken, &lagging].into_iter();
    for (readings, changed) in six.zip([true, true, true, true, true, false]) {
        let faults = holds(&rename(Purpose::Step), &plan(), readings).map(|_| ()).unwrap_err();
        assert_eq!(matches!(&faults[..], [Mismatch::Changed(_)]), changed, "{faults:?}");
    }
}

/// A plan that removes the holder's record first, and what is read where everything is as planned.
fn removing() -> (AcceptedPlan, Act, Readings) {
    let rename = plan().rename.unwrap();
    let gone = IdpUserId::parse("gone").unwrap();
    let (directory, record) = (plan().target.directory, ScimUserId::parse("record-2").unwrap());
    let removal = Removal {
        account: Some(rename.account.clone()),
        directory: directory.clone(),
        record: record.clone(),
        address: None,
        of: RecordOf::Gone(gone.clone()),
    };
    let link = Link { directory: directory.clone(), record: record.clone(), account: Some(rename.account.clone()) };
    let readings = Readings {
        holder_links: Some(read(vec![link])),
        record: Some(read(ScimRecord {
            directory: directory.clone(),
            id: record.clone(),
            external_id: Some(gone.to_string()),
            user_name: None,
            address: None,
            activity: RecordActivity::Active,
            account: Some(rename.account.clone()),
            created_at: None,
            groups: Vec::new(),
        })),
        record_owner: Some(nothing()),
        ..readings(plan().wanted, [Lifecycle::Active, Lifecycle::Active])
    };
    let act = Act::RemoveRecords { account: rename.account, directory, record };
    (AcceptedPlan { removal: Some(removal), ..plan() }, act, readings)
}

#[test]
fn a_record_is_removed_only_while_it_is_the_only_one_and_still_of_somebody_who_is_gone() {
    let (plan, act, planned) = removing();
    assert!(holds(&act, &plan, &planned).is_ok());
    let back = Readings { record_owner: Some(read(subject())), ..planned.clone() };
    let unasked = Readings { record_owner: None, ..planned.clone() };
    let mut second = planned.clone();
    if let Some(Fact::Known(links, _)) = second.holder_links.as_mut() {
        links.push(Link { record: ScimUserId::parse("record-3").unwrap(), ..links[0].clone() });
    }
    let mut anothers = planned;
    if let Some(Fact::Known(record, _)) = anothers.record.as_mut() {
        record.external_id = Some("somebody".to_owned());
    }
    let four = [&back, &unasked, &second, &anothers].into_iter().zip([true, false, true, true]);
    for (readings, changed) in four {
        let faults = holds(&act, &plan, readings).map(|_| ()).unwrap_err();
        assert_eq!(matches!(&faults[..], [Mismatch::Changed(_)]), changed, "{faults:?}");
    }
}

#[test]
fn an_account_that_the_removal_left_deactivated_is_renamed_and_one_that_somebody_deactivated_is_not() {
    let (plan, _, planned) = removing();
    let dead = account(plan.rename.clone().unwrap().account, plan.wanted.clone(), Lifecycle::Inactive);
    let after = Readings { holder: Some(read(dead)), holder_links: Some(nothing()), ..planned };
    assert!(holds(&rename(Purpose::Step), &plan, &after).is_err());
    assert!(holds(&rename(Purpose::Step), &plan, &Readings { left: Left::Deactivated, ..after }).is_ok());
}

#[test]
fn a_group_is_pushed_only_while_it_is_granted_and_gives_no_rights() {
    let group = |name: &str| GroupRef { id: GroupId::parse("g-1").unwrap(), name: Some(name.to_owned()) };
    let act = Act::PushGroup { subject: plan().subject, group: GroupId::parse("g-1").unwrap() };
    let with = |through| {
        let planned = readings(plan().wanted, [Lifecycle::Active, Lifecycle::Active]);
        holds(&act, &plan(), &Readings { assignment: Some(read(Assignment::through(through))), ..planned }).is_ok()
    };
    assert!(with(vec![AssignedThrough::Group(group("team-a"))]));
    assert!(!with(vec![AssignedThrough::Group(group("site-admins"))]));
    assert!(!with(vec![AssignedThrough::Directly]));
}
