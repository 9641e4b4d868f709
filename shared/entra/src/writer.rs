//! Writing: one push on demand for each started record.

use crate::Entra;
use crate::graph::refuses_token;
use crate::push;
use crate::token::{Issued, Origin};
use crate::wire::error;
use crate::wire::on_demand::{Answer, Links, Member, Parameters, Request, Subject};
use http::{Method, StatusCode};
use std::fmt;
use std::sync::Arc;
use untwin_core::domain::{GroupId, IdpUserId};
use untwin_outbound::{Pacer, Target, Transport, WriteAnswer, WriteRequest, Writer};
use untwin_workflow::ports::{Clock, IdpWrites, Performed, Phase, Pushed, Rejection, Started, Tally};

/// Pushes for one executing case.
pub struct EntraWriter<T, P, C> {
    entra: Arc<Entra<T, P, C>>,
    tally: Arc<Tally>,
    on_demand: Writer<T, P, C>,
}

impl<T: Transport, P: Pacer, C: Clock> EntraWriter<T, P, C> {
    pub(crate) fn new(entra: Arc<Entra<T, P, C>>, tally: &Arc<Tally>) -> Self {
        let vendor = Arc::clone(&entra.vendors.on_demand);
        let on_demand = Writer::new(Arc::clone(&entra.outbound), vendor, Arc::clone(tally), Phase::Idp);
        Self { entra, tally: Arc::clone(tally), on_demand }
    }

    fn request(&self, name: &'static str, subject: Subject<'_>, rule: &str, issued: &Issued) -> WriteRequest {
        let settings = &self.entra.settings;
        let target = Target::new([
            "servicePrincipals",
            settings.service_principal.as_str(),
            "synchronization",
            "jobs",
            settings.job.as_str(),
            "provisionOnDemand",
        ]);
        let body = Request { parameters: [Parameters { rule_id: rule, subjects: [subject] }] };
        WriteRequest::json(name, Method::POST, target, &body).bearer(&issued.bearer)
    }

    /// What an answer means. A refused token is given up for the next request; this one is not repeated.
    pub(crate) async fn judge(&self, sent: WriteAnswer, issued: &Issued) -> Performed<Pushed> {
        let answer = match sent {
            WriteAnswer::Answered(answer) => answer,
            WriteAnswer::Refused(rejection) => return Performed::Refused(rejection),
            WriteAnswer::Ambiguous(detail) => return Performed::Ambiguous(detail),
        };
        if refuses_token(&answer) {
            self.entra.tokens.give_up(issued).await;
            if issued.origin == Origin::Kept {
                let detail = "a kept token was revoked, and a new one is asked for from now on".to_owned();
                return Performed::Refused(Rejection::KeyRefused { detail, until: None });
            }
        }
        judge(answer.status, &answer.body)
    }
}

impl<T: Transport, P: Pacer, C: Clock> IdpWrites for EntraWriter<T, P, C> {
    /// The token comes first: without one the write is never started.
    async fn push_user(&self, started: Started, user: &IdpUserId, rule: &str) -> Performed<Pushed> {
        let issued = match self.entra.tokens.issue(&self.tally).await {
            Ok(issued) => issued,
            Err(why) => return Performed::Refused(Rejection::NotSent(format!("no token: {why}"))),
        };
        let subject = Subject { object_id: user.as_str(), object_type_name: "User", links: None };
        let request = self.request("push a user", subject, rule, &issued);
        let sent = self.on_demand.write(started, &request).await;
        self.judge(sent, &issued).await
    }

    async fn push_member(
        &self,
        started: Started,
        group: &GroupId,
        (member, rule): (&IdpUserId, &str),
    ) -> Performed<Pushed> {
        let issued = match self.entra.tokens.issue(&self.tally).await {
            Ok(issued) => issued,
            Err(why) => return Performed::Refused(Rejection::NotSent(format!("no token: {why}"))),
        };
        let members = [Member { object_id: member.as_str(), object_type_name: "User" }];
        let subject = Subject { object_id: group.as_str(), object_type_name: "Group", links: Some(Links { members }) };
        let request = self.request("push a member of a group", subject, rule, &issued);
        let sent = self.on_demand.write(started, &request).await;
        self.judge(sent, &issued).await
    }
}

impl<T, P, C> fmt::Debug for EntraWriter<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntraWriter")
    }
}

/// A success has to be read, a client error had no effect, and anything else is not documented.
pub(crate) fn judge(status: StatusCode, body: &[u8]) -> Performed<Pushed> {
    if status.is_success() {
        let unreadable = || Pushed::Unclear("the answer cannot be read".to_owned());
        let answer = serde_json::from_slice::<Answer>(body);
        return Performed::Done(answer.map_or_else(|_| unreadable(), |answer| push::parse(&answer)));
    }
    if status.is_client_error() {
        return Performed::Refused(Rejection::Refused { status: status.as_u16(), detail: error::code(body) });
    }
    Performed::Ambiguous(format!("HTTP {}", status.as_u16()))
}
