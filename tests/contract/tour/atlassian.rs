//! The organization's part of the tour.

use super::{Ask, Visitor};
use serde_json::{Value, json};
use untwin_sandbox::atlassian::{
    AccountSeed, Kind, Limited, NoLinks, Quirks, RepeatedLifecycle, RetryAfter, SignIn, TakenAddress, Visibility,
};
use untwin_sandbox::town::{DIRECTORY, ORGANIZATION, ORGANIZATION_KEY, SCIM_KEY, Town};

const NONE: Value = Value::Null;

pub(super) fn visits() -> Vec<Visitor> {
    let changes: [fn(&mut Quirks); 7] = [
        |_| {},
        |quirks| quirks.no_links = NoLinks::MissingList,
        |quirks| quirks.no_links = NoLinks::NotFound,
        |quirks| quirks.repeated_lifecycle = RepeatedLifecycle::Accepted,
        |quirks| quirks.taken_address = TakenAddress { status: http::StatusCode::FORBIDDEN, key: "emailTaken" },
        |quirks| quirks.taken_address = TakenAddress { status: http::StatusCode::CONFLICT, key: "emailTaken" },
        |quirks| {
            quirks.unmanaged_emails = Visibility::Hidden;
            quirks.absent_fields = ["accountType", "email", "name", "groups", "managementSource"].into();
        },
    ];
    let changed = changes.map(|change| whole_visit(|town| change(town.world.organization.quirks())));
    changed.into_iter().chain([hurried(RetryAfter::Absent), hurried(RetryAfter::Present), keyless()]).collect()
}

fn whole_visit(change: impl FnOnce(&mut Town)) -> Visitor {
    let mut visitor = Visitor::to(|town| {
        crowd(town);
        change(town);
    });
    visitor.ask(ORGANIZATION_KEY, &organization());
    visitor.ask(ORGANIZATION_KEY, &search());
    let (original, holder) = (visitor.ada.original.to_string(), visitor.ada.holder.to_string());
    visitor.ask(ORGANIZATION_KEY, &management(&original, &holder));
    visitor.ask(ORGANIZATION_KEY, &links(&original));
    let record = visitor.ada.record.to_string();
    visitor.ask(SCIM_KEY, &scim(&record));
    visitor
}

/// Somebody of every kind.
fn crowd(town: &mut Town) {
    let (organization, then) = (&mut town.world.organization, town.start);
    organization.add_account(AccountSeed::unmanaged("712020:unmanaged", "u@example.org"));
    organization.add_account(AccountSeed::foreign("712020:foreign", "f@example.org"));
    organization.add_account(AccountSeed::managed("712020:unverified", "v@example.com").unverified());
    organization.add_account(AccountSeed::managed("712020:google", "g@example.com").signed_in_by(SignIn::Google));
    organization.add_account(AccountSeed::managed("712020:saml", "s@example.com").signed_in_by(SignIn::Saml));
    organization.add_account(AccountSeed::managed("712020:outside", "o@example.com").outside_directories());
    organization.add_account(AccountSeed::managed("712020:suspended", "p@example.com").suspended());
    organization.add_account(AccountSeed::managed("712020:leaving", "l@example.com").for_deletion(then));
    organization.add_account(AccountSeed::managed("712020:app", "app@example.com").of_kind(Kind::App));
    organization.add_account(AccountSeed::managed("712020:customer", "c@example.com").of_kind(Kind::Customer));
    let full = AccountSeed::managed("712020:full", "full@example.com").named("Full House").in_groups(&["jira-users"]);
    let full = full
        .with_role("atlassian/org-admin")
        .with_role("atlassian/new")
        .last_active("jira-software", then)
        .never_active("confluence");
    organization.add_account(full.token_used(then).token_unused(then).added(then).deactivated(then));
}

