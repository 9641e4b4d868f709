//! What our clients send and what the sandbox answers, held against the vendors' own descriptions where they are at hand.

use crate::graph_types::GraphTypes;
use crate::openapi::{Description, is_instance};
use crate::readings::{every_reading, newest_record, talkative};
use crate::recording::{Exchange, Recording};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::path::PathBuf;
use untwin_startup::heal_document;
use untwin_tests::{InProcess, Loopback};
use untwin_workflow::ports::{Clock as _, Ports as _};

/// Documented on the vendor's pages, and in none of the documents at hand.
const DOCUMENTED_ELSEWHERE: [&str; 2] = [
    "/atlassian/admin/user-provisioning/v1/org/{org}/get-scim-links-for-email",
    "/atlassian/admin/user-provisioning/v1/org/{org}/user/{account}/get-scim-links",
];

/// Graph's resources that the metadata at hand describes, with their type.
const GRAPH: [(&str, &str); 4] = [
    ("/graph/v1.0/auditLogs/provisioning", "provisioningObjectSummary"),
    ("/graph/v1.0/servicePrincipals/{app}/synchronization/jobs/{job}", "synchronizationJob"),
    ("/graph/v1.0/servicePrincipals/{app}/synchronization/jobs/{job}/schema", "synchronizationSchema"),
    ("/graph/v1.0/servicePrincipals/{app}/appRoleAssignedTo", "appRoleAssignment"),
];

fn library() -> Option<PathBuf> {
    let library = std::env::var_os("UNTWIN_LIBRARY").map(PathBuf::from);
    if library.is_none() {
        eprintln!("UNTWIN_LIBRARY is not set: nothing was held against the vendors' descriptions");
    }
    library
}

/// Everything that goes over the wire while every question is asked and one person is healed.
async fn exchanges() -> Vec<Exchange> {
    let (town, ada) = talkative();
    let directory = town.directory.clone();
    let town = Loopback::serve(town).await;
    let record = newest_record(&town.world(), &ada);
    let transport: Recording<InProcess> = Recording::of(town.in_process());
    let ports = town.ports_through(transport.clone());
    every_reading(&ports, &directory, (&ada, &record)).await;
    let deadline = ports.clock().now().checked_add(SignedDuration::from_hours(2)).expect("a time");
    heal_document(&ports, &town.setup, &town.failure_of(&ada), deadline).await.expect("the store works");
    transport.exchanges()
}

#[tokio::test]
async fn atlassians_operations_are_asked_and_answered_as_described() {
    let Some(library) = library() else { return };
    let descriptions = [
        Description::open(&library, "atlassian-organization-2026-08-21.json", "/atlassian/admin"),
        Description::open(&library, "atlassian-user-management-2026-08-21.json", "/atlassian"),
        Description::open(&library, "atlassian-user-provisioning-2023-08-28.json", "/atlassian"),
    ];
    let (mut complaints, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for exchange in exchanges().await.iter().filter(|exchange| exchange.path.starts_with("/atlassian/")) {
        if DOCUMENTED_ELSEWHERE.iter().any(|template| is_instance(&exchange.path, template)) {
            continue;
        }
        let described = descriptions.iter().find_map(|one| Some((one, one.operation(exchange)?)));
        match described {
            Some((description, operation)) => {
                seen.insert(operation.0.to_owned());
                complaints.extend(description.complaints(exchange, operation));
            }
            None => drop(complaints.insert(format!("{} {} is not described", exchange.method, exchange.path))),
        }
    }
    assert_eq!(complaints, BTreeSet::new());
    assert_eq!(seen.len(), 9, "{seen:#?}");
}

#[tokio::test]
async fn graph_answers_with_properties_that_its_metadata_names() {
    let Some(library) = library() else { return };
    let types = GraphTypes::open(&library);
    let (mut complaints, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for exchange in exchanges().await.iter().filter(|exchange| exchange.status == 200) {
        for (_, kind) in GRAPH.iter().filter(|(template, _)| is_instance(&exchange.path, template)) {
            seen.insert(*kind);
            complaints.extend(types.misfits(kind, exchange.answered.as_ref().expect("JSON")));
        }
    }
    assert_eq!(complaints, BTreeSet::new());
    assert_eq!(seen.len(), GRAPH.len(), "{seen:#?}");
}
