//! Documents that name what the code names.

use crate::tree::text;
use std::collections::BTreeSet;
use untwin_core::decision::{Cause, Guard};

#[test]
fn the_page_of_causes_has_every_cause_by_number_and_name() {
    let causes = Cause::ALL.map(|cause| format!("{} {}", cause.number(), cause.name()));
    assert_eq!(headings("docs/CAUSES.md"), causes);
}

#[test]
fn the_page_of_guards_has_every_guard_with_its_sentence() {
    let guards = (1..).zip(Guard::ALL).map(|(number, guard)| format!("{number} {}", guard.name()));
    assert_eq!(headings("docs/GUARDS.md"), guards.collect::<Vec<_>>());
    let page = one_line(&text("docs/GUARDS.md"));
    let missing: Vec<&str> = Guard::ALL.iter().filter(|g| !page.contains(g.sentence())).map(|g| g.name()).collect();
    assert_eq!(missing, Vec::<&str>::new(), "the page says what the code demands");
}

#[test]
fn the_page_of_commands_names_every_command() {
    let headings = headings("docs/COMMANDS.md").join(" ");
    let named: BTreeSet<&str> = headings.split([' ', ',', '|']).collect();
    let commands = commands(&text("functions/cli/src/args.rs"));
    assert!(commands.len() > 10, "{commands:?}");
    let missing: Vec<&String> = commands.iter().filter(|command| !named.contains(command.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn the_map_shows_every_crate() {
    let map = text("docs/ARCHITECTURE.md");
    for folder in ["shared", "functions"] {
        for entry in std::fs::read_dir(crate::tree::root().join(folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.path().join("Cargo.toml").exists() {
                let path = format!("{folder}/{}", entry.file_name().display());
                assert!(map.contains(&path), "{path} is not on the map");
            }
        }
    }
}

fn headings(page: &str) -> Vec<String> {
    text(page).lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The variants of the enums of commands, as they are typed; one that is flattened is no command itself.
fn commands(source: &str) -> BTreeSet<String> {
    let (mut commands, mut inside, mut flattened) = (BTreeSet::new(), false, false);
    for line in source.lines() {
        if line.contains("enum ") {
            inside = line.contains("Command {");
        }
        let variant = line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        match variant {
            Some(variant) if inside && !flattened => {
                let name: String = variant.chars().take_while(char::is_ascii_alphanumeric).collect();
                commands.insert(name.to_ascii_lowercase());
            }
            _ => {}
        }
        flattened = line.contains("#[command(flatten)]");
        inside = inside && line != "}";
    }
    commands
}
