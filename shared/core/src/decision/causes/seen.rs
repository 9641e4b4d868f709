//! What every cause rests on, read once: the record, the subject, the wanted address, the holders and the original.
//!
//! Whatever of it cannot be read, or does not fit together, ends the diagnosis as undetermined.

use super::undetermined::undetermined;
use super::{Diagnosis, Early, proof};
use crate::decision::{Circumstances, OwnPush};
use crate::domain::{
    Account, AccountFile, EmailAddress, Evaluated, Evidence, Fact, IdpUser, Link, LogRecord, Mapping, Operation,
    Recognition, ScimKey, Why,
};

/// The picture of a case.
pub(super) struct Seen<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) circumstances: &'a Circumstances,
    pub(super) record: &'a LogRecord,
    pub(super) subject: &'a IdpUser,
    pub(super) wanted: &'a EmailAddress,
    /// Every account with the wanted address.
    pub(super) holders: &'a [Account],
    /// The SCIM links for the wanted address.
    pub(super) wanted_links: &'a [Link],
    /// The account with the wanted address, where it is exactly one.
    pub(super) holder: Option<KnownAccount<'a>>,
    /// The original and its link, where the failing operation is an update that names a record.
    pub(super) original: Option<Original<'a>>,
    /// Why the original is not known, where the failing update names a record whose link could not be read.
    pub(super) original_unread: Option<&'a Why>,
}

/// An account that was read by its id.
#[derive(Clone, Copy)]
pub(super) struct KnownAccount<'a> {
    pub(super) file: &'a AccountFile,
    pub(super) account: &'a Account,
    pub(super) links: &'a [Link],
}

/// The account that is linked to the targeted record.
#[derive(Clone, Copy)]
pub(super) struct Original<'a> {
    pub(super) known: KnownAccount<'a>,
    pub(super) link: &'a Link,
}

impl<'a> Seen<'a> {
    /// Reads the picture, or says what is missing.
    pub(super) fn read(evidence: &'a Evidence, circumstances: &'a Circumstances) -> Early<Self> {
        let record = there(&evidence.record, "the failing record in the IdP's log")?;
        let subject = there(&evidence.subject, "the subject at the IdP")?;
        let mapping = there(&evidence.mapping, "the attribute mapping")?;
        let wanted = wanted(evidence, mapping, record)?;
        let holders = listed(&evidence.holders, "the accounts with the wanted address")?;
        let wanted_links = listed(&evidence.wanted_links, "the SCIM links for the wanted address")?;
        listed(&evidence.log, "the IdP's log of the subject")?;
        scim_records(evidence, record)?;
        let original = original(evidence, record)?;
        let original_unread = record.target_record.as_ref().and_then(|_| evidence.targeted_link.unavailable());
        let holder = holder(evidence, holders)?;
        Ok(Self {
            evidence,
            circumstances,
            record,
            subject,
            wanted,
            holders,
            wanted_links,
            holder,
            original,
            original_unread,
        })
    }

    /// The account with the wanted address, where it is exactly one and not the original.
    pub(super) fn other_holder(&self) -> Option<&KnownAccount<'a>> {
        let original = self.original.as_ref().map(|original| &original.known.file.id);
        self.holder.as_ref().filter(|holder| Some(&holder.file.id) != original)
    }

    /// The subject's newest record in the IdP's log, which is the failing one where the log shows none that is as new.
    pub(super) fn newest(&self) -> &'a LogRecord {
        newest_record(self.evidence).filter(|logged| logged.at >= self.record.at).unwrap_or(self.record)
    }

    /// The pushes that this case made since it was closed last, newest last.
    pub(super) fn own_pushes(&self) -> impl Iterator<Item = &'a OwnPush> + use<'a> {
        let closed = self.circumstances.last_closed_at;
        self.circumstances.own_pushes.iter().filter(move |push| closed.is_none_or(|at| push.at > at))
    }
}

/// The subject's newest record in the IdP's log, where it was read.
pub(crate) fn newest_record(evidence: &Evidence) -> Option<&LogRecord> {
    evidence.log.known().and_then(|log| log.iter().max_by_key(|record| record.at))
}

