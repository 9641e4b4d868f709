//! Microsoft Graph, as far as the product needs it: which request is answered by what.
//!
//! It knows paths and permissions; what the answers hold is in the modules below.

mod applications;
mod directory;
mod fault;
mod logs;
mod query;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

use self::query::{Query, decoded};
use super::Tenant;
use super::exports;
use super::provisioning::{ScimTarget, Session};
use crate::answer;

pub(crate) use self::fault::GraphFault;

/// One request, taken apart.
struct Question<'a> {
    now: Timestamp,
    version: &'a str,
    /// The path without the version, as sent.
    path: &'a str,
    query: Query,
    eventual: Consistency,
}

/// Whether the caller declared that a lagging answer will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consistency {
    Eventual,
    Undeclared,
}

/// What an answer is: most have status 200 and a body.
type Answer = Result<(StatusCode, Value), GraphFault>;

const OK: StatusCode = StatusCode::OK;

impl Tenant {
    /// Answers below `/graph`: `/v1.0/...` and `/beta/...`.
    pub fn graph(&mut self, route: &mut dyn ScimTarget, now: Timestamp, request: &Request<Bytes>) -> Response<Bytes> {
        match self.graph_answer(route, now, request) {
            Ok((StatusCode::NO_CONTENT, _)) => {
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = StatusCode::NO_CONTENT;
                response
            }
            Ok((status, body)) => answer::json(status, &body),
            Err(fault) => {
                let request_id = self.ids.uuid();
                fault.response(now, &request_id)
            }
        }
    }

    fn graph_answer(&mut self, route: &mut dyn ScimTarget, now: Timestamp, request: &Request<Bytes>) -> Answer {
        self.access.check_token(now, request.headers())?;
        let whole = request.uri().path().trim_matches('/');
        let (version, path) = whole.split_once('/').unwrap_or((whole, ""));
        if !matches!(version, "v1.0" | "beta") {
            return Err(GraphFault::bad_request("Invalid version."));
        }
        let eventual = request.headers().get("ConsistencyLevel").is_some_and(|level| level == "eventual");
        let question = Question {
            now,
            version,
            path,
            query: Query::parse(request.uri().query().unwrap_or_default()),
            eventual: if eventual { Consistency::Eventual } else { Consistency::Undeclared },
        };
        let segments: Vec<String> = path.split('/').map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match *request.method() {
            Method::GET => self.read(&question, &segments),
            Method::POST => self.post(route, &question, &segments, request.body()),
            Method::DELETE => self.take_away(&question, &segments),
            _ => Err(GraphFault::bad_request("The method is not supported for this resource.")),
        }
    }

    fn read(&mut self, question: &Question<'_>, segments: &[&str]) -> Answer {
        let body = match segments {
            ["users"] => self.users(question),
            ["users", id] => self.one_user(question, id),
            ["users", id, "memberOf"] => self.groups_of(question, id),
            ["groups"] => self.groups(question),
            ["groups", id] => self.one_group(question, id),
            ["groups", id, "members"] => self.members_of(question, id),
            ["directory", "deletedItems", "microsoft.graph.user"] => self.deleted_users(question),
            ["directory", "deletedItems", id] => self.one_deleted_user(question, id),
            ["auditLogs", "provisioning"] => self.provisioning_log(question),
            ["auditLogs", "directoryAudits"] => self.directory_audits(question),
            ["servicePrincipals", id, rest @ ..] => {
                self.check_service_principal(id)?;
                self.read_application(question, rest)
            }
            _ => Err(unknown_segment(question.path)),
        };
        body.map(|body| (OK, body))
    }

    fn post(&mut self, route: &mut dyn ScimTarget, question: &Question<'_>, segments: &[&str], body: &[u8]) -> Answer {
        match segments {
            ["servicePrincipals", id, "synchronization", "jobs", job_id, "provisionOnDemand"] => {
                self.check_service_principal(id)?;
                self.check_job(job_id)?;
                self.access.require(applications::WRITE_SYNCHRONIZATION)?;
                self.on_demand_throttle.pass(question.now, self.quirks.throttling)?;
                let record = self.provision_on_demand(&mut Session { target: route, now: question.now }, body)?;
                Ok((OK, exports::on_demand_answer(&record, self.quirks.on_demand_shape)))
            }
            ["servicePrincipals", id, "appRoleAssignedTo"] => {
                self.check_service_principal(id)?;
                self.add_assignment(question, body).map(|body| (StatusCode::CREATED, body))
            }
            ["groups", id, "members", "$ref"] => {
                self.post_member(question, id, body)?;
                Ok((StatusCode::NO_CONTENT, Value::Null))
            }
            _ => Err(unknown_segment(question.path)),
        }
    }

    fn take_away(&mut self, question: &Question<'_>, segments: &[&str]) -> Answer {
        match segments {
            ["servicePrincipals", id, "appRoleAssignedTo", assignment_id] => {
                self.check_service_principal(id)?;
                self.remove_assignment(assignment_id)?;
            }
            ["groups", id, "members", user_id, "$ref"] => self.delete_member(question, id, user_id)?,
            _ => return Err(unknown_segment(question.path)),
        }
        Ok((StatusCode::NO_CONTENT, Value::Null))
    }
}

fn unknown_segment(path: &str) -> GraphFault {
    GraphFault::bad_request(&format!("Resource not found for the segment '{path}'."))
}
