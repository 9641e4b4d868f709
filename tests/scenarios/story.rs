//! The beginnings that several stories share.

use untwin_core::decision::Policy;
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::entra::UserSeed;
use untwin_sandbox::town::{Person, Town, hr};
use untwin_sqlite::SqliteStore;
use untwin_tests::{Story, open_policy, town};
use untwin_workflow::CaseReport;

/// A world in words: what is otherwise than for Ada, whose new address an empty duplicate holds.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    /// The account that has the wanted address, if any.
    pub(crate) holder: fn(AccountSeed, &Town) -> Option<AccountSeed>,
    /// The account with the history.
    pub(crate) original: fn(AccountSeed) -> AccountSeed,
    /// What happened before the provider's cycle, and the policy.
    pub(crate) before: fn(&mut Town, &mut Person, &mut Policy),
    /// What happened after it.
    pub(crate) after: fn(&Story, &Person),
}

impl Setting {
    /// Nothing is otherwise.
    pub(crate) const PLAIN: Self = Self {
        holder: |holder, _| Some(holder),
        original: |original| original,
        before: |_, _, _| {},
        after: |_, _| {},
    };

    /// The story that begins so.
    pub(crate) fn begin(self) -> (Story, Person) {
        let (mut town, mut policy) = (town(), open_policy());
        let mut ada = Town::new(town.start).person("Ada", "Byron", "Lovelace");
        self.settle(&mut town, &ada);
        (self.before)(&mut town, &mut ada, &mut policy);
        let story = Story::begin_with(town, policy, store());
        (self.after)(&story, &ada);
        (story, ada)
    }

    fn settle(self, town: &mut Town, ada: &Person) {
        let (added, invited) = (town.days_ago(700), town.days_ago(180));
        let original = AccountSeed::managed(ada.original.as_str(), ada.former.as_str());
        let original = original.named("Ada Lovelace").added(added).last_active("jira-software", town.days_ago(1));
        let holder = AccountSeed::managed(ada.holder.as_str(), ada.wanted.as_str()).added(invited);
        let holder = (self.holder)(holder, town);
        let organization = &mut town.world.organization;
        let account = organization.add_account((self.original)(original));
        organization.link(&town.directory, ada.record.as_str(), &ada.user, &account);
        if let Some(holder) = holder {
            organization.add_account(holder);
        }
        let tenant = &mut town.world.tenant;
        let user = UserSeed::member(&ada.user, ada.former.as_str()).named("Ada", "Lovelace").created_at(added);
        tenant.add_user(user);
        tenant.assign(added, &ada.user);
        tenant.link_user(&ada.user, ada.record.as_str());
        let renamed = town.days_ago(3);
        town.world.tenant.rename_user(renamed, &ada.user, ada.wanted.as_str(), hr());
    }
}

/// Ada, whose new address an empty duplicate holds, and nothing else in the way.
pub(crate) fn ada() -> (Story, Person) {
    ada_in(|_, _| {})
}

/// The same in a world that `change` had its hands in before the provider's cycle.
pub(crate) fn ada_in(change: impl FnOnce(&mut Town, &Person)) -> (Story, Person) {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    change(&mut town, &ada);
    (Story::begin(town), ada)
}

/// Where a case stands, in one line.
pub(crate) fn brief(report: &CaseReport) -> String {
    let CaseReport { outcome, cause, stopped_by, why, .. } = report;
    let word = why.as_deref().or(report.sentence.as_deref()).unwrap_or("no word why");
    format!("{outcome:?}, cause {cause:?}, stopped by {stopped_by:?}: {word}")
}

/// A fresh store.
pub(crate) fn store() -> SqliteStore {
    SqliteStore::in_memory().expect("a store")
}
