//! The world: it routes requests to the vendors, lets time pass, and lets faults and changes happen on the way.
//!
//! It knows no vendor's payloads.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri};
use jiff::Timestamp;

use crate::atlassian::Organization;
use crate::entra::{ScimTarget, Tenant};
use crate::exchange::{Attention, Exchange, Onlooker};
use crate::faulty::{
    Asked, Effect, Fault, Faults, Matcher, Memory, Met, Origin, Outcome, html_page, made_up, truncated,
};

/// The world: one organization, one tenant that pushes to it, and whatever the quirks make of them.
pub struct World {
    /// The Atlassian organization. Answers below `/atlassian`.
    pub organization: Organization,
    /// The Entra tenant. Answers below `/graph` and `/login`.
    pub tenant: Tenant,
    faults: Faults,
    hooks: Vec<Hook>,
    onlooker: Onlooker,
    seen: Vec<SeenRequest>,
    remembered: BTreeMap<Question, Response<Bytes>>,
}

/// A request that arrived from outside, or that a fault kept from arriving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRequest {
    /// When it was sent.
    pub at: Timestamp,
    /// Its method.
    pub method: Method,
    /// Its path and query as sent, beginning with the vendor's segment.
    pub path: String,
}

struct Hook {
    matcher: Matcher,
    act: Act,
}

/// What an administrator does in between.
type Act = Box<dyn FnMut(&mut World, Timestamp) + Send>;

/// Method, path and body of a request.
type Question = (String, String, Bytes);

impl World {
    /// A world in which nothing goes wrong yet.
    pub const fn new(organization: Organization, tenant: Tenant) -> Self {
        Self {
            organization,
            tenant,
            faults: Faults::none(),
            hooks: Vec::new(),
            onlooker: Onlooker::nobody(),
            seen: Vec::new(),
            remembered: BTreeMap::new(),
        }
    }

    /// Answers one request, after everything that was due by `now` has happened. The path's first segment says
    /// which vendor is asked. Faults are not applied; changes scheduled with [`World::before`] are.
    pub fn handle(&mut self, now: Timestamp, request: Request<Bytes>) -> Response<Bytes> {
        self.arrive(now, &request);
        let asked = self.kept(&request);
        let response = self.dispatch(now, request);
        self.show(asked.as_ref(), Some(&response));
        response
    }

    /// Answers one request with the injected faults applied.
    pub fn handle_with_faults(&mut self, now: Timestamp, request: Request<Bytes>) -> Outcome {
        self.arrive(now, &request);
        let path = path_and_query(request.uri());
        let asked = Asked { origin: Origin::Caller, method: request.method(), path: &path };
        let effect = self.faults.strike(&asked);
        let asked = self.kept(&request);
        let Some(effect) = effect else {
            let response = self.dispatch(now, request);
            self.show(asked.as_ref(), Some(&response));
            return Outcome::Answer(response);
        };
        let by_the_vendor = matches!(effect, Effect::Stale);
        let outcome = self.suffer(now, request, effect);
        let answer = match &outcome {
            Outcome::Answer(response) if by_the_vendor => Some(response),
            Outcome::Answer(_) | Outcome::LostBefore | Outcome::LostAfter => None,
        };
        self.show(asked.as_ref(), answer);
        outcome
    }

