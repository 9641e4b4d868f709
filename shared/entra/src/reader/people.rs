//! One user, by id.

use super::{EntraReader, Found};
use crate::graph::{Ask, Fault, Index, Limit, NOT_FOUND, unexpected};
use crate::person;
use http::StatusCode;
use serde_json::{Map, Value};
use untwin_core::domain::{IdpUser, IdpUserId, Why};
use untwin_outbound::{Pacer, Target, Transport};
use untwin_workflow::ports::Clock;

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    /// Only the documented not-found proves an absence; any other 404 could be a wrong address of ours.
    /// Graph takes login names, too, and says the same of one that nobody has: only an object id can be proved to be nobody's.
    pub(super) async fn read_user(&self, id: &IdpUserId) -> Found<IdpUser> {
        if !is_object_id(id.as_str()) {
            return Err(Why::NotAsked("it is no object id of this provider".to_owned()));
        }
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

/// 32 hexadecimal digits in five groups.
fn is_object_id(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
