//! Leases on the objects of a plan: all or none, with an epoch that rises with every taking.

use crate::fault::{broken, unless_refused};
use crate::item::{Attributes, Item, Key, PK, Stored, number, text, time};
use crate::journal::{ROW, partition};
use crate::table::Table;
use crate::transaction::{Expression, Made, Refused, Transaction, present};
use aws_sdk_dynamodb::types::ReturnValue;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ops::Range;
use untwin_core::decision::Object;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Lease, Leased, StoreError};

const HELD_BY: &str = "held_by";
const HELD_EPOCH: &str = "held_epoch";
const HELD_UNTIL: &str = "held_until";

/// So often it is asked again where a lease was given back in between.
const TRIES_MAX: u32 = 5;

#[derive(Debug, Clone, Copy)]
enum Part {
    Case,
    Object,
}

impl Table {
    /// Takes every object over `time`, unless one of them is held at its start. Who holds it does not matter: if it is the
    /// case itself, another worker is at it.
    pub(crate) async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        time: &Range<Timestamp>,
    ) -> Result<Leased, StoreError> {
        let epoch = self.next_epoch().await?;
        let lease = Lease { case: case.clone(), objects: objects.clone(), epoch, until: time.end };
        for _ in 0..TRIES_MAX {
            let refused = match self.take(&lease, time.start).await? {
                Made::All => return Ok(Leased::Granted(lease)),
                Made::Nothing(refused) => refused,
            };
            if refused.iter().any(|refused| matches!(refused.part, Part::Case)) {
                return Err(StoreError::NoSuchCase);
            }
            if let Some(held) = longest(&refused)? {
                return Ok(held);
            }
        }
        Err(StoreError::Broken("taking a lease: it changes hands all the time".to_owned()))
    }

    async fn take(&self, lease: &Lease, now: Timestamp) -> Result<Made<Part>, StoreError> {
        let mut transaction = Transaction::new();
        transaction.check(Part::Case, (&self.name, &Key::of(partition(&lease.case), ROW)), &present())?;
        let free = Expression::new("attribute_not_exists(pk) OR held_until <= :now").with(":now", time(now));
        for object in &lease.objects {
            transaction.put(Part::Object, &self.name, item(object, lease), Some(&free))?;
        }
        transaction.make(&self.client, "taking a lease").await
    }

    /// Extends a lease that is still ours, in its epoch; what it has already is never shortened.
    pub(crate) async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        let renewed = Lease { until: lease.until.max(until), ..lease.clone() };
        let mut transaction = Transaction::new();
        let change = Expression::new("SET held_until = :until").with(":until", time(renewed.until));
        for object in &lease.objects {
            transaction.update(Part::Object, (&self.name, &key(object)), &change, &held(lease, now))?;
        }
        match transaction.make(&self.client, "renewing a lease").await? {
            Made::All => Ok(renewed),
            Made::Nothing(_) => Err(StoreError::LeaseLost),
        }
    }

    /// Gives back what still has the lease's epoch.
    pub(crate) async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        let ours = ours(lease);
        for object in &lease.objects {
            let request = self.client.delete_item().table_name(&self.name).set_key(Some(key(object).attributes()));
            let request = request.condition_expression(ours.text()).set_expression_attribute_values(ours.values());
            unless_refused("giving a lease back", request.send().await)?;
        }
        Ok(())
    }

    /// Numbers rise, and one that is never used does no harm.
    pub(crate) async fn next_epoch(&self) -> Result<u64, StoreError> {
        let key = Key::alone("counter#lease_epoch");
        let request = self.client.update_item().table_name(&self.name).set_key(Some(key.attributes()));
        let request = request.update_expression("ADD counted :one").expression_attribute_values(":one", number(1));
        let answer = request.return_values(ReturnValue::AllNew).send().await;
        let answer = answer.map_err(|error| broken("counting a lease", &error))?;
        Stored::new(&answer.attributes.unwrap_or_default(), "the count of leases").number("counted")
    }
}

/// Whether the lease still holds an object, at `now`: for whatever is changed together with that.
pub(crate) fn held(lease: &Lease, now: Timestamp) -> Expression {
    Expression::new("held_by = :case AND held_epoch = :epoch AND held_until > :now")
        .with(":case", text(lease.case.as_str()))
        .with(":epoch", number(lease.epoch))
        .with(":now", time(now))
}

/// Where the lease on an object is.
pub(crate) fn key(object: &Object) -> Key {
    Key::alone(format!("object#{}", object.key()))
}

fn ours(lease: &Lease) -> Expression {
    Expression::new("held_by = :case AND held_epoch = :epoch")
        .with(":case", text(lease.case.as_str()))
        .with(":epoch", number(lease.epoch))
}

fn item(object: &Object, lease: &Lease) -> Item {
    Item::new(&key(object))
        .with(HELD_BY, text(lease.case.as_str()))
        .with(HELD_EPOCH, number(lease.epoch))
        .with(HELD_UNTIL, time(lease.until))
}

/// Told is whoever holds longest: before that moment asking again is in vain. Nobody, where it was given back meanwhile.
fn longest(refused: &[Refused<Part>]) -> Result<Option<Leased>, StoreError> {
    let mut longest: Option<(Timestamp, CaseId)> = None;
    for item in refused.iter().filter_map(|refused| refused.item.as_ref()) {
        let (until, by) = holder(item)?;
        if longest.as_ref().is_none_or(|(so_far, _)| until > *so_far) {
            longest = Some((until, by));
        }
    }
    Ok(longest.map(|(until, by)| Leased::Held { by, until }))
}

fn holder(item: &Attributes) -> Result<(Timestamp, CaseId), StoreError> {
    let stored = Stored::new(item, "a lease");
    stored.text(PK)?;
    Ok((stored.time(HELD_UNTIL)?, stored.parsed(HELD_BY, CaseId::parse)?))
}
