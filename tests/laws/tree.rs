//! The checked-out tree, as the laws read it.

use cargo_metadata::{Metadata, MetadataCommand};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_owned()
}

/// A file of the tree as text.
pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every source file, with its path from the root.
pub(crate) fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    for folder in ["shared", "functions", "tests"] {
        collect(&root().join(folder), &mut sources);
    }
    assert!(sources.len() > 100, "the tree is there");
    sources
}

fn collect(folder: &Path, sources: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && entry.file_name().is_some_and(|name| name != "target") {
            collect(&entry, sources);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&entry).expect("a source file");
            let path = entry.strip_prefix(root()).expect("below the root").display().to_string();
            sources.push((path, text));
        }
    }
}

/// What cargo says of the workspace.
pub(crate) fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo metadata")
}

/// `name version` and licence of every package that is built, ours left out.
pub(crate) fn built() -> BTreeSet<(String, String)> {
    let tree = ["tree", "--workspace", "--edges", "normal,build", "--prefix", "none", "--format", "{p}|{l}"];
    let output = Command::new(env!("CARGO")).args(tree).current_dir(root()).output().expect("cargo tree");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).expect("text");
    let package = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?);
        let licence = licence.trim_end_matches("(*)").trim().to_owned();
        (!name.starts_with("untwin-")).then(|| (format!("{name} {version}"), licence))
    };
    listed.lines().filter_map(package).collect()
}
