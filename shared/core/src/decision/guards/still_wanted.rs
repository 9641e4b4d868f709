//! Guard 1.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;
use crate::domain::{EmailAddress, Evaluated};

pub(super) const SENTENCE: &str =
    "The IdP's mapping, evaluated now for the subject, gives exactly the address that the plan is about.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    if let Some(mapping) = tally.must(&scene.evidence.mapping, "the attribute mapping") {
        compare(&mut tally, &mapping.address.value, scene.wanted);
    }
    tally.reply()
}

fn compare(tally: &mut Tally, mapped: &Evaluated, wanted: &EmailAddress) {
    match mapped {
        Evaluated::Value(text) => {
            tally.saw(format!("the mapping gives {text}, the plan is about {wanted}"));
            if EmailAddress::parse(text).as_ref() != Ok(wanted) {
                tally.ask("the mapping gives another address now");
            }
        }
        Evaluated::Empty => {
            tally.saw("the mapping gives no address");
            tally.ask("the mapping gives no address now");
        }
        Evaluated::NotEvaluable(expression) => {
            tally.saw(format!("the mapping is the expression {expression}"));
            tally.unsure("the mapping is an expression that cannot be evaluated here");
        }
    }
}
