//! Evidence that belongs to a cause that is not built, or that contradicts itself. It is undetermined, and never the
//! neighbour that it resembles. The sentence says what was seen, the advice what a person does about it.

mod before;
mod holder;
mod links;
mod original;
mod record;
mod tried;

use super::seen::{Seen, missing};
use super::undetermined::undetermined;
use super::{Diagnosis, Early, proof};

pub(super) use record::of_the_record;

/// Everything that stands between the picture and the built causes.
pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    record::fits(seen)?;
    original::check(seen)?;
    before::check(seen)?;
    links::check(seen)?;
    holder::check(seen)?;
    tried::check(seen)
}

/// No built cause holds.
pub(super) fn none_holds(seen: &Seen<'_>) -> Diagnosis {
    if let Some(why) = seen.original_unread {
        return missing("the link of the targeted record", why);
    }
    if seen.original.is_none() {
        return record::names_no_target(seen);
    }
    undetermined("What was read fits no cause that this version can tell.").proved_by([
        proof::read(format!("{} accounts have the address", seen.holders.len()), &seen.evidence.holders),
        proof::read(format!("{} SCIM links for the address", seen.wanted_links.len()), &seen.evidence.wanted_links),
    ])
}
