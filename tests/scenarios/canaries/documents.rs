//! Canaries in what is handed in: documents that cannot be read, that nobody vouches for, and that hold anything at all.

use super::{CANARY, a_town_of_canaries, nothing_leaked};
use serde_json::json;
use untwin_core::domain::sha256_hex;
use untwin_startup::{redrive, tell, work_off_one};
use untwin_tests::{Overheard, Story};
use untwin_workflow::ports::{Delivery, Inbox as _, Letterbox as _, Ports as _, Remembered, Store as _};

/// An event of the neutral form with a canary wherever its sender may put one.
fn event(provider: &serde_json::Value) -> Vec<u8> {
    let event = json!({
        "version": "untwin.failure/1", "id": "canary@example.com", "occurred_at": "2026-08-18T07:50:00Z",
        "source": "canary-desk", "provider": provider,
        "subject": { "id": "canary@example.com", "name": "Canary Lovelace", "wanted_address": "canary@example.com" },
        "error": { "status": 409, "message": "Resource [USER]: with email[canary@example.com] already exists." },
    });
    event.to_string().into_bytes()
}

fn documents() -> Vec<Vec<u8>> {
    vec![
        event(&json!({})),
        event(&json!({ "log_record_id": "canary@example.com" })),
        event(&json!({ "tenant_id": "canary", "job_id": "canary", "log_record_id": "canary" })),
        b"{\"records\":[{\"canary\":\"canary@example.com".to_vec(),
        b"Resource [USER]: with email[canary@example.com] already exists.".to_vec(),
        json!({ "records": [{ "Id": CANARY, "canary": 1 }, CANARY, null] }).to_string().into_bytes(),
        json!([{ "specversion": "1.0", "id": CANARY, "source": CANARY, "type": CANARY, "data": CANARY }])
            .to_string()
            .into(),
        [0xff_u8, 0xfe].iter().chain(CANARY.as_bytes()).copied().collect(),
    ]
}

async fn hand_in(story: &Story, document: &[u8]) {
    let delivery = Delivery {
        source: "azure".to_owned(),
        dedup_key: sha256_hex(document),
        remembered: Remembered::WhileWaiting,
        document: document.to_vec(),
        trace: None,
    };
    story.ports.store().put(&delivery, story.now()).await.expect("the store works");
}

#[tokio::test]
async fn no_document_is_quoted_whatever_it_holds_and_however_often_it_comes() {
    let overheard = Overheard::listen();
    let (story, ada) = a_town_of_canaries();
    let ports = story.ports.as_ref();
    for document in documents().into_iter().chain([story.failure_of(&ada)]) {
        tell(&story.heal(&document).await, &story.setup);
        hand_in(&story, &document).await;
    }
    while ports.store().waiting().await.expect("the store works") > 0 {
        match work_off_one(ports, &story.setup, story.shift().deadline).await {
            Ok(Some(_)) => {}
            Ok(None) => story.clock.advance_by(jiff::SignedDuration::from_hours(1)),
            Err(error) => overheard.note(&error),
        }
    }
    for letter in ports.store().dead_letters(100).await.expect("the store works") {
        let again = redrive(ports, &story.setup, &letter, story.shift().deadline).await;
        again.err().iter().for_each(|error| overheard.note(error));
    }
    assert!(overheard.everything().contains("dead_letter"), "it listens");
    nothing_leaked(&overheard, "documents");
}
