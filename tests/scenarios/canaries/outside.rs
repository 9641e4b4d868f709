//! Canaries at the edges: what knocks at the door, and what stands in the files that a start reads.

use super::nothing_leaked;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::fs;
use untwin_door::{Door, Head};
use untwin_sqlite::SqliteStore;
use untwin_startup::policy::load_policy;
use untwin_startup::settings::Settings;
use untwin_startup::{Cloud, ConnectError, tell_refused};
use untwin_tests::{Knock, Overheard, PATH_SECRET, signing_secret, town};
use untwin_workflow::ports::StoreError;

/// A door as the settings open it.
async fn door(folder: &std::path::Path) -> Door {
    fs::write(folder.join("path.key"), PATH_SECRET).expect("a file");
    fs::write(folder.join("signing.key"), signing_secret()).expect("a file");
    fs::write(folder.join("untwin.toml"), SETTINGS).expect("a file");
    let settings = Settings::load(&folder.join("untwin.toml")).expect("settings without a fault");
    let open = settings.open_door(&Cloud::none(), town().start).await;
    open.expect("secrets without a fault").door
}

const SETTINGS: &str = r#"
[organization]
id = "o"
key = "file:path.key"

[[directory]]
id = "d"
idp = "entra"
tenant = "t"
client_id = "c"
client_secret = "file:path.key"
service_principal = "s"
job = "j"

[[source]]
name = "azure"
kind = "secret-path"
secrets = ["file:path.key"]
burst = 3

[[source]]
name = "forwarder"
kind = "standard-webhooks"
secrets = ["file:signing.key"]
"#;

fn knocks(now_s: i64) -> Vec<Knock> {
    let body = br#"{"who":"canary@example.com"}"#;
    let good = Knock::signed("canary@example", now_s, body);
    vec![
        good.clone(),
        good.clone().with("webhook-signature", "v1,canary"),
        good.clone().with("webhook-timestamp", "canary"),
        Knock::signed("canary@example", now_s - 3_600, body),
        good.clone().with("traceparent", "canary"),
        Knock { path: "/hooks/canary@example.com".to_owned(), ..good.clone() },
        Knock { path: "/hooks/azure/canary".to_owned(), ..Knock::azure(body) },
        Knock { method: "CANARY", ..Knock::azure(body) },
        Knock::azure(body).with("content-type", "text/canary"),
        Knock::azure(body).with("content-encoding", "canary"),
        Knock::azure(body).with("content-encoding", "gzip"),
        Knock::azure(body),
        Knock::azure(body),
    ]
}

#[tokio::test]
async fn a_door_quotes_nothing_that_knocks() {
    let (overheard, folder) = (Overheard::listen(), tempfile::tempdir().expect("a folder"));
    let (door, inbox, now) = (door(folder.path()).await, SqliteStore::in_memory().expect("a store"), town().start);
    for knock in knocks(now.as_second()) {
        let headers: HeaderMap = knock
            .headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value")))
            .collect();
        let method = Method::from_bytes(knock.method.as_bytes()).expect("a method");
        let head = Head { method: &method, path: &knock.path, headers: &headers };
        door.receive(&inbox, head, &knock.body, now).await;
    }
    let everything = overheard.everything();
    for reason in
        ["signature", "stale", "unknown_path", "secret", "method", "content_type", "encoding", "damaged", "shed"]
    {
        assert!(everything.contains(&format!("\"reason\":\"{reason}\"")), "it listens: {reason}");
    }
    nothing_leaked(&overheard, "the door");
}

#[tokio::test]
async fn a_start_that_is_refused_quotes_no_value_of_its_files() {
    let (overheard, folder) = (Overheard::listen(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("untwin.toml");
    for text in [
        SETTINGS.replace("\"file:path.key\"", "\"canary-key\""),
        SETTINGS.replace("file:path.key", "env:UNTWIN_NOT_THERE"),
        SETTINGS.replace("\"entra\"", "\"canary\"").replace("\"t\"", "\"canary with a space\""),
        SETTINGS.replace("burst = 3", "burst = \"canary\""),
        SETTINGS.replace("[organization]", "[organization"),
    ] {
        fs::write(&file, text).expect("a file");
        let read = match Settings::load(&file) {
            Ok(settings) => settings.resolve(&Cloud::none()).await.map(drop),
            Err(faults) => Err(faults),
        };
        tell_refused(&ConnectError::Settings(read.expect_err("a fault")));
    }
    tell_refused(&ConnectError::Store(StoreError::Broken("disk full".to_owned())));
    fs::write(&file, "version = 1\nshadow = \"canary\"\n[sso]\nattribute = [\"canary\"]\n").expect("a file");
    load_policy(Some(&file)).faults.iter().for_each(|fault| overheard.note(fault));
    assert!(overheard.everything().contains("settings_refused"), "it listens");
    nothing_leaked(&overheard, "a refused start");
}
