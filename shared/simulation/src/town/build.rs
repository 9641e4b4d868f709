//! Building a town: its history, what happened this morning, the provider's cycle, and what happened since.
//!
//! All of it is over when the run begins; nothing of it is observed.

use super::cast::{Cast, CastGroup, GROUPS, LOST_DOMAIN, Person, SECOND_KEY};
use super::plan::{PersonPlan, SchedulePlan, SubjectPlan, TownPlan};
use super::{homes, provider, settings, truth};
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::ScimUserId;
use untwin_laws::Beginning;
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{Claiming, DomainStatus};
use untwin_sandbox::entra::Group;
use untwin_sandbox::town::{Town, uuid};
use untwin_startup::Vendors;
use untwin_workflow::Setup;

/// When every run begins: 2026-08-18T08:00:00Z.
const START: Timestamp = Timestamp::constant(1_787_040_000, 0);
/// So long before that the provider ran its last cycle, in minutes.
const CYCLE_MINS_AGO: i64 = 10;
/// So long before that the last changes happened that no cycle has seen, in minutes.
const SINCE_MINS_AGO: i64 = 5;
/// From the beginning to the next cycle, where cycles begin by themselves, in minutes.
const NEXT_CYCLE_MINS: i64 = 30;

/// A town, ready to begin.
#[derive(Debug)]
pub struct Built {
    /// The world.
    pub world: World,
    /// Who is who in it.
    pub cast: Cast,
    /// The truth about it, for the laws.
    pub beginning: Beginning,
    /// What the product is told of the vendors.
    pub vendors: Vendors,
    /// The product's set-up.
    pub setup: Setup,
    /// When the run begins.
    pub start: Timestamp,
}

/// When every run begins.
pub const fn start() -> Timestamp {
    START
}

/// Builds a town; the vendors are found below `base` (scheme and authority).
pub fn build(plan: &TownPlan, base: &str) -> Built {
    let mut town = Town::new(START);
    town.reached_at(base);
    let mut site = Site { world: town.world, cast: Cast::of(plan), plan, start: START };
    site.have_domains();
    site.each(homes::have_accounts);
    site.each(provider::have_users);
    site.have_groups();
    plan.quirks.switches.iter().for_each(|switch| switch.throw(&mut site.world));
    site.each(provider::change_this_morning);
    site.world.run_cycle(site.minutes_ago(CYCLE_MINS_AGO));
    site.each(homes::change_since);
    site.each(provider::change_since);
    site.lose_domain();
    site.keep_schedule();
    let setup = settings::setup(plan, &site.cast, &site.world);
    let vendors = settings::vendors(plan, &site.cast, &site.world, base);
    let beginning = truth::beginning(&site, &setup);
    Built { world: site.world, cast: site.cast, beginning, vendors, setup, start: START }
}

/// A town that is being built.
pub(super) struct Site<'a> {
    pub(super) world: World,
    pub(super) cast: Cast,
    pub(super) plan: &'a TownPlan,
    pub(super) start: Timestamp,
}

impl Site<'_> {
    /// The people, with their plans.
    pub(super) fn people(&self) -> impl Iterator<Item = (&PersonPlan, &Person)> {
        self.plan.people.iter().zip(&self.cast.people)
    }

    /// So many days before the beginning.
    pub(super) fn days_ago(&self, days: i64) -> Timestamp {
        self.before(SignedDuration::from_hours(days.saturating_mul(24)))
    }

    /// So many minutes before the beginning.
    pub(super) fn minutes_ago(&self, minutes: i64) -> Timestamp {
        self.before(SignedDuration::from_mins(minutes))
    }

    /// When those changes happened that no cycle has seen.
    pub(super) fn since(&self) -> Timestamp {
        self.minutes_ago(SINCE_MINS_AGO)
    }

    fn before(&self, span: SignedDuration) -> Timestamp {
        self.start.checked_sub(span).unwrap_or(Timestamp::MIN)
    }

    fn each(&mut self, act: fn(&mut Self, PersonPlan, &Person)) {
        let people = self.cast.people.clone();
        for (plan, person) in self.plan.people.iter().zip(&people) {
            act(self, *plan, person);
        }
    }

    fn have_domains(&mut self) {
        if self.plan.people.iter().any(|person| person.subject == SubjectPlan::LostDomain) {
            self.world.organization.verify_domain(LOST_DOMAIN);
        }
        // A domain that is verified with nothing claimed on it takes up addresses and gives them no account.
        self.world.organization.add_domain("example.net", DomainStatus::Verified, Claiming::Unclaimed);
        if let Some(second) = &self.cast.second {
            self.world.organization.add_directory(second.as_str(), SECOND_KEY);
        }
    }

    /// The groups that anybody is granted, on both sides.
    fn have_groups(&mut self) {
        let most = self.plan.people.iter().map(|person| usize::from(person.groups)).max().unwrap_or_default();
        for (index, name) in GROUPS.into_iter().enumerate().take(most) {
            let granted = |(plan, _): &(&PersonPlan, &Person)| usize::from(plan.groups) > index;
            let members: Vec<Person> = self.people().filter(granted).map(|(_, person)| person.clone()).collect();
            let pushed = |person: &&Person| self.world.organization.account(&person.original).is_some();
            let records: Vec<ScimUserId> = members.iter().filter(pushed).map(|person| person.record.clone()).collect();
            let users: Vec<&str> = members.iter().map(|person| person.user.as_str()).collect();
            let at_provider = uuid(&format!("group {name}"));
            let long_ago = self.days_ago(600);
            let scim = self.world.organization.add_group(&self.cast.directory, name, &records).to_string();
            self.world.tenant.add_group(Group::assigned_by_hand(&at_provider, name, &users));
            self.world.tenant.assign(long_ago, &at_provider);
            self.cast.add_group(CastGroup { name, at_provider, scim });
        }
    }

    fn lose_domain(&mut self) {
        if self.plan.people.iter().any(|person| person.subject == SubjectPlan::LostDomain) {
            self.world.organization.prove_domain_by_hand(LOST_DOMAIN, DomainStatus::MissingToken);
        }
    }

    fn keep_schedule(&mut self) {
        match self.plan.schedule {
            SchedulePlan::ByHand => {}
            SchedulePlan::Running => self.world.tenant.start_schedule(self.minutes_ago(-NEXT_CYCLE_MINS)),
        }
    }
}
