//! What happens after the show with `--keep`: the world stays up, real time passes in it, and there is something to try.

use super::play::failure;
use super::scenes::Scene;
use super::stage::Stage;
use crate::terminal::Terminal;
use anyhow::Context as _;
use jiff::SignedDuration;
use std::fs;
use std::path::PathBuf;
use untwin_startup::SystemClock;
use untwin_workflow::ports::Clock as _;

/// How long before now the story begins: what the show waits for has to fit in.
pub(super) const HEAD_START: SignedDuration = SignedDuration::from_hours(3);
/// How long after the show the provider's next cycle begins, in minutes.
const NEXT_CYCLE_MIN: i64 = 40;

/// Keeps the world up until Ctrl-C.
pub(super) async fn keep(stage: &Stage, terminal: &Terminal) -> anyhow::Result<()> {
    let files = write_failures(stage)?;
    let next_cycle = SystemClock.now().checked_add(SignedDuration::from_mins(NEXT_CYCLE_MIN))?;
    stage.ground.world().tenant.start_schedule(next_cycle);
    invite(stage, &files, terminal);
    tokio::select! {
        biased;
        ended = tokio::signal::ctrl_c() => ended.context("Ctrl-C cannot be heard")?,
        () = stage.ground.follow_real_time() => {}
    }
    terminal.say("the simulated world is gone, and its folder with it");
    Ok(())
}

/// A failure that is left, and the file that holds it.
struct Left<'s> {
    scene: &'s Scene,
    path: PathBuf,
}

fn write_failures(stage: &Stage) -> anyhow::Result<Vec<Left<'_>>> {
    let folder = stage.folder.path().join("failures");
    fs::create_dir(&folder).context("the folder for the failures cannot be made")?;
    let mut files = Vec::new();
    for scene in &stage.ground.cast.left {
        let path = folder.join(scene.payload.file_name());
        fs::write(&path, failure(&stage.ground.world(), scene, scene.payload)?)
            .context("a failure cannot be written")?;
        files.push(Left { scene, path });
    }
    Ok(files)
}

fn invite(stage: &Stage, files: &[Left<'_>], terminal: &Terminal) {
    let settings = stage.ground.settings.display();
    terminal.say("");
    terminal.say(&format!("The simulated world stays up at {} until Ctrl-C.", stage.ground.base));
    terminal.say(&format!("Its settings: {settings}"));
    terminal.say("Failures that nobody has healed yet:");
    for Left { scene, path } in files {
        terminal.say(&format!("  {}  ({}, {})", path.display(), scene.name, scene.payload.words()));
    }
    terminal.say("Try in another terminal (untwin stands for: cargo run -q -p untwin-cli --):");
    for Left { scene, path } in files {
        terminal.say(&format!("  untwin --settings {settings} explain {}", scene.person.wanted));
        terminal.say(&format!("  untwin --settings {settings} heal {}", path.display()));
    }
    if let Some(Left { scene, .. }) = files.last() {
        let plan = stage.folder.path().join("plan.json");
        let plan = plan.display();
        terminal.say(&format!("  untwin --settings {settings} plan {} -o {plan}", scene.person.wanted));
        terminal.say(&format!(
            "  untwin --settings {settings} apply {plan} (with an --override for each guard that plan names)"
        ));
    }
    for command in ["cases ls", "dlq ls", "sweep", "doctor", "replay", "scan"] {
        terminal.say(&format!("  untwin --settings {settings} {command}"));
    }
}
