//! Services of AWS that play what a test says.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{AsyncSleep, Credentials, SharedAsyncSleep, SharedCredentialsProvider, Sleep};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use std::fmt;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// A refusal of a service that speaks JSON; its text names what nobody may see.
pub(crate) fn refusal(code: &str) -> Played {
    Played { status: 400, body: format!(r#"{{"__type":"{code}","Message":"about untwin/atlassian"}}"#) }
}

/// The target and the body of a request, as text.
pub(crate) struct Asked<'r> {
    pub(crate) target: Option<&'r str>,
    pub(crate) body: &'r str,
}

/// Waiting that is over at once, and remembered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waits(Arc<Mutex<Vec<Duration>>>);

impl Waits {
    /// The wait around all others: the bound of the whole request is set before anything is done for it.
    pub(crate) fn outermost(&self) -> Option<Duration> {
        self.0.lock().unwrap().first().copied()
    }
}

impl AsyncSleep for Waits {
    fn sleep(&self, duration: Duration) -> Sleep {
        self.0.lock().unwrap().push(duration);
        Sleep::new(ready(()))
    }
}

/// A configuration with which every request goes to this function, and nowhere else.
pub(crate) fn answering(play: impl Fn(Asked<'_>) -> Played + Send + Sync + 'static) -> SdkConfig {
    let connector = move |request: &HttpRequest| {
        let body = std::str::from_utf8(request.body().bytes().unwrap()).unwrap();
        let Played { status, body } = play(Asked { target: request.headers().get("x-amz-target"), body });
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), body.into())))
    };
    through(connector)
}

/// A configuration with which every request is refused so, and no wait takes time.
pub(crate) fn refusing(code: &'static str) -> SdkConfig {
    let config = answering(move |_| refusal(code));
    config.into_builder().sleep_impl(SharedAsyncSleep::new(Waits::default())).build()
}

/// A configuration with which no request is ever answered, and no wait takes time.
pub(crate) fn silent(waits: &Waits) -> SdkConfig {
    let config = through(|_| HttpConnectorFuture::new(pending()));
    config.into_builder().sleep_impl(SharedAsyncSleep::new(waits.clone())).build()
}

fn through(answer: impl Fn(&HttpRequest) -> HttpConnectorFuture + Send + Sync + 'static) -> SdkConfig {
    let connector = SharedHttpConnector::new(Connector(Arc::new(answer)));
    let credentials = Credentials::new("test", "test", None, None, "played");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build()
}

struct Connector(Arc<dyn Fn(&HttpRequest) -> HttpConnectorFuture + Send + Sync>);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        (self.0)(&request)
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}
