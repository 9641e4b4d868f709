//! One user, by id.

use super::{EntraReader, Found};
use crate::graph::{Ask, Fault, Index, Limit, NOT_FOUND, unexpected};
use crate::person;
use http::StatusCode;
use serde_json::{Map, Value};
use untwin_core::domain::{IdpUser, IdpUserId};
use untwin_outbound::{Pacer, Target, Transport};
use untwin_workflow::ports::Clock;

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    /// Only the documented not-found proves an absence; any other 404 could be a wrong address of ours.
    pub(super) async fn read_user(&self, id: &IdpUserId) -> Found<IdpUser> {
        let ask = Ask {
            operation: "read a user",
            target: Target::new(["users", id.as_str()]).query("$select", &person::SELECT.join(",")),
            limit: Limit::Directory,
            index: Index::Default,
            permission: "User.Read.All",
        };
        let answer = match self.graph.get(&ask).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::NOT_FOUND && refusal.code == NOT_FOUND => {
                return Ok((None, refusal.at));
            }
            answered => answered?,
        };
        let user = person::parse(&answer.json::<Map<String, Value>>()?).map_err(unexpected)?;
        // Graph also answers to login names; only the object id is an identity.
        if !user.id.as_str().eq_ignore_ascii_case(id.as_str()) {
            return Err(unexpected("another user than the one that was asked for"));
        }
        Ok((Some(user), answer.at))
    }
}
