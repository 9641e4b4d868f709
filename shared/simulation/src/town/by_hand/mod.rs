//! What administrators and owners do by hand while the program is at work, chosen to be nasty to a repair in flight.
//!
//! An act that makes no sense in the world as it is does nothing. It knows nothing of what the program does.

mod at_atlassian;
mod at_provider;

use self::at_provider::SignIn;
use super::cast::{Cast, Person};
use fastrand::Rng;
use jiff::Timestamp;
use untwin_laws::Change;
use untwin_sandbox::World;
use untwin_sandbox::atlassian::DomainStatus;
use untwin_sandbox::town::hr;

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident),+ $(,)?) => {
        /// What an administrator or an owner does by hand about one person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ByHand { $($(#[$doc])* $act),+ }

        impl ByHand {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$act),+];
        }
    };
}

acts!(
    /// The account that holds the wanted address is renamed away.
    RenameHolder,
    /// The account that first held it gets it back.
    RenameHolderBack,
    /// The account that first held it gets the person's former address.
    RenameHolderToFormer,
    /// The original gets the wanted address.
    RenameOriginalToWanted,
    /// The original gets its former address back.
    RenameOriginalToFormer,
    /// The original gets some third address.
    RenameOriginalElsewhere,
    /// Somebody signs up with the wanted address.
    SignUpAtWanted,
    /// Somebody signs up with the former address.
    SignUpAtFormer,
    /// A new record of the directory is linked to the holder.
    LinkHolder,
    /// A new record of the second directory is linked to the holder.
    LinkHolderElsewhere,
    /// The original's record loses its account.
    UnlinkOriginal,
    /// The original's record is deleted.
    DeleteOriginalRecord,
    /// The original's record is linked to the holder.
    RelinkToHolder,
    /// The original's record is linked to the original.
    RelinkToOriginal,
    /// The holder is deactivated.
    DeactivateHolder,
    /// The original is deactivated.
    DeactivateOriginal,
    /// The holder is marked for deletion.
    MarkHolder,
    /// The original is marked for deletion.
    MarkOriginal,
    /// Somebody works in the holder.
    UseHolder,
    /// Somebody uses an API token of the holder.
    UseHoldersToken,
    /// The holder becomes an administrator of the organization.
    MakeHolderAdmin,
    /// The original becomes an administrator of the organization.
    MakeOriginalAdmin,
    /// The holder joins a group of administrators.
    GiveHolderGroup,
    /// The proof of the wanted address's domain is lost.
    LoseDomain,
    /// The proof is found again.
    ProveDomain,
    /// HR gives the user a third address.
    GiveOther,
    /// The user gives themselves a third address.
    TakeOther,
    /// HR gives the user the former address back.
    GiveFormer,
    /// HR gives the user the wanted address.
    GiveWanted,
    /// The user may not sign in.
    DisableUser,
    /// The user may sign in.
    EnableUser,
    /// The user is deleted.
    DeleteUser,
    /// The user is restored, without assignments.
    RestoreUser,
    /// The user is deleted, restored and assigned again.
    DeleteAndRestoreUser,
    /// The user leaves the application, with all its groups.
    Unassign,
    /// The user is assigned to the application.
    Assign,
    /// The user leaves the application and comes back.
    Reassign,
    /// Another user gets the wanted address as an alias.
    ColleagueGetsIt,
    /// A guest with the wanted address is invited.
    GuestGetsIt,
    /// The user is taken out of a group.
    LeaveGroup,
    /// The user is put into a group.
    JoinGroup,
);

impl ByHand {
    /// An act drawn by chance.
    pub fn draw(random: &mut Rng) -> Self {
        random.choice(Self::ALL).copied().unwrap_or(Self::RenameHolder)
    }
}

/// Does it now, and says what changed that the organization's ledger does not show.
pub fn perform(world: &mut World, cast: &Cast, person: usize, act: ByHand, now: Timestamp) -> Vec<Change> {
    let Some(person) = cast.person(person) else { return Vec::new() };
    let mut desk = Desk { world, cast, person, now };
    match act {
        ByHand::RenameHolder => desk.rename_holder_away(),
        ByHand::RenameHolderBack => desk.rename(&person.holder, &person.wanted),
        ByHand::RenameHolderToFormer => desk.rename(&person.holder, &person.former),
        ByHand::RenameOriginalToWanted => desk.rename(&person.original, &person.wanted),
        ByHand::RenameOriginalToFormer => desk.rename(&person.original, &person.former),
        ByHand::RenameOriginalElsewhere => desk.rename(&person.original, &person.address("elsewhere")),
        ByHand::SignUpAtWanted => desk.sign_up(&person.wanted),
        ByHand::SignUpAtFormer => desk.sign_up(&person.former),
        ByHand::LinkHolder => desk.link_new_record(Some(&cast.directory), &person.made_record),
        ByHand::LinkHolderElsewhere => desk.link_new_record(cast.second.as_ref(), &person.second_record),
        ByHand::UnlinkOriginal => desk.unlink(),
        ByHand::DeleteOriginalRecord => desk.delete_record(),
        ByHand::RelinkToHolder => desk.relink(&person.holder),
        ByHand::RelinkToOriginal => desk.relink(&person.original),
        ByHand::DeactivateHolder => desk.deactivate(&person.holder),
        ByHand::DeactivateOriginal => desk.deactivate(&person.original),
        ByHand::MarkHolder => desk.mark(&person.holder),
        ByHand::MarkOriginal => desk.mark(&person.original),
        ByHand::UseHolder => desk.use_holder(),
        ByHand::UseHoldersToken => desk.use_token(),
        ByHand::MakeHolderAdmin => desk.make_admin(&person.holder),
        ByHand::MakeOriginalAdmin => desk.make_admin(&person.original),
        ByHand::GiveHolderGroup => desk.give_group(),
        ByHand::LoseDomain => desk.prove_domain(DomainStatus::MissingToken),
        ByHand::ProveDomain => desk.prove_domain(DomainStatus::Verified),
        ByHand::GiveOther => desk.give(&person.address("other"), hr()),
        ByHand::TakeOther => desk.give(&person.address("other"), desk.themselves()),
        ByHand::GiveFormer => desk.give(&person.former, hr()),
        ByHand::GiveWanted => desk.give(&person.wanted, hr()),
        ByHand::DisableUser => desk.allow_sign_in(SignIn::Blocked),
        ByHand::EnableUser => desk.allow_sign_in(SignIn::Allowed),
        ByHand::DeleteUser => desk.delete_user(),
        ByHand::RestoreUser => desk.restore_user(),
        ByHand::DeleteAndRestoreUser => desk.delete_and_restore_user(),
        ByHand::Unassign => desk.unassign(),
        ByHand::Assign => desk.assign(),
        ByHand::Reassign => desk.reassign(),
        ByHand::ColleagueGetsIt => desk.colleague_gets_it(),
        ByHand::GuestGetsIt => desk.guest_gets_it(),
        ByHand::LeaveGroup => desk.leave_group(),
        ByHand::JoinGroup => desk.join_group(),
    }
}

/// Where one act is done.
struct Desk<'a> {
    world: &'a mut World,
    cast: &'a Cast,
    person: &'a Person,
    now: Timestamp,
}
