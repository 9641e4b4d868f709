//! The identity provider of a directory: sign-in, job, logs, people, and the mapping for one of them.

use super::{Check, Examination, Health};
use crate::diagnose::days_before;
use crate::ports::{Clock, Eyes, IdpReads, OrganizationReads, Ports};
use jiff::Timestamp;
use untwin_core::domain::{
    DirectoryId, ExternalIdSource, Fact, IdpObject, IdpUser, Job, JobState, LogRecord, Mapping, OnDemand,
};

/// How far back the log is asked, in days: enough to find somebody, and seldom more than a page.
const LOG_DAYS: i64 = 1;

const SIGN_IN: &str = "check tenant, client_id and client_secret in the settings, and that the secret has not expired";
const LOGS: &str =
    "grant the app registration AuditLog.Read.All and Directory.Read.All; the log needs Entra ID P1 or P2";
const PEOPLE: &str = "grant the app registration User.Read.All and Group.Read.All";
const SCHEMA: &str = "grant the app registration Synchronization.Read.All, and check service_principal in the settings";
const APPS: &str = "grant the app registration Application.Read.All and GroupMember.Read.All";

impl Examination {
    pub(super) async fn provider<P: Ports>(
        &mut self,
        eyes: &Eyes<P::Organization, P::Idp>,
        directory: &DirectoryId,
        sso_attribute: Option<&str>,
        ports: &P,
    ) {
        let since = days_before(ports.clock().now(), LOG_DAYS);
        let job = eyes.idp.job().await;
        self.job(&job, directory);
        if matches!(job, Fact::Unavailable(_)) {
            return;
        }
        let failures = eyes.idp.failures_since(since).await;
        self.log(&failures, directory);
        let person = self.person(eyes, &failures).await;
        let about = format!("directory {directory}");
        if let Some(person) = person {
            self.about(eyes, &person, (&about, since), sso_attribute).await;
            return;
        }
        let found = "nobody was found to evaluate it for: no failure in the log, and no user with the address of a managed \
             account";
        let fix = "run this again once somebody was pushed, or compare the mapping by hand";
        self.add(Check::to_do(format!("mapping of {about}"), Health::NotChecked, found, fix));
    }

    fn job(&mut self, job: &Fact<Job>, directory: &DirectoryId) {
        let what = format!("job of directory {directory}");
        let wakes = "nothing is pushed before that changes; see the provisioning page of the enterprise application";
        self.add(match job {
            Fact::Known(job, _) => match &job.state {
                JobState::Active => Check::ok(what, "active"),
                JobState::InitialCycle => Check::to_do(what, Health::Attention, "in its initial cycle", wakes),
                JobState::Paused => Check::to_do(what, Health::Attention, "paused", wakes),
                JobState::Quarantined => Check::to_do(what, Health::Attention, "in quarantine", wakes),
                JobState::Other(state) => Check::to_do(what, Health::Attention, state.clone(), wakes),
            },
            Fact::Absent(_) => {
                let fix = "copy the id of the provisioning job and the object id of its enterprise application again";
                Check::to_do(what, Health::Broken, "the application has no such job", fix)
            }
            Fact::Unavailable(why) => Check::unread(what, why, SIGN_IN),
        });
    }

    fn log(&mut self, failures: &Fact<Vec<LogRecord>>, directory: &DirectoryId) {
        let what = format!("provisioning log of directory {directory}");
        self.add(match failures.entries() {
            Ok(found) => Check::ok(what, format!("readable; failures in the last day: {}", found.len())),
            Err(why) => Check::unread(what, why, LOGS),
        });
    }

    /// Somebody to evaluate the mapping for: whose push failed, or who has the address of a managed account.
    async fn person<O: OrganizationReads, I: IdpReads>(
        &mut self,
        eyes: &Eyes<O, I>,
        failures: &Fact<Vec<LogRecord>>,
    ) -> Option<IdpUser> {
        let what = "people of the identity provider";
        if let Some(failed) = failures.known().and_then(|failures| failures.first()) {
            let user = eyes.idp.user(&failed.subject).await;
            self.reach(what.to_owned(), &user, PEOPLE);
            return user.known().cloned();
        }
        let address = eyes.organization.address_of(self.account.as_ref()?).await;
        let found = eyes.idp.objects_with_address(address.known()?).await;
        self.reach(what.to_owned(), &found, PEOPLE);
        found.known()?.iter().find_map(|object| match object {
            IdpObject::User(user) => Some(user.as_ref().clone()),
            IdpObject::Group(_) => None,
        })
    }

