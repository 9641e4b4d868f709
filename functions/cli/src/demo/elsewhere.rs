//! The demo without its product: the world in real time, for an untwin that runs elsewhere, and everything it needs in a folder.
//!
//! It must not know where that is, nor what it does.

use super::ground::Ground;
use super::picture::Picture;
use super::play::deliveries;
use super::scenes::Leave;
use crate::terminal::Terminal;
use anyhow::Context as _;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use untwin_startup::SystemClock;
use untwin_workflow::ports::Clock as _;

/// What whoever started this needs to know.
#[derive(Debug, Serialize)]
struct Invitation {
    /// Scheme and authority at which the world answers.
    base: String,
    /// The settings file; keys and policy lie beside it.
    settings: PathBuf,
    /// What arrives, in this order.
    failures: Vec<PathBuf>,
    /// Where the world will be pictured in the end.
    picture: PathBuf,
}

/// Serves the world until Ctrl-C, and pictures it then.
pub(super) async fn serve(seed: u64, folder: &Path, terminal: &Terminal) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let (ground, listener) = Ground::lay(seed, SystemClock.now(), Leave::Nobody, folder).await?;
    let invitation = Invitation {
        base: ground.base.clone(),
        settings: ground.settings.clone(),
        failures: write_failures(&ground, folder)?,
        picture: folder.join("picture.json"),
    };
    terminal.put_json_lines(&[&invitation]).map_err(|stop| anyhow::anyhow!(stop.lines.join("; ")))?;
    tokio::select! {
        biased;
        ended = tokio::signal::ctrl_c() => ended.context("Ctrl-C cannot be heard")?,
        ended = ground.serve(listener) => ended.and_then(|()| anyhow::bail!("the simulated world ended too early"))?,
        () = ground.follow_real_time() => {}
    }
    Picture::of(&ground.world(), &ground.cast, &[]).write(&invitation.picture)
}

fn write_failures(ground: &Ground, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = folder.join("failures");
    fs::create_dir(&folder).context("the folder for the failures cannot be made")?;
    let mut files = Vec::new();
    for (index, delivery) in deliveries(&ground.world(), &ground.cast)?.iter().enumerate() {
        let file = folder.join(format!("{:02}-{}", index.saturating_add(1), delivery.file_name()));
        fs::write(&file, delivery.document()).context("a failure cannot be written")?;
        files.push(file);
    }
    Ok(files)
}
