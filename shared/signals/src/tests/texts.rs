//! Text as people paste it: the on-demand page, the troubleshooting log, several conflicts at once.

use super::{fixture, lines, of_ada, read_clean, text_of};
use crate::{Contents, read};
use serde_json::json;
use untwin_core::domain::{Failure, Recognition, Source};

fn name(failure: &Failure) -> Option<&str> {
    failure.subject_name.as_ref().map(|name| name.to_look_up().as_str())
}

#[test]
fn the_pasted_page_is_one_record_that_names_the_user() {
    let reading = read_clean(fixture!("pasted-on-demand-page.txt"));
    assert_eq!(lines(&reading), [of_ada()]);
    let failure = &reading.failures[0];
    assert_eq!((failure.source, name(failure)), (Source::PastedText, Some("ada@example.com")));
    assert_eq!(failure.retry_announced_at, "2026-03-02T14:05:09.1234567Z".parse().ok());
    assert!(failure.dedup_key.as_str().starts_with("sha256-"));
}

#[test]
fn several_pasted_conflicts_are_a_record_each() {
    let reading = read_clean(fixture!("pasted-several.txt"));
    assert_eq!(
        lines(&reading),
        [
            json!(["uniqueness", "user", "email", "grace@example.com", "create"]),
            json!(["uniqueness", "user", "email", "ada@example.com", "other"]),
            json!(["uniqueness", "user", "email", "o'neil@example.com", "update"]),
            json!(["uniqueness", "group", "displayName", null, "other"]),
        ]
    );
    let names: Vec<_> = reading.failures.iter().map(name).collect();
    assert_eq!(names, [Some("grace@example.com"), None, Some("o'neil@example.com"), None]);
}

#[test]
fn a_scim_error_is_read_with_and_without_its_last_brace() {
    for document in [fixture!("scim-error.json"), fixture!("pasted-cut-brace.txt")] {
        assert_eq!(lines(&read_clean(document))[0][3], "ada@example.com");
    }
}

#[test]
fn a_scim_error_with_prose_after_it_or_escapes_in_it_is_still_one() {
    let error = text_of(fixture!("pasted-cut-brace.txt")).trim().to_owned() + "}";
    let escaped = error.replace('"', "\\\"");
    for text in [format!("{error}. This operation was retried 1 times."), escaped, format!("{error}\n{error}\r\n")] {
        assert_eq!(lines(&read_clean(text.as_bytes()))[0][3], "ada@example.com", "{text}");
    }
}

#[test]
fn white_space_makes_no_new_key() {
    let text = text_of(fixture!("pasted-on-demand-page.txt"));
    let one = read_clean(text.as_bytes());
    let other = read_clean(text.replace('\n', "\r\n  ").as_bytes());
    assert_eq!(one.failures[0].dedup_key, other.failures[0].dedup_key);
}

#[test]
fn an_address_in_another_script_is_kept_as_it_is() {
    for address in ["аda@example.com", "ada@xn--exmple-cua.com", "åda@exämple.com"] {
        let text = format!("Resource [USER]: with email[{address}] already exists.");
        assert_eq!(lines(&read_clean(text.as_bytes()))[0][3], address);
    }
}

#[test]
fn another_conflict_is_a_record_and_no_conflict_is_none() {
    let inactive = "StatusCode: Conflict Web Response: { \"status\" : \"409\", \"detail\" : \"User must be Active.\" }";
    let reading = read_clean(inactive.as_bytes());
    assert!(matches!(reading.failures[0].recognition, Recognition::Other(_)));
    let note = "[USER] Ada asked whether her account already exists.\nIt does.";
    assert_eq!(read_clean(note.as_bytes()).contents(), Contents::NothingToDo);
}

#[test]
fn prose_around_a_scim_error_on_its_own_line_stays_one_text() {
    let error = text_of(fixture!("pasted-cut-brace.txt")).trim().to_owned() + "}";
    let reading = read_clean(
        format!("Failed to update User 'ada@example.com' in AtlassianCloud\n{error}\nPlease help").as_bytes(),
    );
    assert_eq!(lines(&reading), [of_ada()]);
}

#[test]
fn a_conflict_that_breaks_off_is_kept_for_a_person() {
    let text =
        "Failed to update User 'x': Conflict. Errors reported by remote server: Resource [USER]: with email[ada@exa";
    let reading = read(text.as_bytes());
    assert!(reading.failures.is_empty());
    assert_eq!(
        reading.unreadable[0].reason,
        "detail: the conflict text is cut off before it ends; send the whole text"
    );
    assert_eq!(reading.unreadable[0].bytes, text.as_bytes());
}
