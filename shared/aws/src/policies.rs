//! The policy in force, and every one that was before it: pushed by an operator, each with a number, who and when.
//!
//! It knows nothing of what a policy says: it is a text.

use crate::item::{Item, Key, Stored, number, text, time};
use crate::table::Table;
use crate::transaction::{Expression, Made, Transaction, absent};
use jiff::Timestamp;
use untwin_workflow::ports::StoreError;

const POLICY: &str = "policy";
const NUMBER: &str = "policy_number";
const TEXT: &str = "policy_text";

/// A policy as it was pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedPolicy {
    /// Counts the pushes, from one.
    pub number: u64,
    /// The file.
    pub text: String,
    /// Who pushed it, as AWS knows them.
    pub pushed_by: String,
    /// When.
    pub pushed_at: Timestamp,
}

/// What a push did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyPush {
    /// It is in force, under this number.
    InForce(u64),
    /// Somebody else pushed meanwhile: look at theirs first.
    Outdated,
}

#[derive(Debug, Clone, Copy)]
struct Part;

impl Table {
    /// The policy in force, read consistently; `None` before the first push.
    pub(crate) async fn policy(&self) -> Result<Option<PushedPolicy>, StoreError> {
        let Some(item) = self.get(&in_force(), "reading the policy").await? else { return Ok(None) };
        let stored = Stored::new(&item, "the policy");
        Ok(Some(PushedPolicy {
            number: stored.number(NUMBER)?,
            text: stored.text(TEXT)?.to_owned(),
            pushed_by: stored.text("pushed_by")?.to_owned(),
            pushed_at: stored.time("pushed_at")?,
        }))
    }

    /// Puts a policy in force in place of number `instead_of` (0: there is none yet), and keeps it under its own number.
    pub(crate) async fn push_policy(
        &self,
        (policy, instead_of): (&str, u64),
        by: &str,
        now: Timestamp,
    ) -> Result<PolicyPush, StoreError> {
        let pushed = PushedPolicy {
            number: instead_of.saturating_add(1),
            text: policy.to_owned(),
            pushed_by: by.to_owned(),
            pushed_at: now,
        };
        let before = match instead_of {
            0 => absent(),
            before => Expression::new("policy_number = :before").with(":before", number(before)),
        };
        let mut transaction = Transaction::new();
        transaction.put(Part, &self.name, item(&in_force(), &pushed), Some(&before))?;
        transaction.put(Part, &self.name, item(&of_number(pushed.number), &pushed), Some(&absent()))?;
        match transaction.make(&self.client, "pushing a policy").await? {
            Made::All => Ok(PolicyPush::InForce(pushed.number)),
            Made::Nothing(_) => Ok(PolicyPush::Outdated),
        }
    }
}

fn item(key: &Key, pushed: &PushedPolicy) -> Item {
    Item::new(key)
        .with(NUMBER, number(pushed.number))
        .with(TEXT, text(&pushed.text))
        .with("pushed_by", text(&pushed.pushed_by))
        .with("pushed_at", time(pushed.pushed_at))
}

fn in_force() -> Key {
    Key::of(POLICY, "in_force")
}

fn of_number(number: u64) -> Key {
    Key::of(POLICY, format!("number#{number:010}"))
}
