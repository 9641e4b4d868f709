//! `infra/template.yaml` and the code, held together: what one says, the other does.
//!
//! Emulators and linters take misspelt properties and permissions that nobody needs; here neither passes.

mod alarms;
mod events;
mod node;
mod properties;
mod queues;
mod roles;

use crate::tree::{root, text};
use node::{Node, Resource};
use std::collections::BTreeSet;

/// The settings that an operator starts from.
const SETTINGS: &str = "infra/untwin.example.toml";

/// The template.
fn template() -> Node {
    Node::parse(&text("infra/template.yaml"))
}

#[test]
fn the_environment_has_what_the_settings_name_and_nothing_else() {
    let template = template();
    let given = template.at("Globals.Function.Environment.Variables").expect("an environment");
    let given: BTreeSet<&str> = given.entries().map(|(name, _)| name).collect();
    let settings = text(SETTINGS);
    let named = settings.split("\"env:").skip(1).filter_map(|rest| rest.split('"').next());
    // Where the settings are is the one name that the code itself looks up.
    assert!(text("shared/startup/src/function.rs").contains("\"UNTWIN_SETTINGS\""));
    assert_eq!(given, named.chain(["UNTWIN_SETTINGS"]).collect());
}

#[test]
fn each_function_is_a_program_of_ours_with_a_role_and_a_log_of_its_own() {
    let template = template();
    let functions = of_type(&template, "AWS::Serverless::Function");
    assert_eq!(functions.len(), 3);
    for Resource { name, properties, .. } in functions {
        let folder = name.to_ascii_lowercase();
        assert!(root().join("functions").join(&folder).join("Cargo.toml").is_file(), "{name} is none of functions/");
        let told = |path: &str| properties.at(path).map(Node::words);
        assert_eq!(told("CodeUri"), Some(format!("../target/package/{folder}.zip")));
        assert_eq!(told("Role"), Some(format!("{name}Role.Arn")));
        assert_eq!(told("LoggingConfig.LogGroup"), Some(format!("{name}Log")));
        assert_eq!(told("LoggingConfig.LogFormat"), Some("JSON".to_owned()));
    }
}

#[test]
fn what_is_packed_for_lambda_unwinds() {
    let manifest = text("Cargo.toml");
    let (_, profile) = manifest.split_once("[profile.deploy]\n").expect("the profile");
    let profile = profile.split("\n[").next().expect("its lines");
    assert!(profile.contains("panic = \"unwind\""), "or a panic ends the whole batch");
    assert!(text("infra/package.py").contains("PROFILE = \"deploy\""));
}

#[test]
fn the_table_has_the_keys_and_indexes_that_the_store_uses_and_is_not_lost() {
    let template = template();
    let table = template.at("Resources.Table").expect("a table");
    let keys = |path: &str| {
        let keys = table.at(path).into_iter().flat_map(Node::items);
        keys.map(|key| key.at("AttributeName").map(Node::words).unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(keys("Properties.KeySchema"), ["pk", "sk"]);
    let indexes = table.at("Properties.GlobalSecondaryIndexes").expect("indexes").items().map(|index| {
        let keys = index.at("KeySchema").into_iter().flat_map(Node::items).filter_map(|key| key.at("AttributeName"));
        (index.at("IndexName").map(Node::words).unwrap_or_default(), keys.map(Node::words).collect::<Vec<_>>())
    });
    let expected = [("due", ["due_shard", "due_at"]), ("listed", ["listed", "changed_at"])];
    assert!(indexes.eq(expected.map(|(name, keys)| (name.to_owned(), keys.map(str::to_owned).to_vec()))));
    let told = |path: &str| table.at(path).map(Node::words);
    assert_eq!(told("Properties.TimeToLiveSpecification.AttributeName").as_deref(), Some("expires_at"));
    assert_eq!(told("Properties.TimeToLiveSpecification.Enabled").as_deref(), Some("true"));
    assert_eq!(told("Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled").as_deref(), Some("true"));
    assert_eq!(told("Properties.SSESpecification.SSEEnabled").as_deref(), Some("true"));
    assert_eq!((told("DeletionPolicy"), told("UpdateReplacePolicy")), (Some("Retain".into()), Some("Retain".into())));
}

#[test]
fn every_parameter_says_what_it_is_for_and_is_used() {
    let template = template();
    let parameters = template.at("Parameters").expect("parameters");
    let whole = text("infra/template.yaml");
    for (name, parameter) in parameters.entries() {
        assert!(parameter.at("Description").is_some() && parameter.at("Default").is_some(), "{name}");
        assert!(whole.contains(&format!("!Ref {name}")) || whole.contains(&format!("${{{name}}}")), "{name} is unused");
    }
}

/// Every resource of a type.
fn of_type<'t>(template: &'t Node, wanted: &str) -> Vec<Resource<'t>> {
    template.resources().filter(|resource| resource.kind == wanted).collect()
}
