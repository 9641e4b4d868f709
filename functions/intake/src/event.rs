//! One invocation: over HTTP through the door, from AWS itself straight into the inbox.

use crate::http_event::{HttpEvent, answered};
use crate::trusted::{Bearer, documents};
use serde_json::Value;
use untwin_startup::settings::OpenDoor;
use untwin_workflow::ports::{Clock, Inbox, Kept};

/// Answers one invocation. An error makes AWS bring an asynchronous event again.
pub(crate) async fn answer(
    open: &OpenDoor,
    inbox: &impl Inbox,
    clock: &impl Clock,
    event: Value,
) -> Result<Value, lambda_runtime::Error> {
    if let Some(request) = HttpEvent::of(&event) {
        open.secrets.renew(&open.door, clock.now()).await;
        let body = request.body();
        return Ok(answered(open.door.receive(inbox, request.head(), &body, clock.now()).await));
    }
    // Whoever may invoke the function was let in by IAM.
    let bearer = Bearer::of(&event).ok_or("the event is neither HTTP nor EventBridge nor SNS")?;
    let (mut kept, mut known) = (0_usize, 0_usize);
    for delivery in documents(bearer, clock.now()) {
        match inbox.put(&delivery, clock.now()).await? {
            Kept::New => kept += 1,
            Kept::Known => known += 1,
            Kept::Full => return Err("the inbox is full: the event has to come again".into()),
        }
    }
    tracing::info!(kept, known, "an event was taken in");
    Ok(serde_json::json!({ "kept": kept, "known": known }))
}
