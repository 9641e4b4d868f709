//! From the words of the data to the words of the domain. A word that nobody knows fails by its name.

use super::situation::{AccountWords, By, Change, Failure, GroupWords, LinkWords, Mapped, Owner, Product, RecordWords};
use super::situation::{Report, Says, TokenWords, Told, User};
use crate::decision::tests::healthy::{absent, address, id, known, refused, throttled};
use crate::domain::*;

/// The text behind `other: `.
fn other(text: &str) -> String {
    text.strip_prefix("other: ").unwrap_or_else(|| panic!("\"{text}\" is no word of the corpus")).to_owned()
}

pub(super) fn fact<T, U>(told: &Told<T>, make: impl FnOnce(&T) -> U) -> Fact<U> {
    match told {
        Told::Is(value) => known(make(value)),
        Told::NotThere => absent(),
        Told::Unread => refused(),
        Told::UnreadForNow => throttled(),
        Told::NotAsked => Fact::Unavailable(Why::NotAsked("nothing gave rise to it".to_owned())),
        Told::NotConfigured => Fact::Unavailable(Why::NotConfigured("no SCIM key".to_owned())),
    }
}

/// An empty list is proved empty.
pub(super) fn list<T, U>(told: &Told<Vec<T>>, make: impl Fn(&T) -> U) -> Fact<Vec<U>> {
    if matches!(told, Told::Is(entries) if entries.is_empty()) {
        return absent();
    }
    fact(told, |entries| entries.iter().map(make).collect())
}

/// What is no address is none, as the adapters read it.
pub(super) fn addressed(text: Option<&String>) -> Option<EmailAddress> {
    text.and_then(|text| EmailAddress::parse(text).ok())
}

pub(super) fn record(failure: &Failure) -> LogRecord {
    LogRecord {
        id: id(EventId::parse, &failure.id),
        tenant: Some(id(TenantId::parse, "tenant-1")),
        job: id(JobId::parse, &failure.job),
        at: failure.at.0,
        operation: match failure.operation.as_str() {
            "create" => Operation::Create,
            "update" => Operation::Update,
            "delete" => Operation::Delete,
            "disable" => Operation::Disable,
            text => panic!("operation {text}"),
        },
        status: match failure.status.as_str() {
            "success" => LogStatus::Success,
            "failure" => LogStatus::Failure,
            "skipped" => LogStatus::Skipped,
            text => LogStatus::Other(other(text)),
        },
        subject: id(IdpUserId::parse, &failure.subject),
        target_record: failure.record.as_ref().map(|text| id(ScimUserId::parse, text)),
        recognition: recognition(&failure.says),
        former: failure.former.iter().map(|text| address(text)).collect(),
        retry_announced_at: failure.retry_announced.map(|moment| moment.0),
    }
}

fn recognition(says: &Says) -> Recognition {
    match says {
        Says::Taken { resource, attribute, value } => Recognition::Uniqueness(UniquenessConflict {
            resource: if resource == "group" { Resource::Group } else { Resource::User },
            attribute: match attribute.as_str() {
                "email" => Attribute::Email,
                "userName" => Attribute::UserName,
                "externalId" => Attribute::ExternalId,
                "displayName" => Attribute::DisplayName,
                text => Attribute::Other(other(text)),
            },
            value: value.clone(),
        }),
        Says::AnotherFailure(text) => Recognition::Other(text.clone()),
        Says::Untold(text) => Recognition::Untold(text.clone()),
        Says::Nothing(text) => Recognition::Nothing(text.clone()),
    }
}

pub(super) fn user(words: &User) -> IdpUser {
    let all = |texts: &[String]| texts.iter().filter_map(|text| addressed(Some(text))).collect();
    IdpUser {
        id: id(IdpUserId::parse, &words.id),
        name: words.name.clone(),
        login_name: words.login_name.clone(),
        mail: addressed(words.mail.as_ref()),
        primary_proxy: addressed(words.primary_proxy.as_ref()),
        secondary_proxies: all(&words.secondary_proxies),
        other_addresses: all(&words.other_addresses),
        sign_in: match words.sign_in.as_str() {
            "enabled" => SignIn::Enabled,
            "disabled" => SignIn::Disabled,
            "not said" => SignIn::Unsaid,
            text => panic!("sign_in {text}"),
        },
        kind: match words.kind.as_str() {
            "member" => UserKind::Member,
            "guest" => UserKind::Guest,
            "not said" => UserKind::Other(String::new()),
            text => UserKind::Other(other(text)),
        },
        employee_id: words.employee_id.clone(),
        created_at: words.created.map(|moment| moment.0),
        deleted_at: words.deleted.map(|moment| moment.0),
        attributes: words.attributes.clone(),
    }
}

pub(super) fn owner(words: &Owner) -> IdpObject {
    match words {
        Owner::User(words) => IdpObject::User(Box::new(user(words))),
        Owner::Group(words) => IdpObject::Group(group(words)),
    }
}

pub(super) fn group(words: &GroupWords) -> GroupRef {
    GroupRef { id: id(GroupId::parse, &words.id), name: words.name.clone() }
}

pub(super) fn change(words: &Change) -> AddressChange {
    AddressChange {
        at: words.at.0,
        by: match &words.by {
            By::User(text) => Actor::User(id(IdpUserId::parse, text)),
            By::App { id, name } => Actor::App { id: id.clone(), name: name.clone() },
            By::Nobody => Actor::Unsaid,
        },
        attributes: vec!["mail".to_owned()],
        former: words.former.iter().map(|text| address(text)).collect(),
    }
}

