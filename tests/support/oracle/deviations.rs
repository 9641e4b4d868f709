//! What deviates from the vendors' files and is known to: each with the source that says so.
//!
//! In patterns `*` stands for anything. An entry that nothing meets any more is found by the contract tests.

use super::talk::instance;
use super::{Complaint, Talk};

/// A misfit that is known and meant.
#[derive(Debug)]
pub struct Deviation {
    /// Method and path as described.
    pub operation: &'static str,
    /// Where: see [`Complaint::at`].
    pub at: &'static str,
    /// What is found there.
    pub found: &'static str,
    /// Who says that it is so.
    pub source: &'static str,
}

/// An operation that is in none of the files.
#[derive(Debug)]
pub struct NoFile {
    /// Method.
    pub method: &'static str,
    /// Path with parameters, beginning with the vendor's segment.
    pub template: &'static str,
    /// Who describes it instead.
    pub source: &'static str,
}

/// Properties that the excerpt of Graph's metadata lacks.
#[derive(Debug)]
pub struct Selectable {
    /// The type, as the excerpt names it.
    pub kind: &'static str,
    /// Names of properties.
    pub properties: &'static [&'static str],
    /// Who describes them.
    pub source: &'static str,
}

/// Everything known.
pub const DEVIATIONS: &[Deviation] = &[
    known("PUT /scim/directory/{directoryId}/Users/{userId}", "status", "409", NOT_LISTED_409),
    known("PATCH /scim/directory/{directoryId}/Users/{userId}", "status", "409", NOT_LISTED_409),
    known("PATCH /scim/directory/{directoryId}/*", "sent/Operations", "*", OPERATIONS),
    known("PATCH /scim/directory/{directoryId}/*", "sent/Operations/*/value", "*", ANY_VALUE),
    known("* /scim/directory/{directoryId}/Users*", "20*/meta/resourceType", "\"User\"", RESOURCE_TYPE),
    known("* /scim/directory/{directoryId}/Groups*", "20*/meta/resourceType", "\"Group\"", RESOURCE_TYPE),
    known("POST /scim/directory/{directoryId}/*", "sent/schemas", "*", SCHEMAS),
    known("POST /scim/directory/{directoryId}/*", "sent/externalId", "*", EXTERNAL_ID),
    known("POST /scim/directory/{directoryId}/Groups", "sent/members*", "*", MEMBERS),
    known("POST /scim/directory/{directoryId}/*", "sent/meta*", "*", META),
    known("GET /scim/directory/{directoryId}/ServiceProviderConfig", "200", "*", PROVIDER),
    known("* /scim/directory/{directoryId}/*", "status", "429", EXPECT_429),
    known("* /users/{account_id}/manage*", "status", "429", EXPECT_429),
    known("* /users/{account_id}/manage*", "403/error*", "*", TWICE),
    known("* /admin/v2/orgs/{orgId}/directories/*", "200/data*/platformRoles/*", "\"atlassian/new\"", NEW_ROLE),
    known("* /admin/v2/orgs/{orgId}/directories/*", "200/data*/accountType", "\"app\"", ACCOUNT_TYPE),
    known("* /admin/v2/orgs/{orgId}/directories/*", "200/data*/accountType", "\"customer\"", ACCOUNT_TYPE),
    known("PUT /users/{account_id}/manage/email", "status", "409", TAKEN),
    known("PUT /users/{account_id}/manage/email", "*/key", "\"emailTaken\"", TAKEN),
    known("PUT /users/{account_id}/manage/email", "40*/context", "*alreadyTaken*", TAKEN),
    known("GET /graph/v1.0/auditLogs/provisioning", "200/value/*/servicePrincipal", "[*", PRINCIPAL),
    known("GET /graph/v1.0/auditLogs/provisioning", "200/value/*/provisioningAction", "\"stageddelete\"", STAGED),
];

const NOT_LISTED_409: &str =
    "confluence.atlassian.com/cloudkb 1035734019: an update to an address that is taken is a 409";
const OPERATIONS: &str = "RFC 7644, 3.5.2, and the example on the vendor's page: the file spells it `operations`";
const ANY_VALUE: &str =
    "RFC 7644, 3.5.2: a value is any JSON; the file has an object, the name of a class of its server";
const RESOURCE_TYPE: &str = "answers captured by the Atlassian IAM integration of Cortex XSOAR; RFC 7643, 3.1";
const SCHEMAS: &str = "the file marks it read only, and says beside it that creating needs it";
const EXTERNAL_ID: &str = "the file marks it read only; RFC 7643, 3.1: the client issues it; entra-docs, \
                           saas-apps/atlassian-cloud-provisioning-tutorial maps it";
const MEMBERS: &str = "the file marks it read only; RFC 7643, 4.2: the client may send it";
const META: &str = "entra-docs, app-provisioning/use-scim-to-provision-users-and-groups: creating sends it; RFC 7643, 3.1: \
                    it is ignored";
const PROVIDER: &str = "RFC 7643, 5: an object; the file has a text";
const EXPECT_429: &str = "no limit is published and no 429 declared; whoever is limited gets one all the same";
const TWICE: &str = "jira.atlassian.com/browse/AX-201: a 403 says key and context twice";
const NEW_ROLE: &str =
    "no source: a scenario makes up a role that came after the file, and it has to count as a strong one";
