//! Events that AWS itself brings: whoever may send them was let in by IAM, so only the wrapping is taken off.

use jiff::Timestamp;
use serde_json::Value;
use untwin_core::domain::sha256_hex;
use untwin_core::saga::later_s;
use untwin_telemetry::TraceContext;
use untwin_workflow::ports::{Delivery, Remembered};

/// How long the id of an event is remembered, in seconds: AWS brings one again for up to a day.
const REMEMBERED_S: i64 = 2 * 24 * 3_600;

/// An event with documents in it.
#[derive(Clone, Copy)]
pub(crate) enum Bearer<'e> {
    /// `EventBridge`: the document is the `detail`.
    EventBridge { id: &'e str, detail: &'e Value },
    /// SNS: each record's message is a document.
    Sns(&'e [Value]),
}

impl<'e> Bearer<'e> {
    /// Who brings an event, if it is one of these.
    pub(crate) fn of(event: &'e Value) -> Option<Self> {
        if let (Some(id), Some(_), Some(detail)) =
            (event.get("id").and_then(Value::as_str), event.get("detail-type"), event.get("detail"))
        {
            return Some(Self::EventBridge { id, detail });
        }
        let records = event.get("Records").and_then(Value::as_array)?;
        records.iter().all(|record| message(record).is_some()).then_some(Self::Sns(records))
    }
}

/// The documents of an event, and the trace of the invocation that brought it.
pub(crate) fn documents(bearer: Bearer<'_>, trace: Option<&TraceContext>, now: Timestamp) -> Vec<Delivery> {
    let delivery = |source, id, document| Delivery { trace: trace.cloned(), ..delivery(source, id, document, now) };
    match bearer {
        Bearer::EventBridge { id, detail } => {
            let document = detail.as_str().map_or_else(|| detail.to_string(), str::to_owned);
            vec![delivery("event-bridge", id, document)]
        }
        Bearer::Sns(records) => {
            records.iter().filter_map(message).map(|(id, message)| delivery("sns", id, message.to_owned())).collect()
        }
    }
}

fn message(record: &Value) -> Option<(&str, &str)> {
    let sns = record.get("Sns")?;
    Some((sns.get("MessageId")?.as_str()?, sns.get("Message")?.as_str()?))
}

fn delivery(source: &str, id: &str, document: String, now: Timestamp) -> Delivery {
    Delivery {
        source: source.to_owned(),
        dedup_key: format!("{source}:{}", sha256_hex(id.as_bytes())),
        remembered: Remembered::Until(later_s(now, REMEMBERED_S)),
        document: document.into_bytes(),
        trace: None,
    }
}
