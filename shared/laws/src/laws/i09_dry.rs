//! I9. A dry run sends no write.
//!
//! Checked for each request of a worker that began as a dry run. Asking for a token is no write.

use super::{Monitor, Now, Say, told};
use crate::{Call, Errand, Law, What};

#[derive(Debug)]
pub(super) struct Dry;

impl Monitor for Dry {
    fn law(&self) -> Law {
        Law::I9
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let What::Sent { worker, call, .. } = now.what else { return };
        if now.past.worker(*worker).map(|worker| worker.errand) != Some(Errand::Dry) {
            return;
        }
        say.checked();
        if let Call::Write(write) = call {
            say.breach(format!("worker {worker} only explains, and sent {}", told(write)));
        }
    }
}
