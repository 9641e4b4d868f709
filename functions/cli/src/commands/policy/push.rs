//! `untwin policy push`: a policy file in force for every function, as the version after the one that was compared.

use super::compared::{Compared, compared, show};
use crate::commands::apply::approved;
use crate::exit::{Exit, Stop};
use crate::session::StoreSession;
use crate::terminal::Terminal;
use std::path::Path;
use untwin_startup::PolicyPushed;
use untwin_startup::settings::StoreSettings;

/// Shows what the file changes, asks, and pushes it.
pub(crate) async fn push_policy(open: &StoreSession, file: Option<&Path>, terminal: &Terminal) -> Result<Exit, Stop> {
    if let StoreSettings::File(_) = open.settings.store {
        return Err(nowhere());
    }
    let compared = compared(open, file).await?;
    let by = open.operator.name().await?;
    show(&compared.shown, terminal)?;
    if compared.in_force > 0 && compared.shown.changes.is_empty() {
        return Ok(Exit::NothingToDo);
    }
    approved(terminal.confirm(&question(&compared, &by)))?;
    let pushed = open.store.push_policy((&compared.text, compared.in_force), &by, open.now).await?;
    told(pushed, &compared, terminal);
    exit(pushed)
}

fn question(compared: &Compared, by: &str) -> String {
    let Compared { file, in_force, shown, .. } = compared;
    let instead = match in_force {
        0 => "in place of the one that was packed".to_owned(),
        number => format!("in place of policy {number}"),
    };
    let loosened = match shown.loosened() {
        0 => "nothing is loosened".to_owned(),
        count => format!("it loosens {count}"),
    };
    format!(
        "Put {} in force as policy {}, {instead}, as {by}? ({loosened})",
        file.display(),
        in_force.saturating_add(1)
    )
}

fn told(pushed: PolicyPushed, compared: &Compared, terminal: &Terminal) {
    match pushed {
        PolicyPushed::InForce(number) => {
            terminal.say(&format!("policy {number} is in force, for whatever is decided from now on"));
            terminal.suggest("untwin doctor");
        }
        PolicyPushed::Outdated => {
            terminal.say("somebody else pushed a policy since this comparison; nothing was pushed");
            terminal.suggest(&format!("untwin policy diff {}", compared.file.display()));
        }
        PolicyPushed::NotHere => {}
    }
}

fn exit(pushed: PolicyPushed) -> Result<Exit, Stop> {
    match pushed {
        PolicyPushed::InForce(_) => Ok(Exit::Done),
        PolicyPushed::Outdated => Ok(Exit::StalePlan),
        PolicyPushed::NotHere => Err(nowhere()),
    }
}

fn nowhere() -> Stop {
    let why = "cases are kept in a file here, so the policy is the file that policy.path names: edit that one";
    Stop::new(Exit::Usage, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::PolicyComparison;
    use untwin_startup::policy::{compare, read_policy};

    fn loosening() -> Compared {
        let policy = |lines: &str| read_policy(&format!("version = 1\n{lines}")).unwrap();
        let changes = compare(&policy(""), &policy("shadow = false\n[limits]\npeople_per_day = 99"));
        let shown = PolicyComparison::new("policy 3".to_owned(), "new.toml".to_owned(), &changes);
        Compared { file: "new.toml".into(), text: String::new(), in_force: 3, shown }
    }

    #[test]
    fn the_question_says_what_is_replaced_what_is_loosened_and_as_whom() {
        let ada = "arn:aws:iam::123456789012:user/ada";
        let asked = "Put new.toml in force as policy 4, in place of policy 3, as arn:aws:iam::123456789012:user/ada? \
            (it loosens 1)";
        assert_eq!(question(&loosening(), ada), asked);
    }

    #[test]
    fn whoever_compared_with_an_older_one_is_stale() {
        assert_eq!(exit(PolicyPushed::Outdated), Ok(Exit::StalePlan));
        assert_eq!(exit(PolicyPushed::InForce(4)), Ok(Exit::Done));
        assert_eq!(exit(PolicyPushed::NotHere).unwrap_err().exit, Exit::Usage);
    }
}
