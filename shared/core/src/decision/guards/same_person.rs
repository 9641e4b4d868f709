//! Guard 19. For a holder without a SCIM record it rests on guard 16.

use super::no_history;
use super::tally::{Reply, Tally};
use crate::decision::{Answer, scene::Scene};
use crate::domain::Fact;

pub(super) const SENTENCE: &str = "The holder and the subject are one person: an account without a SCIM record passes where NoHistory passes, and a linked one is never proved in this version.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally.reply();
    };
    match &file.links {
        Fact::Absent(_) => {
            tally.saw(format!("account {} has no SCIM record, so its history decides", file.id));
            match no_history::check(scene).answer {
                Answer::Pass | Answer::NotConcerned(_) => {}
                Answer::NeedsPerson(_) => tally.ask("NoHistory does not pass"),
                Answer::Unknown(_) => tally.unsure("NoHistory could not be checked"),
            }
        }
        Fact::Known(..) => tally.ask("the holder has a SCIM record, and whose it is was not proved"),
        Fact::Unavailable(why) => tally.unread("the holder's SCIM links", why),
    }
    tally.reply()
}
