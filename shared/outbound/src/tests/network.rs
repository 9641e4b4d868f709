//! The real transport against a server of a few lines on the loopback address.

use crate::*;
use bytes::Bytes;
use http::Request;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// Answers the first connection with these bytes, keeps it open for as long as the client does if asked to.
fn serve(head: &'static str, body_bytes: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let _ = stream.read(&mut asked);
        if head.is_empty() {
            // It says nothing until the client gives up.
            let _ = stream.read(&mut asked);
            return;
        }
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&vec![b'x'; body_bytes]);
    });
    address
}

async fn send(uri: String, timeout_ms: u64) -> Result<(u16, usize), TransportError> {
    let request = Request::get(uri).body(Bytes::new()).unwrap();
    let answer = NetworkTransport::new().unwrap().send(request, Duration::from_millis(timeout_ms)).await?;
    Ok((answer.status().as_u16(), answer.body().len()))
}

async fn ask(address: SocketAddr) -> Result<(u16, usize), TransportError> {
    send(format!("http://{address}/"), 5_000).await
}

#[tokio::test]
async fn an_answer_comes_back_whatever_its_status() {
    let address = serve("HTTP/1.1 409 Conflict\r\nContent-Length: 3\r\n\r\n", 3);
    assert_eq!(ask(address).await, Ok((409, 3)));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let address = serve("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 0);
    assert_eq!(ask(address).await, Ok((302, 0)));
}

#[tokio::test]
async fn a_truncated_body_is_no_answer() {
    let address = serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", 3);
    assert!(matches!(ask(address).await, Err(TransportError::NoAnswer(_))));
}

#[tokio::test]
async fn silence_ends_with_the_timeout() {
    let address = serve("", 0);
    assert_eq!(send(format!("http://{address}/"), 50).await, Err(TransportError::NoAnswer("timeout".into())));
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let address = serve("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", ANSWER_BYTES_MAX + 1);
    assert_eq!(ask(address).await, Err(TransportError::TooLarge { limit_bytes: ANSWER_BYTES_MAX }));
}

#[tokio::test]
async fn a_closed_port_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert!(matches!(ask(address).await, Err(TransportError::NotSent(_))));
}

#[tokio::test]
async fn plain_http_to_another_machine_is_not_sent() {
    assert!(matches!(send("http://192.0.2.1/".into(), 50).await, Err(TransportError::NotSent(_))));
}
