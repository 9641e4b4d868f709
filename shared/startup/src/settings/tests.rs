//! What the settings file may say, and how its faults are told.

mod door;
mod in_aws;

use super::{AwsSettings, IdpSettings, Secrets, Settings, StoreSettings, read, resolve};
use crate::cloud::Cloud;
use crate::toml_file::{Document, Fault};
use secrecy::ExposeSecret as _;
use std::env::VarError;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use untwin_entra::SignIn;

/// The complete example of the documentation.
fn example() -> String {
    documentation().split("```toml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

fn documentation() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/SETTINGS.md")).unwrap()
}

const NO_VARIABLES: fn(&str) -> Result<String, VarError> = |_| Err(VarError::NotPresent);

fn read(text: &str) -> Result<Settings, Vec<Fault>> {
    read::settings(text, Path::new("/etc/untwin/untwin.toml"), NO_VARIABLES)
}

async fn resolved(settings: &Settings) -> Result<Secrets, Vec<Fault>> {
    resolve::secrets(settings, NO_VARIABLES, &Cloud::none()).await
}

/// The faults of the example after a change, but for those of its keys, which are not there.
fn faults(from: &str, to: &str) -> Vec<String> {
    let text = example();
    assert!(text.contains(from), "the example has no {from}");
    let found = read(&text.replacen(from, to, 1)).err().unwrap_or_default();
    found.iter().filter(|f| !f.problem.contains("that it names")).map(ToString::to_string).collect()
}

fn only_fault(from: &str, to: &str) -> String {
    let mut found = faults(from, to);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[test]
fn the_documented_example_reads_whole() {
    let settings = read(&example()).unwrap();
    assert_eq!(settings.organization.id.as_str(), "0f4a3c1e-7d2b-4b6e-9a55-1c8e2f60d7b3");
    assert_eq!(settings.store, StoreSettings::File(PathBuf::from("/etc/untwin/untwin.db")));
    assert_eq!(settings.policy_path, Some(PathBuf::from("/etc/untwin/policy.toml")));
    let IdpSettings::Entra(entra) = &settings.directories[0].idp;
    assert_eq!(entra.graph_url.to_string(), "https://graph.microsoft.com");
    assert!(settings.directories[0].scim_key.is_some());
}

#[test]
fn what_is_optional_can_be_left_out_and_has_the_documented_default() {
    let whole = read(&example()).unwrap();
    let optional = [
        "base_url",
        "graph_url",
        "login_url",
        "[store]",
        "path = \"untwin.db\"",
        "[policy]",
        "path = \"policy",
        "scim_key",
        "[serve]",
        "listen",
        "workers",
        "poll_minutes",
        "plain_text",
        "per_minute",
        "burst",
    ];
    let short: Vec<_> =
        example().lines().filter(|l| !optional.iter().any(|o| l.starts_with(o))).map(str::to_owned).collect();
    let settings = read(&short.join("\n")).unwrap();
    let (IdpSettings::Entra(left), IdpSettings::Entra(right)) =
        (&settings.directories[0].idp, &whole.directories[0].idp);
    assert_eq!((&left.graph_url, &left.login_url), (&right.graph_url, &right.login_url));
    assert_eq!(settings.organization.base_url, whole.organization.base_url);
    assert_eq!((&settings.store, &settings.policy_path), (&whole.store, &None));
    assert_eq!(settings.directories[0].scim_key, None);
    let serve = |settings: &Settings| {
        let sources = settings.serve.sources.iter().map(|source| (source.plain_text, source.flow)).collect::<Vec<_>>();
        (settings.serve.listen, settings.serve.workers, settings.serve.poll_minutes, sources)
    };
    assert_eq!(serve(&settings), serve(&whole));
}

#[test]
fn the_day_on_which_a_key_ends_is_a_day() {
    let with = |day: &str| example().replace("[[directory]]", &format!("key_expires = \"{day}\"\n[[directory]]"));
    let settings = read(&with("2027-01-31")).unwrap();
    assert_eq!(settings.organization.key_expires.unwrap().to_string(), "2027-01-31");
    let faults = read(&with("31.01.2027")).unwrap_err();
    assert!(faults.iter().any(|fault| fault.field == "organization.key_expires"), "{faults:?}");
}

#[test]
fn a_table_is_named_with_its_queues_and_each_may_stand_in_a_variable() {
    let aws =
        "[store]\ntable = \"env:UNTWIN_TABLE\"\nconflicts = \"https://sqs.test/c\"\nmanual = \"https://sqs.test/m\"";
    let text = example().replacen("[store]\npath = \"untwin.db\"", aws, 1);
    let lookup = |name: &str| if name == "UNTWIN_TABLE" { Ok("cases".to_owned()) } else { Err(VarError::NotPresent) };
    let settings = read::settings(&text, Path::new("/etc/untwin/untwin.toml"), lookup).unwrap();
    let StoreSettings::Aws(AwsSettings { table, conflicts, manual, events_dead }) = settings.store else {
        panic!("no table")
    };
    assert_eq!([table, conflicts, manual], ["cases", "https://sqs.test/c", "https://sqs.test/m"]);
    assert_eq!(events_dead, None);
}

#[test]
fn a_store_that_is_half_a_table_is_told_field_by_field() {
    let with = |fields: &str| {
        let faults = faults("path = \"untwin.db\"", fields);
        faults.iter().filter_map(|fault| fault.split(": ").nth(1).map(str::to_owned)).collect::<Vec<_>>()
    };
    let whole = "table = \"cases\"\nconflicts = \"https://sqs.test/c\"\nmanual = \"https://sqs.test/m\"";
    assert_eq!(with("table = \"cases\"\nconflicts = \"untwin-conflicts\""), ["store.manual", "store.conflicts"]);
    assert_eq!(with("table = 4\nconflicts = \"http://c\"\nmanual = \"http://m\""), ["store.table"]);
    assert_eq!(with("path = \"untwin.db\"\ntable = \"cases\""), ["store.path"]);
    assert_eq!(with(&format!("{whole}\nevents_dead = \"events\"")), ["store.events_dead"]);
    assert_eq!(with("path = \"untwin.db\"\nmanual = \"https://sqs.test/m\""), ["store.manual"]);
}

#[test]
fn every_field_that_is_read_is_documented() {
    let (text, documentation) = (example(), documentation());
    let document = Document::parse(&text).unwrap();
    read::ask(&document);
    for field in document.asked() {
        let named = [format!("`{field}`"), format!("`[{field}]`"), format!("`[[{field}]]`")];
        assert!(named.iter().any(|name| documentation.contains(name)), "{field} is not in docs/SETTINGS.md");
    }
    assert_eq!(document.asked().len(), 38);
}

#[test]
fn all_faults_are_told_together_from_top_to_bottom() {
    let text = r#"
[organization]
key = "ATATT3xFfGF0verysecret"
base_url = "http://atlassian.example.com"
colour = "blue"
[[directory]]
id = "a b"
"#;
    let faults = read(text).unwrap_err();
    let told: Vec<_> = faults.iter().map(|f| (f.line.unwrap(), f.field.as_str())).collect();
    let expected = [
        (2, "organization.id"),
        (3, "organization.key"),
        (4, "organization.base_url"),
        (5, "organization.colour"),
        (6, "directory[1].idp"),
        (6, "directory[1].tenant"),
        (6, "directory[1].client_id"),
        (6, "directory[1].client_secret"),
        (6, "directory[1].service_principal"),
        (6, "directory[1].job"),
        (7, "directory[1].id"),
    ];
    assert_eq!(told, expected);
    assert!(faults.iter().all(|fault| !fault.fix.is_empty()));
}

#[test]
fn a_key_in_the_place_of_a_reference_is_refused_and_not_shown() {
    for key in ["ATATT3xSecret", "env:ATATT3x-Secret", "env:", "file: "] {
        let told = only_fault("file:/run/secrets/untwin-organization-key", key);
        assert!(told.starts_with("line 4: organization.key: ") && told.contains("env:NAME"), "{told}");
        assert!(!told.contains("ATATT3x"), "{told}");
    }
}

#[tokio::test]
async fn a_key_that_follows_file_or_env_is_not_shown_either() {
    for key in ["env:ATATT3xSecret", "file:ATATT3xSecret"] {
        let settings = read(&example().replace("file:/run/secrets/untwin-organization-key", key)).unwrap();
        let faults = resolved(&settings).await.unwrap_err();
        let shown = format!("{settings:?} {faults:?}");
        assert!(faults[0].field == "organization.key" && !shown.contains("ATATT3x"), "{shown}");
    }
}

#[test]
fn sections_that_are_missing_are_named() {
    let told: Vec<_> = read("").unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 1: organization: the section is missing (fix: write [organization] with its id and key)",
            "line 1: directory: there is none (fix: write [[directory]] for each SCIM directory)",
        ]
    );
}

