//! Keys that lie in AWS, and sign-ins that it vouches for.

use super::{example, read, resolved};
use crate::cloud::{Asked, Cloud, CloudFault, CloudKeys};
use crate::settings::{Secrets, Settings, resolve};
use crate::toml_file::Fault;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use untwin_core::domain::Why;
use untwin_entra::SignIn;
use untwin_outbound::{Instead, Key};

type Versions = Result<Vec<&'static str>, CloudFault>;

/// Secrets by name, each with its versions.
#[derive(Clone, Default)]
pub(super) struct Aws(Arc<Mutex<BTreeMap<&'static str, Versions>>>);

impl Aws {
    pub(super) fn hold(&self, id: &'static str, versions: Versions) {
        self.0.lock().unwrap().insert(id, versions);
    }

    pub(super) fn cloud(&self) -> Cloud {
        Cloud::through(self.clone())
    }
}

impl CloudKeys for Aws {
    fn versions<'c>(&'c self, id: &'c str) -> Asked<'c, Vec<SecretString>> {
        let held = self.0.lock().unwrap().get(id).cloned().unwrap_or_else(|| panic!("{id} is asked for"));
        Box::pin(async { held.map(|versions| versions.into_iter().map(SecretString::from).collect()) })
    }

    fn statement<'c>(&'c self, audience: &'c str) -> Asked<'c, SecretString> {
        Box::pin(async move { Ok(SecretString::from(format!("statement-for:{audience}"))) })
    }

    fn caller(&self) -> Asked<'_, String> {
        Box::pin(async { Ok("arn:aws:iam::123456789012:user/ada".to_owned()) })
    }
}

pub(super) fn silent() -> CloudFault {
    CloudFault::Silent { service: "AWS Secrets Manager" }
}

fn not_allowed() -> CloudFault {
    CloudFault::Wrong { problem: "this role may not read the secret".to_owned(), fix: "allow it" }
}

/// The example with the organization's key elsewhere, the others beside it in AWS.
fn with(reference: &str) -> Result<Settings, Vec<Fault>> {
    let text = example()
        .replace("file:/run/secrets/untwin-organization-key", reference)
        .replace("env:UNTWIN_SCIM_KEY", "secretsmanager:untwin/keys#scim")
        .replace("file:secrets/entra-client-secret", "secretsmanager:untwin/keys#client");
    read(&text)
}

