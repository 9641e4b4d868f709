//! The neutral event, for every program that has no shape of its own: `docs/schemas/failure-event-v1.json`.

use crate::{
    fields::Fields,
    identity::{hint, id, key_of_text},
    judge::{ErrorText, Status, checked, judge},
    quoted::quoted,
    reading::Fault,
};
use untwin_core::domain::{
    Attribute, EventId, Failure, Hint, IdpUserId, JobId, Operation, Recognition, Resource, Source, TenantId,
    UniquenessConflict, announced_retry, parse_moment,
};

/// What the version of every such event begins with.
const FAMILY: &str = "untwin.failure/";
const VERSION: &str = "untwin.failure/1";
/// The longest name of who reports.
const REPORTER_CHARS_MAX: usize = 64;
/// The longest name of a user: a login name has at most 320 characters.
const NAME_CHARS_MAX: usize = 320;

/// Whether an object is one, of whatever version.
pub(crate) fn is_neutral(fields: Fields<'_>) -> bool {
    fields.text(&["version"]).is_some_and(|version| version.starts_with(FAMILY))
}

/// Reads one.
pub(crate) fn read_neutral(event: Fields<'_>) -> Result<Failure, Fault> {
    if event.text(&["version"]) != Some(VERSION) {
        return Err(Fault::new("version", "one that is not known", "write untwin.failure/1"));
    }
    let part = |part: &str, name: &str| event.object(&[part]).and_then(|fields| fields.value(&[name]));
    let log_record = hint(part("provider", "log_record_id"), "provider.log_record_id", EventId::parse)?;
    let dedup_key = key(event, log_record.as_ref())?;
    let said = Said::of(event)?;
    let subject = hint(part("subject", "id"), "subject.id", IdpUserId::parse)?;
    if log_record.is_none() && subject.is_none() && said.name.is_none() && said.wanted.is_none() {
        let problem = "neither a log record nor anything of a subject";
        return Err(Fault::new("subject", problem, "name the log record, the user or the wanted address"));
    }
    let moment = event.text(&["occurred_at"]).and_then(parse_moment);
    let quoted = said.text.and_then(quoted);
    Ok(Failure {
        source: Source::Neutral,
        recognition: said.recognition(log_record.as_ref())?,
        dedup_key,
        log_record,
        tenant: hint(part("provider", "tenant_id"), "provider.tenant_id", TenantId::parse)?,
        job: hint(part("provider", "job_id"), "provider.job_id", JobId::parse)?,
        subject,
        operation: quoted.as_ref().map_or(Operation::Other, |quoted| quoted.operation),
        subject_name: said.name.map(str::to_owned).or_else(|| quoted.and_then(|quoted| quoted.user)).map(Hint::new),
        target_record: None,
        occurred_at: Some(moment.ok_or_else(|| Fault::new("occurred_at", "no moment", "write it as RFC 3339"))?),
        retry_announced_at: said.text.and_then(announced_retry),
    })
}

/// A record of the log has one key, whoever reports it; anything else has the reporter's.
fn key(event: Fields<'_>, record: Option<&Hint<EventId>>) -> Result<EventId, Fault> {
    let own = id(event.value(&["id"]), "id", EventId::parse)?;
    let own = own.ok_or_else(|| Fault::new("id", "missing", "give each event an id of its own"))?;
    let plain = |name: &&str| {
        let small = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        small && name.len() <= REPORTER_CHARS_MAX
    };
    let reporter = event
        .text(&["source"])
        .filter(plain)
        .ok_or_else(|| Fault::new("source", "not a name", "write up to 64 small letters, digits and hyphens"))?;
    if let Some(record) = record {
        return Ok(record.to_look_up().clone());
    }
    let key = format!("{reporter}:{own}");
    EventId::parse(&key).or_else(|_| key_of_text(&key))
}

/// What the event says in words.
struct Said<'v> {
    text: Option<&'v str>,
    name: Option<&'v str>,
    wanted: Option<&'v str>,
}

impl<'v> Said<'v> {
    fn of(event: Fields<'v>) -> Result<Self, Fault> {
        let subject = event.object(&["subject"]);
        let named = |name: &str| subject.and_then(|subject| subject.text(&[name])).map(str::trim);
        let said = Self { text: event.text(&["text"]), name: named("name"), wanted: named("wanted_address") };
        if said.name.is_some_and(|name| name.chars().count() > NAME_CHARS_MAX) {
            return Err(Fault::new("subject.name", "longer than 320 characters", "write the login name alone"));
        }
        Ok(said)
    }

    /// The text decides where there is one. Whoever sends none says by sending that it is a conflict; the provider's log
    /// is asked in any case.
    fn recognition(&self, record: Option<&Hint<EventId>>) -> Result<Recognition, Fault> {
        if let Some(text) = self.text {
            return judge(&Status::Failure, &[ErrorText { field: "text", text }]);
        }
        if record.is_some() && self.wanted.is_none() {
            return Ok(Recognition::Untold("the event carries ids only".to_owned()));
        }
        let value = self.wanted.map(str::to_owned);
        let conflict = UniquenessConflict { resource: Resource::User, attribute: Attribute::Email, value };
        checked(Recognition::Uniqueness(conflict))
    }
}
