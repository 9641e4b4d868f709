//! Requests for the door, made as senders make them: with a secret path, or signed by Standard Webhooks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The secret of the source `azure`.
pub const PATH_SECRET: &str = "an-invented-path-0123456789-0123456789";
/// The key of the source `forwarder`, before its base64.
pub const SIGNING_KEY: &[u8] = b"an invented key of more than 24 bytes";

/// One request to the door.
#[derive(Debug, Clone)]
pub struct Knock {
    /// `POST`, mostly.
    pub method: &'static str,
    /// The path.
    pub path: String,
    /// The headers but for host and length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Knock {
    /// As an action group of Azure Monitor sends it.
    pub fn azure(body: &[u8]) -> Self {
        let (path, headers) = (format!("/hooks/azure/{PATH_SECRET}"), vec![("content-type", json())]);
        Self { method: "POST", path, headers, body: body.to_vec() }
    }

    /// As a sender of Standard Webhooks sends it.
    pub fn signed(id: &str, second: i64, body: &[u8]) -> Self {
        let headers = vec![
            ("content-type", json()),
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", second.to_string()),
            ("webhook-signature", format!("v1,{}", signature(SIGNING_KEY, id, second, body))),
        ];
        Self { method: "POST", path: "/hooks/forwarder".to_owned(), headers, body: body.to_vec() }
    }

    /// A question without a body.
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// The same with another value of a header, or with one more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The request as it goes over the wire; the connection ends with it where `close` says so.
    pub fn bytes(&self, close: &str) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: untwin.example.com\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("connection: {close}\r\ncontent-length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }

    /// Sends it alone: the status, and everything else of the answer; `None` where no answer came.
    pub async fn send(&self, address: SocketAddr) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(address).await.ok()?;
        // A door that has heard enough may close before it heard all.
        let _ = stream.write_all(&self.bytes("close")).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).ok()?;
        let status = answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        Some((status, answer))
    }
}

/// The secret of the source `forwarder`, as Standard Webhooks writes it.
pub fn signing_secret() -> String {
    format!("whsec_{}", STANDARD.encode(SIGNING_KEY))
}

/// A signature of Standard Webhooks.
pub fn signature(key: &[u8], id: &str, second: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(format!("{id}.{second}.").as_bytes());
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn json() -> String {
    "application/json".to_owned()
}
