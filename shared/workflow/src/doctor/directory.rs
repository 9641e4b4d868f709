//! A SCIM directory: its id, and its key if the settings name one.

use super::organization::NOBODY;
use super::{Check, Examination, Health};
use crate::ports::OrganizationReads;
use crate::setup::Pushed;
use untwin_core::domain::{DirectoryId, Fact, IdpUserId, ScimKey, Why};

/// What SCIM answers for a directory that is not there, as a reason spells it.
const NOT_FOUND: &str = "HTTP 404";

const NO_KEY: &str = "whose a SCIM record is stays unknown, so more goes to a person. If you can, name the key that the \
     identity provider uses; never make a new one, because the provider's stops at once";
const REFUSED: &str = "name the key that the identity provider uses for this directory; never make a new one for untwin, \
     because the provider's stops at once";
const WRONG_ID: &str = "copy the directory id out of the SCIM base URL that the identity provider pushes to";

impl Examination {
    pub(super) async fn directory<O: OrganizationReads>(
        &mut self,
        (eyes, swapped): (&O, &O),
        (directory, by): (&DirectoryId, &Pushed),
    ) {
        match by.scim_key {
            ScimKey::Held => self.with_key((eyes, swapped), directory).await,
            ScimKey::NotHeld => {
                let what = format!("SCIM key of directory {directory}");
                self.add(Check::to_do(what, Health::Attention, "the settings name none", NO_KEY));
                self.by_links(eyes, directory).await;
            }
        }
    }

    async fn with_key<O: OrganizationReads>(&mut self, (eyes, swapped): (&O, &O), directory: &DirectoryId) {
        let (key, id) = (format!("SCIM key of directory {directory}"), format!("directory {directory}"));
        let Ok(nobody) = IdpUserId::parse(NOBODY) else { return };
        match eyes.scim_records_by_external_id(directory, &nobody).await {
            Fact::Known(..) | Fact::Absent(_) => {
                self.add(Check::ok(key, "it is the key of this directory, and is accepted"));
                self.add(Check::ok(id, "Atlassian knows it"));
            }
            Fact::Unavailable(Why::Unexpected { detail, .. }) if detail.starts_with(NOT_FOUND) => {
                let found = "Atlassian knows no such directory for this key";
                self.add(Check::to_do(id, Health::Broken, found, WRONG_ID));
            }
            Fact::Unavailable(why @ Why::KeyRefused { .. }) => {
                let found = match swapped.domains().await {
                    Fact::Known(..) | Fact::Absent(_) => Some("it is refused, and is an organization key"),
                    Fact::Unavailable(_) => None,
                };
                self.add(match found {
                    Some(found) => Check::to_do(key, Health::Broken, found, REFUSED),
                    None => Check::unread(key, &why, REFUSED),
                });
                self.by_links(eyes, directory).await;
            }
            Fact::Unavailable(why) => self.add(Check::unread(key, &why, REFUSED)),
        }
    }

    /// Without a key the directory shows only where an account that is looked at is linked into it.
    async fn by_links<O: OrganizationReads>(&mut self, eyes: &O, directory: &DirectoryId) {
        let what = format!("directory {directory}");
        let Some(account) = self.account.clone() else {
            let found = "no managed account was found whose links could name it";
            self.add(Check::to_do(what, Health::NotChecked, found, WRONG_ID));
            return;
        };
        self.add(match eyes.links_of(&account).await {
            Fact::Known(links, _) if links.iter().any(|link| link.directory == *directory) => {
                Check::ok(what, "Atlassian knows it: an account is linked into it")
            }
            Fact::Known(..) | Fact::Absent(_) => {
                let found = "the one account that was looked at is not linked into it, which proves nothing";
                Check::to_do(what, Health::NotChecked, found, WRONG_ID)
            }
            Fact::Unavailable(why) => Check::unread(what, &why, WRONG_ID),
        });
    }
}
