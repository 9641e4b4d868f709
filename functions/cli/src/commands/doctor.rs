//! `untwin doctor`: is everything there that a repair needs? It writes nothing: no account, no case, no store.

mod in_aws;
mod machine;

use crate::args::Global;
use crate::dated::Dated;
use crate::exit::{Exit, Stop};
use crate::render::{Checked, checkup_page};
use crate::session::{load_settings, runtime};
use crate::terminal::{Format, Terminal};
use in_aws::in_aws;
use machine::{clocks, expiry, file, keys, policy_in_force};
use serde::Serialize;
use tokio::runtime::Runtime;
use untwin_outbound::NetworkTransport;
use untwin_startup::policy::{PolicyLoad, load_policy};
use untwin_startup::settings::{Secrets, Settings, StoreSettings};
use untwin_startup::{AnyStore, Cloud, Lookout, SystemClock, lookout};
use untwin_workflow::ports::{Clock as _, ReadOnly};
use untwin_workflow::{Check, Health, examine};

/// Looks at everything, and says for each what to do.
pub(crate) fn doctor(global: &Global, terminal: &Terminal) -> Result<Exit, Stop> {
    let settings = load_settings(global)?;
    let runtime = runtime()?;
    let cloud = runtime.block_on(Cloud::of(&settings));
    let secrets = runtime.block_on(settings.resolve(&cloud));
    let (kept, load) = runtime.block_on(store(&settings, &cloud));
    let mut checks = vec![Check::ok("settings", format!("{} reads whole", settings.file.display()))];
    checks.extend(keys(&secrets));
    checks.extend(expiry(&settings, SystemClock.now()));
    let policy = policy_in_force(&load);
    checks.extend(kept);
    if let Ok(secrets) = &secrets {
        checks.extend(outside(&settings, secrets, &load, (&runtime, terminal))?);
    }
    let exit = exit(&checks, &policy);
    checks.push(policy);
    print(&checks, terminal)?;
    Ok(exit)
}

/// Where cases are kept, and the policy in force. A file is neither made nor brought up to date here.
async fn store(settings: &Settings, cloud: &Cloud) -> (Vec<Check>, PolicyLoad) {
    let from_file = || load_policy(settings.policy_path.as_deref());
    match &settings.store {
        StoreSettings::File(path) => (vec![file(path)], from_file()),
        StoreSettings::Aws(aws) => match AnyStore::open(settings, cloud) {
            Ok(store) => {
                let load = store.policy(settings).await.unwrap_or_else(|_| from_file());
                (in_aws(settings, (aws, cloud), &store).await, load)
            }
            Err(error) => {
                let fix = "use a program that was built with the feature aws";
                (vec![Check::to_do("store", Health::Broken, error.to_string(), fix)], from_file())
            }
        },
    }
}

/// What only the vendors can tell.
fn outside(
    settings: &Settings,
    secrets: &Secrets,
    load: &PolicyLoad,
    (runtime, terminal): (&Runtime, &Terminal),
) -> Result<Vec<Check>, Stop> {
    let network =
        NetworkTransport::new().map_err(|_| Stop::new(Exit::DependencyDown, "the network client cannot be set up"))?;
    let dated = Dated::new(network);
    let way = (dated.clone(), SystemClock);
    let Lookout { ports, swapped, setup } = lookout(settings, secrets, load.policy.clone(), way)?;
    let (ports, swapped) = (ReadOnly::new(&ports), ReadOnly::new(&swapped));
    let told = |what: &str| terminal.progress(&format!("looking at {what}"));
    let mut checks = runtime.block_on(Box::pin(examine(&ports, &swapped, &setup, told)));
    terminal.progress_over();
    checks.extend(clocks(&dated.ahead()));
    Ok(checks)
}

fn print(checks: &[Check], terminal: &Terminal) -> Result<(), Stop> {
    let rows: Vec<Checked> = checks.iter().map(Checked::from).collect();
    match terminal.format() {
        Format::Json => terminal.put_json(&Examined { checks: &rows })?,
        Format::Table => terminal.put(&checkup_page(checks, terminal.paint()))?,
    }
    let count = |health: Health| checks.iter().filter(|check| check.health == health).count();
    terminal.say(&format!(
        "{} ok, {} need attention, {} broken, {} could not be checked",
        count(Health::Ok),
        count(Health::Attention),
        count(Health::Broken),
        count(Health::NotChecked) + count(Health::Unreachable),
    ));
    Ok(())
}

/// What is broken is a fault of the settings; a policy that does not hold is a refusal of everything else.
fn exit(checks: &[Check], policy: &Check) -> Exit {
    let any = |health: Health| checks.iter().any(|check| check.health == health);
    if any(Health::Broken) {
        return Exit::Usage;
    }
    if any(Health::Unreachable) {
        return Exit::DependencyDown;
    }
    if policy.health == Health::Broken { Exit::Refused } else { Exit::Done }
}

#[derive(Serialize)]
struct Examined<'c> {
    checks: &'c [Checked],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_comes_before_what_cannot_be_reached_and_before_the_policy() {
        let check = |health| Check::to_do("what", health, "found", "fix");
        let (fine, bad) = (Check::ok("policy", "in force"), check(Health::Broken));
        assert_eq!(exit(&[check(Health::Attention), check(Health::NotChecked)], &fine), Exit::Done);
        assert_eq!(exit(&[check(Health::Broken), check(Health::Unreachable)], &bad), Exit::Usage);
        assert_eq!(exit(&[check(Health::Unreachable)], &bad), Exit::DependencyDown);
        assert_eq!(exit(&[], &bad), Exit::Refused);
    }
}
