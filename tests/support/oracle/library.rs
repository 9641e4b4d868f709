//! All descriptions together: what an exchange is, and what of it does not fit.

use super::deviations;
use super::{Complaint, Description, Graph, NO_FILE, Talk, masked};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use untwin_sandbox::Exchange;

/// The descriptions.
pub struct Library {
    atlassian: [Description; 3],
    graph: Graph,
    /// Stories that are told again send the same again: every exchange is judged once.
    judged: Mutex<BTreeMap<u64, Arc<Verdict>>>,
}

/// What an exchange turned out to be.
#[derive(Debug)]
pub struct Verdict {
    /// What was asked.
    pub operation: Operation,
    /// The deviations that it meets, by their places in [`DEVIATIONS`](super::DEVIATIONS).
    pub deviations: Vec<usize>,
    /// What fits no description and is no known deviation.
    pub complaints: Vec<Complaint>,
}

/// What was asked.
#[derive(Debug)]
pub enum Operation {
    /// One that is described.
    Described(String),
    /// One that only prose describes, by its place in [`NO_FILE`].
    WithoutFile(usize),
}

/// Where the library is, if the environment names it.
pub fn library_path() -> Option<PathBuf> {
    std::env::var_os("UNTWIN_LIBRARY").map(PathBuf::from)
}

impl Library {
    /// Reads every description of a library.
    pub fn open(library: &Path) -> Self {
        let specs = library.join("specs");
        let atlassian = [
            ("atlassian-organization-2026-08-21.json", "/admin"),
            ("atlassian-user-management-2026-08-21.json", ""),
            ("atlassian-user-provisioning-2023-08-28.json", ""),
        ];
        let atlassian = atlassian.map(|(file, below)| Description::open(&specs.join(file), below));
        Self { atlassian, graph: Graph::open(&specs), judged: Mutex::default() }
    }

    /// The one that the environment names. Without one, a line says once that nothing is checked.
    pub fn named() -> Option<&'static Self> {
        static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
        let open = || library_path().map(|at| Self::open(&at)).or_else(say_that_nothing_is_checked);
        LIBRARY.get_or_init(open).as_ref()
    }

    /// What an exchange is, and what of it does not fit.
    pub fn judge(&self, exchange: &Exchange<'_>) -> Arc<Verdict> {
        let key = key(exchange);
        let judged = || self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = judged().get(&key) {
            return Arc::clone(known);
        }
        let verdict = Arc::new(self.verdict(&Talk::of(exchange)));
        judged().insert(key, Arc::clone(&verdict));
        verdict
    }

    fn verdict(&self, talk: &Talk) -> Verdict {
        let (operation, found) = match self.described(talk) {
            Some((operation, found)) => (Operation::Described(operation), found),
            None => self.without_file(talk),
        };
        let (mut deviations, mut complaints) = (Vec::new(), Vec::new());
        for complaint in found {
            match deviations::place_of(&complaint) {
                Some(place) => deviations.push(place),
                None => complaints.push(complaint),
            }
        }
        Verdict { operation, deviations, complaints }
    }

    fn described(&self, talk: &Talk) -> Option<(String, Vec<Complaint>)> {
        match talk.path.strip_prefix("/atlassian") {
            Some(path) => self.atlassian.iter().find_map(|one| one.judge(talk, path)),
            None => self.graph.judge(talk),
        }
    }

    fn without_file(&self, talk: &Talk) -> (Operation, Vec<Complaint>) {
        if let Some(place) = deviations::without_file(talk) {
            return (Operation::WithoutFile(place), self.graph.judge_unlisted(NO_FILE[place].template, talk));
        }
        let operation = format!("{} {}", talk.method, masked(&talk.path));
        let complaint =
            Complaint::new("operation", "an operation of a file or of the list of those without", "none such");
        (Operation::Described(operation.clone()), vec![complaint.of(&operation)])
    }
}

/// The same for exchanges in which everything that is judged is the same.
fn key(exchange: &Exchange<'_>) -> u64 {
    let kind = |headers: &http::HeaderMap| headers.get(http::header::CONTENT_TYPE).cloned();
    let mut hasher = DefaultHasher::new();
    (exchange.method, exchange.path, exchange.request.body(), kind(exchange.request.headers())).hash(&mut hasher);
    let answer = exchange.answer.map(|answer| (answer.status(), answer.body(), kind(answer.headers())));
    answer.hash(&mut hasher);
    hasher.finish()
}

/// The test harness keeps what tests print; this goes past it.
fn say_that_nothing_is_checked<T>() -> Option<T> {
    let line = "UNTWIN_LIBRARY is not set: nothing is held against the vendors' descriptions";
    // Who cannot read it loses nothing else.
    let _ = writeln!(std::io::stderr(), "{line}");
    None
}
