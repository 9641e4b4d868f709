//! The show: failures arrive one after the other, each at the door that every failure comes through.
//!
//! A document is handed in over HTTP, lies in the inbox, and is taken out of it and healed.

use super::door::Sender;
use super::payload::Payload;
use super::scenes::{Cast, Scene};
use super::stage::Stage;
use crate::render::outcome_words;
use crate::report::{CaseEntry, Report};
use anyhow::Context as _;
use untwin_core::domain::CaseId;
use untwin_core::saga::later_s;
use untwin_sandbox::World;
use untwin_startup::{Healed, heal_document, take_one};
use untwin_workflow::ports::{Clock as _, Inbox as _, Ports as _};

/// A document that arrives.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    /// Whose failure it tells, where it can be read.
    scene: Option<Scene>,
    payload: Payload,
    document: Vec<u8>,
}

/// What became of a document.
#[derive(Debug, Clone)]
pub(super) struct Delivered {
    /// Whose failure it told, where it could be read.
    pub scene: Option<Scene>,
    pub payload: Payload,
    pub fate: Fate,
}

/// What a document led to.
#[derive(Debug, Clone)]
pub(super) enum Fate {
    /// A case was opened and worked on.
    Case(Box<CaseEntry>),
    /// It told of a failure that a case has absorbed.
    KnownAlready(Box<CaseEntry>),
    /// It is none of ours.
    Ignored,
    /// It has to come again.
    Later,
    /// It could not be read and was put aside.
    PutAside,
}

/// How long one document may be worked on, in seconds of the world's clock.
const DOCUMENT_S_MAX: i64 = 3_600;

/// Everything that arrives: each person's failure in its shape, one of them a second time, and one that cannot be read.
pub(super) fn deliveries(world: &World, cast: &Cast) -> anyhow::Result<Vec<Delivery>> {
    let scenes = &cast.scenes;
    let first = scenes.first().context("nobody plays")?;
    let once = scenes.iter().map(|scene| (Some(scene), scene, scene.payload));
    let again = (Some(first), first, Payload::EventHub);
    let broken_off = (None, first, Payload::BrokenOff);
    let delivery = |(told, of, payload): (Option<&Scene>, &Scene, Payload)| {
        Ok(Delivery { scene: told.cloned(), payload, document: failure(world, of, payload)? })
    };
    once.chain([again, broken_off]).map(delivery).collect()
}

/// The newest failure of a person, as it arrives.
pub(super) fn failure(world: &World, scene: &Scene, payload: Payload) -> anyhow::Result<Vec<u8>> {
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == scene.person.user);
    let record = record.with_context(|| format!("the push of {} left no record", scene.name))?;
    Ok(payload.of(record, &world.tenant.quirks))
}

/// Lets everything arrive.
pub(super) async fn play(
    stage: &Stage,
    deliveries: &[Delivery],
    say: &impl Fn(&str),
) -> anyhow::Result<(Report, Vec<Delivered>)> {
    let mut report = Report::default();
    let mut told = Vec::with_capacity(deliveries.len());
    let sender = Sender::to(&stage.door)?;
    for (index, delivery) in deliveries.iter().enumerate() {
        sender.hand_in(&delivery.document).await?;
        let healed = Box::pin(work_off(stage)).await?;
        let of_document = Report::of_document(&healed, &stage.setup.policy)?;
        let fate = fate(&of_document, &report).context("a document led to nothing at all")?;
        let number = index.saturating_add(1);
        let (scene, payload) = (delivery.scene.clone(), delivery.payload);
        let name = name(scene.as_ref());
        say(&format!("[{number:>2}/{}] {name}, {}: {}", deliveries.len(), payload.words(), fate.words()));
        merge(&mut report, of_document, &fate);
        told.push(Delivered { scene, payload, fate });
    }
    Ok((report, told))
}

/// Takes the document out of the inbox that was just handed in, and heals what it tells.
async fn work_off(stage: &Stage) -> anyhow::Result<Healed> {
    let in_hand = take_one(&stage.ports).await?.context("nothing lies in the inbox")?;
    let deadline = later_s(stage.ports.clock().now(), DOCUMENT_S_MAX);
    let healed = heal_document(&stage.ports, &stage.setup, &in_hand.document, deadline).await?;
    stage.ports.store().acknowledge(in_hand.receipt).await?;
    Ok(healed)
}

impl Delivery {
    /// What arrives.
    pub(super) fn document(&self) -> &[u8] {
        &self.document
    }

    /// The name of a file that holds it.
    pub(super) const fn file_name(&self) -> &'static str {
        self.payload.file_name()
    }
}

impl Delivered {
    /// Whose failure it told.
    pub(super) fn name(&self) -> &str {
        name(self.scene.as_ref())
    }

    /// The case that it led to.
    pub(super) fn case(&self) -> Option<&CaseId> {
        match &self.fate {
            Fate::Case(case) | Fate::KnownAlready(case) => Some(&case.id),
            Fate::Ignored | Fate::Later | Fate::PutAside => None,
        }
    }
}

fn name(scene: Option<&Scene>) -> &str {
    scene.map_or("somebody", |scene| scene.name.as_str())
}

impl Fate {
    /// In a few words.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::Case(entry) => outcome_words(entry.outcome).1,
            Self::KnownAlready(_) => "known already",
            Self::Ignored => "ignored",
            Self::Later => "to be sent again",
            Self::PutAside => "put aside",
        }
    }
}

/// Each document of the demo holds one failure.
fn fate(told: &Report, so_far: &Report) -> Option<Fate> {
    if let Some(case) = told.cases.first() {
        let known = so_far.cases.iter().any(|known| known.id == case.id);
        let case = Box::new(case.clone());
        return Some(if known { Fate::KnownAlready(case) } else { Fate::Case(case) });
    }
    let ignored = told.ignored.first().map(|_| Fate::Ignored);
    let later = || told.later.first().map(|_| Fate::Later);
    let put_aside = || told.unreadable.first().map(|_| Fate::PutAside);
    ignored.or_else(later).or_else(put_aside)
}

fn merge(report: &mut Report, told: Report, fate: &Fate) {
    report.ignored.extend(told.ignored);
    report.later.extend(told.later);
    report.unreadable.extend(told.unreadable);
    if let Fate::Case(_) = fate {
        report.cases.extend(told.cases);
        report.queue.extend(told.queue);
    }
}