const ACCOUNT_TYPE: &str =
    "user-management 2026-08-21 knows `customer` and `app` too; nothing says that a search leaves them out";
const TAKEN: &str = "no source says how a taken address is refused: the sandbox's switch `taken_address` makes it up";
const PRINCIPAL: &str = "graph-docs, resources/provisioningobjectsummary: the text and its example have a collection";
const STAGED: &str = "graph-docs, resources/provisioningobjectsummary: spelled in lower case";

/// What can be selected though the excerpt does not have it.
pub const SELECTABLE: &[Selectable] = &[
    Selectable {
        kind: "graph.user (subset)",
        properties: &[
            "displayName",
            "givenName",
            "surname",
            "jobTitle",
            "department",
            "companyName",
            "onPremisesUserPrincipalName",
            "onPremisesSamAccountName",
            "onPremisesExtensionAttributes",
        ],
        source: "graph-docs, resources/user",
    },
    Selectable {
        kind: "graph.group (subset)",
        properties: &["mail", "proxyAddresses"],
        source: "graph-docs, resources/group",
    },
];

/// Everything that only prose describes. Its shapes are checked by nothing but the tests of client and sandbox.
pub const NO_FILE: &[NoFile] = &[
    NoFile {
        method: "GET",
        template: "/atlassian/admin/user-provisioning/v1/org/{orgId}/user/{aaId}/get-scim-links",
        source: SCIM_ADMIN,
    },
    NoFile {
        method: "POST",
        template: "/atlassian/admin/user-provisioning/v1/org/{orgId}/get-scim-links-for-email",
        source: SCIM_ADMIN,
    },
    NoFile {
        method: "DELETE",
        template: "/atlassian/admin/user-provisioning/v1/org/{orgId}/user/{aaId}/onlyDeleteUserInDB",
        source: SCIM_ADMIN,
    },
    NoFile {
        method: "PATCH",
        template: "/atlassian/admin/user-provisioning/v1/org/{orgId}/scimDirectoryId/{directoryId}/scimUserId/{userId}/unlink",
        source: SCIM_ADMIN,
    },
    NoFile { method: "POST", template: "/login/{tenant}/oauth2/v2.0/token", source: TOKENS },
    NoFile { method: "GET", template: "/graph/v1.0/users", source: GRAPH_SEARCH },
    NoFile { method: "GET", template: "/graph/v1.0/groups", source: GRAPH_SEARCH },
    NoFile { method: "GET", template: "/graph/v1.0/directory/deletedItems/microsoft.graph.user", source: GRAPH_SEARCH },
    NoFile { method: "GET", template: "/graph/v1.0/directory/deletedItems/{id}", source: GRAPH_ONE },
    NoFile { method: "GET", template: "/graph/v1.0/servicePrincipals/{id}", source: GRAPH_ONE },
    NoFile { method: "GET", template: "/graph/v1.0/auditLogs/directoryAudits", source: GRAPH_SEARCH },
    NoFile { method: "GET", template: "/graph/v1.0/groups/{id}/members", source: GRAPH_MEMBERS },
    NoFile { method: "GET", template: "/graph/v1.0/users/{id}/memberOf", source: GRAPH_MEMBERS },
    NoFile { method: "GET", template: "/", source: KNOCK },
];

const SCIM_ADMIN: &str = "developer.atlassian.com/cloud/admin/user-provisioning/rest/api-group-admin-apis: the newest raw \
                          description at hand is of 2023 and lacks the group";
const TOKENS: &str = "entra-docs, identity-platform/v2-oauth2-client-creds-grant-flow: Graph's metadata has no tokens";
const KNOCK: &str = "no vendor's: a test of `wire` knocks here to know that what was sent before has arrived";
const GRAPH_SEARCH: &str = "graph-docs, user-list, group-list, directory-deleteditems-list, directoryaudit-list: the excerpt \
                            of the metadata has no search";
const GRAPH_ONE: &str = "graph-docs, directory-deleteditems-get, serviceprincipal-get: not on the sheet of operations";
const GRAPH_MEMBERS: &str =
    "graph-docs, user-list-memberof, group-list-members: the sheet has the first with a cast only";

const fn known(operation: &'static str, at: &'static str, found: &'static str, source: &'static str) -> Deviation {
    Deviation { operation, at, found, source }
}

/// The place of the deviation that a complaint is, if it is a known one.
pub(super) fn place_of(complaint: &Complaint) -> Option<usize> {
    DEVIATIONS.iter().position(|known| {
        like(known.operation, &complaint.operation)
            && like(known.at, &complaint.at)
            && like(known.found, &complaint.found)
    })
}

/// The place of the operation without a file that an exchange is, if it is one.
pub(super) fn without_file(talk: &Talk) -> Option<usize> {
    NO_FILE.iter().position(|known| known.method == talk.method && instance(&talk.path, known.template).is_some())
}

/// Whether a text is like a pattern.
fn like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            let ends = after.char_indices().map(|(place, _)| place).chain([after.len()]);
            ends.into_iter().any(|end| like(rest, &after[end..]))
        }),
    }
}
