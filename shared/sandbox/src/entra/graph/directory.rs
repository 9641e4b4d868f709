//! Users, deleted users and groups in Graph.
//!
//! It knows nothing of provisioning.

use serde_json::{Map, Value, json};

use super::query::{Listing, context};
use super::{Consistency, GraphFault, Question};
use crate::entra::Tenant;
use crate::entra::filter::{Case, Filter, TextTest};
use crate::entra::people::{DEFAULT_USER_PROPERTIES, DeletedUser, Directory, Group, User};
use crate::entra::quirks::AddressFilters;

const READ_USERS: &[&[&str]] = &[&["User.Read.All"], &["User.ReadWrite.All"], &["Directory.Read.All"]];
const READ_GROUPS: &[&[&str]] =
    &[&["GroupMember.Read.All"], &["GroupMember.ReadWrite.All"], &["Group.Read.All"], &["Directory.Read.All"]];
const WRITE_MEMBERS: &[&[&str]] = &[&["GroupMember.ReadWrite.All"], &["Group.ReadWrite.All"]];

impl Tenant {
    pub(super) fn users(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_USERS)?;
        let users = self.seen_directory(question).users.values().map(User::graph_json).collect();
        let users = self.filtered(question, users)?;
        let select = |user| question.query.select(user, Some(&DEFAULT_USER_PROPERTIES));
        self.listing(question, "users", users.into_iter().map(select).collect())
    }

    pub(super) fn one_user(&self, question: &Question<'_>, id: &str) -> Result<Value, GraphFault> {
        self.access.require(READ_USERS)?;
        let user = self.living_user(id)?.graph_json();
        let selected = question.query.select(user, Some(&DEFAULT_USER_PROPERTIES));
        Ok(entity(question, "users/$entity", selected))
    }

    pub(super) fn groups_of(&self, question: &Question<'_>, id: &str) -> Result<Value, GraphFault> {
        self.access.require(&[READ_USERS, READ_GROUPS].concat())?;
        let user_id = &self.living_user(id)?.id;
        let whole = self.access.require(READ_GROUPS).is_ok();
        let member_of = self.directory.groups.values().filter(|group| group.members.contains(user_id));
        let shown = member_of.map(|group| {
            // Without a permission for groups only their ids are told.
            let value = if whole { question.query.select(group.graph_json(), None) } else { json!({"id": group.id}) };
            typed("#microsoft.graph.group", value)
        });
        self.listing(question, "directoryObjects", shown.collect())
    }

    pub(super) fn groups(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_GROUPS)?;
        let groups = self.seen_directory(question).groups.values().map(Group::graph_json).collect();
        let groups = self.filtered(question, groups)?;
        let select = |group| question.query.select(group, None);
        self.listing(question, "groups", groups.into_iter().map(select).collect())
    }

    pub(super) fn one_group(&self, question: &Question<'_>, id: &str) -> Result<Value, GraphFault> {
        self.access.require(READ_GROUPS)?;
        let group = self.directory.groups.get(id).ok_or_else(|| GraphFault::not_found(id))?;
        let selected = question.query.select(group.graph_json(), None);
        Ok(entity(question, "groups/$entity", selected))
    }

    pub(super) fn members_of(&self, question: &Question<'_>, id: &str) -> Result<Value, GraphFault> {
        self.access.require(READ_GROUPS)?;
        let group = self.directory.groups.get(id).ok_or_else(|| GraphFault::not_found(id))?;
        let members = group.members.iter().filter_map(|member| self.directory.users.get(member));
        let shown = members.map(|member| {
            let selected = question.query.select(member.graph_json(), Some(&DEFAULT_USER_PROPERTIES));
            typed("#microsoft.graph.user", selected)
        });
        self.listing(question, "directoryObjects", shown.collect())
    }

    pub(super) fn deleted_users(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_USERS)?;
        let mut deleted: Vec<&DeletedUser> = self.seen_directory(question).deleted.values().collect();
        if let Some(order) = question.query.option("$orderby") {
            check_advanced(question)?;
            deleted.sort_by_key(|user| user.deleted);
            if order.ends_with(" desc") {
                deleted.reverse();
            }
        }
        let users = self.filtered(question, deleted.into_iter().map(DeletedUser::graph_json).collect())?;
        let select = |user| question.query.select(user, None);
        self.listing(question, "users", users.into_iter().map(select).collect())
    }

    pub(super) fn one_deleted_user(&self, question: &Question<'_>, id: &str) -> Result<Value, GraphFault> {
        self.access.require(READ_USERS)?;
        let deleted = self.directory.deleted.get(id).ok_or_else(|| GraphFault::not_found(id))?;
        let selected = question.query.select(deleted.graph_json(), None);
        Ok(entity(question, "directoryObjects/$entity", typed("#microsoft.graph.user", selected)))
    }

    pub(super) fn post_member(
        &mut self,
        question: &Question<'_>,
        group_id: &str,
        body: &[u8],
    ) -> Result<(), GraphFault> {
        self.check_members_can_change(group_id)?;
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let reference = body.get("@odata.id").and_then(Value::as_str).unwrap_or_default();
        let user_id = reference.rsplit('/').next().unwrap_or_default().to_owned();
        if !self.directory.users.contains_key(&user_id) {
            return Err(GraphFault::not_found(&user_id));
        }
        if self.is_member(group_id, &user_id) {
            return Err(GraphFault::conflicting_request(
                "One or more added object references already exist for the following modified properties: 'members'.",
            ));
        }
        self.add_member(question.now, group_id, &user_id);
        Ok(())
    }

    pub(super) fn delete_member(
        &mut self,
        question: &Question<'_>,
        group_id: &str,
        user_id: &str,
    ) -> Result<(), GraphFault> {
        self.check_members_can_change(group_id)?;
        if !self.is_member(group_id, user_id) {
            return Err(GraphFault::not_found(user_id));
        }
        self.remove_member(question.now, group_id, user_id);
        Ok(())
    }

    /// A user by object id or sign-in name.
    fn living_user(&self, id: &str) -> Result<&User, GraphFault> {
        let by_name = || {
            let mut users = self.directory.users.values();
            users.find(|user| user.user_principal_name.eq_ignore_ascii_case(id))
        };
        let user = self.directory.users.get(id).or_else(by_name);
        user.ok_or_else(|| GraphFault::not_found(id))
    }

    fn is_member(&self, group_id: &str, user_id: &str) -> bool {
        let group = self.directory.groups.get(group_id);
        group.is_some_and(|group| group.members.iter().any(|member| member == user_id))
    }

    /// Refuses what no application may change: groups that a rule or a directory on-premises fills.
    fn check_members_can_change(&self, group_id: &str) -> Result<(), GraphFault> {
        self.access.require(WRITE_MEMBERS)?;
        let group = self.directory.groups.get(group_id).ok_or_else(|| GraphFault::not_found(group_id))?;
        if group.membership_rule.is_some() || group.is_assignable_to_role == Some(true) {
            return Err(GraphFault::denied());
        }
        if group.on_premises_sync_enabled == Some(true) {
            return Err(GraphFault::conflicting_request(
                "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects \
                 currently undergoing migration.",
            ));
        }
        Ok(())
    }

    /// The directory as this question sees it: an eventual answer may lag behind.
    fn seen_directory(&self, question: &Question<'_>) -> &Directory {
        match question.eventual {
            Consistency::Eventual => self.eventual_directory(question.now),
            Consistency::Undeclared => &self.directory,
        }
    }

    fn filtered(&self, question: &Question<'_>, items: Vec<Value>) -> Result<Vec<Value>, GraphFault> {
        let Some(filter) = question.query.filter()? else {
            return Ok(items);
        };
        let refuse = self.quirks.address_filters == AddressFilters::NeedEventual;
        if refuse && filter.leaves().into_iter().any(is_advanced) {
            check_advanced(question)?;
        }
        Ok(filter.kept(items, Case::Folded))
    }

    fn listing(&self, question: &Question<'_>, what: &str, items: Vec<Value>) -> Result<Value, GraphFault> {
        let address = format!("{}/{}/{}", self.public_base, question.version, question.path);
        let listing = Listing {
            context: what,
            address: &address,
            version: question.version,
            default_page_size: self.quirks.default_page_size,
            page_max: self.quirks.page_max,
        };
        question.query.page(items, &listing)
    }

    /// A list outside the directory.
    pub(super) fn list(&self, question: &Question<'_>, what: &str, items: Vec<Value>) -> Result<Value, GraphFault> {
        self.listing(question, what, items)
    }
}

