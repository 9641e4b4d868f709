//! Standard Webhooks: forged, replayed, stale.

use super::{Call, Entrance, NOW_S, OTHER_KEY, SIGNING_KEY, now, signature};
use crate::signature::verified;
use crate::{Refusal, SigningSecret, TOLERANCE_S};
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};

const BODY: &[u8] = b"{\"version\":1}";

#[test]
fn a_signature_that_another_program_made_fits() {
    let mut headers = HeaderMap::new();
    let all = [("webhook-id", ID), ("webhook-timestamp", "1614265330"), ("webhook-signature", KNOWN)];
    for (name, value) in all {
        headers.insert(name, value.parse().unwrap());
    }
    let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let then = Timestamp::from_second(1_614_265_330).unwrap();
    assert_eq!(verified(&headers, b"{\"test\": 2432232314}", &[secret], then), Ok(ID));
}

#[test]
fn what_is_signed_comes_in_and_any_change_of_it_does_not() {
    let entrance = Entrance::new();
    let call = Call::signed("msg_1", NOW_S, BODY);
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        entrance.refuses(&call.clone().without(name), Refusal::Signature);
    }
    entrance.refuses(&call.clone().with("webhook-id", "msg_2"), Refusal::Signature);
    entrance.refuses(&call.clone().with("webhook-timestamp", &(NOW_S + 1).to_string()), Refusal::Signature);
    let mut changed = call.clone();
    changed.body.push(b' ');
    entrance.refuses(&changed, Refusal::Signature);
    assert_eq!(entrance.send(&call).status, StatusCode::ACCEPTED);
}

#[test]
fn one_of_several_signatures_by_one_of_several_secrets_is_enough() {
    for key in [SIGNING_KEY, OTHER_KEY] {
        let good = signature(key, "msg_1", NOW_S, BODY);
        let list = format!("v1a,asymmetric v1,d3Jvbmc= v1,{good} v2,{good}");
        let call = Call::signed("msg_1", NOW_S, BODY).with("webhook-signature", &list);
        assert_eq!(Entrance::new().send(&call).status, StatusCode::ACCEPTED);
    }
    for wrong in ["v1,", "v1", "", "v1,d3Jvbmc=", &signature(SIGNING_KEY, "msg_1", NOW_S, BODY)] {
        let call = Call::signed("msg_1", NOW_S, BODY).with("webhook-signature", wrong);
        Entrance::new().refuses(&call, Refusal::Signature);
    }
}

#[test]
fn a_message_that_comes_again_is_acknowledged_and_kept_once() {
    let entrance = Entrance::new();
    let call = Call::signed("msg_1", NOW_S, BODY);
    for _ in 0..3 {
        assert_eq!(entrance.send(&call).status, StatusCode::ACCEPTED);
    }
    let counted = entrance.door.counted();
    assert_eq!((entrance.waiting(), counted.kept, counted.duplicates), (1, 1, 2));
}

#[test]
fn a_signature_from_too_long_ago_or_too_far_ahead_is_stale() {
    for second in [NOW_S - TOLERANCE_S, NOW_S + TOLERANCE_S] {
        assert_eq!(Entrance::new().send(&Call::signed("msg_1", second, BODY)).status, StatusCode::ACCEPTED);
    }
    for second in [NOW_S - TOLERANCE_S - 1, NOW_S + TOLERANCE_S + 1, 0, i64::MAX] {
        Entrance::new().refuses(&Call::signed("msg_1", second, BODY), Refusal::Stale);
    }
}

#[test]
fn what_was_caught_cannot_be_sent_again_once_it_was_forgotten() {
    let entrance = Entrance::new();
    let call = Call::signed("msg_1", NOW_S, BODY);
    entrance.send(&call);
    let later = now().checked_add(SignedDuration::from_hours(24 * 30)).unwrap();
    assert_eq!(entrance.send_at(&call, later).status, StatusCode::UNAUTHORIZED);
    assert_eq!(entrance.waiting(), 1);
}

#[test]
fn an_id_that_leaves_open_where_it_ends_is_refused() {
    for id in ["a.1780000000", "", "a b"] {
        Entrance::new().refuses(&Call::signed(id, NOW_S, BODY), Refusal::Signature);
    }
}

#[test]
fn a_header_that_is_there_twice_is_not_there() {
    let mut call = Call::signed("msg_1", NOW_S, BODY);
    call.headers.append("webhook-id", "msg_1".parse().unwrap());
    Entrance::new().refuses(&call, Refusal::Signature);
}

/// An example that is public.
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const KNOWN: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
