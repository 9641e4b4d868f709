//! The table: its items and its indexes, read to their end.
//!
//! It knows what an item is called, and nothing of what one means.

use crate::fault::broken;
use crate::item::{Attributes, Key, LISTED_INDEX, text};
use crate::transaction::Expression;
use aws_sdk_dynamodb::Client;
use untwin_workflow::ports::StoreError;

/// So many pages of one answer are read at most.
const PAGES_MAX: usize = 1_000;

/// A table, and the way there.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

impl Table {
    /// An item, read consistently.
    pub(crate) async fn get(&self, key: &Key, doing: &str) -> Result<Option<Attributes>, StoreError> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key.attributes()));
        let answer = request.consistent_read(true).send().await.map_err(|error| broken(doing, &error))?;
        Ok(answer.item)
    }

    /// Every item of a partition, read consistently, in the order of their keys.
    pub(crate) async fn partition(&self, pk: &str) -> Result<Vec<Attributes>, StoreError> {
        let of_it = Expression::new("pk = :pk").with(":pk", text(pk));
        self.query(&of_it, usize::MAX, "reading a case").await
    }

    /// Items of the table, read consistently, in the order of their keys.
    pub(crate) async fn query(
        &self,
        condition: &Expression,
        limit: usize,
        doing: &str,
    ) -> Result<Vec<Attributes>, StoreError> {
        let mut found = Vec::new();
        let mut from = None;
        for _ in 0..PAGES_MAX {
            let request = self.client.query().table_name(&self.name).consistent_read(true);
            let request = request.key_condition_expression(condition.text()).set_exclusive_start_key(from);
            let answer = request.set_expression_attribute_values(condition.values()).send().await;
            let answer = answer.map_err(|error| broken(doing, &error))?;
            found.extend(answer.items.unwrap_or_default());
            from = answer.last_evaluated_key;
            if from.is_none() || found.len() >= limit {
                return Ok(found);
            }
        }
        Err(StoreError::Broken(format!("{doing}: there is no end to it")))
    }

    /// The keys of what changed last, newest first.
    pub(crate) async fn listed(&self, kind: &str, limit: usize) -> Result<Vec<Attributes>, StoreError> {
        let of_kind = Expression::new("listed = :kind").with(":kind", text(kind));
        self.indexed(LISTED_INDEX, &of_kind, (limit, false)).await
    }

    /// Entries of an index, at most so many, forward or backward.
    pub(crate) async fn indexed(
        &self,
        index: &str,
        condition: &Expression,
        (limit, forward): (usize, bool),
    ) -> Result<Vec<Attributes>, StoreError> {
        let doing = "reading an index";
        let mut found: Vec<Attributes> = Vec::new();
        let mut from = None;
        for _ in 0..PAGES_MAX {
            let wanted = i32::try_from(limit.saturating_sub(found.len())).unwrap_or(i32::MAX);
            if wanted == 0 {
                return Ok(found);
            }
            let request = self.client.query().table_name(&self.name).index_name(index).limit(wanted);
            let request = request.key_condition_expression(condition.text()).scan_index_forward(forward);
            let request = request.set_expression_attribute_values(condition.values()).set_exclusive_start_key(from);
            let answer = request.send().await.map_err(|error| broken(doing, &error))?;
            found.extend(answer.items.unwrap_or_default());
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(found);
            }
        }
        Err(StoreError::Broken(format!("{doing}: there is no end to it")))
    }
}
