//! What Graph answers, and what it refuses.

use http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ADA, BOB, SECRET, Stage, UserSeed, code, hr, log_path, values};
use crate::entra::quirks::{
    AddressFilters, ClaimsPolicyShape, LogPermission, ServicePrincipalShape, StatusFilter, Throttling,
};
use crate::entra::{Group, JobState};

const ALL_WITH_ADDRESS: &str = "/graph/v1.0/users?$count=true&$select=id&$filter=proxyAddresses/any(p:p%20eq%20\
                                'smtp:ADA.OLD@example.com')%20or%20mail%20eq%20'ada.old@example.com'";

#[test]
fn a_wrong_secret_is_an_invalid_client_and_a_token_dies_after_3599_seconds() {
    let mut stage = Stage::new();
    let (status, body) = stage.sign_in("wrong");
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    stage.now += SignedDuration::from_secs(3598);
    assert_eq!(stage.get("/graph/v1.0/users").0, 200);
    stage.now += SignedDuration::from_secs(1);
    let (status, body) = stage.get("/graph/v1.0/users");
    assert_eq!((status, code(&body)), (401, "InvalidAuthenticationToken"));
    assert_eq!(stage.sign_in(SECRET).1["expires_in"], 3599);
}

#[test]
fn a_missing_permission_is_a_403_for_what_it_opens_only() {
    let mut stage = Stage::new();
    stage.world.tenant.grant_only(&["User.Read.All"]);
    assert_eq!(stage.get("/graph/v1.0/users").0, 200);
    let (status, body) = stage.get("/graph/v1.0/groups");
    assert_eq!((status, code(&body)), (403, "Authorization_RequestDenied"));
    assert_eq!(stage.get(&stage.job_path()).0, 403);
}

#[test]
fn the_narrow_permission_reads_the_log_or_does_not() {
    let mut stage = Stage::new();
    stage.world.tenant.grant_only(&["ProvisioningLog.Read.All"]);
    assert_eq!(stage.get("/graph/v1.0/auditLogs/provisioning").0, 200);
    stage.world.tenant.quirks.log_permission = LogPermission::BroadOnly;
    assert_eq!(stage.get("/graph/v1.0/auditLogs/provisioning").0, 403);
}

#[test]
fn an_address_filter_needs_the_advanced_headers() {
    let mut stage = Stage::new();
    let (status, body) = stage.get(ALL_WITH_ADDRESS);
    assert_eq!((status, code(&body)), (400, "Request_UnsupportedQuery"));
    let (status, body) = stage.get_eventual(ALL_WITH_ADDRESS);
    assert_eq!((status, &body["value"]), (200, &json!([{"id": ADA}])));
    stage.world.tenant.quirks.address_filters = AddressFilters::Plain;
    assert_eq!(stage.get(ALL_WITH_ADDRESS).0, 200);
}

#[test]
fn an_eventual_answer_misses_what_happened_a_moment_ago() {
    let mut stage = Stage::new();
    stage.world.tenant.quirks.eventual_lag_s = 120;
    let twin = UserSeed::member(BOB, "bob@example.com").secondary_address("ada.old@example.com");
    stage.world.tenant.add_user_at(stage.now, twin);
    assert_eq!(values(&stage.get_eventual(ALL_WITH_ADDRESS).1).len(), 1);
    assert_eq!(stage.get(&format!("/graph/v1.0/users/{BOB}")).0, 200);
    stage.now += SignedDuration::from_secs(121);
    assert_eq!(values(&stage.get_eventual(ALL_WITH_ADDRESS).1).len(), 2);
}

#[test]
fn a_user_is_told_without_addresses_unless_they_are_selected() {
    let mut stage = Stage::new();
    let path = format!("/graph/v1.0/users/{ADA}");
    assert_eq!(stage.get(&path).1.get("proxyAddresses"), None);
    let (_, body) = stage.get(&format!("{path}?$select=proxyAddresses,employeeId,userType,accountEnabled"));
    assert_eq!(body["proxyAddresses"], json!(["SMTP:ada.old@example.com"]));
    assert_eq!((&body["employeeId"], &body["userType"]), (&json!("E1"), &json!("Member")));
    assert_eq!(body.get("displayName"), None);
}

#[test]
fn whoever_is_gone_is_a_proved_404_and_lies_in_the_recycle_bin() {
    let mut stage = Stage::new();
    stage.world.tenant.delete_user(stage.now, ADA);
    let (status, body) = stage.get(&format!("/graph/v1.0/users/{ADA}"));
    assert_eq!((status, code(&body)), (404, "Request_ResourceNotFound"));
    let (status, body) = stage.get(&format!("/graph/v1.0/directory/deletedItems/{ADA}"));
    let prefixed = format!("{}ada.old@example.com", ADA.replace('-', ""));
    assert_eq!((status, &body["userPrincipalName"]), (200, &json!(prefixed)));
    let path =
        "/graph/v1.0/directory/deletedItems/microsoft.graph.user?$count=true&$filter=mail%20eq%20'ada.old@example.com'";
    assert_eq!(values(&stage.get_eventual(path).1).len(), 1);
}

