//! The corpus: labelled cases as data (`shared/core/corpus`), each decided with the shipped policy, shadow mode off.
//!
//! No case that is labelled unsafe may end in acting, whatever else could not be read. A case that is safe and is left to a
//! person is only counted.

mod build;
mod by_hand;
mod read;
mod situation;
mod unread;
mod words;

use super::healthy::{Case, healthy};
use super::*;
use crate::domain::Evidence;
use read::{Labelled, Safe, cases, situation};
use std::collections::BTreeSet;

const CASES_MIN: usize = 100;

#[test]
fn the_healthy_situation_of_the_data_is_the_healthy_case_of_the_other_tests() {
    let (data, test) = (build::case(&situation("healthy", None, &serde_json::Map::new())), healthy());
    // Why these were not asked is said in other words.
    let evidence = Evidence {
        named_record: test.evidence.named_record.clone(),
        holder_record: test.evidence.holder_record.clone(),
        holder_person: test.evidence.holder_person.clone(),
        stray_record: test.evidence.stray_record.clone(),
        stray_link: test.evidence.stray_link.clone(),
        stray_person: test.evidence.stray_person.clone(),
        ..data.evidence
    };
    assert_eq!((evidence, data.policy, data.circumstances), (test.evidence, test.policy, test.circumstances));
}

