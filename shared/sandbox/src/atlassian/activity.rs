//! Last activity of a user (`last-active-dates`), which may be late by a day.

use super::Organization;
use super::account::ProductAccess;
use super::call::Call;
use super::errors::organizations;
use super::reply::{Answer, Reply};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

impl Organization {
    pub(super) fn last_active_dates(&self, call: &Call, id: &str) -> Answer {
        let account = self.known_user(id);
        let account = account.ok_or_else(|| organizations(StatusCode::NOT_FOUND, "ADMIN-404-8", "No such user"))?;
        let used: Vec<Value> = account.products.iter().filter_map(|access| self.use_of(call.now, access)).collect();
        let data = json!({
            "product_access": used,
            "added_to_org": account.added_at.map(date),
            "added_to_org_timestamp": account.added_at.map(|at| at.to_string()),
        });
        Ok(Reply::json(StatusCode::OK, json!({ "data": data, "links": {} })))
    }

    /// Activity that has already reached the reports.
    pub(super) fn reported(&self, now: Timestamp, access: &ProductAccess) -> Option<Timestamp> {
        let lag = SignedDuration::from_secs(self.quirks.activity_lag_s);
        access.last_active_at.filter(|at| now.duration_since(*at) >= lag)
    }

    /// Documented: a product that was never used is left out.
    fn use_of(&self, now: Timestamp, access: &ProductAccess) -> Option<Value> {
        let at = self.reported(now, access)?;
        Some(json!({
            "id": product_id(&access.key),
            "key": access.key,
            "last_active": date(at),
            "last_active_timestamp": at.to_string(),
        }))
    }
}

pub(super) fn product_id(key: &str) -> String {
    format!("ari:cloud:{key}::site/5a9db0c5-0000-4000-9000-000000000001")
}

fn date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).date().to_string()
}
