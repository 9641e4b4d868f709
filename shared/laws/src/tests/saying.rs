//! The law about logs, I15, and how the laws are named.

use super::story::Story;
use crate::{Law, What};
use std::collections::BTreeSet;

fn logged(line: &str) -> Vec<Law> {
    let mut story = Story::begun();
    story.beginning.secrets = vec!["ATCTT3xFfGN0".to_owned()];
    story.beginning.private = vec!["Ada".to_owned(), "Zoë Lovelace".to_owned(), "ada@example.com".to_owned()];
    story.tell(What::Logged { line: line.to_owned() }).broken()
}

#[test]
fn i15_keys_addresses_and_names_are_found_in_any_case() {
    for line in ["key=atctt3xffgn0!", "to ADA@example.com", "for ada.", "ZOË LOVELACE left", "x=\"Ada\""] {
        assert_eq!(logged(line), [Law::I15], "{line}");
    }
}

#[test]
fn i15_ids_and_words_that_begin_like_a_name_are_no_leak() {
    for line in ["the adapter of case-1", "account 712020:cd7110d2 was renamed", "canada", ""] {
        assert_eq!(logged(line), [], "{line}");
    }
}

#[test]
fn each_law_has_a_name_and_a_sentence_of_its_own() {
    let names: BTreeSet<String> = Law::ALL.iter().map(ToString::to_string).collect();
    let sentences: BTreeSet<&str> = Law::ALL.into_iter().map(Law::says).collect();
    assert_eq!((names.len(), sentences.len()), (17, 17));
    assert!(names.contains("I1") && names.contains("I17"));
}
