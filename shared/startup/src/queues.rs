//! The queues of AWS, where the settings keep cases there.

use crate::cloud::Cloud;
use crate::settings::{Settings, StoreSettings};
use untwin_aws::{ConflictsQueue, ManualQueue};

/// The queues between the functions, and the one towards people.
#[derive(Debug, Clone)]
pub struct Queues {
    /// Documents, and cases that are due.
    pub conflicts: ConflictsQueue,
    /// Cases that need a person.
    pub manual: ManualQueue,
}

impl Queues {
    /// Those that the settings name; `None` where cases are kept in a file.
    pub fn of(settings: &Settings, cloud: &Cloud) -> Option<Self> {
        let (StoreSettings::Aws(aws), Some(clients)) = (&settings.store, cloud.clients()) else { return None };
        Some(Self {
            conflicts: ConflictsQueue::new(clients.sqs.clone(), &aws.conflicts),
            manual: ManualQueue::new(clients.sqs.clone(), &aws.manual),
        })
    }
}