/// Every input that could not be read, by what it is.
pub(super) fn inputs(evidence: &Evidence) -> Vec<(&'static str, &Why)> {
    let of_the_case = [
        ("the failing record", evidence.record.unavailable()),
        ("the IdP's log of the subject", evidence.log.unavailable()),
        ("the subject", evidence.subject.unavailable()),
        ("the attribute mapping", evidence.mapping.unavailable()),
        ("the assignment to the app", evidence.assignment.unavailable()),
        ("the provisioning job", evidence.job.unavailable()),
        ("who has the address at the IdP", evidence.owners.unavailable()),
        ("deleted users that had the address", evidence.deleted_owners.unavailable()),
        ("the IdP's audit log", evidence.changes.unavailable()),
        ("the accounts with the wanted address", evidence.holders.unavailable()),
        ("the SCIM links for the wanted address", evidence.wanted_links.unavailable()),
        ("the subject's SCIM record", evidence.subject_record.unavailable()),
        ("the targeted SCIM record", evidence.targeted_record.unavailable()),
        ("the SCIM record with the subject's userName", evidence.named_record.unavailable()),
        ("the SCIM record of the account with the address", evidence.holder_record.unavailable()),
        ("the person behind that record", evidence.holder_person.unavailable()),
        ("a SCIM record without an account", evidence.stray_record.unavailable()),
        ("what that record is linked to", evidence.stray_link.unavailable()),
        ("the person whom that record names", evidence.stray_person.unavailable()),
        ("the link of the targeted record", evidence.targeted_link.unavailable()),
        ("accounts at former addresses", evidence.leads.unavailable()),
        ("the domains of the organization", evidence.domains.unavailable()),
    ];
    let of_domains = evidence.managed_on.values().map(|fact| ("a managed account on a domain", fact.unavailable()));
    let of_accounts = [&evidence.holder, &evidence.original].into_iter().flatten().flat_map(of_account);
    of_the_case.into_iter().chain(of_domains).chain(of_accounts).filter_map(|(what, why)| Some((what, why?))).collect()
}

const fn of_account(file: &AccountFile) -> [(&'static str, Option<&Why>); 5] {
    [
        ("an account", file.account.unavailable()),
        ("the SCIM links of an account", file.links.unavailable()),
        ("what may be done to an account", file.manageability.unavailable()),
        ("the API tokens of an account", file.tokens.unavailable()),
        ("the activity of an account", file.activity.unavailable()),
    ]
}

/// A fact that must be known.
pub(super) fn there<'a, T>(fact: &'a Fact<T>, what: &str) -> Early<&'a T> {
    match fact {
        Fact::Known(value, _) => Ok(value),
        Fact::Absent(_) => undetermined(format!("{what}: it was asked for, and it is not there."))
            .proved_by([proof::read(format!("{what}: absent"), fact)])
            .end(),
        Fact::Unavailable(why) => unread(what, why),
    }
}

/// A list that must be known or proved empty.
pub(super) fn listed<'a, T>(fact: &'a Fact<Vec<T>>, what: &str) -> Early<&'a [T]> {
    fact.entries().or_else(|why| unread(what, why))
}

fn unread<T>(what: &str, why: &Why) -> Early<T> {
    missing(what, why).end()
}

/// Something without which the cause cannot be told could not be read.
pub(super) fn missing(what: &str, why: &Why) -> Diagnosis {
    undetermined(format!("{what}: it could not be read, and without it the cause cannot be told."))
        .proved_by([format!("{what}: {why}")])
        .advising(["Fix what the proof names (a key, a permission or a setting), then have the case looked at again."])
}

