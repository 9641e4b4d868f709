//! What people do by hand, in every situation, and that all of it is told.

use super::*;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use untwin_laws::{Account, Life, Record};
use untwin_sandbox::atlassian::Lifecycle;

fn later(seconds: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

#[test]
fn every_act_can_be_done_in_every_situation_and_again() {
    for plan in situations() {
        for act in ByHand::ALL {
            let mut built = build(&plan, BASE);
            for second in [1, 2] {
                perform(&mut built.world, &built.cast, 0, *act, later(second));
            }
            built.world.run_cycle(later(3));
            perform(&mut built.world, &built.cast, 0, *act, later(4));
            perform(&mut built.world, &built.cast, 99, *act, later(4));
        }
    }
}

#[test]
fn every_act_does_something_in_some_situation() {
    for act in ByHand::ALL {
        let before_it: &[ByHand] = match act {
            ByHand::RenameHolderToFormer | ByHand::SignUpAtFormer | ByHand::RenameOriginalToFormer => {
                &[ByHand::RenameOriginalElsewhere]
            }
            ByHand::RenameHolderBack | ByHand::RenameOriginalToWanted | ByHand::SignUpAtWanted => {
                &[ByHand::RenameHolder]
            }
            ByHand::RelinkToOriginal => &[ByHand::RelinkToHolder],
            ByHand::RestoreUser => &[ByHand::DeleteUser],
            ByHand::GiveWanted => &[ByHand::GiveFormer],
            ByHand::JoinGroup => &[ByHand::LeaveGroup],
            _ => &[],
        };
        let plan = alone(PersonPlan { groups: 1, ..PersonPlan::default() });
        let mut built = build(&TownPlan { second_directory: SecondDirectory::Yes, ..plan }, BASE);
        for earlier in before_it {
            perform(&mut built.world, &built.cast, 0, *earlier, later(1));
        }
        let from = written(&built);
        let mut changes = perform(&mut built.world, &built.cast, 0, *act, later(2));
        changes.extend(told_since(&built, from));
        let silent = [ByHand::LoseDomain, ByHand::ProveDomain, ByHand::DisableUser, ByHand::EnableUser, ByHand::Assign];
        assert_eq!(changes.is_empty(), silent.contains(act), "{act:?}: {changes:?}");
    }
}

#[test]
fn a_use_that_nobody_can_see_yet_is_told_to_nobody() {
    let mut plan = TownPlan::simplest(1);
    plan.quirks.switches.push(Switch::ActivityLags);
    let mut built = build(&plan, BASE);
    assert_eq!(perform(&mut built.world, &built.cast, 0, ByHand::UseHolder, later(1)), []);
    assert_eq!(perform(&mut built.world, &built.cast, 0, ByHand::UseHoldersToken, later(1)).len(), 1);
}

/// The beginning and everything that was told, put together.
struct Model {
    accounts: BTreeMap<String, Account>,
    records: BTreeMap<String, Record>,
}

impl Model {
    fn apply(&mut self, change: Change) {
        match change {
            Change::AccountMade { account, is } => drop(self.accounts.insert(account, is)),
            Change::Address { account, from, to } => {
                let account = self.accounts.get_mut(&account).unwrap();
                assert_eq!(account.address, from);
                account.address = to;
            }
            Change::Life { account, to } => self.accounts.get_mut(&account).unwrap().life = to,
            Change::RecordMade { record, directory } => {
                drop(self.records.insert(record, Record { directory, account: None, groups: [].into() }));
            }
            Change::RecordGone { record } => drop(self.records.remove(&record)),
            Change::Linked { record, account } => self.records.get_mut(&record).unwrap().account = Some(account),
            Change::Unlinked { record } => self.records.get_mut(&record).unwrap().account = None,
            Change::Joined { record, group } => drop(self.records.get_mut(&record).unwrap().groups.insert(group)),
            Change::Left { record, group } => assert!(self.records.get_mut(&record).unwrap().groups.remove(&group)),
            Change::AccountTouched { .. }
            | Change::LivedIn { .. }
            | Change::Protected { .. }
            | Change::RecordTouched { .. }
            | Change::UserAddress { .. }
            | Change::UserGone { .. }
            | Change::Granted { .. }
            | Change::Revoked { .. }
            | Change::Failed { .. } => {}
        }
    }
}

#[test]
fn the_beginning_and_what_is_told_give_the_world_as_it_is() {
    for seed in 0..400 {
        let random = &mut fastrand::Rng::with_seed(seed);
        let mut built = build(&TownPlan::draw(random), BASE);
        let mut model = Model { accounts: built.beginning.accounts.clone(), records: built.beginning.records.clone() };
        for step in 0..40 {
            let (from, now) = (written(&built), later(step * 7_000));
            built.world.advance(now);
            let person = random.usize(0..built.cast.people.len());
            if random.u8(0..4) == 0 {
                built.world.run_cycle(now);
            } else {
                perform(&mut built.world, &built.cast, person, ByHand::draw(random), now);
            }
            for change in told_since(&built, from) {
                model.apply(change);
            }
        }
        model.is(&built, seed);
    }
}

impl Model {
    fn is(&self, built: &Built, seed: u64) {
        let organization = &built.world.organization;
        assert_eq!(organization.accounts().count(), self.accounts.len(), "seed {seed}");
        for account in organization.accounts() {
            let model = &self.accounts[account.id.as_str()];
            assert_eq!(model.address, account.email.as_str().to_lowercase(), "seed {seed}");
            assert_eq!(model.life == Life::Active, account.lifecycle == Lifecycle::Active, "seed {seed}");
            assert_eq!(model.life == Life::Closed, account.lifecycle == Lifecycle::Closed, "seed {seed}");
        }
        assert_eq!(organization.records().count(), self.records.len(), "seed {seed}");
        for record in organization.records() {
            let model = &self.records[record.id.as_str()];
            assert_eq!(model.account, record.account().map(ToString::to_string), "seed {seed}");
            let in_it = organization.groups(&record.directory).filter(|group| group.members.contains(&record.id));
            assert!(in_it.map(|group| group.id.to_string()).eq(model.groups.iter().cloned()), "seed {seed}");
        }
    }
}

#[test]
fn what_the_provider_grants_is_what_was_told() {
    for seed in 0..400 {
        let random = &mut fastrand::Rng::with_seed(seed);
        let mut built = build(&TownPlan::draw(random), BASE);
        let mut users = built.beginning.users.clone();
        for step in 0..40 {
            let person = random.usize(0..built.cast.people.len());
            for change in perform(&mut built.world, &built.cast, person, ByHand::draw(random), later(step)) {
                match change {
                    Change::UserAddress { user, to } => users.entry(user).or_insert_with(nobody).address = to,
                    Change::UserGone { user } => drop(users.remove(&user).unwrap()),
                    Change::Granted { user, group } => assert!(users.get_mut(&user).unwrap().granted.insert(group)),
                    Change::Revoked { user, group } => assert!(users.get_mut(&user).unwrap().granted.remove(&group)),
                    _ => {}
                }
            }
        }
        for (id, user) in &users {
            let there = built.world.tenant.user(id).unwrap();
            assert_eq!(user.address, there.mail.clone().unwrap().to_lowercase(), "seed {seed}");
            assert_eq!(user.granted, built.cast.granted(&built.world, id), "seed {seed}");
        }
    }
}

fn nobody() -> untwin_laws::User {
    untwin_laws::User { address: String::new(), rightful: None, granted: [].into(), failed: false }
}
