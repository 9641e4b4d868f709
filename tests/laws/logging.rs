//! The words of the log and the metrics: the code, the lists of `untwin_telemetry` and `docs/LOGGING.md` say the same.

use crate::tree::{sources, text};
use std::collections::BTreeSet;
use untwin_door::Refusal;
use untwin_telemetry::{Dimension, FIELDS, LogEvent, Metric};
use untwin_workflow::ports::Phase;

/// What every line has in the end; its sentence stands in no field of the source.
const SENTENCE: &str = "message";
/// How a line or a span begins in the source.
const MACROS: [&str; 6] =
    ["tracing::error!(", "tracing::warn!(", "tracing::info!(", "tracing::debug!(", "tracing::trace!(", "info_span!("];

#[test]
fn every_field_that_is_logged_is_on_the_list_and_the_other_way_round() {
    let used: BTreeSet<String> = product().iter().flat_map(|(_, text)| fields(text)).collect();
    let listed = FIELDS.iter().filter(|field| **field != SENTENCE).map(|field| (*field).to_owned());
    assert_eq!(used, listed.collect());
}

#[test]
fn the_page_has_every_field_event_and_metric() {
    assert_eq!(first_cells("Fields"), FIELDS);
    assert_eq!(first_cells("Events"), LogEvent::ALL.map(LogEvent::name));
    assert_eq!(first_cells("Metrics"), Metric::ALL.map(Metric::name));
    let of = |dimension: Dimension| format!("`{}`", dimension.name());
    let row = |metric: Metric| [metric.unit().name().to_owned(), metric.dimension().map(of).unwrap_or_default()];
    let told = rows("Metrics").into_iter().map(|cells| [cells[1].clone(), cells[2].clone()]);
    assert_eq!(told.collect::<Vec<_>>(), Metric::ALL.map(row));
}

#[test]
fn every_event_is_told_somewhere() {
    let code: String =
        product().into_iter().filter(|(path, _)| !path.contains("telemetry/src")).map(|of| of.1).collect();
    let told = |event: &LogEvent| code.contains(&format!("LogEvent::{event:?}"));
    let untold: Vec<LogEvent> = LogEvent::ALL.into_iter().filter(|event| !told(event)).collect();
    assert_eq!(untold, []);
}

#[test]
fn the_values_of_a_dimension_are_those_that_the_code_has() {
    assert_eq!(Dimension::Reason.values(), Refusal::ALL.map(Refusal::name));
    assert_eq!(Dimension::Phase.values(), Phase::ALL.map(Phase::name));
}

#[test]
fn fields_are_found_however_they_are_written() {
    let source = r#"tracing::warn!(event, case.id = %case.id(a, "b, c"), %error, due_at = ?x, "a {why}, {y}"); info_span!("s", t)"#;
    assert_eq!(fields(source), ["event", "case.id", "error", "due_at", "t"]);
}

fn product() -> Vec<(String, String)> {
    sources().into_iter().filter(|(path, _)| !path.starts_with("tests/")).collect()
}

/// The names of the fields of every line and span in a source.
fn fields(source: &str) -> Vec<String> {
    let begun = MACROS.iter().flat_map(|begins| source.match_indices(begins).map(|(at, begins)| at + begins.len()));
    let mut begun: Vec<usize> = begun.collect();
    begun.sort_unstable();
    begun.into_iter().flat_map(|at| arguments(&source[at..])).filter_map(|argument| field(&argument)).collect()
}

/// The arguments of a macro, from behind its bracket on.
fn arguments(source: &str) -> Vec<String> {
    let (mut arguments, mut depth, mut in_text, mut escaped) = (vec![String::new()], 0_u32, false, false);
    for character in source.chars() {
        match character {
            '"' if !escaped => in_text = !in_text,
            ')' if !in_text && depth == 0 => break,
            ',' if !in_text && depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth -= 1,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        arguments.last_mut().expect("one at least").push(character);
    }
    arguments
}

fn field(argument: &str) -> Option<String> {
    let name = argument.split('=').next()?.trim().trim_start_matches(['%', '?']);
    (!name.is_empty() && !name.starts_with('"')).then(|| name.to_owned())
}

fn first_cells(section: &str) -> Vec<String> {
    rows(section).iter().map(|cells| cells[0].trim_matches('`').to_owned()).collect()
}

/// The cells of the table in a section of the page.
fn rows(section: &str) -> Vec<Vec<String>> {
    let page = text("docs/LOGGING.md");
    let section = page.split("\n## ").find_map(|part| part.strip_prefix(section)).expect("a section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| format!("`{row}").split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}
