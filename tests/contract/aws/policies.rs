//! The policy in force, and whose turn it was.

use super::{at, store};
use crate::local_aws::LocalAws;
use untwin_aws::PolicyPush;

#[test]
fn a_policy_is_in_force_from_its_push_on_with_who_and_when() {
    let Some(aws) = LocalAws::named() else { return };
    let store = store(&aws, None);
    assert_eq!(aws.wait(store.policy()), Ok(None));
    assert_eq!(aws.wait(store.push_policy(("shadow = true", 0), "ada", at(1))), Ok(PolicyPush::InForce(1)));
    assert_eq!(aws.wait(store.push_policy(("shadow = false", 1), "bo", at(2))), Ok(PolicyPush::InForce(2)));
    let policy = aws.wait(store.policy()).unwrap().expect("a policy");
    assert_eq!((policy.number, policy.text.as_str(), policy.pushed_by.as_str()), (2, "shadow = false", "bo"));
    assert_eq!(policy.pushed_at, at(2));
}

#[test]
fn whoever_did_not_see_the_newest_policy_cannot_replace_it() {
    let Some(aws) = LocalAws::named() else { return };
    let store = store(&aws, None);
    for push in [("one", 0), ("two", 1)] {
        aws.wait(store.push_policy(push, "ada", at(1))).unwrap();
    }
    for outdated in [0, 1, 7] {
        assert_eq!(aws.wait(store.push_policy(("mine", outdated), "bo", at(2))), Ok(PolicyPush::Outdated));
    }
    assert_eq!(aws.wait(store.policy()).unwrap().map(|policy| policy.text), Some("two".to_owned()));
}