/// Refuses a question that needs the advanced query headers and lacks them.
fn check_advanced(question: &Question<'_>) -> Result<(), GraphFault> {
    let counted = question.query.option("$count").is_some_and(|value| value == "true");
    if question.eventual == Consistency::Eventual && counted {
        return Ok(());
    }
    Err(GraphFault::unsupported_query(
        "Unsupported or invalid query filter clause specified for a property of this resource.",
    ))
}

/// Whether a part of a filter is an advanced query: looks into addresses, at ends of texts, or negates.
fn is_advanced(leaf: &Filter) -> bool {
    match leaf {
        Filter::Any { collection, .. } => {
            let collection = collection.first().map(String::as_str);
            matches!(collection, Some("proxyAddresses" | "otherMails"))
        }
        Filter::Text(TextTest::EndsWith, ..) | Filter::Not(_) => true,
        Filter::Or(_) | Filter::And(_) | Filter::Compare(..) | Filter::Text(..) => false,
    }
}

/// A single object with its context.
pub(super) fn entity(question: &Question<'_>, what: &str, item: Value) -> Value {
    let mut body = Map::new();
    body.insert("@odata.context".to_owned(), json!(context(question.version, what)));
    if let Value::Object(properties) = item {
        body.extend(properties);
    }
    Value::Object(body)
}

fn typed(odata_type: &str, item: Value) -> Value {
    let mut body = Map::new();
    body.insert("@odata.type".to_owned(), json!(odata_type));
    if let Value::Object(properties) = item {
        body.extend(properties);
    }
    Value::Object(body)
}
