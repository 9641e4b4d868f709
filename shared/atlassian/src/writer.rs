//! The writing side of the organization: setting an address, removing the records of an account, deleting one record, adding one to a group.

use crate::settings::OrganizationSettings;
use crate::wire::{AddMembers, NewMember, PatchGroup, SetEmail};
use http::{Method, StatusCode};
use std::fmt;
use std::sync::Arc;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, GroupId, ScimUserId};
use untwin_outbound::{Answer, Key, Outbound, Pacer, Target, Transport, Vendor, WriteAnswer, WriteRequest, Writer};
use untwin_workflow::ports::{Clock, OrganizationWrites, Performed, Phase, Rejection, Started, Tally};

/// Writes to one organization, for one executing case.
pub struct OrganizationWriter<T, P, C> {
    settings: Arc<OrganizationSettings>,
    writer: Writer<T, P, C>,
}

impl<T: Transport, P: Pacer, C: Clock> OrganizationWriter<T, P, C> {
    /// A writer whose requests count as writes.
    pub fn new(settings: Arc<OrganizationSettings>, outbound: Arc<Outbound<T, P, C>>, tally: Arc<Tally>) -> Self {
        let writer = Writer::new(outbound, settings.vendor(), tally, Phase::Write);
        Self { settings, writer }
    }
}

impl<T: Transport, P: Pacer, C: Clock> OrganizationWrites for OrganizationWriter<T, P, C> {
    async fn set_address(&self, started: Started, account: &AccountId, to: &EmailAddress) -> Performed<()> {
        let request = set_address(account, to).keyed(&self.settings.key);
        performed(self.writer.write(started, &request).await, self.writer.vendor())
    }

    async fn remove_records(&self, started: Started, account: &AccountId) -> Performed<()> {
        let request = self.remove_records_of(account).keyed(&self.settings.key);
        performed(self.writer.write(started, &request).await, self.writer.vendor())
    }

    /// Only the directory's own key deletes in it; without one nothing is sent.
    async fn delete_record(&self, started: Started, directory: &DirectoryId, record: &ScimUserId) -> Performed<()> {
        match self.key_of(directory) {
            Ok(key) => {
                let request = delete_record(directory, record).keyed(key);
                performed(self.writer.write(started, &request).await, self.writer.vendor())
            }
            Err(rejection) => Performed::Refused(rejection),
        }
    }

    async fn add_member(
        &self,
        started: Started,
        directory: &DirectoryId,
        (group, record): (&GroupId, &ScimUserId),
    ) -> Performed<()> {
        match self.key_of(directory) {
            Ok(key) => {
                let request = add_member(directory, group, record).keyed(key);
                performed(self.writer.write(started, &request).await, self.writer.vendor())
            }
            Err(rejection) => Performed::Refused(rejection),
        }
    }
}

impl<T, P, C> OrganizationWriter<T, P, C> {
    fn key_of(&self, directory: &DirectoryId) -> Result<&Key, Rejection> {
        let key = self.settings.directories.get(directory).and_then(Option::as_ref);
        key.ok_or_else(|| Rejection::NotSent(format!("no key of SCIM directory {directory}")))
    }

    /// Documented: `DELETE /admin/user-provisioning/v1/org/{orgId}/user/{accountId}/onlyDeleteUserInDB`, without a body.
    fn remove_records_of(&self, account: &AccountId) -> WriteRequest {
        let organization = self.settings.organization.as_str();
        let target = Target::new([
            "admin",
            "user-provisioning",
            "v1",
            "org",
            organization,
            "user",
            account.as_str(),
            "onlyDeleteUserInDB",
        ]);
        WriteRequest::empty("remove-scim-records", Method::DELETE, target)
    }
}

