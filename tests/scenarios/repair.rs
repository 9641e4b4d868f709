//! The repair of cause 3, from the first failure to the last look.

use untwin_core::decision::Cause;
use untwin_core::domain::Outcome;
use untwin_tests::{Story, town};

#[tokio::test]
async fn an_unlinked_duplicate_is_renamed_once_and_the_person_gets_their_address() {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    let story = Story::begin(town);
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, report.cause), (Outcome::Repaired, Some(Cause::DuplicateUnlinked)), "{report:#?}");
    story.is_repaired(&ada);
}
