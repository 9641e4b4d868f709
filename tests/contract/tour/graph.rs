//! The provider's part of the tour.

use super::{Ask, Visitor};
use jiff::SignedDuration;
use serde_json::{Value, json};
use untwin_sandbox::entra::quirks::{OnDemandShape, Quirks, ServicePrincipalShape, StagedDeleteSpelling, Throttling};

const NONE: Value = Value::Null;
const GROUP: &str = "5d8e3a71-0b2c-4f96-b7d4-c9a1e6083f25";

pub(super) fn visits() -> Vec<Visitor> {
    let changes: [fn(&mut Quirks); 6] = [
        |_| {},
        |quirks| quirks.on_demand_shape = OnDemandShape::ResultObject,
        |quirks| quirks.service_principal = ServicePrincipalShape::Array,
        |quirks| quirks.staged_delete = StagedDeleteSpelling::LowerCase,
        |quirks| quirks.throttling = Throttling::WithRetryAfter,
        |quirks| quirks.throttling = Throttling::WithoutRetryAfter,
    ];
    let changed = changes.map(whole_visit);
    changed.into_iter().chain([denied()]).collect()
}

fn whole_visit(change: fn(&mut Quirks)) -> Visitor {
    let mut visitor = Visitor::to(|town| {
        change(&mut town.world.tenant.quirks);
        town.world.tenant.set_name_id_attribute("mail");
    });
    let token = visitor.token();
    let asks = asks(&visitor);
    visitor.ask(&token, &asks);
    visitor.town.world.tenant.delete_user(visitor.now, &visitor.ada.user.clone());
    visitor.now += SignedDuration::from_mins(45);
    visitor.town.cycle(visitor.now);
    visitor.ask(&token, &[("GET", "/graph/v1.0/auditLogs/provisioning".to_owned(), NONE)]);
    visitor
}

fn asks(visitor: &Visitor) -> Vec<Ask> {
    let ada = visitor.ada.user.as_str();
    let reads = people(ada).into_iter().chain(application(visitor)).map(|path| ("GET", path, NONE));
    let mut asks: Vec<Ask> = reads.collect();
    asks.extend(orders(visitor));
    let members = format!("/graph/v1.0/groups/{GROUP}/members");
    let reference = json!({ "@odata.id": format!("https://graph.microsoft.com/v1.0/directoryObjects/{ada}") });
    asks.extend([
        ("DELETE", format!("{members}/{ada}/$ref"), NONE),
        ("DELETE", format!("{members}/{ada}/$ref"), NONE),
        ("POST", format!("{members}/$ref"), reference.clone()),
        ("POST", format!("{members}/$ref"), reference),
    ]);
    asks
}

fn people(ada: &str) -> Vec<String> {
    let by_mail = "$filter=mail%20eq%20%27none%40example.com%27&$count=true";
    [
        format!("users/{ada}"),
        format!("users/{ada}?$select=id,displayName,mail,proxyAddresses,identities"),
        format!("users/{GROUP}"),
        format!("users/{ada}/memberOf?$select=id,displayName"),
        "users?$top=1".to_owned(),
        format!("users?{by_mail}"),
        "users?$filter=strange".to_owned(),
        format!("groups?{by_mail}"),
        format!("groups/{GROUP}"),
        "directory/deletedItems/microsoft.graph.user?$count=true".to_owned(),
        "directory/deletedItems/6c0a9d52-7e14-4b83-95f0-2d8b3c7e1a46".to_owned(),
        format!("groups/{GROUP}/members"),
        "auditLogs/directoryAudits".to_owned(),
        "auditLogs/provisioning".to_owned(),
        "auditLogs/provisioning?$top=1".to_owned(),
        "auditLogs/provisioning?$filter=strange".to_owned(),
    ]
    .map(|path| format!("/graph/v1.0/{path}"))
    .into()
}

fn principal(visitor: &Visitor) -> String {
    format!("/graph/v1.0/servicePrincipals/{}", visitor.town.world.tenant.service_principal_id())
}

fn application(visitor: &Visitor) -> Vec<String> {
    let (principal, job) = (principal(visitor), visitor.town.world.tenant.job_id());
    vec![
        principal.clone(),
        format!("{principal}/appRoleAssignedTo?$top=1"),
        format!("{principal}/claimsMappingPolicies"),
        format!("{}/claimsPolicy", principal.replace("v1.0", "beta")),
        format!("{principal}/synchronization/jobs"),
        format!("{principal}/synchronization/jobs/{job}"),
        format!("{principal}/synchronization/jobs/none"),
        format!("{principal}/synchronization/jobs/{job}/schema"),
    ]
}

fn orders(visitor: &Visitor) -> Vec<Ask> {
    let (principal, tenant) = (principal(visitor), &visitor.town.world.tenant);
    let push = format!("{principal}/synchronization/jobs/{}/provisionOnDemand", tenant.job_id());
    let order = |rule: &str, subject: Value| json!({ "parameters": [{ "ruleId": rule, "subjects": [subject] }] });
    let person = json!({ "objectId": visitor.ada.user, "objectTypeName": "User" });
    let links = json!({ "members": [person] });
    let group = json!({ "objectId": GROUP, "objectTypeName": "Group", "links": links });
    let role = "00000000-0000-0000-0000-000000000000";
    let resource = tenant.service_principal_id();
    let assign = |who: &str| json!({ "principalId": who, "resourceId": resource, "appRoleId": role });
    vec![
        ("POST", push.clone(), order(tenant.user_rule_id(), person.clone())),
        ("POST", push.clone(), order(tenant.group_rule_id(), group)),
        ("POST", push, order("none", person)),
        ("POST", format!("{principal}/appRoleAssignedTo"), assign(&visitor.ada.user)),
        ("POST", format!("{principal}/appRoleAssignedTo"), assign("4b1f0c2e-93d7-4c58-8a06-1e5d7f2b9c34")),
        ("DELETE", format!("{principal}/appRoleAssignedTo/none"), NONE),
    ]
}

/// Tokens that open nothing, and an application that may do nothing.
fn denied() -> Visitor {
    let mut visitor = Visitor::to(|_| {});
    let asks = asks(&visitor);
    visitor.ask("another-token", &asks);
    visitor.town.world.tenant.grant_only(&[]);
    let token = visitor.token();
    visitor.ask(&token, &asks);
    visitor
}