    async fn about<O, I: IdpReads>(
        &mut self,
        eyes: &Eyes<O, I>,
        person: &IdpUser,
        (about, since): (&str, Timestamp),
        sso_attribute: Option<&str>,
    ) {
        let what = |question: &str| format!("{question} of {about}");
        self.reach(what("assignments"), &eyes.idp.assignment(&person.id).await, APPS);
        self.reach(what("audit log"), &eyes.idp.address_changes(&person.id, since).await, LOGS);
        let address = person.mail.clone().or_else(|| person.login_address());
        if let Some(address) = address {
            self.reach(what("deleted users"), &eyes.idp.deleted_with_address(&address).await, PEOPLE);
        }
        match eyes.idp.mapping_for(person).await {
            Fact::Known(mapping, _) => {
                self.mapping(&mapping, about);
                self.single_sign_on(&mapping, (about, sso_attribute));
            }
            Fact::Absent(_) => {
                let fix = "open the attribute mapping of the enterprise application, and save it once";
                self.add(Check::to_do(what("mapping"), Health::Broken, "there is none for users", fix));
            }
            Fact::Unavailable(why) => self.add(Check::unread(what("mapping"), &why, SCHEMA)),
        }
    }

    fn mapping(&mut self, mapping: &Mapping, about: &str) {
        let what = |part: &str| format!("mapping of {about}: {part}");
        self.add(match mapping.matching.as_slice() {
            [] => {
                let fix = "mark the attribute that people are matched by in the attribute mapping";
                Check::to_do(what("matching"), Health::Attention, "it names no matching attribute", fix)
            }
            attributes => Check::ok(what("matching"), attributes.join(", ")),
        });
        self.add(if let Some(attribute) = mapping.address.attribute.as_deref() {
            Check::ok(what("address"), attribute)
        } else {
            let fix = "where it cannot be evaluated for a person, their case goes to a person";
            Check::to_do(what("address"), Health::Attention, "it is an expression, no single attribute", fix)
        });
        if mapping.external_id_source == ExternalIdSource::SomethingElse {
            let fix = "map externalId from objectId; until then nobody can be proved gone";
            let found = "it is not made from the immutable id";
            self.add(Check::to_do(what("externalId"), Health::Attention, found, fix));
        }
        if mapping.on_demand == OnDemand::Unsupported {
            let fix = "repairs wait for the provider's own cycle";
            let found = "users cannot be pushed on demand by this rule";
            self.add(Check::to_do(what("provision on demand"), Health::Attention, found, fix));
        }
    }

    fn single_sign_on(&mut self, mapping: &Mapping, (about, declared): (&str, Option<&str>)) {
        let what = format!("single sign-on and the mapping of {about}");
        let mapped = mapping.address.attribute.as_deref();
        self.add(match (declared, mapped) {
            (None, _) => {
                let fix = "set sso.attribute in the policy to what your SAML configuration sends; until then each repair asks";
                Check::to_do(what, Health::Attention, "the policy declares no attribute of single sign-on", fix)
            }
            (Some(declared), Some(mapped)) if bare(declared).eq_ignore_ascii_case(bare(mapped)) => {
                Check::ok(what, format!("both use {mapped}"))
            }
            (Some(declared), mapped) => {
                let found = format!("single sign-on uses {declared}, provisioning uses {}", mapped.unwrap_or("an expression"));
                let fix = "make both use one attribute: where their values differ for somebody, that person gets two accounts";
                Check::to_do(what, Health::Attention, found, fix)
            }
        });
    }
}

/// `user.mail`, `[mail]` and `mail` name one attribute.
fn bare(name: &str) -> &str {
    let name = name.trim().trim_start_matches('[').trim_end_matches(']');
    match name.split_once('.') {
        Some((object, attribute)) if object.eq_ignore_ascii_case("user") => attribute,
        Some(_) | None => name,
    }
}