#[test]
fn a_version_in_the_graph_url_is_told() {
    let told = only_fault("https://graph.microsoft.com", "https://graph.microsoft.com/v1.0/");
    assert_eq!(
        told,
        "line 20: directory[1].graph_url: it ends in a version of the API (fix: leave the version away: untwin adds it)"
    );
}

#[test]
fn ids_that_would_change_a_url_are_refused() {
    for id in ["..", "a/b", "a?b", "{id}", "…", "a b"] {
        let told = only_fault("0f4a3c1e-7d2b-4b6e-9a55-1c8e2f60d7b3", id);
        assert!(told.starts_with("line 2: organization.id: it is no id"), "{told}");
    }
}

#[test]
fn one_directory_or_one_job_named_twice_is_told_with_both_lines() {
    let second = example().split("[store]").next().unwrap().split("[[directory]]").nth(1).unwrap().to_owned();
    let told = faults("[store]", &format!("[[directory]]{second}\n[store]"));
    assert_eq!(
        told,
        [
            "line 24: directory[2].id: the same value stands on line 10 (fix: name each directory, with a job of its own, once)",
            "line 32: directory[2].job: the same value stands on line 18 (fix: name each directory, with a job of its own, once)",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_by_line_without_quoting_it() {
    let told = only_fault("\"entra\"", "ATATT3xSecret");
    assert!(told.starts_with("line 13: this is no TOML: ") && !told.contains("ATATT3x"), "{told}");
}

#[test]
fn another_identity_provider_is_not_known_yet() {
    assert!(only_fault("\"entra\"", "\"okta\"").starts_with("line 13: directory[1].idp: "));
}

/// Settings whose three keys are files in a folder.
fn with_keys(keys: [&str; 3]) -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let text = example()
        .replace("file:/run/secrets/untwin-organization-key", "file:0")
        .replace("env:UNTWIN_SCIM_KEY", "file:1")
        .replace("file:secrets/entra-client-secret", "file:2");
    for (name, key) in keys.into_iter().enumerate() {
        let path = folder.path().join(name.to_string());
        fs::write(&path, key).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let file = folder.path().join("untwin.toml");
    fs::write(&file, text).unwrap();
    let settings = Settings::load(&file).unwrap();
    (folder, settings)
}

#[tokio::test]
async fn keys_are_fetched_without_the_newline_of_an_editor_and_never_printed() {
    let (_folder, settings) = with_keys(["organization-key\n", "scim-key\r\n", "client-secret"]);
    let secrets = settings.resolve(&Cloud::none()).await.unwrap();
    let directory = secrets.directories.first_key_value().unwrap().1;
    assert_eq!(secrets.organization_key.current().expose_secret(), "organization-key");
    assert_eq!(directory.scim_key.as_ref().unwrap().current().expose_secret(), "scim-key");
    let SignIn::Secret(secret) = &directory.sign_in else { panic!("{directory:?}") };
    assert_eq!(secret.current().expose_secret(), "client-secret");
    assert_eq!(secrets.warnings, []);
    let shown = format!("{secrets:?} {settings:?}");
    assert!(!shown.contains("-key") && !shown.contains("client-secret"), "{shown}");
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_all_told_and_not_shown() {
    let (folder, settings) = with_keys(["", "two\nlines\n", "there"]);
    fs::remove_file(folder.path().join("2")).unwrap();
    let told = settings.resolve(&Cloud::none()).await.unwrap_err().to_string();
    assert!(told.contains("line 4: organization.key: the key that it names is empty"), "{told}");
    assert!(
        told.contains("line 12: directory[1].scim_key: the key that it names holds a space, a line break"),
        "{told}"
    );
    assert!(told.contains("line 16: directory[1].client_secret: the file that it names cannot be read"), "{told}");
    assert!(!told.contains("lines\n"), "{told}");
}

#[tokio::test]
async fn a_key_file_that_others_can_read_works_with_a_warning() {
    let (folder, settings) = with_keys(["a", "b", "c"]);
    fs::set_permissions(folder.path().join("1"), fs::Permissions::from_mode(0o640)).unwrap();
    let warnings = settings.resolve(&Cloud::none()).await.unwrap().warnings;
    assert_eq!(warnings.iter().map(|w| w.field.as_str()).collect::<Vec<_>>(), ["directory[1].scim_key"]);
}

#[tokio::test]
async fn a_variable_is_read_where_the_settings_name_one() {
    let (folder, _) = with_keys(["a", "b", "c"]);
    let file = folder.path().join("untwin.toml");
    let text = fs::read_to_string(&file).unwrap().replace("file:0", "env:UNTWIN_ORG_KEY");
    let settings = read::settings(&text, &file, NO_VARIABLES).unwrap();
    let set = |value: &'static str| {
        move |name: &str| if name == "UNTWIN_ORG_KEY" { Ok(value.to_owned()) } else { panic!("{name}") }
    };
    let cloud = Cloud::none();
    let secrets = resolve::secrets(&settings, set("key"), &cloud).await.unwrap();
    assert_eq!(secrets.organization_key.current().expose_secret(), "key");
    assert_eq!(resolve::secrets(&settings, set(""), &cloud).await.unwrap_err().len(), 1);
    let unset = resolved(&settings).await.unwrap_err();
    assert_eq!(unset[0].problem, "the environment variable that it names is not set");
}

#[test]
fn a_fault_in_the_file_does_not_hide_the_faults_of_its_keys() {
    let faults = read(&example().replace("[policy]", "[politics]")).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(
        told,
        [
            "organization.key",
            "directory[1].scim_key",
            "directory[1].client_secret",
            "politics",
            "source[1].secrets[1]",
            "source[2].secrets[1]",
        ]
    );
}

#[test]
fn one_source_named_twice_a_wrong_kind_and_no_secret_are_told() {
    let told = only_fault("name = \"forwarder\"", "name = \"azure-monitor\"");
    assert!(told.starts_with("line 45: source[2].name: the same name stands on line 37"), "{told}");
    assert!(only_fault("\"standard-webhooks\"", "\"oauth\"").contains("source[2].kind: it is no kind"));
    assert!(only_fault("[\"env:UNTWIN_FORWARDER_SECRET\"]", "[]").contains("source[2].secrets: it names no secret"));
    assert!(only_fault("127.0.0.1:8787", "localhost").contains("serve.listen: "));
}

#[tokio::test]
async fn a_secret_of_a_source_that_is_none_is_told_and_not_shown() {
    let settings = read(&example()).unwrap();
    let set = |_: &str| Ok("whsec_c2hvcnQ=".to_owned());
    let sources = &settings.serve.sources[1..];
    let faults = door::opened(sources, set).await.unwrap_err();
    let shown = format!("{faults:?}");
    assert!(faults[0].field == "source[2].secrets[1]" && shown.contains("24 to 64 bytes"), "{shown}");
    assert!(!shown.contains("c2hvcnQ"), "{shown}");
    let good = |_: &str| Ok("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
    assert!(door::opened(sources, good).await.is_ok());
}

#[test]
fn a_file_that_is_not_there_is_a_fault_of_the_whole_file() {
    let faults = Settings::load(Path::new("/nowhere/untwin.toml")).unwrap_err();
    assert_eq!(
        faults.to_string(),
        "/nowhere/untwin.toml has 1 fault\n  it cannot be read: entity not found (fix: check the path and who may read it)"
    );
}
