//! The demo.

use crate::args::DemoArgs;
use std::process::ExitCode;

/// Runs it.
pub(crate) fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    anyhow::bail!("this build holds no demo (seed {}, keep {}, json {})", args.seed, args.keep, args.json)
}