fn organization() -> Vec<Ask> {
    let org = format!("/atlassian/admin/v1/orgs/{ORGANIZATION}");
    let paths = [
        "/atlassian/admin/v1/orgs".to_owned(),
        "/atlassian/admin/v1/orgs/another".to_owned(),
        "/atlassian/admin/v1/orgs/another/domains".to_owned(),
        org.clone(),
        format!("{org}/domains"),
        format!("{org}/domains?cursor=strange"),
        format!("{org}/domains/domain-1"),
        format!("{org}/domains/none"),
        format!("{org}/directory/users/712020:full/last-active-dates"),
        format!("{org}/directory/users/712020:full/last-active-dates?cursor=strange"),
        format!("{org}/directory/users/712020:nobody/last-active-dates"),
    ];
    paths.into_iter().map(|path| ("GET", path, NONE)).collect()
}

fn search() -> Vec<Ask> {
    let users = format!("/atlassian/admin/v2/orgs/{ORGANIZATION}/directories/-/users");
    let search = format!("{users}/search");
    let expand = json!(["platformRoles", "counts.resources", "productAccess", "groups"]);
    vec![
        ("POST", search.clone(), NONE),
        ("POST", search.clone(), json!({ "expand": expand, "limit": 2 })),
        ("POST", search.clone(), json!({ "expand": expand, "claimStatus": "managed" })),
        ("POST", search.clone(), json!({ "claimStatus": "unmanaged", "status": ["active"] })),
        ("POST", search.clone(), json!({ "emails": ["full@example.com"] })),
        ("POST", search, json!({ "emails": ["full@example.com"], "searchTerm": "full" })),
        ("POST", "/atlassian/admin/v2/orgs/another/directories/-/users/search".to_owned(), NONE),
        ("POST", format!("/atlassian/admin/v2/orgs/{ORGANIZATION}/directories/none/users/search"), NONE),
        ("GET", format!("{users}/712020:full"), NONE),
        ("GET", format!("{users}/712020:nobody"), NONE),
    ]
}

fn management(original: &str, holder: &str) -> Vec<Ask> {
    let at = |account: &str, end: &str| format!("/atlassian/users/{account}/manage{end}");
    let mut asks = Vec::new();
    for account in
        [original, holder, "712020:full", "712020:nobody", "712020:unmanaged", "712020:unverified", "712020:saml"]
    {
        for end in ["", "?privileges=email.set&privileges=lifecycle.delete", "/profile", "/api-tokens"] {
            asks.push(("GET", at(account, end), NONE));
        }
    }
    let renames = [
        (original, "free@example.com"),
        ("712020:google", "free@example.com"),
        ("712020:leaving", "free@example.com"),
        ("712020:unverified", "free@example.com"),
        ("712020:nobody", "free@example.com"),
        (holder, "free@example.net"),
        (holder, "full@example.com"),
        (holder, "no address"),
        (holder, "free@example.com"),
    ];
    asks.extend(renames.map(|(account, email)| ("PUT", at(account, "/email"), json!({ "email": email }))));
    for account in [original, holder] {
        asks.push(("POST", at(account, "/lifecycle/disable"), json!({ "message": "for now" })));
        asks.push(("POST", at(account, "/lifecycle/disable"), json!({})));
        for end in ["enable", "enable", "delete", "delete", "enable", "cancel-delete", "cancel-delete"] {
            asks.push(("POST", at(account, &format!("/lifecycle/{end}")), NONE));
        }
    }
    asks.push(("DELETE", at("712020:full", "/api-tokens/none"), NONE));
    asks
}

fn links(original: &str) -> Vec<Ask> {
    let org = format!("/atlassian/admin/user-provisioning/v1/org/{ORGANIZATION}");
    let of_nobody = format!("{org}/user/712020:full/get-scim-links");
    vec![
        ("GET", format!("{org}/user/{original}/get-scim-links"), NONE),
        ("GET", of_nobody, NONE),
        ("POST", format!("{org}/get-scim-links-for-email"), json!({ "email": "full@example.com" })),
        ("PATCH", format!("{org}/scimDirectoryId/{DIRECTORY}/scimUserId/none/unlink"), NONE),
        ("DELETE", format!("{org}/user/712020:full/onlyDeleteUserInDB"), NONE),
    ]
}

