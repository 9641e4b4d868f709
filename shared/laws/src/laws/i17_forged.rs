//! I17. Nothing out of an event reaches a write, and only whose failure the provider logged is pushed.
//!
//! Checked for each write that is sent: neither its ids nor its addresses hold a text that stands only in forged events,
//! and whoever is pushed is a user of the provider with a uniqueness failure in the provider's own log.

use super::{Monitor, Now, Say, told};
use crate::{Beginning, Law, Write};

/// The forged texts in lower case.
#[derive(Debug)]
pub(super) struct Forged {
    texts: Vec<String>,
}

impl Forged {
    pub(super) fn new(beginning: &Beginning) -> Self {
        let texts = beginning.forged.iter().map(|text| text.trim().to_lowercase());
        Self { texts: texts.filter(|text| !text.is_empty()).collect() }
    }
}

impl Monitor for Forged {
    fn law(&self) -> Law {
        Law::I17
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let Some(sending) = &now.sending else { return };
        say.checked();
        let what = told(sending.write).to_lowercase();
        if let Some(text) = self.texts.iter().find(|text| what.contains(text.as_str())) {
            say.breach(format!("{what} holds \"{text}\", which only a forged event says"));
        }
        let Write::Push { user } = sending.write else { return };
        // A user who was removed a moment ago may still have been there when they were looked at.
        if now.past.model.failed(user).is_none() {
            say.breach(format!("user {user} is pushed, and the provider's log holds no failure of theirs"));
        }
    }
}
