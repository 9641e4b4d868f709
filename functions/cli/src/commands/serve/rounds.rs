//! What goes round and round while the door is open: documents are worked off, logs are read, and what is due is driven.
//!
//! Once the process is told to stop, each round ends after the case or the record in hand. A fault ends no round.

use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::{Notify, watch};
use untwin_core::domain::DirectoryId;
use untwin_core::saga::later_s;
use untwin_door::{Door, News, Shed};
use untwin_startup::settings::DoorSecrets;
use untwin_startup::{WorkedOff, poll, put_back, take_one, tell, tell_placeholders, work_off};
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::{Clock, InHand, Inbox, Ports, StoreError, Watermarks};
use untwin_workflow::{CASE_S_MAX, Running, SWEEP_CASES_MAX, Setup, placeholders, sweep_while};

/// How long a worker without work waits before it looks again, in seconds; others may put documents in, too.
const IDLE_S: i64 = 2;
/// How long a round waits after a fault of the store, in seconds.
const FAULT_S: i64 = 5;
/// The time between two looks at what is due, in seconds.
const SWEEP_S: i64 = 60;
/// The time between two looks at whether the secrets of the door were replaced, in seconds.
const RENEW_S: i64 = 300;
/// How long one look may drive cases, in seconds.
const SWEEP_S_MAX: i64 = 3_600;
/// How long one read of a log may take, in seconds.
const POLL_S_MAX: i64 = 600;
/// The shortest time between two reads of the logs, in seconds, however much is turned away at the door.
const POLL_S_MIN: i64 = 30;

/// What the process was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// Nothing yet.
    GoOn,
    /// To stop: what is in hand is finished.
    Stop,
    /// To let go of what is in hand, too.
    LetGo,
}

/// Ends once the process is told so much, or more.
pub(super) async fn told(what: Told, mut so_far: watch::Receiver<Told>) {
    // Whoever could say it being gone means the same.
    let _ = so_far.wait_for(|now| *now >= what).await;
}

/// Goes on until the process has to let go.
pub(super) async fn until_let_go(so_far: &watch::Receiver<Told>, work: impl Future<Output = ()>) {
    tokio::select! {
        biased;
        () = work => {}
        () = told(Told::LetGo, so_far.clone()) => {}
    }
}

/// What every round needs.
pub(super) struct Rounds<'s, P> {
    pub(super) ports: &'s P,
    pub(super) setup: &'s Setup,
    pub(super) door: &'s Arc<Door>,
    pub(super) news: &'s Arc<News>,
    pub(super) told: watch::Receiver<Told>,
}

