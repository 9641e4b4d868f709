//! What an audit says of an operator: the name that AWS knows them by, with the moment.

use super::{at, store};
use crate::local_aws::LocalAws;
use untwin_aws::CallerIdentity;
use untwin_core::decision::Writes;
use untwin_workflow::ports::Store as _;

#[test]
fn the_switch_and_the_policy_say_who_in_the_words_of_aws() {
    let Some(aws) = LocalAws::named() else { return };
    let store = store(&aws, None);
    let arn = aws.wait(CallerIdentity::new(&aws.config()).arn()).expect("AWS says who asks");
    assert!(arn.starts_with("arn:aws:"), "{arn}");
    assert_eq!(aws.wait(store.switch_set()), Ok(None), "nobody has set it");
    aws.wait(store.set_writes(Writes::Enabled, &arn, at(7))).unwrap();
    assert_eq!(aws.wait(store.switch_set()), Ok(Some((arn.clone(), at(7)))));
    aws.wait(store.push_policy(("version = 1", 0), &arn, at(8))).unwrap();
    assert_eq!(aws.wait(store.policy()).unwrap().map(|policy| policy.pushed_by), Some(arn));
}
