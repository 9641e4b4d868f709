//! Keeping below a vendor's rate limit, together with every other worker on the same table.
//!
//! A sliding window over the requests that were allowed, in one item for each vendor: no stretch of its length ever holds
//! more of them. A worker remembers the item as it saw it last; if it still is like that, one conditional write is all.

use crate::fault::broken;
use crate::item::{Attributes, Item, Key, Stored, number, time};
use crate::table::Table;
use crate::transaction::{Expression, absent};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use futures_util::lock::Mutex as Turn;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use untwin_workflow::ports::{HOLD_OFF_S_MAX, Rate, StoreError};

/// Further ahead only a wrong clock sets a hold-off.
const BELIEVED: SignedDuration = SignedDuration::from_secs(2 * HOLD_OFF_S_MAX);
/// So often a request is counted while others count theirs.
const TRIES_MAX: u32 = 20;
/// When to ask again if they never let us.
const LATER: SignedDuration = SignedDuration::from_millis(100);

const ALLOWED: &str = "allowed_at";
const HELD_UNTIL: &str = "held_until";
const VERSION: &str = "pace_version";

/// The items of all vendors, as this worker saw them last.
#[derive(Debug)]
pub(crate) struct Paces {
    table: Table,
    known: Mutex<BTreeMap<String, Arc<Turn<Option<Pace>>>>>,
}

/// One vendor's item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pace {
    version: u64,
    allowed: Vec<Timestamp>,
    held_until: Option<Timestamp>,
}

/// How a write ended.
#[derive(Debug, PartialEq, Eq)]
enum Put {
    Done,
    /// The item is another one meanwhile.
    Outdated,
}

impl Paces {
    pub(crate) fn new(table: Table) -> Self {
        Self { table, known: Mutex::default() }
    }

    /// `None` allows one request now and counts it; `Some` says when to ask again.
    pub(crate) async fn ask(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let place = self.place_of(key);
        let mut known = place.lock().await;
        for _ in 0..TRIES_MAX {
            let next = match self.known_or_read(key, &mut known).await?.allow(rate, now) {
                Ok(next) => next,
                Err(moment) => return Ok(Some(moment)),
            };
            if self.put(key, next, &mut known).await? == Put::Done {
                return Ok(None);
            }
        }
        Ok(Some(now.checked_add(LATER).unwrap_or(now)))
    }

    /// Keeps everybody away until then; an earlier moment does not shorten what was set before.
    pub(crate) async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        let place = self.place_of(key);
        let mut known = place.lock().await;
        for _ in 0..TRIES_MAX {
            let Some(next) = self.known_or_read(key, &mut known).await?.held(until) else { return Ok(()) };
            if self.put(key, next, &mut known).await? == Put::Done {
                return Ok(());
            }
        }
        Err(StoreError::Broken("holding off: others are in the way all the time".to_owned()))
    }

    /// One at a time asks for a vendor in this process: they would only be in each other's way.
    fn place_of(&self, key: &str) -> Arc<Turn<Option<Pace>>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key.to_owned()).or_default())
    }

    async fn known_or_read<'p>(&self, key: &str, known: &'p mut Option<Pace>) -> Result<&'p Pace, StoreError> {
        if known.is_none() {
            *known = Some(self.read(key).await?);
        }
        Ok(known.get_or_insert_default())
    }

    async fn read(&self, key: &str) -> Result<Pace, StoreError> {
        let item = self.table.get(&key_of(key), "reading a pace").await?;
        item.as_ref().map_or_else(|| Ok(Pace::default()), Pace::parse)
    }

    /// After this the item is known as it then was, whichever way it went; after a failure it is not.
    async fn put(&self, key: &str, next: Pace, known: &mut Option<Pace>) -> Result<Put, StoreError> {
        let before = next.before();
        let request = self.table.client.put_item().table_name(&self.table.name);
        let request = request.set_item(Some(next.item(key).into_attributes())).condition_expression(before.text());
        let request = request.set_expression_attribute_values(before.values());
        let request = request.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        *known = None;
        let Err(error) = request.send().await else {
            *known = Some(next);
            return Ok(Put::Done);
        };
        let Some(PutItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(broken("counting a request", &error));
        };
        *known = failed.item().map(Pace::parse).transpose()?;
        Ok(Put::Outdated)
    }
}

impl Pace {
    /// With one request more, or the moment at which it may be asked again.
    fn allow(&self, rate: Rate, now: Timestamp) -> Result<Self, Timestamp> {
        if let Some(until) = self.held_until.filter(|until| *until > now && *until <= later(now, BELIEVED)) {
            return Err(until);
        }
        let window = SignedDuration::from_millis(i64::from(rate.window_ms));
        // What has left the window counts no more; nor does what lies more than a window ahead: that clock was wrong.
        let counts = |at: &Timestamp| later(*at, window) > now && *at <= later(now, window);
        let mut allowed: Vec<Timestamp> = self.allowed.iter().copied().filter(counts).collect();
        let requests = usize::try_from(rate.requests).unwrap_or(usize::MAX);
        if allowed.len() >= requests {
            // The one that has to leave before another fits: the newest but `requests - 1`.
            let in_the_way = requests.checked_sub(1).and_then(|newer| allowed.iter().rev().nth(newer));
            return Err(later(in_the_way.copied().unwrap_or(now), window));
        }
        allowed.push(now);
        allowed.sort();
        Ok(Self { version: self.version.saturating_add(1), allowed, held_until: self.held_until })
    }

    /// Held off until then, if that changes anything.
    fn held(&self, until: Timestamp) -> Option<Self> {
        let changes = self.held_until.is_none_or(|held| held < until || held > later(until, BELIEVED));
        changes.then(|| Self {
            version: self.version.saturating_add(1),
            allowed: self.allowed.clone(),
            held_until: Some(until),
        })
    }

    /// What the item has to be like for this one to take its place.
    fn before(&self) -> Expression {
        match self.version.saturating_sub(1) {
            0 => absent(),
            version => Expression::new("pace_version = :version").with(":version", number(version)),
        }
    }

    fn item(&self, key: &str) -> Item {
        let allowed = self.allowed.iter().copied().map(time).collect();
        let item = Item::new(&key_of(key)).with(VERSION, number(self.version));
        item.with(ALLOWED, AttributeValue::L(allowed)).with_some(HELD_UNTIL, self.held_until.map(time))
    }

    fn parse(item: &Attributes) -> Result<Self, StoreError> {
        let stored = Stored::new(item, "a pace");
        let list = item.get(ALLOWED).and_then(|value| value.as_l().ok()).ok_or_else(|| stored.unreadable(ALLOWED))?;
        let micros = |value: &AttributeValue| value.as_n().ok().and_then(|text| text.parse().ok());
        let moment = |value| micros(value).and_then(|micros| Timestamp::from_microsecond(micros).ok());
        let allowed: Option<Vec<Timestamp>> = list.iter().map(moment).collect();
        Ok(Self {
            version: stored.number(VERSION)?,
            allowed: allowed.ok_or_else(|| stored.unreadable(ALLOWED))?,
            held_until: stored.some_time(HELD_UNTIL)?,
        })
    }
}

fn key_of(key: &str) -> Key {
    Key::alone(format!("pace#{key}"))
}

fn later(moment: Timestamp, time: SignedDuration) -> Timestamp {
    moment.checked_add(time).unwrap_or(Timestamp::MAX)
}