    /// Shows every request that comes from now on, and what the vendor answered: a caller's, and those that the identity
    /// provider sends while it pushes. There is one onlooker; a second one takes the place of the first.
    pub fn watch(&mut self, onlooker: impl FnMut(&Exchange<'_>) + Send + 'static) {
        self.onlooker = Onlooker::is(onlooker);
    }

    /// Adds a fault.
    pub fn inject(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// Takes all faults away.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Schedules a change that happens right before each request that `matcher` means is answered: an
    /// administrator who acts between our reading and our writing. It cannot hook the identity provider's requests.
    pub fn before(&mut self, matcher: Matcher, act: impl FnMut(&mut Self, Timestamp) + Send + 'static) {
        let act = Box::new(act);
        self.hooks.push(Hook { matcher, act });
    }

    /// When something happens by itself next, if ever.
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        let wakeups = [self.tenant.next_wakeup(), self.organization.next_wakeup()];
        wakeups.into_iter().flatten().min()
    }

    /// Lets everything happen that is due by `now`, each at its own time and in order.
    pub fn advance(&mut self, now: Timestamp) {
        while let Some(due) = self.next_wakeup().filter(|due| *due <= now) {
            self.organization.advance(due);
            if self.tenant.next_wakeup().is_some_and(|own| own <= due) {
                let mut route = PushRoute::new(&mut self.organization, &mut self.faults, &mut self.onlooker);
                self.tenant.run_due(&mut route, due);
            }
        }
    }

    /// Runs one cycle of the tenant's provisioning job now, whatever its schedule says.
    pub fn run_cycle(&mut self, now: Timestamp) {
        let mut route = PushRoute::new(&mut self.organization, &mut self.faults, &mut self.onlooker);
        self.tenant.run_cycle(&mut route, now);
    }

    /// Every request that was sent from outside so far, in order.
    pub fn requests_seen(&self) -> &[SeenRequest] {
        &self.seen
    }

    /// The request, if anybody wants to see it once it is answered.
    fn kept(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        (self.onlooker.attention() == Attention::Watched).then(|| request.clone())
    }

    fn show(&mut self, asked: Option<&Request<Bytes>>, answer: Option<&Response<Bytes>>) {
        let Some(request) = asked else { return };
        let path = path_and_query(request.uri());
        let (origin, method) = (Origin::Caller, request.method());
        self.onlooker.see(&Exchange { origin, method, path: &path, request, answer });
    }

    fn arrive(&mut self, now: Timestamp, request: &Request<Bytes>) {
        self.advance(now);
        let path = path_and_query(request.uri());
        self.run_hooks(now, request.method(), &path);
        let method = request.method().clone();
        self.seen.push(SeenRequest { at: now, method, path });
    }

    fn run_hooks(&mut self, now: Timestamp, method: &Method, path: &str) {
        let origin = Origin::Caller;
        let asked = Asked { origin, method, path };
        // A hook may add hooks: those are kept behind the ones that were there.
        let mut hooks = std::mem::take(&mut self.hooks);
        for hook in &mut hooks {
            if hook.matcher.meets(&asked) == Met::Meant {
                (hook.act)(self, now);
            }
        }
        hooks.append(&mut self.hooks);
        self.hooks = hooks;
    }

    fn suffer(&mut self, now: Timestamp, request: Request<Bytes>, effect: Effect) -> Outcome {
        match effect {
            Effect::Answer { status, headers, body } => Outcome::Answer(made_up(status, &headers, &body)),
            Effect::HtmlPage(status) => Outcome::Answer(html_page(status)),
            Effect::LostBefore => Outcome::LostBefore,
            Effect::LostAfter => {
                self.dispatch(now, request);
                Outcome::LostAfter
            }
            Effect::Truncated { keep_bytes } => Outcome::Answer(truncated(self.dispatch(now, request), keep_bytes)),
            Effect::Stale => {
                let old = self.remembered.get(&question(&request)).cloned();
                Outcome::Answer(old.unwrap_or_else(|| self.dispatch(now, request)))
            }
        }
    }

    fn dispatch(&mut self, now: Timestamp, request: Request<Bytes>) -> Response<Bytes> {
        if self.faults.need_memory() == Memory::Idle {
            return self.route(now, request);
        }
        let asked = question(&request);
        let response = self.route(now, request);
        self.remembered.insert(asked, response.clone());
        response
    }

    fn route(&mut self, now: Timestamp, mut request: Request<Bytes>) -> Response<Bytes> {
        let path = path_and_query(request.uri());
        let trimmed = path.trim_start_matches('/');
        let (vendor, rest) = trimmed.split_once('/').unwrap_or((trimmed, ""));
        let Ok(uri) = format!("/{rest}").parse::<Uri>() else {
            return made_up(StatusCode::BAD_REQUEST, &[], "");
        };
        *request.uri_mut() = uri;
        match vendor {
            "atlassian" => self.organization.handle(now, &request),
            "graph" => {
                let mut route = PushRoute::new(&mut self.organization, &mut self.faults, &mut self.onlooker);
                self.tenant.graph(&mut route, now, &request)
            }
            "login" => self.tenant.login(now, &request),
            _ => made_up(StatusCode::NOT_FOUND, &[], ""),
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("World")
            .field("organization", &self.organization)
            .field("tenant", &self.tenant)
            .field("faults", &self.faults)
            .field("hooks", &self.hooks.len())
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}

/// The way from the tenant to the organization, on which faults can strike too.
struct PushRoute<'a> {
    organization: &'a mut Organization,
    faults: &'a mut Faults,
    onlooker: &'a mut Onlooker,
}

impl<'a> PushRoute<'a> {
    const fn new(organization: &'a mut Organization, faults: &'a mut Faults, onlooker: &'a mut Onlooker) -> Self {
        Self { organization, faults, onlooker }
    }

    /// What arrives at the tenant where a fault strikes.
    fn suffer(&mut self, now: Timestamp, request: &Request<Bytes>, effect: Effect) -> Option<Response<Bytes>> {
        match effect {
            Effect::Answer { status, headers, body } => Some(made_up(status, &headers, &body)),
            Effect::HtmlPage(status) => Some(html_page(status)),
            Effect::LostBefore => None,
            Effect::LostAfter => {
                self.organization.handle(now, request);
                None
            }
            Effect::Truncated { keep_bytes } => Some(truncated(self.organization.handle(now, request), keep_bytes)),
            Effect::Stale => Some(self.organization.handle(now, request)),
        }
    }
}

impl ScimTarget for PushRoute<'_> {
    fn answer(&mut self, now: Timestamp, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let path = format!("/atlassian{}", path_and_query(request.uri()));
        let (origin, method) = (Origin::IdentityProvider, request.method());
        let asked = Asked { origin, method, path: &path };
        let struck = self.faults.strike(&asked);
        let by_the_vendor = matches!(struck, None | Some(Effect::Stale));
        let answer = match struck {
            Some(effect) => self.suffer(now, request, effect),
            None => Some(self.organization.handle(now, request)),
        };
        let shown = answer.as_ref().filter(|_| by_the_vendor);
        self.onlooker.see(&Exchange { origin, method, path: &path, request, answer: shown });
        answer
    }
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

fn question(request: &Request<Bytes>) -> Question {
    let method = request.method().to_string();
    (method, path_and_query(request.uri()), request.body().clone())
}
