//! An answer of DynamoDB that never arrives: what was asked for is done once, whoever asks again.

use super::{at, store};
use crate::local_aws::LocalAws;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use untwin_aws::PolicyPush;

/// Between a client and the local AWS: told so, it lets one request through and cuts the line before the answer.
struct Line {
    address: SocketAddr,
    cuts: Arc<AtomicBool>,
}

#[expect(clippy::disallowed_methods, reason = "the line of a test carries beside what it tests")]
impl Line {
    fn new(aws: &LocalAws) -> Self {
        let to = aws.endpoint.trim_start_matches("http://").to_owned();
        let listener = aws.wait(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let cuts = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&cuts);
        aws.runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (to, told) = (to.clone(), Arc::clone(&told));
                tokio::spawn(async move { carry(client, &to, &told).await });
            }
        });
        Self { address, cuts }
    }
}

#[expect(clippy::disallowed_methods, reason = "both directions are carried at once")]
/// Whatever the client says goes on. What is answered goes back, unless this answer is to be lost.
async fn carry(client: TcpStream, to: &str, cuts: &AtomicBool) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_aws, mut to_aws) = TcpStream::connect(to).await?.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_aws).await });
    let mut answer = vec![0; 64 * 1024];
    loop {
        let length = from_aws.read(&mut answer).await?;
        if length == 0 || cuts.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        to_client.write_all(&answer[..length]).await?;
    }
}

#[test]
fn a_transaction_whose_answer_was_lost_is_made_once() {
    let Some(aws) = LocalAws::named() else { return };
    let line = Line::new(&aws);
    let store = store(&aws, Some(&format!("http://{}", line.address)));
    aws.wait(store.push_policy(("one", 0), "ada", at(1))).unwrap();
    line.cuts.store(true, Ordering::SeqCst);
    // The client of AWS asks again, with the token of the first request.
    assert_eq!(aws.wait(store.push_policy(("two", 1), "ada", at(2))), Ok(PolicyPush::InForce(2)));
    assert!(!line.cuts.load(Ordering::SeqCst), "no answer was lost");
    assert_eq!(aws.wait(store.policy()).unwrap().map(|policy| policy.number), Some(2));
}

#[test]
fn a_job_whose_beginning_was_not_answered_is_begun_by_whoever_asked_again() {
    let Some(aws) = LocalAws::named() else { return };
    let line = Line::new(&aws);
    let store = store(&aws, Some(&format!("http://{}", line.address)));
    assert_eq!(aws.wait(store.policy()), Ok(None), "the line works");
    line.cuts.store(true, Ordering::SeqCst);
    let begun = aws.wait(store.begin("logs", at(0), at(60))).unwrap();
    assert!(!line.cuts.load(Ordering::SeqCst), "no answer was lost");
    assert!(begun.is_some(), "nobody else is at it");
    assert_eq!(aws.wait(store.begin("logs", at(59), at(120))), Ok(None));
}