pub(super) fn mapped(words: &Mapped) -> crate::domain::Mapped {
    let value = match (&words.expression, &words.gives) {
        (Some(expression), _) => Evaluated::NotEvaluable(expression.clone()),
        (None, Some(text)) => Evaluated::Value(text.clone()),
        (None, None) => Evaluated::Empty,
    };
    crate::domain::Mapped { attribute: words.from.clone(), value }
}

pub(super) fn job_state(text: &str) -> JobState {
    match text {
        "active" => JobState::Active,
        "initial cycle" => JobState::InitialCycle,
        "paused" => JobState::Paused,
        "quarantined" => JobState::Quarantined,
        text => JobState::Other(other(text)),
    }
}

pub(super) fn account(words: &AccountWords) -> Account {
    Account {
        id: id(AccountId::parse, &words.id),
        address: addressed(words.address.as_ref()),
        verification: match words.verification.as_str() {
            "verified" => Verification::Verified,
            "unverified" => Verification::Unverified,
            "not said" => Verification::Unsaid,
            text => panic!("verification {text}"),
        },
        status: match words.status.as_str() {
            "active" => AccountStatus::Active,
            "suspended" => AccountStatus::Suspended,
            "in no directory" => AccountStatus::NotInvited,
            "deactivated" => AccountStatus::Deactivated,
            "for deletion" => AccountStatus::ForDeletion,
            "not said" => AccountStatus::Other(NOT_SAID.to_owned()),
            text => AccountStatus::Other(other(text)),
        },
        lifecycle: match words.lifecycle.as_str() {
            "active" => Lifecycle::Active,
            "inactive" => Lifecycle::Inactive,
            "closed" => Lifecycle::Closed,
            "not said" => Lifecycle::Other(NOT_SAID.to_owned()),
            text => Lifecycle::Other(other(text)),
        },
        claim: match words.claim.as_str() {
            "managed" => Claim::Managed,
            "unmanaged" => Claim::Unmanaged,
            "not said" => Claim::Other(NOT_SAID.to_owned()),
            text => Claim::Other(other(text)),
        },
        kind: match words.kind.as_str() {
            "person" => AccountKind::Person,
            "app" => AccountKind::App,
            "customer" => AccountKind::Customer,
            "not said" => AccountKind::Other(NOT_SAID.to_owned()),
            text => AccountKind::Other(other(text)),
        },
        name: words.name.clone(),
        added_at: words.added.map(|moment| moment.0),
        roles: words.roles.clone(),
        products: words.products.as_ref().map(|used| used.iter().map(product).collect()),
        groups: words.groups.as_ref().map(|groups| groups.iter().map(group).collect()),
    }
}

pub(super) fn file(words: &AccountWords) -> AccountFile {
    AccountFile {
        id: id(AccountId::parse, &words.id),
        account: fact(&words.by_id, |_| account(words)),
        links: list(&words.links, link),
        manageability: fact(&words.editing, |text| editing(text)),
        tokens: list(&words.tokens, token),
        activity: fact(&words.report, |report| activity(words, report)),
    }
}

fn editing(text: &str) -> Manageability {
    let set_address = match text {
        "never verified" => return Manageability::TargetUnverified,
        "not managed here" => return Manageability::NotManagedHere,
        "allowed" => Permission::Allowed,
        "not said" => Permission::Unsaid,
        "refused for a SCIM link" => Permission::Refused(Refusal::ScimLink),
        text => Permission::Refused(Refusal::Other(other(text))),
    };
    let allowed = Permission::Allowed;
    Manageability::Rules(Privileges { set_address, enable_disable: allowed.clone(), delete: allowed })
}

fn activity(words: &AccountWords, report: &Report) -> Activity {
    let moment = |text: &String| super::situation::Moment::try_from(text.clone()).unwrap().0;
    let added_at = match report.added.as_deref() {
        Some("the same") => words.added.map(|moment| moment.0),
        Some(_) | None => report.added.as_ref().map(moment),
    };
    Activity { added_at, products: report.products.iter().map(product).collect() }
}

fn product(words: &Product) -> ProductUse {
    ProductUse { key: words.key.clone(), last_active_at: words.last_active.map(|moment| moment.0) }
}

fn token(words: &TokenWords) -> ApiToken {
    ApiToken {
        id: words.id.clone(),
        created_at: None,
        last_used_at: words.last_used.map(|moment| moment.0),
        expires_at: words.ends.map(|moment| moment.0),
    }
}

pub(super) fn link(words: &LinkWords) -> Link {
    Link {
        directory: id(DirectoryId::parse, &words.directory),
        record: id(ScimUserId::parse, &words.record),
        account: words.account.as_ref().map(|text| id(AccountId::parse, text)),
    }
}

pub(super) fn scim_record(words: &RecordWords) -> ScimRecord {
    ScimRecord {
        directory: id(DirectoryId::parse, &words.directory),
        id: id(ScimUserId::parse, &words.id),
        external_id: words.external_id.clone(),
        user_name: words.user_name.clone(),
        address: addressed(words.address.as_ref()),
        activity: if words.active { RecordActivity::Active } else { RecordActivity::Inactive },
        account: words.account.as_ref().map(|text| id(AccountId::parse, text)),
        created_at: words.created.map(|moment| moment.0),
        groups: words.groups.iter().map(group).collect(),
    }
}