fn keys() -> Aws {
    let aws = Aws::default();
    aws.hold("untwin/keys", Ok(vec![r#"{"scim": "scim-key", "client": "client-key", "organization": "other-key"}"#]));
    aws.hold("untwin/organization", Ok(vec!["new-key", "old-key"]));
    aws
}

async fn fetched(settings: &Settings, aws: &Aws) -> Result<Secrets, Vec<Fault>> {
    resolve::secrets(settings, super::NO_VARIABLES, &aws.cloud()).await
}

async fn instead(key: &Key, at: &str) -> Result<Instead, Why> {
    key.instead_of(&key.current(), at.parse::<Timestamp>().unwrap()).await
}

#[tokio::test]
async fn a_key_is_a_whole_secret_or_a_member_of_one() {
    let arn = "secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:untwin/a-AbCdEf";
    let aws = keys();
    aws.hold(&arn["secretsmanager:".len()..], Ok(vec!["by-arn-key"]));
    for (reference, key) in [
        ("secretsmanager:untwin/organization", "new-key"),
        ("secretsmanager:untwin/keys#organization", "other-key"),
        (arn, "by-arn-key"),
    ] {
        let secrets = fetched(&with(reference).unwrap(), &aws).await.unwrap();
        assert_eq!(secrets.organization_key.current().expose_secret(), key);
        assert!(!format!("{secrets:?}").contains("-key"), "{secrets:?}");
    }
}

#[test]
fn what_is_no_name_of_a_secret_is_told_and_not_shown() {
    for (reference, told) in [
        ("secretsmanager:", "it names nothing after the colon"),
        ("secretsmanager:ATATT 3x", "what follows secretsmanager: is neither a name nor an ARN of a secret"),
        ("secretsmanager:#ATATT", "what follows secretsmanager: is neither a name nor an ARN of a secret"),
        ("secretsmanager:untwin/keys#", "it names nothing after the #"),
    ] {
        let faults = with(reference).unwrap_err();
        assert_eq!((faults[0].line, faults[0].problem.as_str()), (Some(4), told));
        assert!(!format!("{faults:?}").contains("ATATT"), "{faults:?}");
    }
}

#[tokio::test]
async fn every_secret_that_cannot_be_had_is_told_with_its_field_and_fix() {
    let aws = keys();
    aws.hold("untwin/organization", Err(silent()));
    aws.hold("untwin/keys", Ok(vec![r#"{"scim": "two words"}"#]));
    let faults = fetched(&with("secretsmanager:untwin/organization").unwrap(), &aws).await.unwrap_err();
    let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 4: organization.key: AWS Secrets Manager does not answer (fix: try again later)",
            "line 12: directory[1].scim_key: the key that it names holds a space, a line break or a character that no key has (fix: put the key there alone, on one line)",
            "line 16: directory[1].client_secret: the secret that it names has no such member (fix: store a JSON object in the secret, with the key as the text of that member)",
        ]
    );
}

#[tokio::test]
async fn a_program_without_aws_says_so_for_each_key_that_lies_there() {
    let faults = resolved(&with("secretsmanager:untwin/organization").unwrap()).await.unwrap_err();
    assert_eq!(faults.iter().filter(|fault| fault.problem == "this program was built without AWS").count(), 3);
}

#[tokio::test]
async fn a_refused_key_is_read_again_where_it_lies() {
    let (aws, settings) = (keys(), with("secretsmanager:untwin/organization").unwrap());
    let key = fetched(&settings, &aws).await.unwrap().organization_key;
    let older = instead(&key, "2026-08-18T08:00:00Z").await.unwrap();
    assert!(matches!(older, Instead::Older(key) if key.expose_secret() == "old-key"));
    aws.hold("untwin/organization", Ok(vec!["newer-key", "new-key"]));
    let newer = instead(&key, "2026-08-18T08:01:00Z").await.unwrap();
    assert!(matches!(newer, Instead::Current(key) if key.expose_secret() == "newer-key"));
    assert_eq!(key.current().expose_secret(), "newer-key");
}

#[tokio::test]
async fn whoever_is_refused_while_the_key_cannot_be_read_waits_or_asks_for_a_person() {
    let (aws, settings) = (keys(), with("secretsmanager:untwin/organization").unwrap());
    let key = fetched(&settings, &aws).await.unwrap().organization_key;
    aws.hold("untwin/organization", Err(silent()));
    assert!(instead(&key, "2026-08-18T08:00:00Z").await.unwrap_err().passes_by_itself());
    aws.hold("untwin/organization", Err(not_allowed()));
    let why = instead(&key, "2026-08-18T08:01:00Z").await.unwrap_err();
    assert_eq!(why.to_string(), "not configured: organization.key: this role may not read the secret");
}

#[test]
fn settings_say_whether_they_need_aws() {
    assert!(!read(&example()).unwrap().name_aws());
    for (from, to) in [
        ("file:/run/secrets/untwin-organization-key", "secretsmanager:a"),
        ("env:UNTWIN_SCIM_KEY", "secretsmanager:a"),
        ("env:UNTWIN_FORWARDER_SECRET", "secretsmanager:a"),
        (r#"client_secret = "file:secrets/entra-client-secret""#, r#"federated = "aws""#),
    ] {
        assert!(read(&example().replace(from, to)).unwrap().name_aws(), "{to}");
    }
}

fn signing_in(lines: &str) -> Result<Settings, Vec<Fault>> {
    read(&example().replace(r#"client_secret = "file:secrets/entra-client-secret""#, lines))
}

#[tokio::test]
async fn aws_states_who_untwin_is_where_there_is_no_secret() {
    let mut settings = with("secretsmanager:untwin/organization").unwrap();
    settings.directories[0].idp = signing_in("federated = \"aws\"").unwrap().directories.remove(0).idp;
    let secrets = fetched(&settings, &keys()).await.unwrap();
    let SignIn::Assertion(statement) = &secrets.directories.first_key_value().unwrap().1.sign_in else { panic!() };
    let stated = statement.read().await.unwrap().remove(0);
    assert_eq!(stated.expose_secret(), "statement-for:api://AzureADTokenExchange");
    let faults = resolved(&settings).await.unwrap_err();
    assert_eq!((faults[2].line, faults[2].field.as_str()), (Some(16), "directory[1].federated"), "{faults:?}");
}

#[test]
fn one_of_secret_and_statement_is_written_and_not_both() {
    let secret = r#"client_secret = "secretsmanager:a""#;
    for (lines, field, problem) in [
        (String::new(), "directory[1].client_secret", "it is missing"),
        (format!("{secret}\nfederated = \"aws\""), "directory[1].federated", "client_secret is there, too"),
        ("federated = \"gcp\"".to_owned(), "directory[1].federated", "nobody of this name states who untwin is"),
        (
            "federated = \"aws\"\nclient_secret_expires = \"2027-01-31\"".to_owned(),
            "directory[1].client_secret_expires",
            "there is no client secret that could end",
        ),
    ] {
        let faults = signing_in(&lines).unwrap_err();
        assert!(
            faults.iter().any(|fault| (fault.field.as_str(), fault.problem.as_str()) == (field, problem)),
            "{faults:?}"
        );
    }
}
