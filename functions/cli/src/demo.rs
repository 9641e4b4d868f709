//! The demo: a simulated organization and tenant on this machine, failures that arrive in their real formats through
//! the real door, and in the end a look at the world itself.
//!
//! It ends well only if the world is as the laws demand, whatever the product says of itself.

mod chat;
mod door;
mod elsewhere;
mod files;
mod ground;
mod keep;
mod later;
mod laws;
mod names;
mod payload;
mod picture;
mod play;
mod scenes;
mod show;
mod stage;

use crate::args::DemoArgs;
use crate::exit::Exit;
use crate::report::{Laws, Report};
use crate::terminal::Terminal;
use anyhow::Context as _;
use jiff::SignedDuration;
use later::{Late, Moved, pass};
use laws::{Before, Law};
use picture::Picture;
use play::{Delivered, deliveries, play};
use scenes::{Leave, Plot};
use show::{Pair, Portrait, Repair, Shown, page};
use stage::Stage;
use std::process::ExitCode;
use untwin_notify::Message;
use untwin_startup::SystemClock;
use untwin_workflow::ports::{Calls, Clock as _, Ports as _, Store as _};
use untwin_workflow::report as told_in_full;

/// When the story begins, so that one seed is one run.
const START: &str = "2026-08-18T08:00:00Z";
/// Cases read at the end, at most: more than there are deliveries.
const CASES_MAX: usize = 1_000;
/// How long after the failures the show looks again: what had to wait has been done by then.
const SOON: SignedDuration = SignedDuration::from_hours(2);
/// And once more, after the last verification and beyond the time that a renamed account may live on without a word.
const LATE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// How far time goes in a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// Two hours: the rest is for whoever watches.
    Short,
    /// A fortnight.
    Whole,
}

/// Runs it, and prints what came of it.
pub(crate) fn run(args: &DemoArgs, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("the asynchronous runtime cannot start")?;
    let exit = runtime.block_on(perform(args, terminal))?;
    Ok(exit.into())
}

async fn perform(args: &DemoArgs, terminal: &Terminal) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.stage {
        return elsewhere::serve(args.seed, folder, terminal).await.map(|()| Exit::Done);
    }
    let (start, leave, length) = if args.keep {
        (SystemClock.now().checked_sub(keep::HEAD_START)?, Leave::SomePeople, Length::Short)
    } else {
        (START.parse()?, Leave::Nobody, Length::Whole)
    };
    let (stage, faces) = Stage::build(args.seed, start, leave).await?;
    let show = async {
        let played = Box::pin(Played::on(&stage, length, &|line| terminal.say(line))).await?;
        played.print(args, terminal)?;
        if let Some(file) = &args.picture {
            played.picture.write(file)?;
        }
        if args.keep {
            keep::keep(&stage, terminal).await?;
        } else {
            for command in NEXT {
                terminal.suggest(command);
            }
        }
        Ok(played.exit())
    };
    tokio::select! {
        biased;
        shown = show => shown,
        ended = stage.serve(faces) => ended.and_then(|()| anyhow::bail!("the simulated world ended too early")),
    }
}

/// What to type after it.
const NEXT: [&str; 3] = [
    "cargo run -q -p untwin-cli -- demo --keep   (the world stays up, to try untwin yourself)",
    "cargo run -q -p untwin-cli -- demo --seed 2   (other people, and the same again as JSON with --json)",
    "cargo run -q -p untwin-cli -- classify FILE   (what is in a log of yours; keeps nothing, needs no settings)",
];

/// A show that was played, with the laws held against the world after it.
struct Played {
    report: Report,
    told: Vec<Delivered>,
    /// What moved within the next hours.
    soon: Vec<Moved>,
    messages: Vec<Message>,
    /// The fortnight after that, where the show has one.
    late: Option<Late>,
    laws: Vec<Law>,
    repair: Repair,
    /// The world after the two hours.
    picture: Picture,
}

impl Played {
    async fn on(stage: &Stage, length: Length, say: &impl Fn(&str)) -> anyhow::Result<Self> {
        let deliveries = deliveries(&stage.ground.world(), &stage.ground.cast)?;
        let before = Before::of(&stage.ground.world());
        let scene = stage.ground.cast.with(Plot::BothSynced).context("nobody plays")?.clone();
        let portraits = || Portrait::of_both(&stage.ground.world(), &scene).context("an account is gone");
        let [duplicate_before, own_before] = portraits()?;
        say(&format!("A simulated organization and its Entra tenant are up at {}.", stage.ground.base));
        say("Their failures arrive at untwin's own door:");
        let (mut report, told) = play(stage, &deliveries, say).await?;
        say("Two hours pass:");
        let soon = pass(stage, SOON, &mut report, |moved| say(&format!("  {}", moved.words(&told)))).await?;
        let [duplicate_after, own_after] = portraits()?;
        let accounts = Pair { duplicate: [duplicate_before, duplicate_after], own: [own_before, own_after] };
        let cases = stage.ports.store().list(CASES_MAX).await?;
        let picture = Picture::of(&stage.ground.world(), &stage.ground.cast, &cases);
        let messages = Box::pin(chat::messages(stage)).await?;
        let late = match length {
            Length::Short => None,
            Length::Whole => Some(Late::of(stage, &report, say).await?),
        };
        let cases = stage.ports.store().list(CASES_MAX).await?;
        let laws = laws::check(&before, &stage.ground.world(), &stage.ground.cast, &cases);
        report.laws = summed_up(&laws)?;
        report.placeholders = late.iter().flat_map(|late| &late.living.living).map(Into::into).collect();
        let case = cases.iter().find(|case| case.key.subject.as_str() == scene.person.user);
        let case = case.context("a failure led to no case")?;
        let case = told_in_full(case, &stage.setup.policy, Calls::default())?;
        let repair = Repair { scene, case, accounts };
        Ok(Self { report, told, soon, messages, late, laws, repair, picture })
    }

    fn print(&self, args: &DemoArgs, terminal: &Terminal) -> anyhow::Result<()> {
        let Self { report, told, soon, messages, late, laws, repair, picture: _ } = self;
        let shown = Shown { told, report, soon, messages, late: late.as_ref(), laws, repair };
        let printed = if args.json { terminal.put_json(report) } else { terminal.put(&page(&shown, terminal.paint())) };
        printed.map_err(|stop| anyhow::anyhow!(stop.lines.join("; ")))
    }

    /// Whatever the outcomes are, it is the world that counts.
    fn exit(&self) -> Exit {
        if self.report.laws.broken.is_empty() { Exit::Done } else { Exit::NotVerified }
    }
}

fn summed_up(laws: &[Law]) -> anyhow::Result<Laws> {
    let broken = laws.iter().flat_map(|law| law.breaches.iter().map(move |breach| format!("{}: {breach}", law.id)));
    Ok(Laws { checked: u32::try_from(laws.len())?, broken: broken.collect() })
}

#[cfg(test)]
mod tests;