/// The mapping must give, now, the very address that the failing record is about.
fn wanted<'a>(evidence: &'a Evidence, mapping: &'a Mapping, record: &LogRecord) -> Early<&'a EmailAddress> {
    let about = |sentence: &str| {
        undetermined(sentence).proved_by([proof::read("what the mapping gives for the subject", &evidence.mapping)])
    };
    match &mapping.address.value {
        Evaluated::Value(_) => {}
        Evaluated::Empty => return about("The IdP's mapping gives no address for the subject now.").end(),
        Evaluated::NotEvaluable(expression) => {
            let proof = [format!("the expression is {expression}")];
            return about(
                "The IdP's mapping is an expression that cannot be evaluated here, so the wanted address is not known.",
            )
            .proved_by(proof)
            .end();
        }
    }
    let failed = conflict_value(record).and_then(|text| EmailAddress::parse(text).ok());
    match &evidence.wanted {
        Some(wanted) if failed.as_ref() == Some(wanted) => Ok(wanted),
        Some(_) | None => about("The address that the failing record is about is not the one that the IdP's mapping gives now.")
            .advising(["Nothing needs a repair if the IdP's next push of this person succeeds; look at its log after the next cycle."])
            .end(),
    }
}

/// A key of the directory that is held and does not work is a fault, not a directory whose key is not held.
fn scim_records(evidence: &Evidence, record: &LogRecord) -> Early<()> {
    if evidence.scim_key == ScimKey::NotHeld {
        return Ok(());
    }
    evidence.subject_record.known_or_absent().or_else(|why| unread("the subject's SCIM record", why))?;
    if !matches!(evidence.named_record, Fact::Unavailable(Why::NotAsked(_))) {
        let named = "the SCIM record with the subject's userName";
        evidence.named_record.known_or_absent().or_else(|why| unread(named, why))?;
    }
    if record.target_record.is_some() {
        evidence.targeted_record.known_or_absent().or_else(|why| unread("the targeted SCIM record", why))?;
    }
    Ok(())
}

fn conflict_value(record: &LogRecord) -> Option<&str> {
    match &record.recognition {
        Recognition::Uniqueness(conflict) => conflict.value.as_deref(),
        Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_) => None,
    }
}

fn original<'a>(evidence: &'a Evidence, record: &LogRecord) -> Early<Option<Original<'a>>> {
    let (Operation::Update, Some(target)) = (record.operation, &record.target_record) else { return Ok(None) };
    let link = match &evidence.targeted_link {
        Fact::Known(link, _) => link,
        Fact::Absent(_) => return no_account_behind(evidence),
        // A holder that no API can edit or show is told without an original; whatever needs one is not found.
        Fact::Unavailable(_) => return Ok(None),
    };
    let Some(account) = &link.account else { return no_account_behind(evidence) };
    let file = evidence.original.as_ref().filter(|file| file.id == *account && link.record == *target);
    let Some(file) = file else {
        return undetermined("What was read of the targeted record and of its account does not fit together.")
            .proved_by([proof::read(proof::link(link), &evidence.targeted_link)])
            .end();
    };
    let known = known_account(file, "the account that is linked to the targeted record")?;
    Ok(Some(Original { known, link }))
}

fn no_account_behind<T>(evidence: &Evidence) -> Early<T> {
    undetermined("The SCIM record that the failing push updates is linked to no account, so no original can be named.")
        .proved_by([proof::read("the targeted record has no account behind it", &evidence.targeted_link)])
        .advising([
            "Find the person's account with the history by hand, and compare it with the account that has the address.",
            "A record without an account that blocks the push has to be deleted in its SCIM directory before the person is pushed again.",
        ])
        .end()
}

fn holder<'a>(evidence: &'a Evidence, holders: &[Account]) -> Early<Option<KnownAccount<'a>>> {
    let [only] = holders else { return Ok(None) };
    let file = evidence.holder.as_ref().filter(|file| file.id == only.id);
    let Some(file) = file else {
        return undetermined("One account has the address, and it could not be read by its id.")
            .proved_by([proof::read(format!("account {} has the address", only.id), &evidence.holders)])
            .end();
    };
    there(&file.manageability, "what may be done to the account that has the address")?;
    known_account(file, "the account that has the address").map(Some)
}

fn known_account<'a>(file: &'a AccountFile, what: &str) -> Early<KnownAccount<'a>> {
    let account = there(&file.account, what)?;
    let links = listed(&file.links, "the SCIM links of an account")?;
    Ok(KnownAccount { file, account, links })
}
