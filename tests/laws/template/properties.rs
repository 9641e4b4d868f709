//! Every property is spelled as its resource type has it: the emulator, and in part the linters, take any other too.
//!
//! `tests/fixtures/aws/properties.txt` lists what each type has, one path a line; `make properties` writes it anew.

use super::node::{Node, Resource};
use super::template;
use crate::tree::text;
use std::collections::BTreeSet;

/// Below such a path anything may stand.
const ANYTHING: &str = ".*";

#[test]
fn every_property_is_one_that_its_type_has() {
    let template = template();
    let known = text("tests/fixtures/aws/properties.txt");
    let known: BTreeSet<&str> = known.lines().collect();
    let used: BTreeSet<String> = template.resources().flat_map(used).chain(globals(&template)).collect();
    assert!(used.len() > 100, "the whole template is looked at");
    let wrong: Vec<&String> = used.iter().filter(|path| !is_known(&known, path)).collect();
    assert_eq!(wrong, Vec::<&String>::new());
}

#[test]
fn a_misspelt_property_is_found_however_deep_it_lies() {
    let known = BTreeSet::from(["Queue Policy", "Queue Policy.Count", "Queue Tags", "Queue Tags.*"]);
    let wrong = |template: &str| {
        let used: Vec<String> = Node::parse(template).resources().flat_map(used).collect();
        used.into_iter().filter(|path| !is_known(&known, path)).collect::<Vec<_>>()
    };
    let queue = "Resources: { One: { Type: Queue, Properties: {";
    assert_eq!(
        wrong(&format!("{queue} Policy: {{ Count: 5 }}, Tags: {{ any: thing }} }} }} }}")),
        Vec::<String>::new()
    );
    assert_eq!(wrong(&format!("{queue} Policy: [{{ Cuont: 5 }}] }} }} }}")), ["Queue Policy.Cuont"]);
    let either = format!("{queue} Policy: !If [Some, {{ Cuont: 5 }}, !Ref AWS::NoValue] }} }} }}");
    assert_eq!(wrong(&either), ["Queue Policy.Cuont"]);
}

fn is_known(known: &BTreeSet<&str>, path: &str) -> bool {
    let ends = path.match_indices('.').map(|(end, _)| &path[..end]);
    known.contains(path) || ends.into_iter().any(|above| known.contains(format!("{above}{ANYTHING}").as_str()))
}

fn used(resource: Resource<'_>) -> Vec<String> {
    let mut paths = Vec::new();
    collect(resource.properties, &format!("{} ", resource.kind), &mut paths);
    paths
}

/// What every function is given stands in one place.
fn globals(template: &Node) -> Vec<String> {
    let mut paths = Vec::new();
    let given = template.at("Globals.Function").expect("what every function is given");
    collect(given, "AWS::Serverless::Function ", &mut paths);
    paths
}

/// Lists are looked through, and so are conditions; what another call gives is known only once it is deployed.
fn collect(node: &Node, above: &str, paths: &mut Vec<String>) {
    match node {
        Node::Map(_) => {
            for (key, value) in node.entries() {
                let path = format!("{above}{key}");
                collect(value, &format!("{path}."), paths);
                paths.push(path);
            }
        }
        Node::List(_) => node.items().for_each(|item| collect(item, above, paths)),
        Node::Call(..) => {
            let branches = node.branches();
            branches.into_iter().filter(|branch| *branch != node).for_each(|branch| collect(branch, above, paths));
        }
        Node::Text(_) => {}
    }
}
