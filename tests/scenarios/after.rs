//! After a repair: the renamed account still lives, and somebody should know.

use untwin_core::domain::{AccountStatus, Outcome};
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_tests::{Story, town};
use untwin_workflow::ports::Tally;
use untwin_workflow::{Placeholders, look_at_account, placeholders};

async fn repaired() -> (Story, Person) {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    let story = Story::begin(town);
    assert_eq!(story.heal_person(&ada).await.outcome, Outcome::Repaired);
    (story, ada)
}

async fn looked(story: &Story) -> Option<Placeholders> {
    placeholders(story.ports.as_ref(), story.shift().deadline).await.expect("the store works")
}

#[tokio::test]
async fn a_repaired_case_says_where_to_disable_the_renamed_account_what_it_can_do_and_when_it_is_looked_at_again() {
    let (story, ada) = repaired().await;
    let after = story.only_case().await.expect("a case").after.expect("what is left");
    let first = untwin_tests::START.parse::<jiff::Timestamp>().expect("a time");
    let hours: Vec<i64> = after.looks.iter().map(|at| at.duration_since(first).as_hours()).collect();
    assert_eq!(hours, [1, 24, 168]);
    let renamed = after.renamed.expect("a renamed account");
    assert_eq!(renamed.account, ada.holder);
    assert_eq!(renamed.address, story.world().organization.account(&ada.holder).expect("it").email);
    assert!(renamed.proposal.iter().any(|words| words.contains("Managed accounts")), "{:?}", renamed.proposal);
    assert!(renamed.known.iter().any(|words| words.contains("0 API tokens")), "{:?}", renamed.known);
    story.live_on(200).await;
    let after = story.only_case().await.expect("a case").after.expect("what is left");
    assert!(after.looks.is_empty() && after.renamed.is_some(), "{after:?}");
}

#[tokio::test]
async fn a_renamed_account_that_lives_a_fortnight_later_is_told_once_a_day_until_somebody_disables_it() {
    let (story, ada) = repaired().await;
    assert_eq!(looked(&story).await, Some(Placeholders::default()), "nothing yet");
    story.live_on(14 * 24 + 1).await;
    let writes = story.world().organization.write_requests().count();
    let found = looked(&story).await.expect("a day has passed");
    assert_eq!(found.living.iter().map(|living| &living.account).collect::<Vec<_>>(), [&ada.holder]);
    assert_eq!(looked(&story).await, None, "it was said today");
    story.live_on(25).await;
    assert_eq!(looked(&story).await.expect("a day later").living.len(), 1);
    let now = story.now();
    story.world().organization.deactivate_by_hand(now, &ada.holder);
    story.live_on(25).await;
    assert_eq!(looked(&story).await, Some(Placeholders::default()));
    assert_eq!(story.world().organization.write_requests().count(), writes, "nothing was written");
}

#[tokio::test]
async fn a_renamed_account_that_cannot_be_read_is_not_said_to_be_gone() {
    let (story, _) = repaired().await;
    story.live_on(15 * 24).await;
    story.inject(Matcher::any_method("/users/search").at(Occurrence::Every), Effect::LostBefore);
    let found = looked(&story).await.expect("the first look");
    assert_eq!((found.living.len(), found.unread.len(), found.left), (0, 1, 0), "{found:?}");
}

#[tokio::test]
async fn the_renamed_account_can_be_read_as_it_is_now() {
    let (story, ada) = repaired().await;
    let directory = story.setup.directories.keys().next().expect("one");
    let tally = std::sync::Arc::new(Tally::default());
    let file = look_at_account(story.ports.as_ref(), directory, &ada.holder, &tally).await.expect("a directory");
    assert_eq!(file.account.known().map(|account| &account.status), Some(&AccountStatus::Active));
    assert_eq!(file.tokens.entries().map(<[_]>::len), Ok(0));
}
