//! What a scan found, kind by kind.

use super::words::{counted, moment};
use super::{Page, Paint};
use jiff::Timestamp;
use serde::Serialize;
use untwin_core::domain::EmailAddress;
use untwin_workflow::{Linked, ScanFinding, ScanKind, Scanned, ScannedAccount};

/// A whole scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ScannedPage {
    /// Accounts that were listed.
    pub accounts: usize,
    /// SCIM records that were listed.
    pub records: usize,
    /// Everything that somebody should look at.
    pub findings: Vec<FindingRow>,
    /// What was not looked at, and why.
    pub gaps: Vec<String>,
}

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FindingRow {
    /// Its kind.
    pub kind: &'static str,
    /// The accounts that it is about.
    pub accounts: Vec<AccountCell>,
    /// What was found.
    pub words: String,
}

/// An account of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AccountCell {
    /// Its id.
    pub id: String,
    /// Its address, where the vendor shows it.
    pub address: Option<String>,
    /// When it was last active, where that is said.
    pub last_active_at: Option<Timestamp>,
    /// Whether a SCIM record is tied to it: `yes`, `no` or `unknown`.
    pub linked: &'static str,
}

impl From<&Scanned> for ScannedPage {
    fn from(scanned: &Scanned) -> Self {
        Self {
            accounts: scanned.accounts,
            records: scanned.records,
            findings: scanned.findings.iter().map(FindingRow::from).collect(),
            gaps: scanned.gaps.clone(),
        }
    }
}

impl From<&ScanFinding> for FindingRow {
    fn from(finding: &ScanFinding) -> Self {
        let accounts = finding.accounts.iter().map(AccountCell::from).collect();
        Self { kind: kind(finding.kind).0, accounts, words: finding.words.clone() }
    }
}

impl From<&ScannedAccount> for AccountCell {
    fn from(account: &ScannedAccount) -> Self {
        let linked = match account.linked {
            Linked::Yes => "yes",
            Linked::No => "no",
            Linked::Unknown => "unknown",
        };
        Self {
            id: account.id.to_string(),
            address: account.address.as_ref().map(EmailAddress::to_string),
            last_active_at: account.last_active_at,
            linked,
        }
    }
}

const ALL: [ScanKind; 5] =
    [ScanKind::TwoAccounts, ScanKind::RecordOfNobody, ScanKind::Placeholder, ScanKind::Outdated, ScanKind::External];

const fn kind(kind: ScanKind) -> (&'static str, &'static str) {
    match kind {
        ScanKind::TwoAccounts => ("two_accounts", "People with two accounts"),
        ScanKind::RecordOfNobody => ("record_of_nobody", "SCIM records of nobody"),
        ScanKind::Placeholder => ("placeholder", "Placeholders that are still active"),
        ScanKind::Outdated => ("outdated", "Managed accounts that nobody uses"),
        ScanKind::External => ("external", "Accounts that nobody here manages"),
    }
}

/// The page: each kind with what was found.
pub(crate) fn scanned_page(scanned: &ScannedPage, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let accounts = counted(scanned.accounts, "account", "accounts");
    let records = counted(scanned.records, "SCIM record", "SCIM records");
    page.heading(&format!("{accounts} and {records} looked through"));
    for (name, heading) in ALL.map(kind) {
        let lines: Vec<String> =
            scanned.findings.iter().filter(|finding| finding.kind == name).flat_map(lines).collect();
        page.list(heading, lines.iter().map(String::as_str));
    }
    page.list("Not looked at", scanned.gaps.iter().map(String::as_str));
    page.into_text()
}

fn lines(finding: &FindingRow) -> Vec<String> {
    let accounts = finding.accounts.iter().map(|account| {
        let address = account.address.as_deref().unwrap_or("address not shown");
        let active = account.last_active_at.map_or_else(|| "never or not said".to_owned(), moment);
        format!("{}  {address}  last active: {active}  linked: {}", account.id, account.linked)
    });
    accounts.chain([format!("  {}", finding.words)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::domain::AccountId;

    #[test]
    fn each_kind_is_told_with_its_accounts() {
        let account = |id: &str, address: &str, linked| ScannedAccount {
            id: AccountId::parse(id).unwrap(),
            address: Some(EmailAddress::parse(address).unwrap()),
            last_active_at: None,
            linked,
        };
        let accounts = vec![
            account("acc-1", "ada.byron@example.com", Linked::Yes),
            account("acc-2", "adabyron@example.com", Linked::No),
        ];
        let finding = ScanFinding { kind: ScanKind::TwoAccounts, accounts, words: "they differ by a dot".to_owned() };
        let scanned = Scanned { accounts: 2, records: 1, findings: vec![finding], gaps: Vec::new() };
        insta::assert_snapshot!(scanned_page(&ScannedPage::from(&scanned), Paint::Plain), @r"
        2 accounts and 1 SCIM record looked through

        People with two accounts
          acc-1  ada.byron@example.com  last active: never or not said  linked: yes
          acc-2  adabyron@example.com  last active: never or not said  linked: no
            they differ by a dot
        ");
    }
}
