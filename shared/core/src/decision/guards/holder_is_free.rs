//! Guard 4. For an account without a SCIM record it rests on guard 15.

use super::tally::{Reply, Tally};
use super::{Lift, address_is_theirs};
use crate::decision::{Answer, scene::Scene};
use crate::domain::{AccountFile, Fact};

pub(super) const SENTENCE: &str = "No other living person has the holder: an account without a SCIM record is free where AddressIsTheirs passes, and a linked one is never free in this version.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally.reply();
    };
    match &file.links {
        Fact::Absent(_) => rests_on_the_address(&mut tally, scene, file),
        Fact::Known(links, _) => {
            let records: Vec<_> = links.iter().map(|link| format!("{} in {}", link.record, link.directory)).collect();
            tally.saw(format!("account {} is linked to {}", file.id, records.join(", ")));
            tally.ask("the holder has a SCIM record, and whose it is was not proved");
        }
        Fact::Unavailable(why) => tally.unread("the holder's SCIM links", why),
    }
    tally.reply()
}

/// One approval lifts it only for an unlinked holder whose address a guest has, and nobody else.
pub(super) fn lift(scene: &Scene<'_>) -> Lift {
    if is_unlinked(scene) && address_is_theirs::only_guests(scene) { Lift::Lifts } else { Lift::DoesNot }
}

/// Whether it only rests on a search that is not up to date.
pub(super) fn only_lags(scene: &Scene<'_>) -> bool {
    is_unlinked(scene) && address_is_theirs::only_lags(scene)
}

fn is_unlinked(scene: &Scene<'_>) -> bool {
    scene.holder_file().is_some_and(|file| matches!(file.links, Fact::Absent(_)))
}

fn rests_on_the_address(tally: &mut Tally, scene: &Scene<'_>, file: &AccountFile) {
    tally.saw(format!("account {} has no SCIM record, so it is as free as its address", file.id));
    match address_is_theirs::check(scene).answer {
        Answer::Pass | Answer::NotConcerned(_) => {}
        Answer::NeedsPerson(_) => tally.ask("AddressIsTheirs does not pass"),
        Answer::Unknown(_) => tally.unsure("AddressIsTheirs could not be checked"),
    }
}
