//! User management: what may be done to an account, and its API tokens.

use crate::read::Read;
use crate::reader::OrganizationReader;
use crate::refusal::{NotFound, account_not_found, manage_key};
use crate::wire::{Profile, Rule, Rules, Token, instant, instant_or_never};
use http::StatusCode;
use jiff::Timestamp;
use untwin_core::domain::NOT_SAID;
use untwin_core::domain::{AccountId, ApiToken, EmailAddress, Manageability, Permission, Privileges, Refusal, Why};
use untwin_outbound::{Answer, Pacer, ReadRequest, Target, Transport, key_refused};
use untwin_workflow::ports::Clock;

const PRIVILEGES: [&str; 3] = ["email.set", "lifecycle.enablement", "lifecycle.delete"];

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_manageability(&self, id: &AccountId) -> Result<Read<Manageability>, Why> {
        let path = Target::new(["users", id.as_str(), "manage"]);
        let target = PRIVILEGES.into_iter().fold(path, |target, name| target.query("privileges", name));
        let request = ReadRequest::get("manage", target);
        let answer = self.read(request, &[StatusCode::FORBIDDEN, StatusCode::NOT_FOUND]).await?;
        match answer.status {
            StatusCode::FORBIDDEN => Ok(Read::Found(self.forbidden(&answer)?, answer.at)),
            StatusCode::NOT_FOUND => match account_not_found(&answer.body) {
                NotFound::Said => Ok(Read::Nothing(answer.at)),
                NotFound::Unclear => Err(answer.unexpected("not found, but not in the application's own words")),
            },
            _ => {
                let rules: Rules = answer.json()?;
                if rules.email_set.is_none() && rules.enablement.is_none() && rules.delete.is_none() {
                    return Err(answer.unexpected("none of the privileges that were asked for"));
                }
                Ok(Read::Found(Manageability::Rules(privileges(rules)), answer.at))
            }
        }
    }

    /// The address as user management has it.
    pub(crate) async fn read_address_of(&self, id: &AccountId) -> Result<Read<EmailAddress>, Why> {
        let request = ReadRequest::get("profile", Target::new(["users", id.as_str(), "manage", "profile"]));
        let answer = self.read(request, &[StatusCode::NOT_FOUND]).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return match account_not_found(&answer.body) {
                NotFound::Said => Ok(Read::Nothing(answer.at)),
                NotFound::Unclear => Err(answer.unexpected("not found, but not in the application's own words")),
            };
        }
        let Profile { account } = answer.json()?;
        let asked = account.account_id.is_none_or(|answered| answered == id.as_str());
        let address = account.email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
        match address {
            Some(address) if asked => Ok(Read::Found(address, answer.at)),
            Some(_) | None => Err(answer.unexpected("the profile does not say the address of this account")),
        }
    }

    /// An account that is not ours to manage is refused here; that its tokens cannot be read is no proof of none.
    pub(crate) async fn read_api_tokens(&self, id: &AccountId) -> Result<(Vec<ApiToken>, Timestamp), Why> {
        let request = ReadRequest::get("api-tokens", Target::new(["users", id.as_str(), "manage", "api-tokens"]));
        let answer = self.read(request, &[StatusCode::FORBIDDEN]).await?;
        if answer.status == StatusCode::FORBIDDEN {
            return Err(match manage_key(&answer.body) {
                Some(_) => answer.unexpected(self.reader.vendor().error_key_in(&answer.body)),
                None => self.key_refused(&answer),
            });
        }
        let tokens: Vec<Token> = answer.json()?;
        let parsed: Result<Vec<ApiToken>, _> = tokens.into_iter().map(token).collect();
        parsed.map(|tokens| (tokens, answer.at)).map_err(|fault| answer.unexpected(fault))
    }

    fn forbidden(&self, answer: &Answer) -> Result<Manageability, Why> {
        match manage_key(&answer.body).as_deref() {
            Some("forbidden.targetUnverified") => Ok(Manageability::TargetUnverified),
            Some("forbidden") => Ok(Manageability::NotManagedHere),
            Some(_) | None => Err(self.key_refused(answer)),
        }
    }

    /// A 403 that speaks of no account comes from the gateway or the organization: the key lacks something.
    fn key_refused(&self, answer: &Answer) -> Why {
        if answer.json::<serde_json::Value>().is_err() {
            return answer.unexpected("refused, but not in the application's own words");
        }
        let vendor = self.reader.vendor();
        let detail = vendor.error_key_in(&answer.body);
        key_refused(vendor.name, answer.status, detail)
    }
}

fn privileges(rules: Rules) -> Privileges {
    Privileges {
        set_address: permission(rules.email_set),
        enable_disable: permission(rules.enablement),
        delete: permission(rules.delete),
    }
}

fn permission(rule: Option<Rule>) -> Permission {
    let Some(rule) = rule else { return Permission::Unsaid };
    match rule.allowed {
        Some(true) => Permission::Allowed,
        Some(false) => Permission::Refused(refusal(rule.reason.and_then(|reason| reason.key))),
        None => Permission::Unsaid,
    }
}

fn refusal(key: Option<String>) -> Refusal {
    match key {
        Some(key) if key == "externalDirectory.scim" => Refusal::ScimLink,
        Some(key) => Refusal::Other(key),
        None => Refusal::Other(NOT_SAID.to_owned()),
    }
}

fn token(token: Token) -> Result<ApiToken, &'static str> {
    Ok(ApiToken {
        id: token.id.ok_or("an API token without an id")?,
        created_at: token.created_at.as_deref().and_then(instant),
        last_used_at: instant_or_never(token.last_access.as_deref())?,
        expires_at: instant_or_never(token.expiry.as_deref())?,
    })
}
