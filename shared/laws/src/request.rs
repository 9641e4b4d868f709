//! From a request as sent to what it asks for, as the vendors document their interfaces.
//!
//! The method alone does not tell: the organization's searches are POSTs that read. What is not known as a read is a
//! write.

use crate::{Call, Topic, Write};
use percent_encoding::percent_decode_str;
use serde_json::Value;

impl Call {
    /// What a request asks for. `path` is path and query as sent, beginning with `/atlassian`, `/graph` or `/login`.
    pub fn of(method: &str, path: &str, body: &[u8]) -> Self {
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let segments: Vec<String> = bare.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let asked = Asked { method, path, query, body };
        match segments.as_slice() {
            ["login", .., "token"] => Self::Token,
            ["atlassian", rest @ ..] => asked.of_organization(rest),
            ["graph", _version, rest @ ..] => asked.of_provider(rest),
            _ => asked.of_nobody_known(),
        }
    }
}

struct Asked<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    body: &'a [u8],
}

impl Asked<'_> {
    fn of_organization(&self, segments: &[&str]) -> Call {
        let topic = match (self.method, segments) {
            ("POST", ["admin", "v2", "orgs", _, "directories", _, "users", "search"]) => self.search(),
            (
                "POST",
                ["admin", "v2", "orgs", _, "directories", _, "groups", "search"]
                | ["admin", "user-provisioning", "v1", "org", _, "get-scim-links-for-email"],
            ) => self.by_body(),
            ("GET", ["users", id, "manage", "profile"]) => Topic::Profile((*id).to_owned()),
            ("GET", ["users", id, "manage"]) => Topic::Manageability((*id).to_owned()),
            ("GET", ["admin", "user-provisioning", "v1", "org", _, "user", id, "get-scim-links"]) => {
                Topic::Links((*id).to_owned())
            }
            ("PUT", ["users", id, "manage", "email"]) => return self.set_address(id),
            ("GET", ["scim", "directory", _, "Users", id]) => Topic::Record((*id).to_owned()),
            ("PATCH", ["scim", "directory", _, "Groups", _]) => return self.join(),
            ("DELETE", ["scim", "directory", _, "Users", id]) => {
                return Call::Write(Write::DeleteRecord { record: (*id).to_owned() });
            }
            ("DELETE", ["admin", "user-provisioning", "v1", "org", _, "user", id, "onlyDeleteUserInDB"]) => {
                return Call::Write(Write::RemoveRecords { account: (*id).to_owned() });
            }
            _ => return self.of_nobody_known(),
        };
        Call::Read(topic)
    }

    fn of_provider(&self, segments: &[&str]) -> Call {
        let topic = match (self.method, segments) {
            ("GET", ["users"]) => self.address_in_filter().map_or_else(|| self.other(), Topic::Owners),
            ("GET", ["groups"]) => self.address_in_filter().map_or_else(|| self.other(), Topic::OwnerGroups),
            ("GET", ["users", id]) => Topic::User((*id).to_owned()),
            ("GET", ["servicePrincipals", _, "appRoleAssignedTo"]) => Topic::Assignments,
            ("GET", ["servicePrincipals", _, "synchronization", "jobs", job @ ..]) if job.len() <= 1 => Topic::Job,
            ("POST", ["servicePrincipals", _, "synchronization", "jobs", _, "provisionOnDemand"]) => {
                return self.push();
            }
            _ => return self.of_nobody_known(),
        };
        Call::Read(topic)
    }

    fn of_nobody_known(&self) -> Call {
        match self.method {
            "GET" | "HEAD" | "OPTIONS" => Call::Read(self.other()),
            method => Call::Write(Write::Other(format!("{method} {}", self.path))),
        }
    }

    fn other(&self) -> Topic {
        Topic::Other(self.path.to_owned())
    }

    /// A read whose body says what it is about.
    fn by_body(&self) -> Topic {
        Topic::Other(format!("{} {}", self.path, String::from_utf8_lossy(self.body)))
    }

    fn search(&self) -> Topic {
        let Some(body) = self.json() else { return self.by_body() };
        let accounts = texts(&body, "accountIds");
        let mut addresses: Vec<String> = texts(&body, "emails").into_iter().map(str::to_lowercase).collect();
        addresses.dedup();
        match (accounts.as_slice(), addresses.as_slice()) {
            ([account], []) => Topic::Account((*account).to_owned()),
            ([], [address]) => Topic::AtAddress(address.clone()),
            _ => self.by_body(),
        }
    }

    fn set_address(&self, account: &str) -> Call {
        let body = self.json();
        match body.as_ref().and_then(|body| body.get("email")).and_then(Value::as_str) {
            Some(to) => Call::Write(Write::SetAddress { account: account.to_owned(), to: to.to_lowercase() }),
            None => self.of_nobody_known(),
        }
    }

    /// Exactly one user, or one user as a member of one group, in exactly one set of parameters; anything else is a write that
    /// nobody knows.
    fn push(&self) -> Call {
        let Some(body) = self.json() else { return self.of_nobody_known() };
        let subject = only(body.get("parameters")).and_then(|parameters| only(parameters.get("subjects")));
        let object = |of: &Value, kind: &str| {
            let is = of.get("objectTypeName").and_then(Value::as_str) == Some(kind);
            of.get("objectId").and_then(Value::as_str).filter(|_| is).map(str::to_owned)
        };
        let links = subject.and_then(|subject| subject.get("links"));
        if let Some(user) = subject.filter(|_| links.is_none()).and_then(|subject| object(subject, "User")) {
            return Call::Write(Write::Push { user });
        }
        let group = subject.and_then(|subject| object(subject, "Group"));
        let member = links.and_then(|links| object(only(links.get("members"))?, "User"));
        match group.zip(member) {
            Some((group, user)) => Call::Write(Write::PushMember { user, group }),
            None => self.of_nobody_known(),
        }
    }

    /// Exactly one member is added; anything else is a write that nobody knows.
    fn join(&self) -> Call {
        let body = self.json();
        let operation = body.as_ref().and_then(|body| only(body.get("Operations")));
        let adds = operation.filter(|operation| operation.get("op").and_then(Value::as_str) == Some("add"));
        let record = adds.and_then(|adds| only(adds.get("value"))?.get("value")?.as_str());
        match record {
            Some(record) => Call::Write(Write::Join { record: record.to_owned() }),
            None => self.of_nobody_known(),
        }
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body).ok()
    }

    /// The address of the first text that a filter compares with: each of its clauses names the same one.
    fn address_in_filter(&self) -> Option<String> {
        let filter = self.query.split('&').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (decoded(name) == "$filter").then(|| decoded(&value.replace('+', " ")))
        })?;
        let text = first_quoted(&filter)?.to_lowercase();
        let address = text.strip_prefix("smtp:").unwrap_or(&text);
        address.contains('@').then(|| address.to_owned())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The first text in single quotes; a doubled quote is a quote in it.
fn first_quoted(filter: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = filter.split_once('\'')?.1.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter != '\'' {
            text.push(letter);
        } else if rest.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            return Some(text);
        }
    }
    None
}

fn texts<'v>(body: &'v Value, name: &str) -> Vec<&'v str> {
    body.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn only(list: Option<&Value>) -> Option<&Value> {
    match list?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}
