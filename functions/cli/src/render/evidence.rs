//! Evidence line by line: what was asked, and whether it is known, proved absent or not readable.

use super::words::moment;
use jiff::Timestamp;
use serde::Serialize;
use untwin_core::domain::{AccountFile, Evidence, Fact};

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EvidenceLine {
    /// What it is about.
    pub what: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// The question that was answered, or why there is no answer.
    pub detail: String,
    /// When it was read.
    pub at: Option<Timestamp>,
}

/// How a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// It was read.
    Known,
    /// It is proved not to be there.
    Absent,
    /// It could not be read.
    Unavailable,
}

impl EvidenceLine {
    fn of<T>(what: &'static str, fact: &Fact<T>) -> Self {
        let (standing, detail) = match fact {
            Fact::Known(_, read) => (Standing::Known, read.question.to_string()),
            Fact::Absent(proof) => {
                let asked: Vec<String> = proof.asked().iter().map(ToString::to_string).collect();
                (Standing::Absent, asked.join("; "))
            }
            Fact::Unavailable(why) => (Standing::Unavailable, why.to_string()),
        };
        Self { what, standing, detail, at: fact.read_at() }
    }

    /// The line for people.
    pub(crate) fn text(&self) -> String {
        let standing = match self.standing {
            Standing::Known => "read",
            Standing::Absent => "proved absent",
            Standing::Unavailable => "could not be read",
        };
        let at = self.at.map(|at| format!(", {}", moment(at))).unwrap_or_default();
        format!("{}: {standing} ({}{at})", self.what, self.detail)
    }
}

/// Every fact of a diagnosis, in the order in which the questions depend on each other.
pub(crate) fn evidence_lines(evidence: &Evidence) -> Vec<EvidenceLine> {
    let mut lines = vec![
        EvidenceLine::of("failing record", &evidence.record),
        EvidenceLine::of("provisioning log of the person", &evidence.log),
        EvidenceLine::of("person at the identity provider", &evidence.subject),
        EvidenceLine::of("mapping", &evidence.mapping),
        EvidenceLine::of("assignment to the app", &evidence.assignment),
        EvidenceLine::of("provisioning job", &evidence.job),
        EvidenceLine::of("others with the address", &evidence.owners),
        EvidenceLine::of("deleted users with the address", &evidence.deleted_owners),
        EvidenceLine::of("changes of the address", &evidence.changes),
        EvidenceLine::of("accounts with the address", &evidence.holders),
        EvidenceLine::of("links of the address", &evidence.wanted_links),
        EvidenceLine::of("SCIM record of the person", &evidence.subject_record),
        EvidenceLine::of("targeted SCIM record", &evidence.targeted_record),
        EvidenceLine::of("account behind the targeted record", &evidence.targeted_link),
        EvidenceLine::of("accounts at former addresses", &evidence.leads),
        EvidenceLine::of("domains", &evidence.domains),
    ];
    lines.extend(evidence.managed_on.values().map(|fact| EvidenceLine::of("managed account on a domain", fact)));
    lines.extend(evidence.holder.iter().flat_map(|file| of_account(file, HOLDER)));
    lines.extend(evidence.original.iter().flat_map(|file| of_account(file, ORIGINAL)));
    lines
}

const HOLDER: [&str; 5] =
    ["holder", "links of the holder", "rights over the holder", "API tokens of the holder", "activity of the holder"];
const ORIGINAL: [&str; 5] = [
    "original",
    "links of the original",
    "rights over the original",
    "API tokens of the original",
    "activity of the original",
];

fn of_account(file: &AccountFile, [account, links, rights, tokens, activity]: [&'static str; 5]) -> [EvidenceLine; 5] {
    [
        EvidenceLine::of(account, &file.account),
        EvidenceLine::of(links, &file.links),
        EvidenceLine::of(rights, &file.manageability),
        EvidenceLine::of(tokens, &file.tokens),
        EvidenceLine::of(activity, &file.activity),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::domain::{AbsenceProof, Question, Why};

    #[test]
    fn an_absence_names_every_question_that_proves_it() {
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let fact: Fact<()> = Fact::Absent(AbsenceProof::new(Question::Domains, [Question::Mapping], at));
        assert_eq!(
            EvidenceLine::of("holder", &fact).text(),
            "holder: proved absent (domains of the organization; the attribute mapping of the provisioning job, \
             2026-03-01 12:00:00Z)"
        );
    }

    #[test]
    fn what_could_not_be_read_says_why_and_no_time() {
        let fact: Fact<()> = Fact::Unavailable(Why::Throttled { vendor: "Atlassian", until: None });
        assert_eq!(EvidenceLine::of("holder", &fact).text(), "holder: could not be read (throttled by Atlassian)");
    }
}
