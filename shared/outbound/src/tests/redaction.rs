//! What must not be seen, and what must go out.

use super::double::*;
use crate::*;
use secrecy::SecretString;
use serde_json::json;

const KEY: &str = "s3cret-key";

fn search() -> ReadRequest {
    let target = Target::new(["users", "ada@example.com"]).query("$filter", "mail eq 'ada@example.com'");
    ReadRequest::post_that_reads("search", target, &json!({"emails": ["ada@example.com"]}))
        .bearer(&SecretString::from(KEY))
}

#[tokio::test]
async fn debug_shows_no_key_no_body_and_no_address() {
    let bench = Bench::new([answer(200, &[("x-who", "ada")], r#"{"mail":"ada@example.com"}"#)]);
    let (reader, writer, request) = (bench.reader(), bench.writer(), search());
    let answer = reader.read(&request).await.unwrap();
    let write = WriteRequest::json("w", http::Method::PUT, Target::new(["ada"]), &json!("ada"))
        .bearer(&SecretString::from(KEY));
    let form = ReadRequest::token_form("token", Target::new(["ada"]), &[("client_secret", &SecretString::from(KEY))]);
    let shown = format!("{reader:?} {writer:?} {request:?} {answer:?} {write:?} {form:?}");
    assert!(!shown.contains("ada") && !shown.contains(KEY), "{shown}");
    assert!(shown.contains("search"), "the operation is named: {shown}");
}

#[tokio::test]
async fn the_key_the_agent_and_the_body_go_out() {
    let bench = Bench::new([answer(200, &[], "{}")]);
    bench.reader().read(&search()).await.unwrap();
    let sent = bench.script.requests.lock().unwrap().remove(0);
    assert_eq!(sent.headers()["authorization"], format!("Bearer {KEY}"));
    assert!(sent.headers()["authorization"].is_sensitive());
    assert!(sent.headers()["user-agent"].to_str().unwrap().starts_with("untwin/"));
    assert_eq!(sent.headers()["content-type"], "application/json");
    assert_eq!(sent.body().as_ref(), br#"{"emails":["ada@example.com"]}"#);
}

#[tokio::test]
async fn a_form_is_encoded() {
    let bench = Bench::new([answer(200, &[], "{}")]);
    let (grant, secret) = (SecretString::from("client_credentials"), SecretString::from("a&b=c d"));
    let form =
        ReadRequest::token_form("token", Target::new(["token"]), &[("grant_type", &grant), ("client_secret", &secret)]);
    bench.reader().read(&form).await.unwrap();
    let sent = bench.script.requests.lock().unwrap().remove(0);
    assert_eq!(sent.body().as_ref(), b"grant_type=client_credentials&client_secret=a%26b%3Dc%20d");
}

#[tokio::test]
async fn a_key_that_fits_no_header_is_refused_without_showing_it() {
    let bench = Bench::new([]);
    let request = ReadRequest::get("probe", Target::new(["x"])).bearer(&SecretString::from("s3cret\nkey"));
    let why = bench.reader().read(&request).await.unwrap_err();
    assert!(!format!("{why:?}").contains("s3cret"));
}
