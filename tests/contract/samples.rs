//! Samples of Graph's answers, our own and the library's: they are of the types that the metadata describes.

use serde_json::Value;
use std::path::Path;
use untwin_tests::oracle::{Extent, Graph, SELECTABLE, library_path};

/// Which of our fixtures and of the library's samples is of which type; a page's entries count one by one.
/// Fixtures that are strange on purpose are left out.
const SAMPLES: [(&str, &str); 18] = [
    ("fixtures/graph/provisioning-failed-update.json", "graph.provisioningObjectSummary"),
    ("fixtures/entra/graph-record.json", "graph.provisioningObjectSummary"),
    ("fixtures/graph/schema.json", "graph.synchronizationSchema"),
    ("fixtures/graph/job.json", "graph.synchronizationJob"),
    ("fixtures/graph/assigned.json", "graph.appRoleAssignment"),
    ("fixtures/graph/member-of.json", "graph.group (subset)"),
    ("fixtures/graph/user.json", "graph.user (subset)"),
    ("fixtures/graph/user-guest.json", "graph.user (subset)"),
    ("fixtures/graph/user-deleted.json", "graph.user (subset)"),
    ("samples/entra-graph-provisioning-failed-update.json", "graph.provisioningObjectSummary"),
    ("samples/entra-graph-provisioning-failed-create-escrow.json", "graph.provisioningObjectSummary"),
    ("samples/entra-graph-synchronization-schema-upn-mail.json", "graph.synchronizationSchema"),
    ("samples/entra-graph-synchronization-jobs.json", "graph.synchronizationJob"),
    ("samples/entra-graph-synchronization-job-quarantined.json", "graph.synchronizationJob"),
    ("samples/entra-graph-approleassignedto.json", "graph.appRoleAssignment"),
    ("samples/entra-graph-user-memberof.json", "graph.group (subset)"),
    ("samples/entra-graph-user.json", "graph.user (subset)"),
    ("samples/entra-graph-user-guest.json", "graph.user (subset)"),
];

#[test]
fn every_sample_is_of_its_type() {
    let Some(library) = library_path() else { return };
    let graph = Graph::open(&library.join("specs"));
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut complaints = Vec::new();
    for (name, kind) in SAMPLES {
        let file = if name.starts_with("samples") { library.join(name) } else { tests.join(name) };
        let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let sample: Value = serde_json::from_slice(&text).expect("JSON");
        let page = sample["value"].as_array().cloned();
        for entry in page.unwrap_or_else(|| vec![sample]) {
            complaints.extend(graph.types().misfits(kind, &entry, name, Extent::Some));
        }
    }
    assert_eq!(complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_is_listed_because_the_metadata_lacks_it_is_still_lacking() {
    let Some(library) = library_path() else { return };
    let graph = Graph::open(&library.join("specs"));
    for listed in SELECTABLE {
        let known = graph.types().properties(listed.kind);
        assert!(!known.is_empty(), "{listed:?}");
        assert_eq!(listed.properties.iter().filter(|name| known.contains(name)).collect::<Vec<_>>(), [&""; 0]);
    }
}
