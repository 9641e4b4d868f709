//! People-harm: reserved where a plan is accepted, never given back. All of two days stand in one item, so that it is
//! changed by one at a time.

use crate::item::{Attributes, Item, Key, Stored, number, time};
use crate::table::Table;
use crate::transaction::{Expression, absent};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use untwin_workflow::ports::{Budget, StoreError};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Longer ago than this nobody looks, whatever their clock says.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

const RESERVED: &str = "reserved";
const VERSION: &str = "budget_version";
const PEOPLE: &str = "people";
const RESERVED_AT: &str = "reserved_at";

/// What was reserved, as it was read.
#[derive(Debug, Default)]
pub(crate) struct Reserved {
    version: u64,
    entries: Vec<(Timestamp, u32)>,
}

impl Table {
    pub(crate) async fn reserved(&self) -> Result<Reserved, StoreError> {
        let Some(item) = self.get(&key(), "reading the budget").await? else { return Ok(Reserved::default()) };
        let stored = Stored::new(&item, "the budget");
        let list = item.get(RESERVED).and_then(|value| value.as_l().ok()).ok_or_else(|| stored.unreadable(RESERVED))?;
        Ok(Reserved { version: stored.number(VERSION)?, entries: list.iter().map(entry).collect::<Result<_, _>>()? })
    }
}

impl Reserved {
    /// With one reservation more, if the hour and the day before `now` have room for it. Reservations of a worker whose
    /// clock is ahead lie after `now`, and count.
    pub(crate) fn with(&self, budget: Budget, now: Timestamp) -> Result<(Item, Expression), StoreError> {
        for (window, people_max) in [(HOUR, budget.per_hour_max), (DAY, budget.per_day_max)] {
            if self.after(before(now, window)).saturating_add(budget.people) > people_max {
                return Err(StoreError::BudgetSpent);
            }
        }
        let kept = self.entries.iter().filter(|(at, _)| *at > before(now, KEPT)).copied();
        let list = kept.chain([(now, budget.people)]).map(value).collect();
        let item = Item::new(&key()).with(VERSION, number(self.version.saturating_add(1)));
        Ok((item.with(RESERVED, AttributeValue::L(list)), self.unchanged()))
    }

    /// People reserved since a moment.
    pub(crate) fn since(&self, moment: Timestamp) -> u32 {
        self.after(before(moment, SignedDuration::from_micros(1)))
    }

    fn after(&self, moment: Timestamp) -> u32 {
        let people = self.entries.iter().filter(|(at, _)| *at > moment).map(|(_, people)| *people);
        people.fold(0, u32::saturating_add)
    }

    fn unchanged(&self) -> Expression {
        match self.version {
            0 => absent(),
            version => Expression::new("budget_version = :budget_version").with(":budget_version", number(version)),
        }
    }
}

fn key() -> Key {
    Key::alone("budget")
}

fn value((at, people): (Timestamp, u32)) -> AttributeValue {
    AttributeValue::M(Attributes::from([(RESERVED_AT.to_owned(), time(at)), (PEOPLE.to_owned(), number(people))]))
}

fn entry(value: &AttributeValue) -> Result<(Timestamp, u32), StoreError> {
    let empty = Attributes::new();
    let stored = Stored::new(value.as_m().unwrap_or(&empty), "a reservation");
    Ok((stored.time(RESERVED_AT)?, stored.number(PEOPLE)?))
}

fn before(moment: Timestamp, time: SignedDuration) -> Timestamp {
    moment.checked_sub(time).unwrap_or(Timestamp::MIN)
}