impl<P: Ports> Rounds<'_, P>
where
    P::Store: Inbox + Watermarks,
{
    /// One worker: document after document.
    pub(super) async fn work(&self) {
        while self.running() == Running::On {
            match take_one(self.ports).await {
                Ok(Some(in_hand)) => self.work_on(&in_hand).await,
                Ok(None) => self.wait(IDLE_S, Some(&self.news.document)).await,
                Err(error) => self.fault(&error, "no document can be taken out of the inbox").await,
            }
        }
    }

    /// A document that has to be let go of is there for the next start at once.
    async fn work_on(&self, in_hand: &InHand) {
        let deadline = later_s(self.ports.clock().now(), CASE_S_MAX);
        let worked = tokio::select! {
            biased;
            worked = Box::pin(work_off(self.ports, self.setup, in_hand, deadline, || self.running())) => worked,
            () = told(Told::LetGo, self.told.clone()) => {
                if let Err(error) = put_back(self.ports, in_hand).await {
                    tracing::error!(event = error.event().name(), %error, "a document cannot be put back, and shows again by itself");
                }
                return;
            }
        };
        match worked {
            Ok(worked) => self.tell(&worked),
            Err(error) => self.fault(&error, "what came of a document cannot be stored").await,
        }
    }

    /// Every log, again and again; sooner where something was turned away at the door.
    pub(super) async fn poll(&self, every_minutes: u32) {
        while self.running() == Running::On {
            let _ = self.door.take_shed();
            for directory in self.setup.directories.keys() {
                // Whatever was read is kept, so the rest can be left to the next start at any moment.
                tokio::select! {
                    biased;
                    () = told(Told::Stop, self.told.clone()) => return,
                    () = Box::pin(self.poll_one(directory)) => {}
                }
            }
            self.wait(POLL_S_MIN, None).await;
            if self.door.take_shed() == Shed::Nothing {
                let rest_s = i64::from(every_minutes).saturating_mul(60).saturating_sub(POLL_S_MIN);
                self.wait(rest_s, Some(&self.news.shed)).await;
            }
        }
    }

    /// What is due, again and again.
    pub(super) async fn sweep(&self) {
        while self.running() == Running::On {
            let deadline = later_s(self.ports.clock().now(), SWEEP_S_MAX);
            let more = match Box::pin(sweep_while(self.ports, self.setup, deadline, || self.running())).await {
                Ok(swept) => {
                    let (driven, failed) = (swept.handled.len(), swept.failed.len());
                    if driven + failed > 0 {
                        tracing::info!(driven, failed, "what was due was driven");
                    }
                    driven + failed >= SWEEP_CASES_MAX
                }
                Err(error) => {
                    tracing::error!(event = error.event().name(), %error, "what is due cannot be driven");
                    false
                }
            };
            if !more {
                self.look_for_placeholders(deadline).await;
                self.wait(SWEEP_S, None).await;
            }
        }
    }

    /// The secrets of the door, again and again: how often they are really read is theirs to say.
    pub(super) async fn renew(&self, secrets: &DoorSecrets) {
        while self.running() == Running::On {
            self.wait(RENEW_S, None).await;
            tokio::select! {
                biased;
                () = told(Told::Stop, self.told.clone()) => return,
                () = secrets.renew(self.door, self.ports.clock().now()) => {}
            }
        }
    }

    /// Once a day, however often it is asked. It writes nothing, so it can be left at any moment.
    async fn look_for_placeholders(&self, deadline: Timestamp) {
        let looked = tokio::select! {
            biased;
            () = told(Told::Stop, self.told.clone()) => return,
            looked = Box::pin(placeholders(self.ports, deadline)) => looked,
        };
        match looked {
            Ok(Some(found)) => tell_placeholders(&found),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(event = error.event().name(), %error, "renamed accounts cannot be looked for");
            }
        }
    }

    async fn poll_one(&self, directory: &DirectoryId) {
        let deadline = later_s(self.ports.clock().now(), POLL_S_MAX);
        let polled = match poll(self.ports, self.setup, (directory, self.ports.store()), deadline).await {
            Ok(polled) => polled,
            Err(error) => {
                let event = error.event().name();
                return tracing::error!(event, directory.id = %directory, %error, "a log cannot be read");
            }
        };
        if polled.kept > 0 {
            self.news.document.notify_one();
        }
        if let Some(why) = &polled.ended_early {
            return tracing::warn!(directory.id = %directory, %why, "a log was not read to its end");
        }
        let (conflicts, kept, unreadable) = (polled.conflicts, polled.kept, polled.unreadable);
        tracing::info!(directory.id = %directory, conflicts, kept, unreadable, "a log was read");
    }

    fn tell(&self, worked: &WorkedOff) {
        match worked {
            WorkedOff::Done(healed) => tell(healed, self.setup),
            WorkedOff::Again { at, healed } => {
                if let Some(healed) = healed {
                    tell(healed, self.setup);
                }
                tracing::info!(until = %at, "a document comes again");
            }
            WorkedOff::Buried { why } => {
                tracing::error!(event = LogEvent::DeadLetter.name(), why, "a document was buried");
            }
        }
    }

    async fn fault(&self, error: &StoreError, what: &str) {
        tracing::error!(event = error.event().name(), %error, "{what}");
        self.wait(FAULT_S, None).await;
    }

    fn running(&self) -> Running {
        match *self.told.borrow() {
            Told::GoOn => Running::On,
            Told::Stop | Told::LetGo => Running::Stopping,
        }
    }

    /// Waits until the time is over, something happened, or the process is told to stop.
    async fn wait(&self, seconds: i64, happened: Option<&Notify>) {
        let clock = self.ports.clock();
        let notified = async {
            match happened {
                Some(notify) => notify.notified().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = told(Told::Stop, self.told.clone()) => {}
            () = notified => {}
            () = clock.sleep_until(later_s(clock.now(), seconds)) => {}
        }
    }
}
