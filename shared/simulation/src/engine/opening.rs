//! What is laid out before a run begins, and whether the laws' model still fits the world when it is over.

use super::agenda::{Delivery, Item};
use super::stage::{QUIET_S, RECEIVES_MAX, TROUBLE_S};
use super::wire::Desk;
use crate::script::Script;
use crate::town::document;
use jiff::{SignedDuration, Timestamp};
use untwin_laws::{Switch, What};

impl Desk {
    pub(super) fn set_up(&mut self, script: &Script) {
        let mut mishaps = std::mem::take(&mut self.mishaps);
        mishaps.lay_in_wait(&mut self.world);
        self.mishaps = mishaps;
        self.invite(&script.deeds);
        let start = self.agenda.now();
        for arrival in &script.arrivals {
            if let Some(body) = document(&self.world, &self.cast, arrival.person.into(), arrival.document) {
                self.heard.document(&body);
                let moment = second(start, arrival.at_s.into());
                self.agenda.at(moment, Item::Deliver(Delivery { body, received: 0 }));
            }
        }
        self.agenda.at(second(start, TROUBLE_S), Item::Calm);
        self.agenda.at(second(start, TROUBLE_S + QUIET_S), Item::End);
        self.see(What::Switch(Switch::Enabled));
    }

    pub(super) fn deliver_again(&mut self, delivery: &Delivery, in_s: i64) {
        let received = delivery.received + 1;
        if received < RECEIVES_MAX {
            let again = Delivery { body: delivery.body.clone(), received };
            self.agenda.after_ms(in_s * 1_000, Item::Deliver(again));
        }
    }

    /// Where the laws' model of the world and the world differ: then the laws may have judged wrongly.
    pub(super) fn strange(&self) -> Vec<String> {
        let model = self.witness.watch.model();
        let differs = |account: &&untwin_sandbox::atlassian::Account| {
            model.address_of(account.id.as_str()) != Some(account.email.folded().as_str())
        };
        let accounts = self.world.organization.accounts();
        accounts.filter(differs).map(|account| format!("the model does not know {} as it is", account.id)).collect()
    }
}

fn second(start: Timestamp, seconds: i64) -> Timestamp {
    start.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(start)
}
