//! What goes well breaks no law, and the laws did look at it.

use super::story::{HOLDER, ORIGINAL, PLACEHOLDER, Story, WANTED, back_fence};
use crate::{Law, Undone, What};
use serde_json::json;

#[test]
fn a_healthy_repair_breaks_no_law_and_the_laws_looked_at_it() {
    let watch = {
        let mut story = Story::repaired();
        story.tell(What::Logged { line: "case case-1 is repaired".to_owned() }).later(20_000).rests();
        story.played()
    };
    assert_eq!(watch.breaches(), []);
    let silent = [Law::I9, Law::I14, Law::I16];
    for law in Law::ALL.into_iter().filter(|law| !silent.contains(law)) {
        assert!(watch.checked().get(&law).is_some_and(|count| *count > 0), "{law} looked at nothing");
    }
    assert_eq!(watch.model().address_of(ORIGINAL), Some(WANTED));
    assert_eq!(watch.model().address_of(HOLDER), Some(PLACEHOLDER));
}

#[test]
fn a_rename_that_is_taken_back_breaks_no_law() {
    let mut story = Story::renamed();
    story.fence(&back_fence()).gives_back("compensate").case("handed_over").later(20_000).rests();
    assert_eq!(story.breaches(), []);
}

#[test]
fn an_undo_that_a_person_asked_for_breaks_no_law() {
    let mut story = Story::renamed();
    story.journals(&json!({"event": "undo_asked", "by": "grace"})).case("undoing");
    story.fence(&back_fence()).gives_back("undo");
    story.journals(&json!({"event": "undone", "lost": ["sessions"]})).case("undone");
    story.tell(What::UndoEnded { case: "case-1".to_owned(), undone: Undone::Yes }).later(20_000).rests();
    assert_eq!(story.breaches(), []);
}
