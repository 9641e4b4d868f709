//! Samples that are kept outside this repository: read if the environment says where they are.

use crate::wire::log::Record;
use crate::wire::{Page, directory, job, on_demand, schema};
use crate::{job as jobs, mapping, person, push, record};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::PathBuf;
use untwin_core::domain::{Evaluated, ExternalIdSource, JobId, JobState, Recognition, UserKind};
use untwin_workflow::ports::Pushed;

struct Library(PathBuf);

impl Library {
    fn open() -> Option<Self> {
        let path = std::env::var_os("UNTWIN_LIBRARY").map(|root| PathBuf::from(root).join("samples"));
        path.map(Self)
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> T {
        let text = std::fs::read_to_string(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn every_sample_of_the_library_is_read() {
    let Some(library) = Library::open() else {
        eprintln!("UNTWIN_LIBRARY is not set: its samples are not read");
        return;
    };
    records(&library);
    people(&library);
    the_app(&library);
    pushes(&library);
    refusals(&library);
}

fn records(library: &Library) {
    for name in ["failed-update", "failed-create-escrow"] {
        let page: Page<Record> = library.read(&format!("entra-graph-provisioning-{name}.json"));
        let parsed = record::parse(&page.value[0]).unwrap();
        assert!(matches!(parsed.recognition, Recognition::Uniqueness(_)), "{name}");
        assert!(parsed.retry_announced_at.is_some(), "{name}");
        assert_eq!(parsed.target_record.is_some(), name == "failed-update");
        assert_eq!(parsed.former.is_empty(), name != "failed-update");
    }
}

fn people(library: &Library) {
    let member = person::parse(&library.read::<Map<String, Value>>("entra-graph-user.json")).unwrap();
    assert_eq!((&member.kind, member.secondary_proxies.len()), (&UserKind::Member, 1));
    let guest = person::parse(&library.read::<Map<String, Value>>("entra-graph-user-guest.json")).unwrap();
    assert_eq!(guest.kind, UserKind::Guest);
    let schema: schema::Schema = library.read("entra-graph-synchronization-schema-upn-mail.json");
    let mapping = mapping::of_user(&schema, &member).unwrap().unwrap();
    assert!(matches!(mapping.address.value, Evaluated::Value(_)));
    assert_eq!(mapping.external_id_source, ExternalIdSource::ImmutableId);
    assert_eq!(mapping.matching, ["userName"]);
    let of_guest = mapping::of_user(&schema, &guest).unwrap().unwrap();
    assert!(matches!(of_guest.user_name.value, Evaluated::NotEvaluable(_)));
}

fn the_app(library: &Library) {
    let active: Page<job::Job> = library.read("entra-graph-synchronization-jobs.json");
    let id = JobId::parse(active.value[0].id.as_deref().unwrap()).unwrap();
    let parsed = jobs::parse(&id, &active.value[0]);
    assert_eq!((parsed.state, parsed.interval_s), (JobState::Active, Some(2400)));
    let quarantined: job::Job = library.read("entra-graph-synchronization-job-quarantined.json");
    assert_eq!(jobs::parse(&id, &quarantined).state, JobState::Quarantined);
    let assigned: Page<directory::AppRoleAssignment> = library.read("entra-graph-approleassignedto.json");
    assert!(assigned.value.iter().all(|entry| entry.id.is_some() && entry.kind.is_some()));
    let groups: Page<directory::Group> = library.read("entra-graph-user-memberof.json");
    assert!(groups.value.iter().all(|group| group.id.is_some() && group.display_name.is_some()));
}

fn pushes(library: &Library) {
    let pushed = |name: &str| {
        let answer: on_demand::Answer = library.read(&format!("entra-provisionondemand-response-{name}.json"));
        push::parse(&answer)
    };
    for name in ["success", "success-apidoc-shape", "group"] {
        assert_eq!(pushed(name), Pushed::Accepted, "{name}");
    }
    for name in ["failure-409", "failure-409-apidoc-shape"] {
        assert_eq!(pushed(name), Pushed::SameConflict, "{name}");
    }
    assert_eq!(pushed("skipped-apidoc-shape"), Pushed::NothingToDo);
}

fn refusals(library: &Library) {
    let errors: Map<String, Value> = library.read("entra-graph-errors.json");
    for (name, error) in &errors {
        let code = crate::wire::error::key(error["body"].to_string().as_bytes());
        assert_eq!(code.as_deref(), error["body"]["error"]["code"].as_str(), "{name}");
    }
    for name in ["entra-graph-error-429.json", "entra-graph-error-429-no-retry-after.json"] {
        let error: Value = library.read(name);
        assert!(crate::wire::error::key(error["body"].to_string().as_bytes()).is_some(), "{name}");
    }
    let token: crate::wire::token::Token = library.read("entra-token-response.json");
    assert!(!token.access_token.is_empty() && token.expires_in.value() == Some(3599));
    let refused: Value = library.read("entra-token-error.json");
    let key = crate::wire::token::error_key(refused.to_string().as_bytes());
    assert_eq!(key.as_deref(), Some("invalid_client"));
}
