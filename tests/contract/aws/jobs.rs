//! A job is done by one at a time.

use super::{at, store};
use crate::local_aws::LocalAws;

#[test]
fn a_job_is_begun_once_until_it_ends_or_its_time_is_over() {
    let Some(aws) = LocalAws::named() else { return };
    let store = store(&aws, None);
    let first = aws.wait(store.begin("logs", at(0), at(60))).unwrap().expect("nobody is at it");
    assert_eq!(aws.wait(store.begin("logs", at(59), at(120))), Ok(None));
    assert!(aws.wait(store.begin("due", at(59), at(120))).unwrap().is_some(), "another job");
    let second = aws.wait(store.begin("logs", at(60), at(120))).unwrap().expect("the first one's time is over");
    aws.wait(store.end(&first)).unwrap();
    assert_eq!(aws.wait(store.begin("logs", at(61), at(120))), Ok(None), "whose time was over ends nothing");
    aws.wait(store.end(&second)).unwrap();
    assert!(aws.wait(store.begin("logs", at(61), at(120))).unwrap().is_some());
}
