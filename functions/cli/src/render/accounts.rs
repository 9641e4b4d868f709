//! The two accounts of a case side by side, each fact as it was read: known, proved absent, or not readable.

use super::table::{Cell, Table};
use super::words::moment;
use super::{Paint, Tone};
use untwin_core::domain::{
    Account, AccountFile, AccountStatus, Activity, Claim, Fact, GroupRef, Link, Manageability, Permission, Refusal,
};

/// Holder and original; nothing, where the evidence names neither.
pub(crate) fn side_by_side(holder: Option<&AccountFile>, original: Option<&AccountFile>, paint: Paint) -> String {
    if holder.is_none() && original.is_none() {
        return String::new();
    }
    let mut table = Table::new(["", "HOLDER", "ORIGINAL"]);
    for (label, tell) in ROWS {
        let told = |file: Option<&AccountFile>| file.map(tell).into();
        table.row([Cell::toned(Tone::Faint, label), told(holder), told(original)]);
    }
    table.text(paint)
}

/// How one fact of an account is told.
type Tell = fn(&AccountFile) -> String;

const ROWS: [(&str, Tell); 9] = [
    ("  account", |file| file.id.to_string()),
    ("  address", |file| of_account(file, |account| said(account.address.as_ref().map(ToString::to_string)))),
    ("  status", |file| of_account(file, |account| status(&account.status).to_owned())),
    ("  managed", |file| of_account(file, |account| claim(&account.claim).to_owned())),
    ("  added", |file| of_account(file, |account| said(account.added_at.map(moment)))),
    ("  last active", |file| fact(&file.activity, last_active)),
    ("  groups", |file| of_account(file, |account| said(account.groups.as_deref().map(groups)))),
    ("  linked to", |file| fact(&file.links, |links| links.iter().map(link).collect::<Vec<_>>().join(", "))),
    ("  address may be set", |file| fact(&file.manageability, may_set_address)),
];

fn of_account(file: &AccountFile, tell: impl FnOnce(&Account) -> String) -> String {
    fact(&file.account, tell)
}

fn fact<T>(fact: &Fact<T>, tell: impl FnOnce(&T) -> String) -> String {
    match fact {
        Fact::Known(value, _) => tell(value),
        Fact::Absent(_) => "none".to_owned(),
        Fact::Unavailable(why) => format!("could not be read: {why}"),
    }
}

fn said(text: Option<String>) -> String {
    text.unwrap_or_else(|| "not said".to_owned())
}

fn status(status: &AccountStatus) -> &str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Suspended => "suspended",
        AccountStatus::NotInvited => "not invited",
        AccountStatus::Deactivated => "deactivated",
        AccountStatus::ForDeletion => "marked for deletion",
        AccountStatus::Other(word) => word,
    }
}

fn claim(claim: &Claim) -> &str {
    match claim {
        Claim::Managed => "yes",
        Claim::Unmanaged => "no",
        Claim::Other(word) => word,
    }
}

fn last_active(activity: &Activity) -> String {
    activity.last_active_at().map_or_else(|| "never".to_owned(), moment)
}

fn groups(groups: &[GroupRef]) -> String {
    if groups.is_empty() {
        return "none".to_owned();
    }
    let names = groups.iter().map(|group| group.name.as_deref().unwrap_or_else(|| group.id.as_str()));
    names.collect::<Vec<_>>().join(", ")
}

fn link(link: &Link) -> String {
    format!("record {} in directory {}", link.record, link.directory)
}

fn may_set_address(manageability: &Manageability) -> String {
    match manageability {
        Manageability::Rules(rules) => match &rules.set_address {
            Permission::Allowed => "yes".to_owned(),
            Permission::Refused(Refusal::ScimLink) => "no: a SCIM link locks it".to_owned(),
            Permission::Refused(Refusal::Other(key)) => format!("no: {key}"),
            Permission::Unsaid => "not said".to_owned(),
        },
        Manageability::TargetUnverified => "no: the address was never verified".to_owned(),
        Manageability::NotManagedHere => "no: not managed here".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::domain::{AbsenceProof, AccountId, Question, ReadAt, Why};

    fn holder() -> AccountFile {
        let id = AccountId::parse("acc-2").unwrap();
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let activity = Activity { added_at: None, products: Vec::new() };
        let question = Question::Activity(id.clone());
        AccountFile {
            account: Fact::Unavailable(Why::NoAnswer { vendor: "Atlassian", detail: "timeout".to_owned() }),
            links: Fact::Absent(AbsenceProof::new(Question::LinksOfAccount(id.clone()), [], at)),
            manageability: Fact::Known(Manageability::NotManagedHere, ReadAt { question: question.clone(), at }),
            tokens: Fact::Unavailable(Why::NotConfigured("a key".to_owned())),
            activity: Fact::Known(activity, ReadAt { question, at }),
            id,
        }
    }

    #[test]
    fn none_and_not_readable_are_told_apart() {
        insta::assert_snapshot!(side_by_side(Some(&holder()), None, Paint::Plain), @r"
                            HOLDER                                                  ORIGINAL
        account             acc-2                                                   -
        address             could not be read: Atlassian does not answer (timeout)  -
        status              could not be read: Atlassian does not answer (timeout)  -
        managed             could not be read: Atlassian does not answer (timeout)  -
        added               could not be read: Atlassian does not answer (timeout)  -
        last active         never                                                   -
        groups              could not be read: Atlassian does not answer (timeout)  -
        linked to           none                                                    -
        address may be set  no: not managed here                                    -
        ");
    }

    #[test]
    fn without_accounts_there_is_no_table() {
        assert_eq!(side_by_side(None, None, Paint::Plain), "");
    }
}