#[test]
fn pages_of_the_log_follow_each_other_by_full_address() {
    let mut stage = Stage::new();
    for number in 0..4 {
        stage.rename(&format!("ada{number}@example.com"));
        stage.now += SignedDuration::from_mins(1);
        stage.cycle();
    }
    stage.world.tenant.set_public_base("http://127.0.0.1:9/graph");
    let first = format!("{}&$top=2", log_path("jobId ne 'x'"));
    let (mut path, mut seen) = (first, Vec::new());
    loop {
        let (status, page) = stage.get(&path);
        assert_eq!(status, 200, "{page}");
        seen.extend(values(&page).iter().map(|record| record["activityDateTime"].to_string()));
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        path = next.strip_prefix("http://127.0.0.1:9").unwrap().to_owned();
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
}

#[test]
fn the_log_can_be_asked_since_a_time() {
    let mut stage = Stage::conflicted();
    let path = log_path("activityDateTime gt 2026-08-18T08:12:12Z and contains(jobId,'atlassian')");
    assert_eq!(values(&stage.get(&path).1).len(), 0);
    let path = log_path("activityDateTime ge 2026-08-18T08:12:11Z and activityDateTime le 2026-08-19");
    assert_eq!(values(&stage.get(&path).1).len(), 2);
    assert_eq!(stage.get(&log_path("activityDateTime since 2026")).0, 400);
}

#[test]
fn the_log_lags_and_may_refuse_to_filter_by_status() {
    let mut stage = Stage::conflicted();
    stage.world.tenant.quirks.log_lag_s = 300;
    assert_eq!(values(&stage.get("/graph/v1.0/auditLogs/provisioning").1).len(), 0);
    stage.now += SignedDuration::from_secs(300);
    stage.world.tenant.quirks.status_filter = StatusFilter::Refused;
    let path = log_path("provisioningStatusInfo/status eq 'failure'");
    assert_eq!(stage.get(&path).0, 400);
    stage.world.tenant.quirks.service_principal = ServicePrincipalShape::Array;
    let (_, page) = stage.get("/graph/v1.0/auditLogs/provisioning");
    assert!(page["value"][0]["servicePrincipal"].is_array());
}

#[test]
fn the_sixth_question_in_ten_seconds_is_one_too_many() {
    let mut stage = Stage::new();
    stage.world.tenant.quirks.throttling = Throttling::WithRetryAfter;
    for _ in 0..5 {
        assert_eq!(stage.get("/graph/v1.0/auditLogs/provisioning").0, 200);
        assert_eq!(stage.push_on_demand(ADA).0, 200);
    }
    let request = stage.request(Method::GET, "/graph/v1.0/auditLogs/provisioning", String::new());
    let response = stage.world.handle(stage.now, request);
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].as_bytes()), (429, &b"10"[..]));
    stage.world.tenant.quirks.throttling = Throttling::WithoutRetryAfter;
    let (status, body) = stage.push_on_demand(ADA);
    assert_eq!((status, code(&body)), (429, "UnknownError"));
    stage.now += SignedDuration::from_secs(10);
    assert_eq!(stage.push_on_demand(ADA).0, 200);
}

#[test]
fn the_audit_log_tells_who_changed_the_address_in_json_text() {
    let mut stage = Stage::new();
    stage.rename("ada@example.com");
    let filter = format!("targetResources/any(t:t/id%20eq%20'{ADA}')%20and%20activityDateTime%20ge%202026-08-01");
    let (status, body) = stage.get(&format!("/graph/v1.0/auditLogs/directoryAudits?$filter={filter}"));
    assert_eq!((status, values(&body).len()), (200, 1));
    let entry = &body["value"][0];
    assert_eq!(entry["initiatedBy"]["app"]["servicePrincipalId"], "hr-app");
    let changes = entry["targetResources"][0]["modifiedProperties"].as_array().unwrap();
    let mail = changes.iter().find(|change| change["displayName"] == "Mail").unwrap();
    assert_eq!(mail["newValue"], "[\"ada@example.com\"]");
    assert_eq!(mail["oldValue"], "[\"ada.old@example.com\"]");
}

#[test]
fn the_job_tells_its_state_and_its_last_execution() {
    let mut stage = Stage::conflicted();
    let (_, job) = stage.get(&stage.job_path());
    assert_eq!(job["status"]["code"], "Active");
    assert_eq!(job["status"]["lastExecution"]["state"], "EntryLevelErrors");
    assert_eq!(job["status"]["lastExecution"]["timeEnded"], "2026-08-18T08:12:11.4417302Z");
    let reason = "EncounteredQuarantineException".to_owned();
    stage.world.tenant.set_job_state(JobState::Quarantined { since: stage.now, reason });
    let jobs = stage.job_path();
    let (_, jobs) = stage.get(jobs.rsplit_once('/').unwrap().0);
    assert_eq!(jobs["value"][0]["status"]["quarantine"]["reason"], "EncounteredQuarantineException");
    stage.world.tenant.set_job_state(JobState::InitialCycle);
    let (_, job) = stage.get(&stage.job_path());
    assert_eq!(job["status"]["steadyStateFirstAchievedTime"], "0001-01-01T00:00:00Z");
}

