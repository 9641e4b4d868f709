//! The shapes in which a failure arrives, each written from the provider's own log record.

use untwin_sandbox::entra::exports::{
    ExportStyle, event_hub_batch, graph_page, log_alert_v2, log_analytics_response, ndjson, on_demand_answer,
    pasted_page, scim_error, simple_log_alert,
};
use untwin_sandbox::entra::quirks::OnDemandShape;
use untwin_sandbox::entra::{LogRecord, Quirks};

/// How a failure arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Payload {
    GraphPage,
    EventHub,
    Ndjson,
    LogAnalytics,
    SimpleLogAlert,
    LogAlertV2,
    OnDemandAnswer,
    PastedPage,
    ScimError,
    /// A page whose sender broke off.
    BrokenOff,
}

/// A workspace of Log Analytics; its id is invented.
const WORKSPACE: &str = "d8b1f6a3-40c7-4e52-9a1d-7f3c5e2b9068";
/// How much of a page arrives where its sender breaks off, in bytes.
const BROKEN_OFF_BYTES: usize = 700;

impl Payload {
    /// For people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::GraphPage => "Graph page",
            Self::EventHub => "Event Hub message",
            Self::Ndjson => "NDJSON export",
            Self::LogAnalytics => "Log Analytics result",
            Self::SimpleLogAlert => "simple log alert",
            Self::LogAlertV2 => "log alert, ids only",
            Self::OnDemandAnswer => "on-demand answer",
            Self::PastedPage => "pasted page text",
            Self::ScimError => "bare SCIM error",
            Self::BrokenOff => "Graph page, cut off",
        }
    }

    /// The name of a file that holds it.
    pub(super) const fn file_name(self) -> &'static str {
        match self {
            Self::GraphPage => "graph-page.json",
            Self::EventHub => "event-hub.json",
            Self::Ndjson => "export.ndjson",
            Self::LogAnalytics => "log-analytics.json",
            Self::SimpleLogAlert => "simple-log-alert.json",
            Self::LogAlertV2 => "log-alert-v2.json",
            Self::OnDemandAnswer => "on-demand-answer.json",
            Self::PastedPage => "pasted-page.txt",
            Self::ScimError => "scim-error.json",
            Self::BrokenOff => "cut-off.json",
        }
    }

    /// The document that arrives.
    pub(super) fn of(self, record: &LogRecord, quirks: &Quirks) -> Vec<u8> {
        let one = std::slice::from_ref(record);
        let text = match self {
            Self::GraphPage => graph_page(one, quirks).to_string(),
            Self::EventHub => event_hub_batch(one, ExportStyle::WithResult).to_string(),
            Self::Ndjson => ndjson(one, ExportStyle::WithoutResult),
            Self::LogAnalytics => log_analytics_response(one, WORKSPACE).to_string(),
            Self::SimpleLogAlert => simple_log_alert(record, record.at).to_string(),
            Self::LogAlertV2 => log_alert_v2(record, record.at).to_string(),
            Self::OnDemandAnswer => on_demand_answer(record, OnDemandShape::StatusInfoArray).to_string(),
            Self::PastedPage => pasted_page(record),
            // A failure without such an error cannot arrive in this shape; its whole text can.
            Self::ScimError => scim_error(record).unwrap_or_else(|| pasted_page(record)),
            Self::BrokenOff => graph_page(one, quirks).to_string().chars().take(BROKEN_OFF_BYTES).collect(),
        };
        text.into_bytes()
    }
}
