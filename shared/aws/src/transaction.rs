//! Several changes, all or none.
//!
//! A repeated request of the SDK carries the same token, so a transaction that went through is not made twice. What other
//! transactions are in the way of is tried again.

use crate::fault::{broken, incomplete};
use crate::item::{Attributes, Item, Key};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update,
};
use untwin_workflow::ports::StoreError;

/// So often a transaction is tried that others are in the way of.
const TRIES_MAX: u32 = 8;
/// DynamoDB takes no more changes at once.
const CHANGES_MAX: usize = 100;

/// A condition, or what an update does: an expression, and the values in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expression {
    text: String,
    values: Attributes,
}

impl Expression {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Attributes::new() }
    }

    /// With a value, under the name that it has in the text.
    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn text(&self) -> String {
        self.text.clone()
    }

    pub(crate) fn values(&self) -> Option<Attributes> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}

/// There is no such item yet.
pub(crate) fn absent() -> Expression {
    Expression::new("attribute_not_exists(pk)")
}

/// There is such an item.
pub(crate) fn present() -> Expression {
    Expression::new("attribute_exists(pk)")
}

/// Changes that are made together. `T` says what a refused condition means.
#[derive(Debug)]
pub(crate) struct Transaction<T> {
    parts: Vec<(T, TransactWriteItem)>,
}

/// A condition that did not hold, and the item as it is, if there is one.
#[derive(Debug)]
pub(crate) struct Refused<T> {
    pub(crate) part: T,
    pub(crate) item: Option<Attributes>,
}

/// How a transaction ended.
#[derive(Debug)]
pub(crate) enum Made<T> {
    /// Everything was changed.
    All,
    /// Nothing was changed; each condition that did not hold.
    Nothing(Vec<Refused<T>>),
}

impl<T: Copy> Transaction<T> {
    pub(crate) const fn new() -> Self {
        Self { parts: Vec::new() }
    }

    /// Puts an item, if the condition holds.
    pub(crate) fn put(
        &mut self,
        part: T,
        table: &str,
        item: Item,
        condition: Option<&Expression>,
    ) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item.into_attributes()))
            .set_condition_expression(condition.map(Expression::text))
            .set_expression_attribute_values(condition.and_then(Expression::values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|_| incomplete("putting an item"))?;
        self.parts.push((part, TransactWriteItem::builder().put(put).build()));
        Ok(())
    }

    /// Updates an item, if the condition holds. The values of both expressions are one set.
    pub(crate) fn update(
        &mut self,
        part: T,
        (table, key): (&str, &Key),
        change: &Expression,
        condition: &Expression,
    ) -> Result<(), StoreError> {
        let mut values = change.values.clone();
        values.extend(condition.values.clone());
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .update_expression(change.text())
            .condition_expression(condition.text())
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|_| incomplete("updating an item"))?;
        self.parts.push((part, TransactWriteItem::builder().update(update).build()));
        Ok(())
    }

    /// Changes nothing, but holds a condition.
    pub(crate) fn check(
        &mut self,
        part: T,
        (table, key): (&str, &Key),
        condition: &Expression,
    ) -> Result<(), StoreError> {
        let check = ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition.text())
            .set_expression_attribute_values(condition.values())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|_| incomplete("checking an item"))?;
        self.parts.push((part, TransactWriteItem::builder().condition_check(check).build()));
        Ok(())
    }

    /// Makes all of it, or nothing.
    pub(crate) async fn make(&self, client: &Client, doing: &str) -> Result<Made<T>, StoreError> {
        if self.parts.len() > CHANGES_MAX {
            return Err(StoreError::Broken(format!("{doing}: more changes than fit into one transaction")));
        }
        for _ in 0..TRIES_MAX {
            let items = self.parts.iter().map(|(_, item)| item.clone()).collect();
            let Err(error) = client.transact_write_items().set_transact_items(Some(items)).send().await else {
                return Ok(Made::All);
            };
            let reasons = reasons(&error).ok_or_else(|| broken(doing, &error))?;
            // Another transaction was in the way: only once it is over can be said which conditions hold.
            if reasons.iter().any(|reason| reason.code() == Some("TransactionConflict")) {
                continue;
            }
            let refused = self.refused(reasons);
            // Whatever else AWS names here does not pass by itself.
            return if refused.is_empty() { Err(broken(doing, &error)) } else { Ok(Made::Nothing(refused)) };
        }
        Err(StoreError::Broken(format!("{doing}: others are in the way all the time")))
    }

    fn refused(&self, reasons: &[CancellationReason]) -> Vec<Refused<T>> {
        let of_each = self.parts.iter().zip(reasons);
        let refused = of_each.filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"));
        refused
            .map(|((part, _), reason)| Refused {
                part: *part,
                item: reason.item().filter(|item| !item.is_empty()).cloned(),
            })
            .collect()
    }
}

/// Why a transaction was cancelled, change by change; `None` if that is not what happened.
fn reasons<R>(error: &SdkError<TransactWriteItemsError, R>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => Some(cancelled.cancellation_reasons()),
        _ => None,
    }
}
