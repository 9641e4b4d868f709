//! `untwin demo`: hands over to the demo, which needs neither settings nor an account.

use crate::args::{DemoArgs, Global};
use crate::exit::Exit;
use crate::terminal::Terminal;
use std::process::ExitCode;

/// Runs the demo; it chooses its own exit code.
pub(crate) fn demo(args: DemoArgs, global: &Global, terminal: &Terminal) -> ExitCode {
    match crate::demo::run(&DemoArgs { json: global.json, ..args }, terminal) {
        Ok(code) => code,
        Err(error) => {
            terminal.say(&format!("the demo did not run: {error:#}"));
            Exit::DependencyDown.into()
        }
    }
}
