//! Who has an address: living users and groups, and users deleted in the last 30 days.
//!
//! A filter only narrows down. Whether an object really has the address is checked on what was read.

use super::EntraReader;
use crate::filter::{any_of, deleted_user_holds, group_holds, user_holds};
use crate::graph::{Ask, Fault, Index, Limit, unexpected};
use crate::person::{self, proxy_address};
use crate::wire::directory::Group;
use http::StatusCode;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use untwin_core::domain::{EmailAddress, GroupId, GroupRef, Holding, IdpObject, IdpUser, IdpUserId, Why};
use untwin_outbound::{Pacer, Target, Transport};
use untwin_workflow::ports::Clock;

const PAGE_MAX: &str = "999";
const PERMISSION_USERS: &str = "User.Read.All";
const PERMISSION_GROUPS: &str = "GroupMember.Read.All";

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    pub(super) async fn read_objects(&self, address: &EmailAddress) -> Result<(Vec<IdpObject>, Timestamp), Why> {
        let (users, _) = self.matching("find users by address", &user_holds(address), users_where).await?;
        let (groups, at) = self.matching("find groups by address", &group_holds(address), groups_where).await?;
        let users = holders(&users, address)?.into_iter().map(|user| IdpObject::User(Box::new(user)));
        let groups = groups_holding(groups, address)?.into_iter().map(IdpObject::Group);
        Ok((users.chain(groups).collect(), at))
    }

    /// Where the filter is not accepted, all deleted users are read: they are those of 30 days.
    pub(super) async fn read_deleted(&self, address: &EmailAddress) -> Result<(Vec<IdpUser>, Timestamp), Why> {
        let filter = any_of(&deleted_user_holds(address));
        let deleted = match self.graph.pages(deleted_where(Some(&filter))).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::BAD_REQUEST => {
                self.graph.pages(deleted_where(None)).await
            }
            answered => answered,
        };
        let (users, at) = deleted?;
        Ok((holders(&users, address)?, at))
    }

    /// All clauses in one question or, where Graph cannot answer that, one by one. Each of them has to be answered.
    async fn matching<R: DeserializeOwned>(
        &self,
        operation: &'static str,
        clauses: &[String],
        ask: fn(&'static str, &str) -> Ask,
    ) -> Result<(Vec<R>, Timestamp), Why> {
        match self.graph.pages(ask(operation, &any_of(clauses))).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::BAD_REQUEST => {}
            answered => return Ok(answered?),
        }
        let mut all = Vec::new();
        let mut last = Timestamp::MIN;
        for clause in clauses {
            let (found, at) = self.graph.pages(ask(operation, clause)).await?;
            all.extend(found);
            last = last.max(at);
        }
        Ok((all, last))
    }
}

fn users_where(operation: &'static str, filter: &str) -> Ask {
    let target = Target::new(["users"]).query("$filter", filter).query("$select", &person::SELECT.join(","));
    counted(operation, target, PERMISSION_USERS)
}

fn groups_where(operation: &'static str, filter: &str) -> Ask {
    let target =
        Target::new(["groups"]).query("$filter", filter).query("$select", "id,displayName,mail,proxyAddresses");
    counted(operation, target, PERMISSION_GROUPS)
}

/// The cast is required: the collection holds deleted groups and apps too.
fn deleted_where(filter: Option<&str>) -> Ask {
    let all = Target::new(["directory", "deletedItems", "microsoft.graph.user"])
        .query("$select", &person::SELECT.join(","))
        .query("$top", PAGE_MAX);
    match filter {
        Some(filter) => counted("find deleted users by address", all.query("$filter", filter), PERMISSION_USERS),
        None => Ask {
            operation: "list the deleted users",
            target: all,
            limit: Limit::Directory,
            index: Index::Default,
            permission: PERMISSION_USERS,
        },
    }
}

/// Filters on addresses need the advanced index, and that needs the count.
fn counted(operation: &'static str, target: Target, permission: &'static str) -> Ask {
    Ask {
        operation,
        target: target.query("$count", "true"),
        limit: Limit::Directory,
        index: Index::Advanced,
        permission,
    }
}

/// Each user once, however many clauses found it.
fn holders(found: &[Map<String, Value>], address: &EmailAddress) -> Result<Vec<IdpUser>, Why> {
    let mut users: BTreeMap<IdpUserId, IdpUser> = BTreeMap::new();
    for object in found {
        let user = person::parse(object).map_err(unexpected)?;
        if user.holds(address) == Holding::Holds {
            users.insert(user.id.clone(), user);
        }
    }
    Ok(users.into_values().collect())
}

fn groups_holding(found: Vec<Group>, address: &EmailAddress) -> Result<Vec<GroupRef>, Why> {
    let mut groups = BTreeMap::new();
    for group in found {
        let proxies = group.proxy_addresses.iter().filter_map(|entry| proxy_address(entry));
        let mail = group.mail.as_deref().and_then(|text| EmailAddress::parse(text).ok());
        if proxies.chain(mail).any(|own| own == *address) {
            let id = group.id.as_deref().and_then(|text| GroupId::parse(text).ok());
            let id = id.ok_or_else(|| unexpected("a group without an id"))?;
            groups.insert(id.clone(), GroupRef { id, name: group.display_name });
        }
    }
    Ok(groups.into_values().collect())
}
