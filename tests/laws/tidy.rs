//! Files that stay small, say what they are for, and hide nothing.

use crate::tree::sources;

/// Lines of a file, at most; files of tests may be a little longer.
const LINES_MAX: usize = 400;
const LINES_OF_TESTS_MAX: usize = 500;
/// Names that say nothing.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "misc"];
/// Tests that do not run, or that any failure satisfies.
const HIDING: [&str; 2] = [concat!("#[", "ignore"), concat!("#[", "should_panic")];
/// What waits for somebody.
const UNFINISHED: [&str; 4] =
    [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("TO", "DO"), concat!("FIX", "ME")];

#[test]
fn every_file_says_first_what_it_is_for() {
    none(|_, text| !text.starts_with("//! "));
}

#[test]
fn no_file_is_long() {
    none(|path, text| {
        let of_tests = path.starts_with("tests/") || of_a_crates_tests(path);
        text.lines().count() > if of_tests { LINES_OF_TESTS_MAX } else { LINES_MAX }
    });
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    none(|path, _| {
        let mut names = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
        names.any(|name| EMPTY_NAMES.contains(&name))
    });
}

#[test]
fn no_test_is_left_out_and_none_hopes_for_a_panic() {
    none(|_, text| HIDING.iter().any(|hiding| text.contains(hiding)));
}

#[test]
fn nothing_waits_to_be_finished() {
    none(|_, text| UNFINISHED.iter().any(|unfinished| text.contains(unfinished)));
}

/// Unit tests beside what they test; their parent says what they are for.
fn of_a_crates_tests(path: &str) -> bool {
    path.contains("/src/") && (path.contains("/tests/") || path.ends_with("/tests.rs"))
}

fn none(is_wrong: impl Fn(&str, &str) -> bool) {
    let sources = sources();
    let wrong: Vec<&String> =
        sources.iter().filter(|(path, text)| is_wrong(path, text)).map(|(path, _)| path).collect();
    assert_eq!(wrong, Vec::<&String>::new());
}