#[test]
fn every_case_has_the_cause_and_the_verdict_that_its_label_says() {
    let wrong: Vec<String> = cases().iter().filter_map(|(file, label)| difference(file, label)).collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_case_that_is_labelled_unsafe_is_acted_upon() {
    let mut counts = Counts::default();
    for (_, label) in cases() {
        counts.add(&label, &built(&label).decide().verdict);
    }
    counts.print();
    assert!(counts.cases >= CASES_MIN, "{} cases", counts.cases);
    assert_eq!(counts.false_safe, Vec::<String>::new());
}

#[test]
fn what_is_acted_upon_is_what_the_independent_check_lets_through() {
    for (file, label) in cases() {
        let case = built(&label);
        let decision = case.decide();
        let Some(plan) = decision.plan else { continue };
        let passes = case.check(plan.body().clone(), &[]).is_ok();
        assert_eq!(passes, decision.verdict == Verdict::Act, "{file}: {}", label.name);
    }
}

#[test]
fn no_unread_fact_turns_an_unsafe_case_into_one_that_is_acted_upon() {
    let mut decided = 0;
    for (file, label) in cases().into_iter().filter(|(_, label)| label.safe == Safe::No) {
        let whole = built(&label);
        for (fact, _, spoil) in unread::FACTS {
            for why in unread::reasons() {
                let mut case = whole.clone();
                spoil(&mut case.evidence, &why);
                decided += 1;
                assert_ne!(case.decide().verdict, Verdict::Act, "{file}: {}: {fact} {why}", label.name);
            }
        }
    }
    assert!(decided > CASES_MIN * unread::FACTS.len(), "{decided} decisions");
}

#[test]
fn no_case_is_acted_upon_while_a_fact_that_its_repair_needs_is_not_read() {
    for (file, label) in cases() {
        let whole = built(&label);
        for (fact, _, spoil) in unread::FACTS.into_iter().filter(|(_, needed, _)| needed(&whole.evidence)) {
            for why in unread::failures() {
                let mut case = whole.clone();
                spoil(&mut case.evidence, &why);
                if case.evidence != whole.evidence {
                    assert_ne!(case.decide().verdict, Verdict::Act, "{file}: {}: {fact} {why}", label.name);
                }
            }
        }
    }
}

#[test]
fn every_cause_and_every_guard_has_a_case_that_it_decides() {
    let told: BTreeSet<Cause> = cases().iter().flat_map(|(_, label)| causes(&built(label).decide().finding)).collect();
    let missing: Vec<Cause> = Cause::ALL.into_iter().filter(|cause| !told.contains(cause)).collect();
    assert_eq!(missing, [], "a cause needs a case of its own in the corpus");
    let stopped: BTreeSet<Guard> = cases().iter().flat_map(|(_, label)| stopping(&built(label).decide())).collect();
    let stopped: BTreeSet<Guard> = stopped.into_iter().chain(by_hand::guards()).collect();
    let missing: Vec<Guard> = Guard::ALL.into_iter().filter(|guard| !stopped.contains(guard)).collect();
    assert_eq!(missing, [], "a guard needs a case that it stops");
}

#[test]
fn every_case_has_a_name_of_its_own_and_a_story() {
    let mut names = BTreeSet::new();
    for (file, label) in cases() {
        assert!(label.name.split(' ').count() > 3 && label.story.len() > 40, "{file}: {}", label.name);
        assert!(names.insert(label.name.clone()), "{file}: {} stands twice", label.name);
    }
}

fn built(label: &Labelled) -> Case {
    build::case(&situation(&label.name, label.within.as_deref(), &label.changes))
}

fn difference(file: &str, label: &Labelled) -> Option<String> {
    let decision = built(label).decide();
    let roots: Vec<&str> = decision.finding.roots.iter().map(|root| root.name()).collect();
    let (cause, verdict) = (decision.finding.cause.name(), said(&decision.verdict));
    let as_labelled = cause == label.cause && roots == label.behind && verdict == label.verdict;
    let sentence = &decision.finding.sentence;
    let expected = (&label.cause, &label.behind, &label.verdict);
    (!as_labelled).then(|| {
        format!("{file}: {}\n  label {expected:?}\n  found {:?}\n  {sentence}", label.name, (cause, roots, verdict))
    })
}

/// A verdict as the labels spell it.
fn said(verdict: &Verdict) -> String {
    let named = |what: &str, guards: &[Guard]| {
        let names: Vec<&str> = guards.iter().map(|guard| guard.name()).collect();
        if names.is_empty() { what.to_owned() } else { format!("{what}: {}", names.join(", ")) }
    };
    match verdict {
        Verdict::Act => "act".to_owned(),
        Verdict::WouldAct => "would act".to_owned(),
        Verdict::AskApproval { overrides, .. } => named("ask", overrides),
        Verdict::HandOver { stopped_by, .. } => named("hand over", stopped_by.as_slice()),
        Verdict::Defer { .. } => "wait".to_owned(),
        Verdict::VerifyOnly => "verify only".to_owned(),
        Verdict::Ignore { .. } => "ignore".to_owned(),
    }
}

fn causes(finding: &Finding) -> Vec<Cause> {
    finding.roots.iter().copied().chain([finding.cause]).collect()
}

/// The guards that the verdict names, or that it waits for.
fn stopping(decision: &Decision) -> Vec<Guard> {
    let blocks = |report: &&GuardReport| matches!(report.answer, Answer::NeedsPerson(_) | Answer::Unknown(_));
    match &decision.verdict {
        Verdict::AskApproval { overrides, .. } => overrides.clone(),
        Verdict::HandOver { stopped_by, .. } => stopped_by.iter().copied().collect(),
        Verdict::Defer { .. } => decision.guards.iter().filter(blocks).map(|report| report.guard).collect(),
        Verdict::Act | Verdict::WouldAct | Verdict::VerifyOnly | Verdict::Ignore { .. } => Vec::new(),
    }
}

#[derive(Default)]
struct Counts {
    cases: usize,
    safe: usize,
    acted_upon: usize,
    false_safe: Vec<String>,
    missed_safe: Vec<String>,
}

impl Counts {
    fn add(&mut self, label: &Labelled, verdict: &Verdict) {
        let acts = *verdict == Verdict::Act;
        let settled = acts || *verdict == Verdict::VerifyOnly;
        self.cases += 1;
        self.safe += usize::from(label.safe == Safe::Yes);
        self.acted_upon += usize::from(acts);
        match label.safe {
            Safe::No if acts => self.false_safe.push(label.name.clone()),
            Safe::Yes if !settled => self.missed_safe.push(label.name.clone()),
            Safe::No | Safe::Yes => {}
        }
    }

    #[expect(clippy::print_stdout, reason = "the counts of the corpus are for people")]
    fn print(&self) {
        println!("{} cases: {} unsafe, {} safe", self.cases, self.cases - self.safe, self.safe);
        println!("{} acted upon, {} false safe", self.acted_upon, self.false_safe.len());
        println!("{} missed safe: {:#?}", self.missed_safe.len(), self.missed_safe);
    }
}
