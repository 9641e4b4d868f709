//! What cannot be read is refused by name and kept; what is good beside it is read.

use super::{FIXTURES, fixture, lines, of_ada, text_of};
use crate::{Contents, DOCUMENT_BYTES_MAX, read};
use serde_json::Value;

/// The reason of the only thing that is unreadable in a document.
fn reason(document: &[u8]) -> String {
    let reading = read(document);
    assert_eq!(reading.unreadable.len(), 1, "{:?}", reading.unreadable);
    reading.unreadable[0].reason.clone()
}

#[test]
fn an_empty_batch_is_nothing_to_do() {
    let alike =
        [r#"{"records":[]}"#, r#"{"value":[]}"#, "[]", r#"{"tables":[]}"#, r#"{"tables":[{"columns":[],"rows":[]}]}"#];
    let foreign = [
        "",
        " \r\n",
        "\u{feff}",
        "{}",
        "null",
        "12",
        r#""""#,
        r#"{"hello":"world"}"#,
        r#"[{"id":"1","userName":"ada"}]"#,
    ];
    for document in alike.into_iter().chain(foreign) {
        assert_eq!(read(document.as_bytes()).contents(), Contents::NothingToDo, "{document}");
    }
}

#[test]
fn malformed_json_is_named_with_its_place() {
    assert_eq!(
        reason(b"{\"records\":[{"),
        "document: the JSON ends too early (line 1, column 13); send the whole of it, unchanged"
    );
    assert_eq!(
        reason(b"{not json"),
        "document: the JSON is malformed (line 1, column 2); send the whole of it, unchanged"
    );
    assert!(reason(b"[{\"a\":1},]").starts_with("document: the JSON is malformed"));
}

#[test]
fn bytes_that_are_no_text_are_named() {
    assert_eq!(reason(b"{\"value\":\"\xff\"}"), "document: not UTF-8 after byte 10; send it as UTF-8");
    assert_eq!(reason(b"\xff\xfe{\0}\0"), "document: UTF-16; send it as UTF-8");
}

#[test]
fn nesting_beyond_the_bound_is_refused_and_not_followed() {
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    let very = "{\"a\":".repeat(600_000);
    for document in [deep, very] {
        assert_eq!(
            reason(document.as_bytes()),
            "document: nested deeper than 64 levels; send the record as it was exported"
        );
    }
}

#[test]
fn five_megabytes_are_refused_by_name() {
    let document = format!("{{\"value\":[]}}{}", " ".repeat(5_000_000));
    assert_eq!(reason(document.as_bytes()), "document: larger than 4 MiB; send it in smaller parts");
    assert_eq!(read(&document.as_bytes()[..DOCUMENT_BYTES_MAX]).contents(), Contents::NothingToDo);
}

#[test]
fn a_bad_line_spoils_itself_only() {
    let reading = read(fixture!("event-hub-lines.ndjson"));
    assert_eq!(lines(&reading).len(), 2);
    assert_eq!(lines(&reading)[0], of_ada());
    assert_eq!(reading.unreadable[0].place, "line 2");
    let text = text_of(fixture!("event-hub-lines.ndjson"));
    assert_eq!(reading.unreadable[0].bytes, text.lines().nth(1).unwrap().as_bytes());
}

#[test]
fn a_line_of_other_bytes_or_words_spoils_itself_only() {
    let good = text_of(fixture!("event-hub-lines.ndjson")).lines().next().unwrap().as_bytes().to_vec();
    for bad in [b"\xff\xff".as_slice(), b"what is this", &b"[".repeat(100)] {
        let reading = read(&[bad, b"\n", &good, b"\n"].concat());
        assert_eq!(lines(&reading), [of_ada()]);
        assert_eq!((reading.unreadable[0].place.as_str(), reading.unreadable[0].bytes.as_slice()), ("line 1", bad));
    }
}

#[test]
fn an_impossible_address_spoils_its_record_only() {
    let long = format!("{}@example.com", "a".repeat(65));
    let page = text_of(fixture!("graph-page.json")).replacen("email[ada@example.com]", &format!("email[{long}]"), 1);
    let reading = read(page.as_bytes());
    assert_eq!(reading.failures.len(), 5);
    let unreadable = &reading.unreadable[0];
    assert_eq!(unreadable.place, "value[0]");
    assert!(unreadable.reason.starts_with("email in the conflict text: more than 64 characters before the @; "));
    let kept: Value = serde_json::from_slice(&unreadable.bytes).unwrap();
    assert_eq!(kept["id"], "00001-rec");
}

#[test]
fn a_cut_conflict_text_is_named_by_its_field() {
    let page = text_of(fixture!("graph-record.json"));
    let reason_field = page.find("email[ada@exam").unwrap() + "email[ada@exam".len();
    let end = page[reason_field..].find("\",\n").unwrap() + reason_field;
    let cut = format!("{}{}", &page[..reason_field], &page[end..]);
    assert_eq!(
        reason(cut.as_bytes()),
        "errorInformation.reason: the conflict text is cut off before it ends; send the whole text"
    );
}

#[test]
fn a_cut_error_after_a_whole_conflict_text_does_no_harm() {
    let page = text_of(fixture!("graph-record.json"));
    let after = page.find("already exists").unwrap() + "already exists".len();
    let end = page[after..].find("\",\n").unwrap() + after;
    let cut = format!("{}{}", &page[..after], &page[end..]);
    assert_eq!(lines(&read(cut.as_bytes())), [of_ada()]);
}

#[test]
fn a_cut_column_is_a_fault_only_where_the_conflict_is_not_in_it() {
    let cut_at = |words: &str| {
        let mut rows: Vec<Value> = serde_json::from_slice(fixture!("log-analytics-rows.json")).unwrap();
        let info = rows[0]["ProvisioningStatusInfo"].as_str().unwrap();
        rows[0]["ProvisioningStatusInfo"] = info[..info.find(words).unwrap() + words.len()].into();
        rows[0].to_string()
    };
    assert_eq!(lines(&read(cut_at("already exists").as_bytes())), [of_ada()]);
    assert!(reason(cut_at("StatusCode").as_bytes()).starts_with("provisioningStatusInfo: the JSON ends too early"));
    assert!(reason(cut_at("email[ada").as_bytes()).starts_with("provisioningStatusInfo: the conflict text is cut off"));
}

#[test]
fn ids_that_cannot_be_ids_are_named() {
    let record = text_of(fixture!("graph-record.json"));
    let spaced = record.replace("\"00001-rec\"", "\"00001 rec\"");
    assert_eq!(
        reason(spaced.as_bytes()),
        "id: event id holds a space or a control character; send the record as it was exported"
    );
    let object = record.replace("\"00001-rec\"", "{}");
    assert_eq!(reason(object.as_bytes()), "id: not a text; send the record as it was exported");
}

#[test]
fn rows_that_do_not_fit_and_elements_that_are_no_records_are_named() {
    let table = br#"{"tables":[{"columns":[{"name":"Id"}],"rows":[["1","2"]]}]}"#;
    assert_eq!(reason(table), "rows: 2 values for 1 columns; send the result as the query gave it");
    assert_eq!(reason(br#"{"records":[7]}"#), "records[0]: not a record; send objects, as they were exported");
    assert!(reason(br#"{"key":"x","value":"[{"}"#).starts_with("value: the JSON ends too early"));
    let properties = br#"{"category":"ProvisioningLogs","properties":"{"}"#;
    assert!(reason(properties).starts_with("properties: the JSON ends too early"));
}

#[test]
fn documents_in_documents_end_at_a_bound() {
    let mut text = text_of(fixture!("graph-record.json"));
    for _ in 0..8 {
        text = serde_json::to_string(&text).unwrap();
    }
    assert!(reason(text.as_bytes()).contains("wrapped in too many documents"));
}

#[test]
fn no_reason_holds_an_address() {
    for document in FIXTURES {
        let text = text_of(document);
        for broken in [
            text.replace("ada@example.com", "ada lovelace"),
            text.replace("] already exists", ""),
            text.replace(':', ""),
        ] {
            for unreadable in read(broken.as_bytes()).unreadable {
                let shown = format!("{} {unreadable:?}", unreadable.reason).to_lowercase();
                assert!(
                    !shown.contains("ada@") && !shown.contains("lovelace") && !shown.contains("@example"),
                    "{shown}"
                );
            }
        }
    }
}

#[test]
fn no_cut_and_no_flipped_byte_breaks_anything() {
    for document in FIXTURES {
        for end in (0..document.len()).step_by(1 + document.len() / 600) {
            let (before, after) = document.split_at(end);
            let mut flipped = document.to_vec();
            flipped[end] ^= 0x23;
            let _ = (read(before), read(after), read(&flipped));
        }
    }
}