#[test]
fn the_schema_tells_which_attribute_becomes_the_address() {
    let mut stage = Stage::new();
    let (status, schema) = stage.get(&format!("{}/schema", stage.job_path()));
    assert_eq!(status, 200);
    let rule = &schema["synchronizationRules"][0];
    assert_eq!(rule["id"], stage.world.tenant.user_rule_id());
    let mappings = rule["objectMappings"][0]["attributeMappings"].as_array().unwrap();
    let source = |target: &str| {
        let row = mappings.iter().find(|row| row["targetAttributeName"] == target).unwrap();
        (row["source"]["expression"].clone(), row["matchingPriority"].clone())
    };
    assert_eq!(source("userName"), (json!("[userPrincipalName]"), json!(1)));
    assert_eq!(source("emails[type eq \"work\"].value"), (json!("[mail]"), json!(0)));
}

#[test]
fn a_rule_that_the_job_does_not_have_is_an_invalid_parameter() {
    let mut stage = Stage::new();
    let subject = json!({"objectId": ADA, "objectTypeName": "User"});
    let (status, body) = stage.order(&json!({"parameters": [{"ruleId": "", "subjects": [subject]}]}));
    assert_eq!((status, code(&body)), (400, "RequestParameterInvalid"));
}

#[test]
fn groups_of_a_user_are_told_with_what_fills_them() {
    let mut stage = Stage::new();
    let dynamic =
        Group { membership_rule: Some("rule".to_owned()), ..Group::assigned_by_hand("g1", "engineers", &[ADA]) };
    stage.world.tenant.add_group(dynamic);
    let path = format!("/graph/v1.0/users/{ADA}/memberOf");
    let (_, body) = stage.get(&path);
    assert_eq!(body["value"][0]["groupTypes"], json!(["DynamicMembership"]));
    let (status, _) = stage.ask(Method::DELETE, &format!("/graph/v1.0/groups/g1/members/{ADA}/$ref"), &Value::Null);
    assert_eq!(status, 403);
    stage.world.tenant.grant_only(&["User.Read.All"]);
    assert_eq!(stage.get(&path).1["value"][0].get("groupTypes"), None);
}

#[test]
fn assignments_are_listed_added_and_taken_away() {
    let mut stage = Stage::new();
    let principal = stage.world.tenant.service_principal_id().to_owned();
    let path = format!("/graph/v1.0/servicePrincipals/{principal}/appRoleAssignedTo");
    let (_, body) = stage.get(&path);
    assert_eq!(body["value"][0]["principalId"], ADA);
    let again =
        json!({"principalId": ADA, "resourceId": principal, "appRoleId": "00000000-0000-0000-0000-000000000000"});
    assert_eq!(stage.ask(Method::POST, &path, &again).0, 400);
    let one = format!("{path}/{}", body["value"][0]["id"].as_str().unwrap());
    assert_eq!(stage.ask(Method::DELETE, &one, &Value::Null).0, 204);
    assert_eq!(stage.ask(Method::POST, &path, &again).0, 201);
}

#[test]
fn the_claims_are_in_beta_and_absent_while_nobody_edited_them() {
    let mut stage = Stage::new();
    let principal = stage.world.tenant.service_principal_id().to_owned();
    let path = format!("/graph/beta/servicePrincipals/{principal}/claimsPolicy");
    assert_eq!(stage.get(&path).0, 404);
    stage.world.tenant.set_name_id_attribute("mail");
    let pointer = "/claims/0/configurations/0/attribute/id";
    assert_eq!(stage.get(&path).1.pointer(pointer), Some(&json!("mail")));
    stage.world.tenant.quirks.claims_policy = ClaimsPolicyShape::List;
    assert_eq!(stage.get(&path).1["value"][0].pointer(pointer), Some(&json!("mail")));
}

#[test]
fn a_user_can_be_named_by_sign_in_name_and_a_quote_is_doubled() {
    let mut stage = Stage::new();
    assert_eq!(stage.get("/graph/v1.0/users/ada.old%40example.com").1["id"], ADA);
    stage.world.tenant.edit_user(stage.now, ADA, hr(), |user| user.mail = Some("o'neil@example.com".to_owned()));
    let (_, body) = stage.get("/graph/v1.0/users?$filter=mail%20eq%20'o''neil@example.com'");
    assert_eq!(values(&body).len(), 1);
}
