//! Path, method, size, type, packing, flow.

use super::{Call, Entrance, PATH_SECRET, gzip, now};
use crate::{BODY_BYTES_MAX, INFLATED_BYTES_MAX, Refusal, Shed};
use http::{Method, StatusCode};
use jiff::SignedDuration;

#[test]
fn a_document_is_in_the_inbox_before_it_is_acknowledged() {
    let entrance = Entrance::new();
    let answer = entrance.send(&Call::azure(b"{\"a\":1}").with("content-type", "application/json; charset=utf-8"));
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let kept = entrance.kept();
    assert_eq!((kept.source.as_str(), kept.document.as_slice()), ("azure", b"{\"a\":1}".as_slice()));
    assert_eq!(entrance.door.counted().kept, 1);
}

#[test]
fn a_path_that_no_source_has_is_not_there() {
    for path in ["/", "/hooks", "/hooks/", "/hooks/nobody", "/hooks/signed/extra", "/admin", "/hooks/Azure/x"] {
        Entrance::new().refuses(&Call::to(path, b"{}"), Refusal::UnknownPath);
    }
}

#[test]
fn only_a_post_is_taken_whatever_the_secret() {
    for path in [format!("/hooks/azure/{PATH_SECRET}"), "/hooks/azure/wrong".to_owned(), "/hooks/signed".to_owned()] {
        for method in [Method::GET, Method::PUT, Method::OPTIONS, Method::DELETE] {
            let call = Call { method, ..Call::to(path.clone(), b"{}") };
            let entrance = Entrance::new();
            entrance.refuses(&call, Refusal::Method);
            assert_eq!(entrance.send(&call).allow, Some("POST"));
        }
    }
}

#[test]
fn one_byte_too_many_is_too_large_announced_or_not() {
    let mut call = Call::azure(&vec![b' '; BODY_BYTES_MAX]);
    assert_eq!(Entrance::new().send(&call).status, StatusCode::ACCEPTED);
    call.body.push(b' ');
    Entrance::new().refuses(&call, Refusal::TooLarge);
    for announced in [(BODY_BYTES_MAX + 1).to_string(), u64::MAX.to_string()] {
        Entrance::new().refuses(&Call::azure(b"{}").with("content-length", &announced), Refusal::TooLarge);
    }
}

#[test]
fn a_type_that_the_source_does_not_send_is_refused() {
    for wrong in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        Entrance::new().refuses(&Call::azure(b"{}").with("content-type", wrong), Refusal::ContentType);
    }
    Entrance::new().refuses(&Call::azure(b"{}").without("content-type"), Refusal::ContentType);
    for right in ["application/cloudevents+json", "Application/JSON", "application/x-ndjson;charset=UTF-8"] {
        let call = Call::azure(b"{}").with("content-type", right);
        assert_eq!(Entrance::new().send(&call).status, StatusCode::ACCEPTED, "{right}");
    }
    let text = Call::to(format!("/hooks/texts/{PATH_SECRET}"), b"words").with("content-type", "text/plain");
    assert_eq!(Entrance::new().send(&text).status, StatusCode::ACCEPTED);
}

#[test]
fn two_types_are_none() {
    let mut call = Call::azure(b"{}");
    call.headers.append("content-type", "text/plain".parse().unwrap());
    Entrance::new().refuses(&call, Refusal::ContentType);
}

#[test]
fn a_packed_document_is_kept_unpacked() {
    let entrance = Entrance::new();
    let call = Call::azure(&gzip(b"{\"packed\":true}")).with("content-encoding", "gzip");
    assert_eq!(entrance.send(&call).status, StatusCode::ACCEPTED);
    assert_eq!(entrance.kept().document, b"{\"packed\":true}");
}

#[test]
fn a_bomb_is_refused_where_it_passes_the_limit() {
    let largest = gzip(&vec![b' '; INFLATED_BYTES_MAX]);
    let packed = |body: &[u8]| Call::azure(body).with("content-encoding", "gzip");
    assert_eq!(Entrance::new().send(&packed(&largest)).status, StatusCode::ACCEPTED);
    Entrance::new().refuses(&packed(&gzip(&vec![b' '; INFLATED_BYTES_MAX + 1])), Refusal::Bomb);
    let members: Vec<u8> = std::iter::repeat_n(gzip(&vec![0; INFLATED_BYTES_MAX / 2]), 40).flatten().collect();
    Entrance::new().refuses(&packed(&members), Refusal::Bomb);
}

#[test]
fn another_packing_or_a_damaged_one_is_refused() {
    for encoding in ["br", "deflate", "gzip, gzip", "zstd"] {
        Entrance::new().refuses(&Call::azure(b"{}").with("content-encoding", encoding), Refusal::Encoding);
    }
    let whole = gzip(b"{\"packed\":true}");
    for damaged in [b"no gzip".as_slice(), &whole[..whole.len() - 4], b""] {
        Entrance::new().refuses(&Call::azure(damaged).with("content-encoding", "gzip"), Refusal::Damaged);
    }
}

#[test]
fn what_is_too_much_is_shed_into_a_poll_and_comes_in_later() {
    let entrance = Entrance::new();
    for number in 0..5 {
        let call = Call::azure(format!("{{\"n\":{number}}}").as_bytes());
        assert_eq!(entrance.send(&call).status, StatusCode::ACCEPTED);
    }
    assert_eq!(entrance.door.take_shed(), Shed::Nothing);
    let sixth = Call::azure(b"{\"n\":5}");
    entrance.refuses(&sixth, Refusal::Shed);
    assert_eq!(entrance.send(&sixth).retry_after_s, Some(1));
    assert_eq!((entrance.door.take_shed(), entrance.door.take_shed()), (Shed::Something, Shed::Nothing));
    let texts = Call::to(format!("/hooks/texts/{PATH_SECRET}"), b"{}");
    assert_eq!(entrance.send(&texts).status, StatusCode::ACCEPTED, "another source has a bucket of its own");
    let later = now().checked_add(SignedDuration::from_secs(1)).unwrap();
    assert_eq!(entrance.send_at(&sixth, later).status, StatusCode::ACCEPTED);
}

#[test]
fn whoever_has_no_secret_uses_up_nobodys_share() {
    let entrance = Entrance::new();
    for _ in 0..50 {
        entrance.refuses(&Call::to("/hooks/azure/wrong", b"{}"), Refusal::Secret);
    }
    assert_eq!(entrance.send(&Call::azure(b"{}")).status, StatusCode::ACCEPTED);
}

#[test]
fn every_reason_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.name()).collect();
    assert_eq!(names.len(), Refusal::ALL.len());
}
