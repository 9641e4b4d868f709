//! Secrets of the door that are replaced while it stands open.

use super::in_aws::{Aws, silent};
use super::{NO_VARIABLES, example, read};
use crate::cloud::Cloud;
use crate::settings::{OpenDoor, SourceSettings, door};
use crate::toml_file::Fault;
use http::{HeaderMap, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};
use std::env::VarError;
use untwin_door::Head;
use untwin_sqlite::SqliteStore;

const OLD: &str = "the-old-secret-of-a-path-0123456789";
const NEW: &str = "the-new-secret-of-a-path-0123456789";
const NEWER: &str = "the-newer-secret-of-a-path-01234567";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap() + SignedDuration::from_secs(seconds)
}

/// A door for these sources, with what is in the environment.
pub(super) async fn opened(
    sources: &[SourceSettings],
    lookup: impl Fn(&str) -> Result<String, VarError>,
) -> Result<OpenDoor, Vec<Fault>> {
    door::open(sources, lookup, &Cloud::none(), at(0)).await
}

/// The door of the example's first source, whose secret lies in AWS.
async fn in_front_of(aws: &Aws) -> OpenDoor {
    let text = example().replace("file:secrets/azure-monitor-path", "secretsmanager:untwin/azure-monitor");
    let sources = read(&text).unwrap().serve.sources;
    door::open(&sources[..1], NO_VARIABLES, &aws.cloud(), at(0)).await.unwrap()
}

/// The status that a document gets with this secret.
async fn knock(open: &OpenDoor, secret: &str, now: Timestamp) -> u16 {
    open.secrets.renew(&open.door, now).await;
    let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let path = format!("/hooks/azure-monitor/{secret}");
    let head = Head { method: &Method::POST, path: &path, headers: &headers };
    open.door.receive(&SqliteStore::in_memory().unwrap(), head, b"{}", now).await.status.as_u16()
}

#[tokio::test]
async fn the_secret_in_force_opens_and_the_one_before_it_too() {
    let aws = Aws::default();
    aws.hold("untwin/azure-monitor", Ok(vec![NEW, OLD]));
    let open = in_front_of(&aws).await;
    for (secret, status) in [(NEW, 202), (OLD, 202), (NEWER, 401)] {
        assert_eq!(knock(&open, secret, at(0)).await, status);
    }
}

#[tokio::test]
async fn a_secret_that_is_replaced_opens_within_five_minutes_and_the_oldest_no_more() {
    let aws = Aws::default();
    aws.hold("untwin/azure-monitor", Ok(vec![NEW, OLD]));
    let open = in_front_of(&aws).await;
    aws.hold("untwin/azure-monitor", Ok(vec![NEWER, NEW]));
    assert_eq!(knock(&open, NEWER, at(299)).await, 401);
    for (secret, status) in [(NEWER, 202), (NEW, 202), (OLD, 401)] {
        assert_eq!(knock(&open, secret, at(300)).await, status);
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_again_goes_on_opening() {
    let aws = Aws::default();
    aws.hold("untwin/azure-monitor", Ok(vec![NEW]));
    let open = in_front_of(&aws).await;
    for (found, seconds) in [(Err(silent()), 300), (Ok(vec!["too-short"]), 600)] {
        aws.hold("untwin/azure-monitor", found);
        assert_eq!(knock(&open, NEW, at(seconds)).await, 202);
    }
}

#[tokio::test]
async fn an_older_version_that_is_no_secret_of_a_door_keeps_none_from_opening() {
    let aws = Aws::default();
    aws.hold("untwin/azure-monitor", Ok(vec![NEW, "generated at first"]));
    assert_eq!(knock(&in_front_of(&aws).await, NEW, at(0)).await, 202);
}
