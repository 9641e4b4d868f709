//! Guard 9.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;
use crate::domain::{EmailAddress, Mapping};

pub(super) const SENTENCE: &str = "Single sign-on and SCIM give the same address for this person: the policy declares the attribute that single sign-on uses, and it is the mapped one or has the same value.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(declared) = &scene.policy.sso_attribute else {
        tally.saw("the policy declares no attribute of single sign-on");
        tally.unsure("which attribute single sign-on uses is not declared");
        return tally.reply();
    };
    let Some(mapping) = tally.must(&scene.evidence.mapping, "the attribute mapping") else { return tally.reply() };
    tally.saw(format!("single sign-on uses {declared}, SCIM uses {}", mapped(mapping)));
    let same = mapping.address.attribute.as_deref().is_some_and(|own| bare(own).eq_ignore_ascii_case(bare(declared)));
    if !same {
        compare_values(&mut tally, scene, declared);
    }
    tally.reply()
}

fn compare_values(tally: &mut Tally, scene: &Scene<'_>, declared: &str) {
    let Some(subject) = tally.must(&scene.evidence.subject, "the subject") else { return };
    let value = subject.attributes.iter().find(|(name, _)| bare(name).eq_ignore_ascii_case(bare(declared)));
    match value {
        Some((_, text)) if EmailAddress::parse(text).as_ref() == Ok(scene.wanted) => {
            tally.saw("both have the same value for the subject");
        }
        Some((_, text)) => {
            tally.saw(format!("single sign-on gives {text}"));
            tally.ask("single sign-on gives another address for the subject");
        }
        None => tally.unsure("the value that single sign-on uses was not read for the subject"),
    }
}

/// `user.mail`, `[mail]` and `mail` name one attribute.
fn bare(name: &str) -> &str {
    let name = name.trim().trim_start_matches('[').trim_end_matches(']');
    match name.split_once('.') {
        Some((object, attribute)) if object.eq_ignore_ascii_case("user") => attribute,
        Some(_) | None => name,
    }
}

fn mapped(mapping: &Mapping) -> &str {
    mapping.address.attribute.as_deref().unwrap_or("an expression")
}
