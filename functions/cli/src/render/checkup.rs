//! What `untwin doctor` found, one line each, and what to do.

use super::table::{Cell, Table};
use super::{Page, Paint, Tone};
use serde::Serialize;
use untwin_workflow::{Check, Health};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Checked {
    /// What.
    pub what: String,
    /// How it is: `ok`, `attention`, `broken`, `not_checked` or `unreachable`.
    pub health: &'static str,
    /// What was found.
    pub found: String,
    /// What to do.
    pub fix: Option<String>,
}

impl From<&Check> for Checked {
    fn from(check: &Check) -> Self {
        let health = match check.health {
            Health::Ok => "ok",
            Health::Attention => "attention",
            Health::Broken => "broken",
            Health::NotChecked => "not_checked",
            Health::Unreachable => "unreachable",
        };
        Self { what: check.what.clone(), health, found: check.found.clone(), fix: check.fix.clone() }
    }
}

/// The page: a line for each, and below it what to do.
pub(crate) fn checkup_page(checks: &[Check], paint: Paint) -> String {
    let mut table = Table::new(["", "WHAT", "FOUND"]);
    for check in checks {
        let (tone, word) = word(check.health);
        table.row([Cell::toned(tone, word), check.what.as_str().into(), check.found.as_str().into()]);
    }
    let mut page = Page::new(paint);
    page.block(&table.text(paint));
    let todo: Vec<String> =
        checks.iter().filter_map(|check| Some(format!("{}: {}", check.what, check.fix.as_deref()?))).collect();
    page.list("What to do", todo.iter().map(String::as_str));
    page.into_text()
}

const fn word(health: Health) -> (Tone, &'static str) {
    match health {
        Health::Ok => (Tone::Good, "ok"),
        Health::Attention => (Tone::Attention, "attention"),
        Health::Broken => (Tone::Alarm, "broken"),
        Health::NotChecked | Health::Unreachable => (Tone::Attention, "could not check"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_a_line_and_what_to_do_stands_below() {
        let checks = [
            Check::ok("organization key", "it is accepted"),
            Check::to_do("policy", Health::Broken, "it has a fault", "run `untwin policy check`"),
        ];
        insta::assert_snapshot!(checkup_page(&checks, Paint::Plain), @r"
                WHAT              FOUND
        ok      organization key  it is accepted
        broken  policy            it has a fault

        What to do
          policy: run `untwin policy check`
        ");
    }
}
