//! A transport that keeps what went over it.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use untwin_outbound::{Transport, TransportError};

/// Hands on to another transport, and remembers both directions.
#[derive(Debug, Clone)]
pub struct Recording<T> {
    inner: T,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub method: Method,
    /// Without the query, percent-encoded.
    pub path: String,
    /// Names of the query's parameters.
    pub parameters: Vec<String>,
    /// `None` where there was no body or no JSON.
    pub sent: Option<Value>,
    pub status: u16,
    /// `None` where there was no body or no JSON.
    pub answered: Option<Value>,
}

impl<T> Recording<T> {
    pub fn of(inner: T) -> Self {
        Self { inner, exchanges: Arc::default() }
    }

    /// Everything so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T: Transport> Transport for Recording<T> {
    async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let sent = serde_json::from_slice(request.body()).ok();
        let answer = self.inner.send(request, timeout).await?;
        let query = uri.query().unwrap_or_default();
        let parameters = query.split('&').filter(|pair| !pair.is_empty());
        let exchange = Exchange {
            method,
            path: uri.path().to_owned(),
            parameters: parameters.map(|pair| pair.split('=').next().unwrap_or(pair).to_owned()).collect(),
            sent,
            status: answer.status().as_u16(),
            answered: serde_json::from_slice(answer.body()).ok(),
        };
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        Ok(answer)
    }
}
