//! What nobody has confirmed about either side, where a story of its own tells more than the worlds of every two switches.

use crate::story::{ada_in, brief};
use jiff::SignedDuration;
use untwin_core::domain::Outcome;
use untwin_sandbox::atlassian::{self, AccountSeed};
use untwin_sandbox::entra::exports::{self, ExportStyle};
use untwin_sandbox::entra::quirks::ExportedIds;
use untwin_sandbox::town::Person;
use untwin_tests::{Story, town};

/// Fields that an answer may leave out, and what becomes of the case then. Switches leave out the others.
const ABSENT: &[(&str, Outcome)] = &[
    ("accountType", Outcome::HandedOver),
    ("accountStatus", Outcome::Repaired),
    ("status", Outcome::HandedOver),
    ("membershipStatus", Outcome::Repaired),
    ("managementSource", Outcome::Repaired),
    ("emailVerified", Outcome::Repaired),
    ("name", Outcome::Repaired),
    ("nickname", Outcome::Repaired),
    ("email", Outcome::HandedOver),
    ("platformRoles", Outcome::HandedOver),
    ("counts", Outcome::Repaired),
];

#[tokio::test]
async fn a_field_that_is_left_out_is_never_taken_for_a_yes() {
    for (field, expected) in ABSENT {
        let (story, ada) = ada_in(|town, _| {
            town.world.organization.quirks().absent_fields.insert(field);
        });
        let report = story.heal_person(&ada).await;
        story.live_on(12).await;
        let report = story.case(&report.id).await;
        story.is_repaired_or_untouched(&ada, &report, field);
        assert_eq!(report.outcome, *expected, "{field}: {}", brief(&report));
    }
}

#[tokio::test]
async fn a_holder_that_spells_the_address_in_capitals_is_found_or_left_alone() {
    for search in [atlassian::CaseHandling::Folded, atlassian::CaseHandling::Exact] {
        for links in [atlassian::CaseHandling::Folded, atlassian::CaseHandling::Exact] {
            let mut town = town();
            let ada = town.person_with("Ada", ("Byron", "Lovelace"), |_| None);
            let holder = AccountSeed::managed(ada.holder.as_str(), "Ada.Lovelace@Example.com");
            let added = town.days_ago(180);
            town.world.organization.add_account(holder.added(added));
            town.world.organization.quirks().search_case = search;
            town.world.organization.quirks().links_case = links;
            let story = Story::begin(town);
            let report = story.heal_person(&ada).await;
            match report.outcome {
                Outcome::Repaired => story.is_repaired(&ada),
                _ => story.nothing_changed(),
            }
        }
    }
}

#[tokio::test]
async fn a_provider_whose_search_lags_behind_is_waited_for_and_nothing_is_written_meanwhile() {
    let (story, ada) = ada_in(|town, ada| {
        town.world.tenant.quirks.eventual_lag_s = 6 * 3_600;
        let now = town.start;
        town.world.tenant.rename_user(now, &ada.user, ada.wanted.as_str(), untwin_sandbox::town::hr());
    });
    let report = story.heal_person(&ada).await;
    story.is_repaired_or_untouched(&ada, &report, "a lagging search");
}

#[tokio::test]
async fn an_export_with_an_id_of_its_own_leads_to_the_same_conflict_in_the_log() {
    let (story, ada) = ada_in(|town, _| town.world.tenant.quirks.exported_ids = ExportedIds::Own);
    let healed = story.heal(&exported(&story, &ada)).await;
    assert_eq!((healed.cases.len(), healed.ignored.len(), healed.later.len()), (1, 0, 0), "{healed:?}");
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_failure_that_the_log_does_not_show_yet_comes_again() {
    let (story, ada) = ada_in(|town, _| town.world.tenant.quirks.log_lag_s = 900);
    let healed = story.heal(&exported(&story, &ada)).await;
    assert_eq!((healed.cases.len(), healed.ignored.len(), healed.later.len()), (0, 0, 1), "{healed:?}");
    story.clock.advance_by(SignedDuration::from_mins(10));
    assert_eq!(story.heal(&exported(&story, &ada)).await.cases.len(), 1);
}

#[tokio::test]
async fn an_old_failure_that_the_log_does_not_show_is_put_aside() {
    let (story, ada) = ada_in(|town, _| town.world.tenant.quirks.log_lag_s = 86_400);
    story.clock.advance_by(SignedDuration::from_hours(1));
    let healed = story.heal(&exported(&story, &ada)).await;
    assert_eq!((healed.cases.len(), healed.ignored.len(), healed.later.len()), (0, 1, 0), "{healed:?}");
}

/// The newest failure of a person as the tenant's diagnostic settings export it.
fn exported(story: &Story, person: &Person) -> Vec<u8> {
    let world = story.world();
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == person.user).expect("a failure");
    let record = exports::exported(record, &world.tenant.quirks);
    exports::event_hub_batch(&[record], ExportStyle::WithResult).to_string().into_bytes()
}
