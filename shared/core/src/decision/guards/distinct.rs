//! Guard 2.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;

pub(super) const SENTENCE: &str = "The holder and the original are two different accounts, both named by id.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    match (scene.renamed(), scene.original()) {
        (Some(renamed), Some(original)) => {
            tally.saw(format!("holder {}, original {original}", renamed.account));
            if renamed.account == original {
                tally.ask("holder and original are one account");
            }
        }
        (Some(_), None) => tally.unsure("the plan names no original"),
        (None, Some(_)) => tally.unsure("the plan names no holder"),
        (None, None) => tally.unsure("the plan names neither holder nor original"),
    }
    tally.reply()
}
