//! The arrows between crates, as `docs/ARCHITECTURE.md` draws them, and one TLS stack.

use crate::tree::{built, metadata};
use cargo_metadata::{DependencyKind, Package};
use std::collections::BTreeSet;

/// Which of our crates each crate may use.
const ARROWS: [(&str, &[&str]); 20] = [
    ("core", &[]),
    ("signals", &["core"]),
    ("telemetry", &["core"]),
    ("workflow", &["core", "telemetry"]),
    ("notify", &["core"]),
    ("outbound", &["core", "telemetry", "workflow"]),
    ("atlassian", &["core", "workflow", "outbound"]),
    ("entra", &["core", "workflow", "outbound"]),
    ("sqlite", &["core", "workflow"]),
    ("aws", &["core", "telemetry", "workflow"]),
    ("door", &["core", "telemetry", "workflow"]),
    (
        "startup",
        &["core", "signals", "telemetry", "workflow", "outbound", "atlassian", "entra", "sqlite", "aws", "door"],
    ),
    ("sandbox", &["core"]),
    ("laws", &[]),
    ("simulation", &["core", "workflow", "outbound", "atlassian", "entra", "sqlite", "startup", "sandbox", "laws"]),
    ("intake", &["core", "telemetry", "workflow", "sqlite", "aws", "door", "startup"]),
    ("repair", &["core", "signals", "telemetry", "workflow", "aws", "startup"]),
    ("sweep", &["core", "telemetry", "workflow", "aws", "startup"]),
    (
        "cli",
        &[
            "core",
            "signals",
            "telemetry",
            "workflow",
            "notify",
            "outbound",
            "sqlite",
            "door",
            "startup",
            "sandbox",
            "laws",
            "simulation",
        ],
    ),
    (
        "tests",
        &[
            "core",
            "signals",
            "telemetry",
            "workflow",
            "outbound",
            "atlassian",
            "entra",
            "sqlite",
            "aws",
            "door",
            "startup",
            "sandbox",
            "laws",
            "simulation",
        ],
    ),
];

/// Everything that the core may use: it cannot do I/O with these.
const OF_THE_CORE: [&str; 5] = ["jiff", "serde", "serde_json", "sha2", "thiserror"];

#[test]
fn no_crate_uses_one_that_it_must_not_know() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    assert_eq!(packages.len(), ARROWS.len(), "a new crate needs its arrows here and in docs/ARCHITECTURE.md");
    for package in packages {
        let name = package.name.trim_start_matches("untwin-");
        let (_, allowed) = ARROWS.iter().find(|(own, _)| *own == name).expect("its arrows");
        let used = dependencies(package).into_iter();
        let used: Vec<String> = used.filter_map(|used| used.strip_prefix("untwin-").map(str::to_owned)).collect();
        let wrong: Vec<&String> = used.iter().filter(|used| !allowed.contains(&used.as_str())).collect();
        assert_eq!(wrong, Vec::<&String>::new(), "{name} must not use these");
    }
}

#[test]
fn the_core_depends_on_nothing_that_could_do_io() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    let core = packages.iter().find(|package| package.name.as_str() == "untwin-core").expect("the core");
    assert_eq!(dependencies(core), OF_THE_CORE.map(str::to_owned).into());
}

#[test]
fn there_is_one_tls_stack() {
    let built = built();
    let named = |wanted: &str| {
        let of_it = move |(package, _): &&(String, String)| package.split(' ').next() == Some(wanted);
        built.iter().filter(of_it).map(|(package, _)| package.as_str()).collect::<Vec<_>>()
    };
    for one in ["rustls", "hyper", "aws-lc-rs", "reqwest"] {
        assert_eq!(named(one).len(), 1, "{one}: {:?}", named(one));
    }
    for none in ["ring", "native-tls", "openssl", "openssl-sys", "async-trait"] {
        assert_eq!(named(none), Vec::<&str>::new());
    }
}

fn dependencies(package: &Package) -> BTreeSet<String> {
    let used = package.dependencies.iter().filter(|used| used.kind == DependencyKind::Normal);
    used.map(|used| used.name.clone()).collect()
}