fn scim(record: &str) -> Vec<Ask> {
    let at = |end: &str| format!("/atlassian/scim/directory/{DIRECTORY}{end}");
    let user = |name: &str| json!({ "userName": name, "emails": [{ "value": name, "type": "work", "primary": true }] });
    let patch = |path: &str, value: Value| json!({ "Operations": [{ "op": "replace", "path": path, "value": value }] });
    let one = at(&format!("/Users/{record}"));
    vec![
        ("GET", at("/ServiceProviderConfig"), NONE),
        ("GET", at("/Users?startIndex=1&count=2"), NONE),
        ("GET", at("/Users?filter=userName%20eq%20%22none%22"), NONE),
        ("GET", at("/Users?filter=emails%20co%20%22none%22"), NONE),
        ("GET", at("/Users/none"), NONE),
        ("GET", format!("{one}?attributes=userName"), NONE),
        ("POST", at("/Users"), user("new@example.com")),
        ("POST", at("/Users"), user("new@example.com")),
        ("POST", at("/Users"), json!({ "userName": "without@example.com" })),
        ("PUT", one.clone(), user("other@example.com")),
        ("PUT", one.clone(), user("new@example.com")),
        ("PUT", at("/Users/none"), user("other@example.com")),
        ("PATCH", one.clone(), patch("displayName", json!("Ada"))),
        ("PATCH", one.clone(), patch("emails[type eq \"work\"].value", json!("new@example.com"))),
        ("PATCH", one.clone(), patch("userName", json!(""))),
        ("PATCH", at("/Users/none"), patch("displayName", json!("Ada"))),
        ("GET", at("/Groups"), NONE),
        ("GET", at("/Groups?filter=displayName%20eq%20%22engineers%22"), NONE),
        ("GET", at("/Groups/none"), NONE),
        ("POST", at("/Groups"), json!({ "displayName": "engineers", "members": [{ "value": record }] })),
        ("POST", at("/Groups"), json!({ "displayName": "engineers" })),
        ("POST", at("/Groups"), json!({ "members": [] })),
        ("PATCH", at("/Groups/none"), patch("members", json!([]))),
        ("DELETE", at("/Groups/none"), NONE),
        ("DELETE", one, NONE),
        ("DELETE", at("/Users/none"), NONE),
    ]
}

/// Everything is limited to one request a minute.
fn hurried(retry_after: RetryAfter) -> Visitor {
    let limited =
        [Limited::LastActiveDates, Limited::Organizations, Limited::ScimLinks, Limited::UserManagement, Limited::Scim];
    let mut visitor = Visitor::to(|town| {
        town.world.organization.quirks().retry_after = retry_after;
        for what in limited {
            town.world.organization.limit_rate(what, 1);
        }
    });
    for _ in 0..2 {
        visitor.ask(ORGANIZATION_KEY, &[organization().remove(8), organization().remove(4), search().remove(0)]);
        visitor.ask(ORGANIZATION_KEY, &management("712020:full", "712020:full"));
        visitor.ask(ORGANIZATION_KEY, &links("712020:full"));
        visitor.ask(SCIM_KEY, &scim("none"));
    }
    visitor
}

/// Keys that open nothing, or not this.
fn keyless() -> Visitor {
    let mut visitor = Visitor::to(|_| {});
    visitor.ask("another-key", &[("GET", "/".to_owned(), NONE)]);
    visitor.ask("another-key", &organization());
    visitor.ask("another-key", &search());
    visitor.ask("another-key", &management("712020:full", "712020:full"));
    visitor.ask(ORGANIZATION_KEY, &scim("none"));
    let elsewhere =
        scim("none").into_iter().map(|(method, path, body)| (method, path.replace(DIRECTORY, "elsewhere"), body));
    visitor.ask(SCIM_KEY, &elsewhere.collect::<Vec<_>>());
    visitor
}