/// Documented: `DELETE /scim/directory/{directoryId}/Users/{userId}`, without a body.
fn delete_record(directory: &DirectoryId, record: &ScimUserId) -> WriteRequest {
    let target = Target::new(["scim", "directory", directory.as_str(), "Users", record.as_str()]);
    WriteRequest::empty("delete-scim-record", Method::DELETE, target)
}

impl<T, P, C> fmt::Debug for OrganizationWriter<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrganizationWriter({}, {:?})", self.settings.organization, self.writer)
    }
}

/// Documented: `PATCH /scim/directory/{directoryId}/Groups/{id}` with an `add` of `members`.
fn add_member(directory: &DirectoryId, group: &GroupId, record: &ScimUserId) -> WriteRequest {
    let target = Target::new(["scim", "directory", directory.as_str(), "Groups", group.as_str()]);
    let value = [NewMember { value: record.as_str() }];
    let operations = [AddMembers { op: "add", path: "members", value }];
    let body = PatchGroup { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], operations };
    WriteRequest::json("add-scim-member", Method::PATCH, target, &body)
}

fn set_address(account: &AccountId, to: &EmailAddress) -> WriteRequest {
    let target = Target::new(["users", account.as_str(), "manage", "email"]);
    WriteRequest::json("set-email", Method::PUT, target, &SetEmail { email: to.as_str() })
}

fn performed(answer: WriteAnswer, vendor: &Vendor) -> Performed<()> {
    match answer {
        WriteAnswer::Answered(answer) => judge(&answer, vendor),
        WriteAnswer::Refused(rejection) => Performed::Refused(rejection),
        WriteAnswer::Ambiguous(detail) => Performed::Ambiguous(detail),
    }
}

/// What an address in use answers is not documented; 400, 403 and 409 are the candidates, and all are refusals.
fn judge(answer: &Answer, vendor: &Vendor) -> Performed<()> {
    let status = answer.status.as_u16();
    match answer.status {
        // Something between us and the vendor answers with web pages; they say nothing about the address.
        _ if answer.is_web_page() => Performed::Ambiguous(format!("HTTP {status}: a web page")),
        success if success.is_success() => Performed::Done(()),
        StatusCode::BAD_REQUEST
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::CONFLICT => {
            Performed::Refused(Rejection::Refused { status, detail: vendor.error_key_in(&answer.body) })
        }
        _ => Performed::Ambiguous(format!("HTTP {status}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::double::settings;
    use bytes::Bytes;
    use http::HeaderMap;
    use jiff::Timestamp;

    fn outcome(status: u16, body: &'static str) -> Performed<()> {
        let answer = Answer {
            vendor: "Atlassian",
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            at: Timestamp::UNIX_EPOCH,
        };
        performed(WriteAnswer::Answered(answer), &settings().vendor())
    }

    #[test]
    fn every_success_is_done() {
        for (status, body) in [(204, ""), (200, "{}"), (202, "")] {
            assert_eq!(outcome(status, body), Performed::Done(()));
        }
    }

    #[test]
    fn a_refusal_names_the_key_and_the_reason_and_nothing_else() {
        let body =
            r#"{"key":"forbidden.action","context":{"allowed":false,"reason":{"key":"externalDirectory.scim"}}}"#;
        let refused = |status, detail: &str| Performed::Refused(Rejection::Refused { status, detail: detail.into() });
        assert_eq!(outcome(403, body), refused(403, "forbidden.action:externalDirectory.scim"));
        assert_eq!(outcome(409, r#"{"key":"ada@example.com is taken"}"#), refused(409, "no error key"));
        for status in [400, 401, 404] {
            assert_eq!(outcome(status, r#"{"errorKey":"some.key"}"#), refused(status, "some.key"));
        }
    }

    #[test]
    fn whatever_is_not_documented_is_ambiguous() {
        for (status, body) in [(200, "<html>log in</html>"), (302, ""), (410, "{}"), (403, "<html>proxy</html>")] {
            assert!(matches!(outcome(status, body), Performed::Ambiguous(_)), "{status}");
        }
    }
}
