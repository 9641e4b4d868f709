//! What a message says, whatever writes it down.

use super::*;

#[test]
fn an_approval_is_asked_with_both_accounts_the_guard_the_loss_and_the_deadline() {
    insta::assert_snapshot!(plain(&awaiting_approval().message()), @r#"
    May this be done? ada@example.com
      Another account holds the address.
                   THE ACCOUNT THAT HAS THE ADDRESS       THE PERSON'S OWN ACCOUNT
      address      ada@example.com                        ada.byron@example.com
      last active  2026-03-01                             2026-03-01
      products     jira-software (last used: 2026-03-01)  jira-software (last used: 2026-03-01)
      groups       none                                   jira-users
      linked to    SCIM record r-1 in directory d-1       SCIM record r-1 in directory d-1
      Stopped by: Idle: the holder was active within 30 days (looked at: account acc-2: last active 2026-02-26)
      Will be lost: 1 account is signed out everywhere, until the next sign-in; groups of the account that had the address go with its SCIM record, for good: team-x
      Undo: Until the push is accepted.
      Answer: until 2026-03-02 12:00 UTC; then nothing is done, and a person still has the case
      Address changed: on 2026-02-25 by the app example-hr-sync
      What to do by hand
        - Ask the person which account is theirs.
      [Move the address]  untwin plan case-1 -o plan.json && untwin apply plan.json --override Idle=REASON
      [Keep as is]  untwin cases close case-1 --reason "keep as is"
      [Look again]  untwin cases recheck case-1
      [Open case]  untwin cases show case-1
      Only a button or its command decides. A reaction is no approval, a word in the thread is none, and silence is never a yes.
    "#);
}

#[test]
fn a_repair_proposes_to_disable_the_renamed_account_and_says_what_it_still_can_do() {
    insta::assert_snapshot!(plain(&repaired().message()), @r#"
    Repaired: ada@example.com is on the person's own account
      Another account holds the address.
                   THE ACCOUNT THAT HAD THE ADDRESS       THE PERSON'S OWN ACCOUNT
      address      ada_duplicate_1@example.com            ada.byron@example.com
      last active  2026-03-01                             2026-03-01
      products     jira-software (last used: 2026-03-01)  jira-software (last used: 2026-03-01)
      groups       none                                   jira-users
      linked to    SCIM record r-1 in directory d-1       SCIM record r-1 in directory d-1
      Lost: 1 account is signed out everywhere, until the next sign-in
      Came back: groups that the identity provider grants: team-a
      Undo: It could be undone until 2026-03-01 12:00 UTC, when the push was accepted; from then on only a new approved plan leads on.
      Address changed: on 2026-02-25 by the app example-hr-sync
      Looked at again: 2026-03-01 13:00 UTC
      Proposal: disable the renamed account ada_duplicate_1@example.com (acc-2)
        - Disable it: admin.atlassian.com > Directory > Managed accounts.
        - It still has groups: none
        - It still has products: jira-software (last used: 2026-03-01)
        - API tokens of it that still work: 1 token, last used 2026-03-01
      [Open case]  untwin cases show case-1
      Only a button or its command decides. A reaction is no approval, a word in the thread is none, and silence is never a yes.
    "#);
}

#[test]
fn an_account_that_somebody_disabled_is_not_proposed_again_and_one_that_cannot_be_read_is() {
    let mut case = repaired();
    if let Fact::Known(account, _) = &mut case.holder.account {
        account.status = AccountStatus::Deactivated;
    }
    assert!(!plain(&case.message()).contains("Proposal"));
    case.holder.account = Fact::Unavailable(Why::NotConfigured("a key".to_owned()));
    assert!(plain(&case.message()).contains("It still has groups: could not be read: not configured: a key"));
}

#[test]
fn the_answer_to_a_question_names_the_plan_by_its_hash() {
    let case = awaiting_approval();
    let message = case.message();
    let button = message.buttons.first().unwrap();
    assert_eq!((button.act, button.label), (Act::CarryOut, "Move the address"));
    assert_eq!(button.value, format!("case-1 {}", case.hash));
}

#[test]
fn every_button_says_the_command_that_does_the_same() {
    for case in [awaiting_approval(), repaired()] {
        let buttons = case.message().buttons;
        assert!(!buttons.is_empty());
        assert!(buttons.iter().all(|button| button.command.starts_with("untwin ")), "{buttons:?}");
    }
}

#[test]
fn a_reaction_is_no_approval_and_every_message_says_so() {
    let storm = Digest { since: at(AT), until: at(AT), by_cause: [].into(), undiagnosed: 1, waiting: 0 };
    for message in [awaiting_approval().message(), repaired().message(), storm.message()] {
        assert!(message.footnote.contains("A reaction is no approval"), "{message:?}");
    }
}

#[test]
fn a_preview_names_nobody_and_no_message_holds_a_name_or_a_token() {
    for case in [awaiting_approval(), repaired()] {
        let message = case.message();
        assert!(!message.preview.contains("ada") && !message.key.contains("ada"), "{message:?}");
        let text = plain(&message);
        assert!(!text.contains("Ada Lovelace") && !text.contains("token-7"), "{text}");
    }
}

#[test]
fn who_changed_the_address_is_said_where_the_log_says_it() {
    let mut case = awaiting_approval();
    case.changes = Fact::Unavailable(Why::NotConfigured("the audit log".to_owned()));
    let text = plain(&case.message());
    assert!(text.contains("Address changed: could not be read: not configured: the audit log"), "{text}");
}

#[test]
fn a_storm_is_one_message_with_counts_and_names_nobody() {
    let by_cause = [(Cause::DuplicateUnlinked, 3), (Cause::DomainNotClaimed, 210)].into();
    let storm = Digest { since: at(AT), until: at("2026-03-01T12:10:00Z"), by_cause, undiagnosed: 1, waiting: 214 };
    insta::assert_snapshot!(plain(&storm.message()), @r#"
    A storm: 214 cases since 2026-03-01 12:00 UTC
      So many failures at once have one reason more often than many. Nothing is repaired before somebody looks.
      From: 2026-03-01 12:00 UTC
      To: 2026-03-01 12:10 UTC
      Wait for a person: 214
      Cases by cause
        - 210 × domain_not_claimed
        - 3 × duplicate_unlinked
        - 1 × not diagnosed yet
      [See the cases]  untwin cases ls --newer-than 1d
      [Pause all writes]  untwin pause
      Only a button or its command decides. A reaction is no approval, a word in the thread is none, and silence is never a yes.
    "#);
}
