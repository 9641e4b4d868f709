//! When an account was last active, product by product. The vendor's numbers lag by up to a day.

use crate::pages::Pages;
use crate::read::Read;
use crate::reader::OrganizationReader;
use crate::refusal::{NotFound, user_not_found};
use crate::wire::{LastActive, LastActiveProduct, Page, end_of_day, instant};
use http::StatusCode;
use jiff::Timestamp;
use untwin_core::domain::NOT_SAID;
use untwin_core::domain::{AccountId, Activity, ProductUse, Why};
use untwin_outbound::{Pacer, ReadRequest, Target, Transport};
use untwin_workflow::ports::Clock;

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_activity(&self, id: &AccountId) -> Result<Read<Activity>, Why> {
        let mut activity = Activity { added_at: None, products: Vec::new() };
        let (mut cursor, mut pages) = (None, Pages::default());
        loop {
            let answer = self.activity_reader.read(&self.activity_request(id, cursor.as_deref())).await?;
            if answer.status == StatusCode::NOT_FOUND {
                return match user_not_found(&answer.body) {
                    NotFound::Said => Ok(Read::Nothing(answer.at)),
                    NotFound::Unclear => Err(answer.unexpected("not found, but not in the application's own words")),
                };
            }
            let page: Page<LastActive> = answer.json()?;
            cursor = pages.turn(page.next()).map_err(|fault| answer.unexpected(fault))?;
            let data = page.data.ok_or_else(|| answer.unexpected("activity without data"))?;
            activity.added_at = activity.added_at.or_else(|| added_at(&data));
            activity.products.extend(products(data, answer.at).map_err(|fault| answer.unexpected(fault))?);
            if cursor.is_none() {
                return Ok(Read::Found(activity, answer.at));
            }
        }
    }

    fn activity_request(&self, id: &AccountId, cursor: Option<&str>) -> ReadRequest {
        let path = ["admin", "v1", "orgs", self.organization(), "directory", "users", id.as_str(), "last-active-dates"];
        let target = Target::new(path);
        let target = match cursor {
            Some(cursor) => target.query("cursor", cursor),
            None => target,
        };
        ReadRequest::get("last-active-dates", target).keyed(&self.settings.key).meaningful(&[StatusCode::NOT_FOUND])
    }
}

fn added_at(data: &LastActive) -> Option<Timestamp> {
    let exact = data.added_to_org_timestamp.as_deref().and_then(instant);
    exact.or_else(|| data.added_to_org.as_deref().and_then(end_of_day))
}

fn products(data: LastActive, answered_at: Timestamp) -> Result<Vec<ProductUse>, &'static str> {
    let list = data.product_access.ok_or("activity without a list of products")?;
    list.into_iter().map(|product| parse(product, answered_at)).collect()
}

fn parse(product: LastActiveProduct, answered_at: Timestamp) -> Result<ProductUse, &'static str> {
    let last_active_at = match (product.last_active_timestamp.as_deref(), product.last_active.as_deref()) {
        (Some(exact), _) => Some(instant(exact).ok_or("a date that cannot be read")?),
        // Only the day is said: the day's last moment, yet never one that is still to come.
        (None, Some(day)) => Some(end_of_day(day).or_else(|| instant(day)).ok_or("a date that cannot be read")?),
        (None, None) => None,
    };
    let last_active_at = last_active_at.map(|moment| moment.min(answered_at));
    Ok(ProductUse { key: product.key.unwrap_or_else(|| NOT_SAID.to_owned()), last_active_at })
}
